namespace Thymus.Trials.Tests;

/// <summary>
/// What published pharmacokinetics alone predict of other doses, intervals and routes, in populations with covariates: against another program, and
/// against what was published. Nothing here was fitted to it.
/// </summary>
/// <remarks>Every bound is four standard errors of the simulation (and of the other program): chance breaks one test in 15,000.</remarks>
public sealed class BridgingTests(BridgingRuns runs) : IClassFixture<BridgingRuns>
{
    private const double Errors = 4;

    /// <summary>tests/fixtures/pharmacokinetics/bridging.c: fixed steps, its own random numbers, boluses, 20,000 patients an arm, written from the same tables.</summary>
    [Theory]
    [InlineData("nivolumab-subcutaneous", "Cavgd28", "skin", "vein", 1.9971, 0.0070)]
    [InlineData("nivolumab-subcutaneous", "Cmind28", "skin", "vein", 1.5167, 0.0062)]
    [InlineData("nivolumab-subcutaneous", "Cminss", "skin", "vein", 1.5932, 0.0094)]
    [InlineData("nivolumab-interval", "Cavgd28", "480-Q4W", "240-Q2W", 1.2039, 0.0037)]
    [InlineData("nivolumab-interval", "Cmind28", "480-Q4W", "240-Q2W", 0.7347, 0.0033)]
    [InlineData("nivolumab-interval", "Cminss", "480-Q4W", "240-Q2W", 0.7903, 0.0054)]
    [InlineData("nivolumab-interval", "Cavgd28", "480-Q4W", "3-Q2W", 1.2550, 0.0039)]
    [InlineData("nivolumab-interval", "Cmind28", "480-Q4W", "3-Q2W", 0.7644, 0.0034)]
    [InlineData("nivolumab-interval", "Cminss", "480-Q4W", "3-Q2W", 0.8253, 0.0056)]
    public void Populations_agree_with_an_independent_program(string trial, string parameter, string arm, string reference, double ratio, double error)
    {
        var simulated = runs.Ratio(trial, parameter, arm, reference);
        Assert.Equal(ratio, simulated.Value, Errors * Math.Sqrt(simulated.StandardError * simulated.StandardError + error * error));
    }

    /// <summary>480 mg every 4 weeks over 3 mg/kg every 2 weeks, by another model in 3,203 patients (rows NQ4W-0001 to -0004): +26.8, +5.2, +110.4, −22.1 %.</summary>
    [Theory]
    [InlineData("Cavgd28", 1.268)]
    [InlineData("Cavgss", 1.052)]
    [InlineData("Cmax1", 2.104)]
    [InlineData("Cmind28", 0.779)]
    public void Nivolumab_every_four_weeks_has_the_published_exposure(string parameter, double published)
    {
        var simulated = runs.Ratio("nivolumab-interval", parameter, "480-Q4W", "3-Q2W");
        Assert.Equal(published, simulated.Value, Errors * simulated.StandardError);
    }

    /// <summary>With linear clearance the average over the interval of steady state does not depend on how the dose is split.</summary>
    [Fact]
    public void Twice_the_dose_at_twice_the_interval_keeps_the_average_at_steady_state()
    {
        var simulated = runs.Ratio("nivolumab-interval", "Cavgss", "480-Q4W", "240-Q2W");
        Assert.Equal(1, simulated.Value, Errors * simulated.StandardError);
    }

    /// <summary>CheckMate 67T (rows C67T-0001, -0002): 2.098 (2.001 to 2.200) and 1.774 (1.633 to 1.927). The average is met at the edge, the trough is missed.</summary>
    [Fact]
    public void CheckMate_67T_is_predicted_in_its_average_and_missed_in_its_trough()
    {
        var average = runs.Ratio("nivolumab-subcutaneous", "Cavgd28", "skin", "vein");
        Assert.InRange(average.Value, 2.001 - Errors * average.StandardError, 2.200 + Errors * average.StandardError);
        var trough = runs.Ratio("nivolumab-subcutaneous", "Cminss", "skin", "vein");
        // The documentation calls this a miss. If it becomes a hit, the model or the population has changed, and the documentation has to.
        Assert.True(trough.Value < 1.774 - 3 * trough.StandardError, $"{trough.Value}");
    }

    /// <summary>3475A-D77 (rows D77-0001, -0002): area 1.14 (1.06 to 1.22), trough of cycle 3 1.67 (1.52 to 1.84). Again the trough under the skin is missed from below.</summary>
    [Fact]
    public void Pembrolizumab_under_the_skin_is_predicted_in_its_area_and_missed_in_its_trough()
    {
        var area = runs.Ratio("pembrolizumab-subcutaneous", "AUC1", "skin", "vein");
        Assert.Equal(1.14, area.Value, Errors * area.StandardError);
        var trough = runs.Ratio("pembrolizumab-subcutaneous", "Ctrough3", "skin", "vein");
        Assert.True(trough.Value < 1.52 - 2 * trough.StandardError, $"{trough.Value}");
    }

    /// <summary>IMscin001 (rows SC-0008, -0009): trough of cycle 1 1.05 (0.88 to 1.24), area 0.87 (0.83 to 0.92).</summary>
    [Fact]
    public void IMscin001_is_met_in_its_trough_and_nearly_in_its_area()
    {
        var trough = runs.Ratio("atezolizumab-subcutaneous", "Ctrough1", "skin", "vein");
        Assert.InRange(trough.Value, 0.88 - Errors * trough.StandardError, 1.24 + Errors * trough.StandardError);
        var area = runs.Ratio("atezolizumab-subcutaneous", "AUC1", "skin", "vein");
        Assert.InRange(area.Value, 0.83 - Errors * area.StandardError, 0.92 + Errors * area.StandardError);
    }
}

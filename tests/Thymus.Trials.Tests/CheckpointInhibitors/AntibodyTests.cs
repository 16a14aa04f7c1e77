namespace Thymus.Trials.Tests;

/// <summary>The antibodies in their reference patients, against concentrations computed by independent programs (µg/mL) and numbers that the papers print elsewhere.</summary>
/// <remarks>Tables have three and two decimals, so half a unit of the last one is what agreement means.</remarks>
public sealed class AntibodyTests
{
    /// <summary>T4: Zhang 2019, 80 kg, male, PS 0, eGFR 90.</summary>
    [Theory]
    [InlineData(240, 14, 1, 56.056, 18.982)]
    [InlineData(240, 14, 13, 116.386, 61.307)]
    [InlineData(240, 14, 26, 121.264, 65.319)]
    [InlineData(480, 28, 1, 112.112, 23.159)]
    [InlineData(480, 28, 13, 164.424, 52.496)]
    public void Nivolumab_reaches_the_published_model_at_the_end_of_infusion_and_before_the_next_dose(double dose, double interval, int number, double endOfInfusion, double trough)
    {
        using var nivolumab = new Antibody("nivolumab.ant", "nivolumab");
        var (peak, low) = nivolumab.PeakAndTrough(dose, interval, number);
        Assert.Equal(endOfInfusion, peak, 0.0005);
        Assert.Equal(trough, low, 0.0005);
    }

    [Theory]
    [InlineData(Antibody.HalfAnHour)]
    [InlineData(0)]
    public void Clearance_of_nivolumab_falls_from_the_first_dose_on_whenever_that_is(double duration)
    {
        using var nivolumab = new Antibody("nivolumab.ant", "nivolumab");
        var (atOnce, later) = (nivolumab.PeakAndTrough(240, 14, 13, 0, duration), nivolumab.PeakAndTrough(240, 14, 13, 200, duration));
        Assert.Equal(atOnce.EndOfInfusion, later.EndOfInfusion, 1e-6);
        Assert.Equal(atOnce.Trough, later.Trough, 1e-6);
    }

    /// <summary>A depot fills the plasma from nothing: the clock of clearance starts all the same.</summary>
    [Fact]
    public void Clearance_falls_from_the_first_dose_under_the_skin_on()
    {
        using var nivolumab = new Antibody("nivolumab-subcutaneous.ant", "nivolumab");
        double[] Troughs(double start) => nivolumab.Run(
            [start + 28, start + 336], [nivolumab.Dose(1200, start, 12, 28, duration: null)], "nivolumab__concentration");
        Assert.Equal(Troughs(0)[0], Troughs(200)[0], 1e-6);
        Assert.Equal(Troughs(0)[1], Troughs(200)[1], 1e-6);
        Assert.True(Troughs(0)[1] > Troughs(0)[0]);
    }

    /// <summary>Each paper's largest change of clearance with time, late over early, from the first dose on.</summary>
    [Theory]
    [InlineData("nivolumab.ant", "nivolumab", "ECOG", 0, 0.2592, -0.240)]
    [InlineData("nivolumab.ant", "nivolumab", "ECOG", 1, 0.2592 * 1.1984, -0.378)]
    [InlineData("nivolumab-subcutaneous.ant", "nivolumab", "ECOG", 0, 0.2616, -0.303)]
    [InlineData("durvalumab.ant", "durvalumab", "ECOG", 0, 0.285, -0.412)]
    [InlineData("cemiplimab.ant", "cemiplimab", "ALT", 20, 0.290, -0.410)]
    [InlineData("ipilimumab.ant", "ipilimumab", "ipilimumab_over_time__NIVO", 0, 0.3384, -0.0644)]
    [InlineData("ipilimumab.ant", "ipilimumab", "ipilimumab_over_time__NIVO", 1, 0.3384, -0.2664)]
    [InlineData("tremelimumab.ant", "tremelimumab", "DURVALUMAB", 0, 0.276, 0.151)]
    [InlineData("tremelimumab.ant", "tremelimumab", "DURVALUMAB", 1, 0.276, -0.187)]
    public void Clearance_changes_by_the_published_fraction(string file, string drug, string covariate, double value, double first, double exponent)
    {
        using var antibody = new Antibody(file, drug);
        var clearance = antibody.Run([0, 1e7], [antibody.Dose(1)], $"{drug}__CL", (covariate, covariate == "ALT" ? Canonical($"{value} U/L") : value));
        Assert.Equal(first, clearance[0], first * 1e-4);
        Assert.Equal(Math.Exp(exponent), clearance[1] / clearance[0], 1e-5);
    }

    /// <summary>T5: Ahamadi 2017 at the references of its covariates.</summary>
    [Theory]
    [InlineData(1, 57.30, 12.74)]
    [InlineData(12, 86.75, 29.49)]
    public void Pembrolizumab_reaches_the_published_model_at_the_end_of_infusion_and_before_the_next_dose(int number, double endOfInfusion, double trough)
    {
        using var pembrolizumab = new Antibody("pembrolizumab.ant", "pembrolizumab");
        var (peak, low) = pembrolizumab.PeakAndTrough(200, 21, number);
        Assert.Equal(endOfInfusion, peak, 0.005);
        Assert.Equal(trough, low, 0.005);
    }

    /// <summary>T5 for pembrolizumab; "27 days" for atezolizumab (Chan 2025, introduction).</summary>
    [Theory]
    [InlineData("pembrolizumab", 25.79, 0.005)]
    [InlineData("atezolizumab", 27, 0.5)]
    public void Terminal_half_life_is_the_published_one(string drug, double days, double halfAUnit)
    {
        using var antibody = new Antibody($"{drug}.ant", drug);
        var run = antibody.Run([200, 300], [antibody.Dose(200)], $"{drug}__concentration");
        Assert.Equal(days, Math.Log(2) * 100 / Math.Log(run[0] / run[1]), halfAUnit);
    }

    /// <summary>T5. At steady state a dosing interval clears what it gets: AUC over six weeks = 2·200 mg/CL = 400/0.22 = 1818 µg·d/mL.</summary>
    [Fact]
    public void Pembrolizumab_has_the_exposure_of_its_clearance_at_steady_state()
    {
        using var pembrolizumab = new Antibody("pembrolizumab.ant", "pembrolizumab");
        var run = pembrolizumab.Run([60 * 21, 62 * 21], [pembrolizumab.Dose(200, 0, 70, 21)], "AUC");
        Assert.Equal(1818, run[1] - run[0], 0.5);
        Assert.Equal(400 / 0.22, run[1] - run[0], 400 / 0.22 * 1e-7);
    }

    /// <summary>T6 in the reference patient of Zhao 2025 (80 kg): 1200 mg every 4 weeks under the skin over 3 mg/kg every 2 weeks into the vein.</summary>
    /// <remarks>The ratio of troughs still rises: 1.671 before the ninth dose, 1.674 before the thirteenth, at which CheckMate 67T's "steady state" stands (an independent fixed-step program agrees).</remarks>
    [Theory]
    [InlineData(224, 1.671)]
    [InlineData(336, 1.674)]
    public void Nivolumab_under_the_skin_has_the_known_ratios_in_the_reference_patient(double day, double troughs)
    {
        using var nivolumab = new Antibody("nivolumab-subcutaneous.ant", "nivolumab");
        var (skin, vein) = (nivolumab.Dose(1200, 0, 13, 28, duration: null), nivolumab.Dose(240, 0, 26, 14));
        double Ratio(double time, string quantity) => nivolumab.Run([time], [skin], quantity)[0] / nivolumab.Run([time], [vein], quantity)[0];
        Assert.Equal(2.113, Ratio(28, "AUC"), 0.0005);
        Assert.Equal(troughs, Ratio(day, "nivolumab__concentration"), 0.0005);
    }

    /// <summary>Two compartments with a depot and constant clearance have a closed form: three exponentials.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(21)]
    [InlineData(60)]
    public void Atezolizumab_under_the_skin_follows_the_closed_form(double day)
    {
        const double cl = 0.200, v1 = 3.28, q = 0.546, v2 = 3.63, ka = 0.304, f = 0.718;
        var (k10, k12, k21) = (cl / v1, q / v1, q / v2);
        var sum = k10 + k12 + k21;
        var root = Math.Sqrt(sum * sum - 4 * k10 * k21);
        var (fast, slow) = ((sum + root) / 2, (sum - root) / 2);
        double Term(double own, double a, double b) => (k21 - own) / ((a - own) * (b - own)) * Math.Exp(-own * day);
        var expected = f * 1875 * ka / v1 * (Term(fast, slow, ka) + Term(slow, fast, ka) + Term(ka, fast, slow));

        using var atezolizumab = new Antibody("atezolizumab.ant", "atezolizumab");
        var run = atezolizumab.Run([day], [atezolizumab.Dose(1875, duration: null)], "atezolizumab__concentration");
        Assert.Equal(expected, run[0], expected * 1e-8);
    }

    [Fact]
    public void Occupancy_is_that_of_the_law_of_mass_action_with_the_free_share()
    {
        using var cemiplimab = new Antibody("cemiplimab.ant", "cemiplimab");
        var concentration = cemiplimab.Run([21], [cemiplimab.Dose(350)], "cemiplimab__concentration")[0];
        var free = 0.3 * concentration / 146 * 1000; // µg/mL over kg/mol is µmol/L; nM
        Assert.Equal(free / (free + 1.5), cemiplimab.Run([21], [cemiplimab.Dose(350)], "occupancy")[0], 1e-9);
    }

    private static double Canonical(FormattableString quantity) => MelanomaModel.Canonical(FormattableString.Invariant(quantity));
}

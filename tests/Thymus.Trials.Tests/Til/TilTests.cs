using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Til;

/// <summary>Infused lymphocytes beside the melanoma model: nothing without a dose, and what lymphodepletion, cells and interleukin-2 do.</summary>
public sealed class TilTests
{
    private const double Tolerance = 1e-6;

    private static readonly string[] Dosed = ["nivolumab__central", "product", "cyclophosphamide__central", "fludarabine__central"];

    private static ReferencePatient NewPatient() => new(Repository.PathOf("models", "procedures", "til", "melanoma-til.ant"), Dosed);

    [Fact]
    public void Present_at_no_dose_it_moves_the_melanoma_model_by_less_than_ten_tolerances()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted", "pd1_engagement", "immunity__memory", "H_death"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Repository.PathOf("models", "melanoma.ant"), "nivolumab__central");
        using var both = NewPatient();
        var antibody = Infusion("nivolumab__central", 240, 1 / 24.0, 0, 18, 14);
        var without = alone.RunAll(times, [antibody], quantities, Tolerance);
        var with = both.RunAll(times, [antibody, Infusion("product", 0, 1 / 24.0), Infusion("fludarabine__central", 0, 1 / 24.0), Infusion("cyclophosphamide__central", 0, 1 / 24.0)],
            quantities, Tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    [Fact]
    public void Lymphodepletion_empties_the_pools_and_memory_and_regulatory_cells_come_back()
    {
        string[] quantities = ["lymphocytes", "immunity__memory", "immunity__regulatory"];
        using var patient = NewPatient();
        var run = patient.RunAll([0, 7, 120], [Infusion("cyclophosphamide__central", 4700, 1 / 48.0, 0, 1, 1), Infusion("fludarabine__central", 48, 1 / 48.0, 2, 4, 1)],
            quantities, Tolerance, [("immunity__memory", 1e9)]);
        Assert.All(run[..2], pool => Assert.True(pool[1] < 0.05 * pool[0], $"{pool[1]} of {pool[0]}"));
        Assert.True(run[2][1] < 0.2 * run[2][0]); // regulatory cells come back faster, by their own turnover of a tenth a day
        Assert.InRange(run[0][2] / run[0][0], 0.99, 1.01);
        Assert.InRange(run[2][2] / run[2][0], 0.99, 1.5);
        // What decays without them (5e-4 a day) and what effectors leave behind apart, memory is what it was.
        Assert.InRange(run[1][2] / run[1][0], 0.9, 1.1);
    }

    [Fact]
    public void Infused_cells_shrink_a_tumour_that_grows_without_them_and_more_of_them_shrink_it_more()
    {
        double Sum(double cells)
        {
            using var patient = NewPatient();
            return patient.RunAll([90], [Infusion("product", cells, 1 / 24.0)], ["sum_of_diameters"], Tolerance)[0][0];
        }

        Assert.True(Sum(7.5e9) < 0.8 * Sum(0));
        Assert.True(Sum(7.2e10) < Sum(7.5e9));
    }

    /// <summary>Two compartments in closed form, from half-lives of 6.9 and 85 minutes, clearance 120 mL/min and volume 2.66 L.</summary>
    [Fact]
    public void Interleukin_2_has_the_published_half_lives_and_clearance()
    {
        const double dose = 48e6, minute = 1 / 1440.0, eliminate = 0.120 / 2.66;
        var (fast, slow) = (Math.Log(2) / 6.9, Math.Log(2) / 85);
        var back = fast * slow / eliminate;
        using var alone = new ReferencePatient(Repository.PathOf("models", "procedures", "til", "interleukin-2.ant"), "central");
        double[] minutes = [1, 10, 30, 120, 400];
        var run = alone.Run([.. minutes.Select(m => m * minute)], [new EventRecord(0, EventId.Dose, dose, "central")], "il2__concentration", 1e-9);
        for (var i = 0; i < minutes.Length; i++)
        {
            var expected = dose / 2.66 * ((fast - back) * Math.Exp(-fast * minutes[i]) + (back - slow) * Math.Exp(-slow * minutes[i])) / (fast - slow);
            Assert.Equal(expected, run[i], 0.01 * expected);
        }
    }

    /// <summary>One bolus does most of what six do to the signal, and none does nothing.</summary>
    [Fact]
    public void The_signal_of_interleukin_2_saturates_over_doses()
    {
        double Week(int doses)
        {
            using var alone = new ReferencePatient(Repository.PathOf("models", "procedures", "til", "interleukin-2.ant"), "central");
            EventRecord[] boluses = doses == 0 ? [] : [new(0, EventId.Dose, 48e6, "central", 0, doses > 1 ? 1 / 3.0 : 0, doses - 1)];
            return alone.Run(Days(0, 14, 0.05), boluses, "signal").Average();
        }

        Assert.Equal(0, Week(0));
        Assert.True(Week(1) > 0.5 * Week(6));
        Assert.True(Week(6) < 1.3 * Week(4));
    }
}

using Thymus.Simulation;
using Thymus.Tests;

namespace Thymus.Trials.Tests.NkCells;

/// <summary>Natural killer cells in the frame of CAR-T cells: first order, and the same toxicity for the same number of cells.</summary>
public sealed class NkCellTests
{
    private const double Dose = 7.6e8, Seeded = 6.1538462e-8;

    public static string PathOf(string file) => Repository.PathOf("models", "procedures", "nk-cells", file);

    /// <summary>As much room as lymphodepletion makes.</summary>
    private static readonly (string, double) Room = ("patient__room__bare", 1);

    private static EventRecord Cells(double number, double day = 0) => new(day, EventId.Dose, number, "cells");

    /// <summary>After distribution: dose·seeded·k/(k − loss)·(exp(−loss·t) − exp(−k·t)), with loss 0.069 a day without and 0.026 with the payload.</summary>
    [Theory]
    [InlineData(0, 0.069)]
    [InlineData(1, 0.069 * (1 - 0.623))]
    public void Cells_settle_and_go_at_first_order(double payload, double loss)
    {
        using var patient = new ReferencePatient(PathOf("kinetics.ant"), "cells");
        double[] times = [0.1, 1, 10, 100];
        var settled = patient.Run(times, [Cells(Dose)], "settled", 1e-10, ("payload", payload));
        for (var i = 0; i < times.Length; i++)
        {
            var expected = Dose * Seeded * 10 / (10 - loss) * (Math.Exp(-loss * times[i]) - Math.Exp(-10 * times[i]));
            Assert.Equal(expected, settled[i], 1e-7 * expected);
        }
    }

    [Fact]
    public void Doses_add_and_the_effect_on_the_count_is_linear()
    {
        using var patient = new ReferencePatient(PathOf("kinetics.ant"), "cells");
        var one = patient.Run([10, 20], [Cells(Dose)], "settled");
        var two = patient.Run([20], [Cells(Dose), Cells(3 * Dose, 10)], "settled")[0];
        Assert.Equal(one[1] + 3 * one[0], two, 1e-7 * two);
    }

    [Theory]
    [InlineData("car-nk.ant")]
    [InlineData("nk.ant")]
    public void Without_cells_the_tumour_grows_as_if_untreated_and_nobody_is_ill(string product)
    {
        using var patient = new ReferencePatient(PathOf(product), "cells");
        using var untreated = new ReferencePatient(Repository.PathOf("models", "procedures", "car-t", "tumour.ant"));
        var run = patient.RunAll([100], [Cells(0)], ["residual", "crs", "icans", "partial", "copies"], 1e-6);
        Assert.Equal(untreated.Run([100], [], "residual", 1e-6)[0], run[0][0], 1e-5 * run[0][0]); // ten tolerances
        Assert.All(run[1..], quantity => Assert.Equal(0, quantity[0]));
    }

    /// <summary>As many natural killer cells as CAR-T cells give the same level, to a thousandth: nothing in the shared module knows which they are.</summary>
    [Fact]
    public void The_level_of_cytokine_release_is_that_of_CAR_T_cells_of_the_same_number()
    {
        using var natural = new ReferencePatient(PathOf("car-nk.ant"), "cells");
        using var engineered = new ReferencePatient(Repository.PathOf("models", "procedures", "car-t", "tisagenlecleucel.ant"), "cells");
        var nk = natural.RunAll([5], [Cells(Dose)], ["patient__settled", "level"], 1e-9);
        var car = engineered.RunAll([5], [Cells(1e8)], ["copies", "level"], 1e-9);
        Assert.True(car[0][0] > 5 * nk[0][0]);
        Assert.Equal(0.35 * Math.Log((car[0][0] + 1e-3) / (nk[0][0] + 1e-3)), car[1][0] - nk[1][0], 1e-3);
    }

    /// <summary>A thousand times the cells in the same patient would be ill: it is their number that keeps the module silent.</summary>
    [Fact]
    public void The_typical_patient_is_not_ill_and_would_be_with_a_thousand_times_the_cells()
    {
        using var patient = new ReferencePatient(PathOf("car-nk.ant"), "cells");
        Assert.Equal(0, patient.Run([30], [Cells(Dose)], "crs", 1e-6, Room)[0]);
        Assert.Equal(1, patient.Run([30], [Cells(1000 * Dose)], "crs", 1e-6, Room)[0]);
    }

    [Fact]
    public void Natural_receptors_reach_cells_without_the_antigen_and_the_receptor_for_it_does_not()
    {
        using var patient = new ReferencePatient(PathOf("car-nk.ant"), "cells");
        var values = new[] { ("patient__kind__escape_lymphoma", -3.0), ("patient__tumour__growth", 0.03), Room };
        double Negative(params (string, double)[] more) => patient.Run([20], [Cells(Dose)], "patient__tumour__negative", 1e-8, [.. values, .. more])[0];
        var untouched = 1e9 * Math.Exp(0.03 * 20);
        Assert.Equal(untouched, Negative(("patient__natural_share", 0), ("car_nk_potency", 10)), 1e-6 * untouched);
        Assert.True(Negative(("car_nk_potency", 10)) < 0.95 * untouched);
    }
}

using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.CarT;

/// <summary>The empirical layer: cells in blood, and what follows them.</summary>
public sealed class KineticsTests
{
    public static string PathOf(string file) => Repository.PathOf("models", "procedures", "car-t", file);

    private static EventRecord Cells(double number, double day = 0) => new(day, EventId.Dose, number, "cells");

    /// <summary>T7: growth 0.8891 a day, doubling in 0.780 day, 1373.6 copies/µg on day 28, 109.8 on day 180, area to day 28 1.7177e5.</summary>
    [Fact]
    public void The_typical_patient_is_Steins()
    {
        using var patient = new ReferencePatient(PathOf("kinetics.ant"), "cells");
        var run = patient.RunAll([1, 2, 9.29, 28, 180], [Cells(1e8)], ["copies", "area", "peak"]);
        Assert.Equal(0.8891, Math.Log(run[0][1] / run[0][0]), 0.00005);
        Assert.Equal(0.780, Math.Log(2) / Math.Log(run[0][1] / run[0][0]), 0.0005);
        Assert.Equal(1373.6, run[0][3], 0.05);
        Assert.Equal(109.8, run[0][4], 0.05);
        Assert.Equal(1.7177e5, run[1][3], 5.0);
        Assert.Equal(24000, run[2][0], 1e-6);
    }

    /// <summary>Where the target limits the cells dose matters little; where it does not, more: 1/peak = 1/(potential·cells) + 1/limit.</summary>
    [Fact]
    public void The_dose_counts_where_the_target_does_not_limit()
    {
        using var patient = new ReferencePatient(PathOf("kinetics.ant"), "cells");
        double Peak(double cells, double limit) => patient.Run([1], [Cells(cells)], "peak", 1e-10, ("limit", limit))[0];
        Assert.Equal(1e-3 * 1.5e8 * 1e6 / (1e-3 * 1.5e8 + 1e6), Peak(1.5e8, 1e6), 1);
        var leukaemia = Math.Log(Peak(1.95e8, 31578.947) / Peak(0.39e8, 31578.947)) / Math.Log(5);
        var myeloma = Math.Log(Peak(4.5e8, 1e6) / Peak(1.5e8, 1e6)) / Math.Log(3);
        Assert.InRange(leukaemia, 0, 0.3);
        Assert.InRange(myeloma, 0.7, 1);
    }

    [Fact]
    public void Without_cells_the_tumour_grows_as_if_untreated_and_nobody_is_ill()
    {
        using var patient = new ReferencePatient(PathOf("tisagenlecleucel.ant"), "cells");
        using var untreated = new ReferencePatient(PathOf("tumour.ant"));
        var run = patient.RunAll([100], [Cells(0)], ["residual", "crs", "icans", "partial", "copies"], 1e-6);
        Assert.Equal(untreated.Run([100], [], "residual", 1e-6)[0], run[0][0], 1e-5 * run[0][0]); // ten tolerances
        Assert.Equal(Math.Exp(5), run[0][0], 1e-5 * run[0][0]);
        Assert.All(run[1..], quantity => Assert.Equal(0, quantity[0]));
    }

    [Fact]
    public void A_grade_is_noted_when_its_mark_is_reached_and_neurotoxicity_two_days_later()
    {
        using var patient = new ReferencePatient(PathOf("tisagenlecleucel.ant"), "cells");
        var times = Days(0, 30, 0.01);
        var run = patient.RunAll(times, [Cells(1e8)], ["level", "crs", "penn3", "lee3", "patient__toxicity__neuro", "icans"], 1e-8, ("patient__toxicity__eta_release", 2), ("patient__toxicity__eta_neurotoxicity", 1));
        double First(double[] values, double mark) => times[Array.FindIndex(values, v => v > mark)];
        Assert.Equal(First(run[0], 0), First(run[1], 0.5), 0.02);
        Assert.Equal(First(run[0], 1), First(run[2], 0.5), 0.02);
        Assert.All(run[3], v => Assert.Equal(0, v)); // the level stays below 2.67
        Assert.Equal(First(run[4], 0) + 2, First(run[5], 0.5), 0.02);
    }

    /// <summary>Awasthi 2020: no relationship of expansion with neurotoxicity in JULIET.</summary>
    [Fact]
    public void More_cells_bring_a_higher_level_and_no_more_neurotoxicity()
    {
        using var patient = new ReferencePatient(PathOf("tisagenlecleucel.ant"), "cells");
        var times = Days(0, 20, 0.05);
        double Highest(string symbol, double eta) => patient.Run(times, [Cells(1e8)], symbol, 1e-8, ("patient__kinetics__eta_peak", eta)).Max();
        Assert.Equal(0.35 * 2, Highest("level", 1) - Highest("level", -1), 0.01);
        Assert.Equal(Highest("patient__toxicity__neuro", 1), Highest("patient__toxicity__neuro", -1), 1e-6);
    }

    [Fact]
    public void Tocilizumab_takes_the_level_down_and_lets_cells_grow_faster()
    {
        using var patient = new ReferencePatient(PathOf("axicabtagene-ciloleucel.ant"), "cells", "tocilizumab");
        EventRecord[] alone = [Cells(1.5e8)];
        EventRecord[] treated = [Cells(1.5e8), new(2, EventId.Dose, 600, "tocilizumab")];
        var without = patient.RunAll([3, 8], alone, ["level", "copies"], 1e-8);
        var with = patient.RunAll([3, 8], treated, ["level", "copies"], 1e-8);
        Assert.True(with[0][0] < without[0][0] - 0.8);
        Assert.Equal(1.2, Math.Log(with[1][1] / with[1][0]) / Math.Log(without[1][1] / without[1][0]), 0.02); // blockade is 0.95 to 0.97
    }

    [Fact]
    public void Without_lymphodepletion_cells_reach_a_tenth_of_their_peak()
    {
        using var patient = new ReferencePatient(PathOf("tisagenlecleucel.ant"), "cells", "patient__fludarabine__central", "patient__cyclophosphamide__central");
        var bare = patient.Run([20], [Cells(1e8, 6)], "copies", 1e-8)[0];
        EventRecord[] prepared = [Infusion("patient__fludarabine__central", 54, 1 / 24.0, 0, 3, 1), Infusion("patient__cyclophosphamide__central", 900, 1 / 48.0, 0, 3, 1), Cells(1e8, 6)];
        var ready = patient.Run([20], prepared, "copies", 1e-8)[0];
        Assert.InRange(ready / bare, 9.5, 10);
    }
}

using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests;

/// <summary>The inhibitor of IDO1 against what it says, in the melanoma model that a trial joins it to.</summary>
public sealed class EpacadostatTests
{
    private const double Tolerance = 1e-8;

    private static readonly string Melanoma = Repository.PathOf("models", "melanoma.ant");

    private static ReferencePatient Patient() =>
        new(Melanoma, [new ModuleUse("epacadostat", Repository.PathOf("models", "partners", "epacadostat", "epacadostat.ant"), default)], "epacadostat__central", "pembrolizumab__central");

    private static EventRecord Flow(double mgPerDay) => Infusion("epacadostat__central", mgPerDay * 200, 200);

    [Fact]
    public void Without_a_dose_nothing_moves()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "immunity__regulatory"];
        var times = Days(0, 180, 30);
        using var alone = new ReferencePatient(Melanoma, "pembrolizumab__central");
        using var both = Patient();
        var antibody = Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 8, 21);
        var (without, with) = (alone.RunAll(times, [antibody], quantities, Tolerance), both.RunAll(times, [antibody], quantities, Tolerance));
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    /// <summary>200 mg a day against 970 L a day is 0.206 mg/L, which inhibits 87 % and leaves 48 % of kynurenine's making: what was seen at 100 mg twice a day.</summary>
    [Theory]
    [InlineData(200, 1)]
    [InlineData(50, 1)]
    [InlineData(200, 2)]
    public void A_steady_flow_inhibits_as_its_law_says(double dose, double clearance)
    {
        using var patient = Patient();
        var run = patient.RunAll([30.0], [Flow(dose)], ["epacadostat__inhibition", "epacadostat__kynurenine"], Tolerance, ("epacadostat__CL_relative", clearance));
        var concentration = dose / (970 * clearance);
        var inhibition = concentration / (concentration + 0.0307);
        Assert.Equal(inhibition, run[0][0], 1e-6);
        Assert.Equal(1 - 0.6 * inhibition, run[1][0], 1e-6);
        if (dose == 200 && clearance == 1) Assert.InRange(inhibition, 0.8, 0.9);
    }

    /// <summary>The pool falls by what is spared: its slope is recruitment less the inhibited share of the tumour's part of it, less turnover.</summary>
    [Fact]
    public void The_pool_of_regulatory_cells_follows_its_equation()
    {
        using var patient = Patient();
        (string, double)[] values = [("epacadostat__share", 0.4), ("lesion1__seed", 2e10), ("growth_typical", 1e-6), ("priming_rate", 0)];
        const double step = 0.01;
        var times = new[] { 20 - step, 20, 20 + step };
        string[] names = ["immunity__regulatory", "cells", "epacadostat__inhibition"];
        var run = patient.RunAll(times, [Flow(200)], names, 1e-10, values);
        var (slope, tumour) = ((run[0][2] - run[0][0]) / (2 * step), run[1][1] / (run[1][1] + 5e10));
        Assert.True(tumour > 0.05);
        Assert.Equal(0.1 * (1 + 10 * tumour * (1 - 0.4 * run[2][1])) - 0.1 * run[0][1], slope, 1e-6);
    }
}

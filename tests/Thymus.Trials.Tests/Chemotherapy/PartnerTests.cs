using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Chemotherapy;

/// <summary>Chemotherapy beside another model: nothing without a dose, and the share of a tumour that it takes.</summary>
public sealed class PartnerTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Present_at_no_dose_it_moves_the_melanoma_model_by_less_than_ten_tolerances()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Repository.PathOf("models", "melanoma.ant"), "pembrolizumab__central");
        using var both = new ReferencePatient(Repository.Fixture("partners", "melanoma-docetaxel.ant"), "patient__pembrolizumab__central", "docetaxel__central");
        var without = alone.RunAll(times, [Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 18, 21)], quantities, Tolerance);
        var with = both.RunAll(times, [Infusion("patient__pembrolizumab__central", 200, 1 / 48.0, 0, 18, 21), Infusion("docetaxel__central", 0, 1 / 24.0, 0, 18, 21)],
            [.. quantities.Select(q => $"patient__{q}"), "neutrophils", "lymphocytes"], Tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
        Assert.All(with[^2], c => Assert.Equal(5.21965e9, c, 10 * Tolerance * 5.2e9));
        Assert.All(with[^1], c => Assert.Equal(5e8, c, 10 * Tolerance * 5e8));
    }

    [Fact]
    public void With_a_dose_tumour_and_blood_fall_and_come_back()
    {
        using var both = new ReferencePatient(Repository.Fixture("partners", "melanoma-docetaxel.ant"), "docetaxel__central", "cyclophosphamide__central");
        string[] quantities = ["kill1__clone", "neutrophils", "lymphocytes"];
        double[] times = [3, 8, 40];
        var without = both.RunAll(times, [], quantities, Tolerance);
        var with = both.RunAll(times, [Infusion("docetaxel__central", 140, 1 / 24.0), Infusion("cyclophosphamide__central", 900, 1 / 48.0)], quantities, Tolerance);
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(with[0][i] < 0.99 * without[0][i]));
        Assert.True(with[1][1] < 0.2 * without[1][1] && with[1][2] > 0.8 * without[1][2]);
        Assert.True(with[2][0] < 0.5 * without[2][0] && with[2][2] > 0.95 * without[2][2]);
        Assert.True(with[2][1] > with[2][0]); // lymphocytes are lowest within days, neutrophils after a week
    }

    /// <summary>dS = b S - lethality e b S, so what is left is exp(b (1 - 4·0.25·…) t) of the start, and the resistant clone grows as before.</summary>
    [Theory]
    [InlineData(1e9)]
    [InlineData(1e3)]
    public void A_dose_takes_the_same_share_of_a_small_clone_and_of_a_large_one(double cells)
    {
        using var clones = new ReferencePatient(Repository.Fixture("partners", "log-kill.ant"));
        var run = clones.RunAll([30], [], ["sensitive", "resistant", "dead"], values: [("sensitive", cells), ("effect", 0.5)]);
        Assert.Equal(cells * Math.Exp(0.03 * (1 - 4 * 0.5) * 30), run[0][0], 1e-8 * cells);
        Assert.Equal(1e9 * Math.Exp(0.03 * 30), run[1][0], 1e-8 * run[1][0]);
        Assert.Equal(2 * cells * (1 - Math.Exp(-0.9)), run[2][0], 1e-8 * cells); // twice what was born stays dead
    }
}

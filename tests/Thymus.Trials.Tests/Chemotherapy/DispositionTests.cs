using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Chemotherapy;

/// <summary>Linear drugs leave so that the area below their concentration is dose over clearance, however they distribute.</summary>
public sealed class DispositionTests
{
    [Theory]
    [InlineData("docetaxel.ant", "docetaxel", 140, 44.1 * 24)]
    [InlineData("carboplatin.ant", "carboplatin", 575, 8.38 * 24)]
    [InlineData("doxorubicin.ant", "doxorubicin", 106, 47.6 * 24)]
    [InlineData("pemetrexed.ant", "pemetrexed", 900, 8.29 * 24)]
    [InlineData("cyclophosphamide.ant", "cyclophosphamide", 900, 5.41 * 24)]
    [InlineData("fludarabine.ant", "fludarabine", 54, (3.2 + 0.78 * 110 * 0.06) * 24 / 0.781)]
    public void The_area_is_dose_over_clearance(string file, string drug, double dose, double litresPerDay)
    {
        using var patient = Partner(file, $"{drug}__central");
        // Trapezoids of a hundredth of a day miss the peak of a short infusion by less than the tolerance; what is left after 60 days is nothing.
        var times = Days(0, 60, 0.001);
        var concentration = patient.Run(times, [Infusion($"{drug}__central", dose, 1)], drug is "carboplatin" or "pemetrexed" or "doxorubicin" ? "concentration" : $"{drug}__concentration");
        var area = 0.001 * (concentration.Sum() - 0.5 * (concentration[0] + concentration[^1]));
        Assert.Equal(dose / litresPerDay, area, 1e-4 * dose / litresPerDay);
    }

    [Fact]
    public void Nab_paclitaxel_loses_to_elimination_alone()
    {
        using var patient = Partner("nab-paclitaxel.ant", "nab_paclitaxel__central");
        var times = Days(0, 30, 0.0005);
        var run = patient.RunAll(times, [Infusion("nab_paclitaxel__central", 480, 1 / 48.0)],
            ["nab_paclitaxel__concentration", "nab_paclitaxel__central", "nab_paclitaxel__deep", "nab_paclitaxel__shallow"]);
        var gone = 0.0;
        for (var i = 1; i < times.Length; i++) gone += 0.00025 * (Rate(run[0][i]) + Rate(run[0][i - 1]));
        Assert.Equal(480, gone + run[1][^1] + run[2][^1] + run[3][^1], 480e-4); // trapezoids over the ends of the infusion
        static double Rate(double c) => 8.07 * 24 * c / (0.0402 + c);
    }

    /// <summary>Fludarabine 30 mg/m2 and cyclophosphamide 500 mg/m2 on three days leave six T cells of 500 in a microlitre; that is what the kill was chosen for.</summary>
    [Fact]
    public void Lymphodepletion_leaves_what_it_was_set_to_leave_and_lymphocytes_return_by_the_closed_form()
    {
        using var patient = new ReferencePatient(Repository.Fixture("partners", "lymphodepletion.ant"), "fludarabine__central", "cyclophosphamide__central");
        var doses = new[] { Infusion("fludarabine__central", 54, 1 / 24.0, 0, 3, 1), Infusion("cyclophosphamide__central", 900, 1 / 48.0, 0, 3, 1) };
        var run = patient.RunAll([5, 14, 24], doses, ["lymphocytes", "kill"]);
        Assert.InRange(run[0][0], 4e6, 9e6);
        // From day 14 the drugs are gone (kill below 1e-4 a day); Gompertz: ln(L/500) shrinks by exp(-0.17 t).
        Assert.True(run[1][1] < 1e-3);
        Assert.Equal(5e8 * Math.Exp(Math.Log(run[0][1] / 5e8) * Math.Exp(-0.17 * 10)), run[0][2], 5e5);
    }
}

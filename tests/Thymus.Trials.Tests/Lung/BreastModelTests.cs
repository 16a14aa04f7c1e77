using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Tests;

namespace Thymus.Trials.Tests.Lung;

/// <summary>What models/breast-triple-negative.ant, its populations and its trials promise.</summary>
public sealed class BreastModelTests
{
    [Theory]
    [InlineData("brightness")]
    [InlineData("partner")]
    [InlineData("keynote-086")]
    [InlineData("keynote-522")]
    public void Every_trial_and_its_population_have_no_fault_and_every_draw_has_a_source(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", $"breast-{trial}.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.All(PopulationSpecification.Read(read.Trial!.Population.File!, new DiagnosticBag())!.Quantities.Where(q => q.Name != "METASTATIC"),
            q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
    }

    /// <summary>The number of deposits follows the Poisson law of its mean; a number of cells is seen from the limit on.</summary>
    [Fact]
    public void Deposits_are_as_many_as_luck_says_and_a_pathologist_sees_from_the_limit_on()
    {
        using var patient = new ReferencePatient(Repository.PathOf("models", "breast-triple-negative.ant"), "knife");
        (double Luck, double Deposits)[] cases = [(0.36, 0), (0.37, 1), (0.74, 2), (0.93, 3)]; // a primary of 30 mm, mean 1: 0.368, 0.736, 0.920
        foreach (var (luck, deposits) in cases)
            Assert.Equal(deposits, patient.RunAll([1], [], ["deposits"], 1e-6, ("breast_spread", 1), ("SLD0", 0.3), ("spread_luck", luck))[0][0]);
        var operation = new EventRecord(0.01, EventId.Dose, 1, "knife");
        foreach (var (seed, complete) in ((double, double)[])[(900, 1), (1100, 0)])
            Assert.Equal(complete, patient.RunAll([1], [operation], ["complete_response"], 1e-6, ("lesion1__seed", seed))[0][0]);
    }
}

using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The population of each drug draws what its table says, and fits its model.</summary>
public sealed class DrugPopulationTests
{
    [Theory]
    [InlineData("pembrolizumab")]
    [InlineData("pembrolizumab-subcutaneous")]
    [InlineData("nivolumab")]
    [InlineData("nivolumab-subcutaneous")]
    [InlineData("atezolizumab")]
    [InlineData("durvalumab")]
    [InlineData("cemiplimab")]
    [InlineData("ipilimumab")]
    [InlineData("tremelimumab")]
    public void Random_effects_have_the_published_variance_and_every_number_a_source(string drug)
    {
        var diagnostics = new DiagnosticBag();
        var population = PopulationSpecification.Read(Repository.PathOf("populations", $"{drug}.yaml"), diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.All(population!.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
        // Pembrolizumab under the skin is a module beside the antibody; nivolumab's two files are two models.
        string[] files = [drug, $"{drug}-over-time", .. drug == "pembrolizumab-subcutaneous" ? ["pembrolizumab"] : Array.Empty<string>()];
        var effects = DrugParameter.Read().Where(r => files.Contains(r.File) && r.Symbol.StartsWith("eta_", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(effects);
        var drawn = population.Quantities.Select(q => q.Name).Where(n => n.Contains("__eta_", StringComparison.Ordinal));
        Assert.Equal(effects.Select(e => e.Id).Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
        foreach (var effect in effects)
        {
            // The 84.13 % point of a normal law of mean 0 is its standard deviation, which the file states to four decimals.
            var law = population.Quantities.Single(q => q.Name == effect.Id).Law.Distribution!;
            Assert.Equal(0, law.FromNormal(0));
            Assert.Equal(Math.Sqrt(double.Parse(effect.Variability, System.Globalization.CultureInfo.InvariantCulture)), law.FromNormal(1), 0.00005);
        }

        var (model, faults) = ModelReader.Read(Antibody.PathOf($"{drug}.ant"));
        using var compiled = CompiledModel.Compile(model!, new CompileOptions { DosedSpecies = [] }, faults);
        Assert.NotNull(CohortPlan.Prepare(compiled!, population, new SimulationSettings { Times = [0, 1] }, "test", faults));
        Assert.Empty(faults.Select(f => f.ToString()));
    }
}

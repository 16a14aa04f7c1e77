using Thymus.Runs;

namespace Thymus.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_variable_of_every_data_set_is_documented()
    {
        var text = File.ReadAllText(Repository.PathOf("docs", "results.md"));
        var plan = new SyntheticTrial().Plan with { CovariateNames = [], Pharmacokinetics = [new("Cminss", "Trough", "ug/mL", 336)], Findings = [new("CRS3", "CRS of grade 3", 28)] };

        foreach (var set in AnalysisDataSets.For(plan))
        {
            Assert.Contains($"**{set.Name}**", text, StringComparison.Ordinal);
            var start = text.IndexOf($"**{set.Name}**", StringComparison.Ordinal);
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
            foreach (var variable in set.Variables)
                Assert.True(
                    text[start..end].Contains($"`{variable.Name}`", StringComparison.Ordinal) || text[..start].Contains($"`{variable.Name}`", StringComparison.Ordinal),
                    $"docs/results.md does not speak of {set.Name}.{variable.Name}.");
        }
    }
}

using Thymus.Modeling;

namespace Thymus.Trials.Tests;

/// <summary>The table of sources and the drug files say the same.</summary>
public sealed class DrugParameterTests
{
    [Theory]
    [InlineData("pembrolizumab", "pembrolizumab")]
    [InlineData("pembrolizumab-subcutaneous", "pembrolizumab_subcutaneous")]
    [InlineData("nivolumab", "nivolumab")]
    [InlineData("nivolumab-subcutaneous", "nivolumab")]
    [InlineData("atezolizumab", "atezolizumab")]
    [InlineData("durvalumab", "durvalumab")]
    [InlineData("cemiplimab", "cemiplimab")]
    [InlineData("ipilimumab", "ipilimumab")]
    [InlineData("tremelimumab", "tremelimumab")]
    public void Every_constant_of_a_drug_has_a_value_a_unit_a_source_and_a_grade(string file, string drug)
    {
        using var antibody = new Antibody($"{file}.ant", drug);
        var units = UnitChecker.UnitsOf(antibody.Definition);
        var rows = DrugParameter.Read().Where(r => r.File == file || r.File == $"{file}-over-time").ToDictionary(r => r.Id, StringComparer.Ordinal);
        var met = new HashSet<string>();
        // Symbols of the drug; what stands in the patient are covariates, and the clock of clearance is bookkeeping.
        foreach (var parameter in antibody.Definition.Parameters.Where(p => p.Value is not null && p.Id.StartsWith(drug, StringComparison.Ordinal) && !p.Id.Contains("over_time__over_time__", StringComparison.Ordinal)
            && !p.Id.EndsWith("__treated", StringComparison.Ordinal) && !p.Id.EndsWith("__first_dose", StringComparison.Ordinal)))
        {
            Assert.True(rows.TryGetValue(parameter.Id, out var row), $"'{parameter.Id}' of {file}.ant has no row.");
            Assert.Equal(units[parameter.Id].Dimension, row.Value.Unit.Dimension);
            Assert.Equal(row.Value.Canonical, parameter.Value!.Value, 1e-15 * Math.Abs(row.Value.Canonical)); // two roundings of one product
            Assert.NotEmpty(row.Meaning);
            Assert.NotEmpty(row.Source);
            Assert.Contains(row.Grade, (string[])["A", "B", "C", "D"]);
            met.Add(parameter.Id);
        }
        // A symbol whose value the reference patient replaces by a rule keeps its row: it is what the melanoma model uses.
        Assert.Empty(rows.Keys.Except(met).Except(["ipilimumab__change"]));
    }
}

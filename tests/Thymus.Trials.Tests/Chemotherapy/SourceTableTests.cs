using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Tests;

namespace Thymus.Trials.Tests.Chemotherapy;

/// <summary>The table of sources, the drug files and the populations say the same.</summary>
public sealed class SourceTableTests
{
    [Theory]
    [InlineData("docetaxel")]
    [InlineData("paclitaxel")]
    [InlineData("nab-paclitaxel")]
    [InlineData("carboplatin")]
    [InlineData("pemetrexed")]
    [InlineData("cyclophosphamide")]
    [InlineData("fludarabine")]
    public void Every_constant_of_a_drug_has_a_value_a_unit_a_source_and_a_grade(string drug)
    {
        var prefix = drug.Replace('-', '_') + "__";
        using var patient = ReferencePatient.Partner(drug + ".ant");
        var units = UnitChecker.UnitsOf(patient.Definition);
        var rows = ParameterTable.Read(Repository.PathOf("models", "partners", "chemotherapy", "parameters.csv")).Where(r => r.Drug == drug).ToDictionary(r => prefix + r.Symbol, StringComparer.Ordinal);
        var constants = patient.Definition.Parameters.Where(p => p.Value is not null && p.Id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        Assert.Equal(rows.Keys.Order(StringComparer.Ordinal), constants.Select(c => c.Id).Order(StringComparer.Ordinal));
        foreach (var constant in constants)
        {
            var row = rows[constant.Id];
            // A count of cells is written per litre; the model's unit of cells is an item of its own.
            if (!row.Symbol.StartsWith("baseline_typical", StringComparison.Ordinal)) Assert.Equal(units[constant.Id].Dimension, row.Value.Unit.Dimension);
            Assert.Equal(row.Value.Canonical, constant.Value!.Value, 1e-14 * Math.Abs(row.Value.Canonical)); // roundings of unit factors
            row.HasSourceAndGrade();
        }
    }

    [Theory]
    [InlineData("docetaxel")]
    [InlineData("paclitaxel")]
    [InlineData("nab-paclitaxel")]
    public void Random_effects_have_the_published_variance_and_every_number_a_source(string drug)
    {
        var diagnostics = new DiagnosticBag();
        var population = PopulationSpecification.Read(Repository.PathOf("populations", $"{drug}.yaml"), diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.All(population!.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
        var effects = ParameterTable.Read(Repository.PathOf("models", "partners", "chemotherapy", "parameters.csv")).Where(r => r.Drug == drug && r.Symbol.StartsWith("eta_", StringComparison.Ordinal)).ToList();
        var drawn = population.Quantities.Where(q => q.Name.Contains("__eta_", StringComparison.Ordinal)).ToDictionary(q => q.Name, StringComparer.Ordinal);
        Assert.Equal(effects.Count, drawn.Count);
        foreach (var effect in effects)
        {
            // The 84.13 % point of a normal law of mean 0 is its standard deviation, which the file states to four decimals.
            var law = drawn[$"{drug.Replace('-', '_')}__{effect.Symbol}"].Law.Distribution!;
            Assert.Equal(Math.Sqrt(double.Parse(effect.Variability, CultureInfo.InvariantCulture)), law.FromNormal(1), 0.00005);
        }
    }
}

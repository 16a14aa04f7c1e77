using Thymus.Modeling;

namespace Thymus.Trials.Tests.OncolyticVirus;

/// <summary>The table of sources and the files say the same, and two numbers of the product are fitted.</summary>
public sealed class VirusSourceTests
{
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["product"] = "", ["mechanistic"] = "", ["needle"] = "needle1__", ["waste"] = "waste__", ["kill"] = "kill1__", ["licensing"] = "licensing__", ["given"] = "given__",
        ["infection"] = "infection1__", ["neutralisation"] = "neutralisation__", ["single"] = "single1__", ["whole"] = "whole__",
    };

    [Theory]
    [InlineData("talimogene-laherparepvec.ant", "mechanistic", "infection", "neutralisation")]
    [InlineData("talimogene-laherparepvec-mechanistic.ant", "product", "kill")]
    public void Every_constant_of_a_module_has_a_row_with_source_and_grade(string file, params string[] absent)
    {
        using var patient = new ReferencePatient(VirusTests.PathOf(file));
        var units = UnitChecker.UnitsOf(patient.Definition);
        var constants = patient.Definition.Parameters.Where(p => p.Value is not null && p.Constant).ToDictionary(p => p.Id, p => p.Value!.Value, StringComparer.Ordinal);
        var rows = ParameterTable.Read(VirusTests.PathOf("parameters.csv")).Where(r => !absent.Contains(r.Module)).ToList();
        foreach (var row in rows)
        {
            var name = Prefixes[row.Module] + row.Symbol;
            Assert.Equal(units[name].Dimension, row.Value.Unit.Dimension);
            Assert.Equal(row.Value.Canonical, constants[name], 1e-12 * row.Value.Canonical);
            row.HasSourceAndGrade();
        }
        foreach (var (module, prefix) in Prefixes.Where(p => p.Value.Length > 0 && !absent.Contains(p.Key)))
            Assert.Equal(constants.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                rows.Where(r => r.Module == module).Select(r => prefix + r.Symbol).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_numbers_of_the_product_are_fitted() =>
        Assert.Equal(["lysis", "strength"], ParameterTable.Read(VirusTests.PathOf("parameters.csv")).Where(r => r.Source.StartsWith("fitted to", StringComparison.Ordinal)).Select(r => r.Symbol).Order(StringComparer.Ordinal));
}

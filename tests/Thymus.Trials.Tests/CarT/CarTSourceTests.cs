using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Tests;

namespace Thymus.Trials.Tests.CarT;

/// <summary>The table of sources and the files say the same; products have at most two fitted numbers, and no trial has one.</summary>
public sealed class CarTSourceTests
{
    private static readonly string[] Products = ["tisagenlecleucel", "axicabtagene-ciloleucel", "idecabtagene-vicleucel"];

    private sealed record Row(string Module, string Symbol, Quantity Value, string Source, string Grade);

    [Fact]
    public void Every_constant_has_a_row_and_every_row_a_constant()
    {
        var modules = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kinetics"] = "patient__kinetics__", ["tumour"] = "patient__tumour__", ["toxicity"] = "patient__toxicity__", ["relief"] = "patient__help__", ["niche"] = "patient__room__",
        };
        var rows = Read();
        foreach (var product in Products)
        {
            using var patient = new ReferencePatient(KineticsTests.PathOf(product + ".ant"));
            var constants = patient.Definition.Parameters.Where(p => p.Value is not null).ToDictionary(p => p.Id, p => p.Value!.Value, StringComparer.Ordinal);
            foreach (var row in rows.Where(r => r.Module == product)) Equal(row, constants[row.Symbol]);
            foreach (var (module, prefix) in modules)
            {
                var here = constants.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && !k.Contains("__fate", StringComparison.Ordinal) && !States.Contains(k[prefix.Length..])).Order(StringComparer.Ordinal);
                Assert.Equal(rows.Where(r => r.Module == module).Select(r => prefix + r.Symbol).Order(StringComparer.Ordinal), here);
                foreach (var row in rows.Where(r => r.Module == module)) Equal(row, constants[prefix + row.Symbol]);
            }
        }
    }

    /// <summary>What events and rates change, and what joins the clones to their chance, is no constant.</summary>
    private static readonly string[] States = ["infused_on", "growing", "effector", "memory", "highest", "lee2", "none", "mutants"];

    [Fact]
    public void A_product_has_at_most_two_fitted_numbers_and_the_class_at_most_six()
    {
        var fitted = Read().Where(r => r.Source.StartsWith("fitted", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(fitted);
        Assert.All(Products, product => Assert.InRange(fitted.Count(r => r.Module == product), 1, 2));
        Assert.InRange(fitted.Count(r => !Products.Contains(r.Module)), 1, 6);
    }

    [Theory]
    [InlineData("eliana")]
    [InlineData("juliet")]
    [InlineData("zuma-1")]
    [InlineData("karmma")]
    public void A_trial_sets_no_parameter_of_its_own(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", trial + ".yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        Assert.Empty(read.Trial!.Model.Parameters);
        var diagnostics = new DiagnosticBag();
        var population = PopulationSpecification.Read(read.Trial.Population.File!, diagnostics)!;
        Assert.All(population.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
        Assert.InRange(population.Quantities.Count(q => q.Source!.Contains("fitted", StringComparison.Ordinal)), 1, 6);
    }

    private static void Equal(Row row, double value)
    {
        Assert.Equal(row.Value.Canonical, value, 1e-14 * Math.Abs(row.Value.Canonical));
        Assert.NotEmpty(row.Source);
        Assert.Contains(row.Grade, (string[])["A", "B", "C", "D"]);
    }

    private static IReadOnlyList<Row> Read()
    {
        using var table = CsvDataReader.Create(KineticsTests.PathOf("parameters.csv"), new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var rows = new List<Row>();
        while (table.Read())
            rows.Add(new Row(table.GetString(0), table.GetString(1), new Quantity(double.Parse(table.GetString(2), CultureInfo.InvariantCulture), Unit.Parse(table.GetString(3))), table.GetString(6), table.GetString(7)));
        return rows;
    }
}

using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Tests;

namespace Thymus.Trials.Tests.CarT;

/// <summary>The table of sources, the files and the ledger say the same, and no trial and no population has a fitted number.</summary>
public sealed class CarTSourceTests
{
    private static readonly string[] Products = ["tisagenlecleucel", "axicabtagene-ciloleucel", "idecabtagene-vicleucel"];

    [Fact]
    public void Every_constant_has_a_row_and_every_row_a_constant()
    {
        var modules = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kinetics"] = "patient__kinetics__", ["tumour"] = "patient__tumour__", ["toxicity"] = "patient__toxicity__", ["relief"] = "patient__help__", ["niche"] = "patient__room__", ["kind"] = "patient__kind__",
        };
        var rows = ParameterTable.Read(KineticsTests.PathOf("parameters.csv"));
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
    private static readonly string[] States = ["infused_on", "growing", "effector", "memory", "highest", "top", "lee2", "none", "mutants"];

    /// <summary>What a table calls calibrated stands in the ledger, and nothing else of these models does.</summary>
    [Fact]
    public void The_fitted_numbers_are_those_of_the_ledger()
    {
        var fitted = ParameterTable.Read(KineticsTests.PathOf("parameters.csv")).Where(r => r.Source.StartsWith("calibration/", StringComparison.Ordinal)).ToList();
        var ledger = File.ReadAllLines(Repository.PathOf("models", "ledger.csv")).Where(l => l.Contains(",car-t", StringComparison.Ordinal)).Select(l => l.Split(',')[0]).ToList();
        Assert.NotEmpty(ledger);
        Assert.Equal(ledger.Order(StringComparer.Ordinal), fitted.Select(r => r.Module switch
        {
            "kind" => "patient__kind__" + r.Symbol,
            "toxicity" => "patient__toxicity__" + r.Symbol,
            _ => r.Symbol,
        }).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("eliana")]
    [InlineData("juliet")]
    [InlineData("zuma-1")]
    [InlineData("karmma")]
    [InlineData("crb-401")]
    [InlineData("tisagenlecleucel-dose")]
    public void A_trial_sets_no_parameter_of_its_own(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", trial + ".yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        Assert.All(read.Trial!.Model.Parameters, p => Assert.EndsWith(".fitted.yaml", p.Span.File, StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();
        var population = PopulationSpecification.Read(read.Trial.Population.File!, diagnostics)!;
        Assert.All(population.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
        Assert.DoesNotContain(population.Quantities, q => q.Source!.Contains("fitted", StringComparison.Ordinal));
    }

    private static void Equal(ParameterRow row, double value)
    {
        Assert.Equal(row.Value.Canonical, value, 1e-14 * Math.Abs(row.Value.Canonical));
        row.HasSourceAndGrade();
    }
}

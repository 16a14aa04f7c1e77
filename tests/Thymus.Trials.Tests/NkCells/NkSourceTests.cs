using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Trials.Tests.NkCells;

/// <summary>The table of sources, the model files and the population say the same, and what is borrowed of CAR-T cells is borrowed as it is.</summary>
public sealed class NkSourceTests
{
    [Theory]
    [InlineData("car-nk")]
    [InlineData("nk")]
    public void Every_constant_of_the_cells_has_a_row_and_every_row_a_constant(string product)
    {
        using var patient = new ReferencePatient(NkCellTests.PathOf(product + ".ant"));
        var constants = patient.Definition.Parameters.Where(p => p.Value is not null).ToDictionary(p => p.Id, p => p.Value!.Value, StringComparer.Ordinal);
        var rows = ParameterTable.Read(NkCellTests.PathOf("parameters.csv")).Where(r => r.Module is "kinetics" or "patient" || r.Module == product).ToList();
        foreach (var row in rows)
        {
            var symbol = row.Module switch { "kinetics" => "patient__kinetics__" + row.Symbol, "patient" => "patient__" + row.Symbol, _ => row.Symbol };
            Assert.Equal(row.Value.Canonical, constants[symbol], 1e-14 * Math.Abs(row.Value.Canonical));
            row.HasSourceAndGrade();
        }
        var kinetics = constants.Keys.Where(k => k.StartsWith("patient__kinetics__", StringComparison.Ordinal)).Select(k => k["patient__kinetics__".Length..]).Where(k => k is not ("infused" or "top"));
        Assert.Equal(rows.Where(r => r.Module == "kinetics").Select(r => r.Symbol).Order(StringComparer.Ordinal), kinetics.Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever the modules of CAR-T cells hold has the same value under natural killer cells.</summary>
    [Fact]
    public void Tumour_disease_toxicity_and_relief_are_those_of_CAR_T_cells()
    {
        using var natural = new ReferencePatient(NkCellTests.PathOf("car-nk.ant"));
        using var engineered = new ReferencePatient(Repository.PathOf("models", "procedures", "car-t", "tisagenlecleucel.ant"));
        var (ours, theirs) = (Values(natural), Values(engineered));
        string[] shared = ["patient__tumour__", "patient__kind__", "patient__toxicity__", "patient__help__", "patient__room__"];
        var compared = theirs.Where(p => shared.Any(s => p.Key.StartsWith(s, StringComparison.Ordinal))).ToList();
        Assert.True(compared.Count > 40);
        Assert.All(compared, p => Assert.Equal(p.Value, ours[p.Key]));

        static Dictionary<string, double> Values(ReferencePatient patient) =>
            patient.Definition.Parameters.Where(p => p.Value is not null).ToDictionary(p => p.Id, p => p.Value!.Value, StringComparer.Ordinal);
    }

    /// <summary>Each line of the population is that of large B-cell lymphoma, but for the kinetics of the cells.</summary>
    [Fact]
    public void The_tumours_are_those_of_large_B_cell_lymphoma()
    {
        string[] Lines(string file) => [.. File.ReadAllLines(Repository.PathOf("populations", file)).Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l.Contains(": {", StringComparison.Ordinal) && !l.Contains("kinetics__", StringComparison.Ordinal))];
        Assert.Equal(Lines("large-b-cell-lymphoma.yaml").Where(l => !l.StartsWith("  limit:", StringComparison.Ordinal)), Lines("b-cell-tumours-nk.yaml"));
    }

    [Fact]
    public void The_trial_sets_no_parameter_of_its_own_and_the_population_has_sources()
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", "car-nk.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        Assert.All(read.Trial!.Model.Parameters, p => Assert.EndsWith(".fitted.yaml", p.Span.File, StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();
        var population = Thymus.Populations.PopulationSpecification.Read(read.Trial.Population.File!, diagnostics)!;
        Assert.All(population.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
        Assert.DoesNotContain(population.Quantities, q => q.Source!.Contains("fitted", StringComparison.Ordinal));
    }
}

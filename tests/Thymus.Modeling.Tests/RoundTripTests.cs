using System.Collections.Immutable;
using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>Antimony → definition → Antimony → definition, and SBML → definition → Antimony → definition.</summary>
public sealed class RoundTripTests
{
    private static ModelDefinition Read(string text)
    {
        var result = AntimonyReader.Read(text, "model.ant");
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == Severity.Error);
        return result.Model!;
    }

    /// <summary>What Antimony has no words for, or derives, or what is another way to say the same: none of it changes a value.</summary>
    private static ModelDefinition Comparable(ModelDefinition model)
    {
        // An initial assignment of a number is a value.
        var numbers = model.InitialAssignments.Where(i => i.Value is NumberExpression).ToDictionary(i => i.Variable, i => (double?)((NumberExpression)i.Value).Value);
        var assigned = model.InitialAssignments.Where(i => !numbers.ContainsKey(i.Variable)).Select(i => i.Variable)
            .Concat(model.Rules.OfType<AssignmentRule>().Select(r => r.Variable)).ToHashSet(StringComparer.Ordinal);
        double? Value(string id, double? stated) => assigned.Contains(id) ? null : numbers.GetValueOrDefault(id, stated);
        ImmutableArray<SpeciesReference> Side(ImmutableArray<SpeciesReference> side) =>
        [
            .. side.Select(r => r.Id is null ? r : r with
            {
                Constant = true,
                Stoichiometry = Value(r.Id, (r.Stoichiometry as NumberExpression)?.Value) is { } number ? new NumberExpression(number) : assigned.Contains(r.Id) ? null : r.Stoichiometry,
            }),
        ];
        return model with
        {
            InitialAssignments = [.. model.InitialAssignments.Where(i => !numbers.ContainsKey(i.Variable))],
            Compartments = [.. model.Compartments.Select(c => c with { Size = Value(c.Id, c.Size) })],
            Species =
            [
                .. model.Species.Select(s => numbers.TryGetValue(s.Id, out var n) ? s.HasOnlySubstanceUnits ? s with { InitialAmount = n, InitialConcentration = null } : s with { InitialAmount = null, InitialConcentration = n }
                    : assigned.Contains(s.Id) ? s with { InitialAmount = null, InitialConcentration = null } : s),
            ],
            Parameters = [.. model.Parameters.Select(p => p with { Value = Value(p.Id, p.Value) })],
            Reactions = [.. model.Reactions.Select(r => r with { Modifiers = [], Fast = false, Reactants = Side(r.Reactants), Products = Side(r.Products) })],
        };
    }

    [Fact]
    public void Published_SBML_models_survive_Antimony() =>
        Compare(Directory.EnumerateFiles(OutsideData.Require("immunotherapy-sbml", "models"), "*.xml", SearchOption.AllDirectories), least: 100);

    [Fact]
    public void Cases_of_the_SBML_test_suite_survive_Antimony() =>
        Compare(Directory.EnumerateFiles(OutsideData.Require("sbml-suite", "semantic"), "*-sbml-l*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 8 == 0), least: 120);

    private static void Compare(IEnumerable<string> files, int least)
    {
        var failures = new List<string>();
        var compared = 0;
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            if (SbmlReader.Read(path).Model is not { } model) continue;
            var losses = new DiagnosticBag();
            var text = AntimonyWriter.Write(model, losses);
            var result = AntimonyReader.Read(text, Path.GetFileNameWithoutExtension(path) + ".ant");
            compared++;
            if (result.Model is null) failures.Add(string.Join("\n", result.Diagnostics.Where(d => d.Severity == Severity.Error).Take(3)));
            else if (IsRewritten(model) || losses.Any(d => d.Code == "TM0401"))
            {
                // A second round must change nothing more.
                var second = AntimonyWriter.Write(result.Model);
                if (AntimonyReader.Read(second, "second.ant").Model is not { } again || AntimonyWriter.Write(again) != second) failures.Add($"{Path.GetFileName(path)}: the second text differs.");
            }
            else if (Difference(Comparable(model), Comparable(result.Model)) is { } difference) failures.Add($"{Path.GetFileName(path)}: {difference}");
        }
        Assert.True(compared >= least, $"{compared} models were read.");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    /// <summary>Parameters of one reaction become parameters of the model, conversion factors stoichiometries, a compartment without a size gets 1.</summary>
    private static bool IsRewritten(ModelDefinition model) =>
        model.Reactions.Any(r => r.LocalParameters.Length > 0) || model.Functions.Any(f => f.Arguments.Contains("const"))
        || model.ConversionFactor is not null || model.Species.Any(s => s.ConversionFactor is not null) || model.Compartments.Any(c => c.Size is null);

    private static string? Difference(ModelDefinition a, ModelDefinition b)
    {
        var (x, y) = (ModelText.Of(a).Split('\n'), ModelText.Of(b).Split('\n'));
        for (var i = 0; i < Math.Max(x.Length, y.Length); i++)
            if (i >= x.Length || i >= y.Length || x[i] != y[i])
                return $"line {i}: {string.Join(" | ", x.Skip(Math.Max(0, i - 2)).Take(4))} <> {string.Join(" | ", y.Skip(Math.Max(0, i - 2)).Take(4))}";
        return null;
    }
}

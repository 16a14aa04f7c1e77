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

    /// <summary>What Antimony has no words for, or derives, or what means nothing: none of it changes a value.</summary>
    internal static ModelDefinition Comparable(ModelDefinition model)
    {
        var assigned = model.InitialAssignments.Select(i => i.Variable).Concat(model.Rules.OfType<AssignmentRule>().Select(r => r.Variable)).ToHashSet(StringComparer.Ordinal);
        return model with
        {
            Compartments = [.. model.Compartments.Select(c => c with { Size = assigned.Contains(c.Id) ? null : c.Size })],
            Species = [.. model.Species.Select(s => assigned.Contains(s.Id) ? s with { InitialAmount = null, InitialConcentration = null } : s)],
            Parameters = [.. model.Parameters.Select(p => p with { Value = assigned.Contains(p.Id) ? null : p.Value })],
            Reactions = [.. model.Reactions.Select(r => r with { Modifiers = [], Fast = false })],
        };
    }

    [Fact]
    public void Published_SBML_models_survive_Antimony()
    {
        var folder = OutsideData.Require("immunotherapy-sbml", "models");
        var failures = new List<string>();
        var compared = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (SbmlReader.Read(path).Model is not { } model) continue;
            var losses = new DiagnosticBag();
            var text = AntimonyWriter.Write(model, losses);
            var result = AntimonyReader.Read(text, Path.GetFileNameWithoutExtension(path) + ".ant");
            compared++;
            if (result.Model is null) failures.Add(string.Join("\n", result.Diagnostics.Where(d => d.Severity == Severity.Error).Take(3)));
            // A name that Antimony reserves, and a parameter of one reaction, come back under another name; the text of both is then the same.
            else if (losses.Any(d => d.Code == "TM0401") || model.Reactions.Any(r => r.LocalParameters.Length > 0) || model.Functions.Any(f => f.Arguments.Contains("const")))
            {
                if (AntimonyWriter.Write(result.Model) != text) failures.Add($"{Path.GetFileName(path)}: the second text differs.");
            }
            else if (Difference(Comparable(model), Comparable(result.Model)) is { } difference) failures.Add($"{Path.GetFileName(path)}: {difference}");
        }
        Assert.True(compared > 100, $"{compared} models were read.");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    internal static string? Difference(ModelDefinition a, ModelDefinition b)
    {
        var (x, y) = (ModelText.Of(a).Split('\n'), ModelText.Of(b).Split('\n'));
        for (var i = 0; i < Math.Max(x.Length, y.Length); i++)
            if (i >= x.Length || i >= y.Length || x[i] != y[i])
                return $"line {i}: {string.Join(" | ", x.Skip(Math.Max(0, i - 2)).Take(4))} <> {string.Join(" | ", y.Skip(Math.Max(0, i - 2)).Take(4))}";
        return null;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary><c>--set name=value</c>: a scalar of the trial file by its path, else a parameter of the model.</summary>
internal static class Overrides
{
    public const string File = "--set";

    private static readonly string[] Sections =
    [
        "study", "model", "map", "population", "design", "arms", "burn-in", "run-in", "eligibility", "visits", "measurement", "recist",
        "decisions",
        "sampling", "endpoints", "pharmacokinetics", "findings", "contrasts", "compare", "limits",
    ];

    /// <summary>Writes what names the file into it; returns the rest, which are values of the model.</summary>
    public static ImmutableArray<ParameterValue> Apply(YamlMap root, IReadOnlyDictionary<string, string>? overrides)
    {
        if (overrides is null) return [];
        var parameters = ImmutableArray.CreateBuilder<ParameterValue>();
        foreach (var (name, text) in overrides.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            var span = SourceSpan.WholeFile($"{File} {name}={text}");
            var path = name.Split('.');
            if (path.Length > 1 && Sections.Contains(path[0]))
            {
                if (root.Set(path, text, span.File) is { } fault)
                    root.Error(12, span, fault, "The path is that of docs/trials.md, e.g. design.patients or arms.ID.patients.");
            }
            else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            {
                parameters.Add(new ParameterValue(name.Replace(".", "__", StringComparison.Ordinal), value, span, Wins: true));
            }
            else
            {
                root.Error(12, span, $"'{name}' would become '{text}', which is no number.",
                    $"A model parameter takes a number in the model's unit; a value of the trial file is named by its path ({string.Join(", ", Sections)}).");
            }
        }
        return parameters.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>A settings file of the SBML Test Suite: what to run and which columns to write.</summary>
/// <param name="Variables">Symbols to write, in order.</param>
/// <param name="AbsoluteTolerance">How far a written value may be from the expected one, at most, together with
/// <paramref name="RelativeTolerance"/>.</param>
/// <param name="Amounts">Species to write as amounts.</param>
/// <param name="Concentrations">Species to write as concentrations; a variable in neither list is written as its symbol stands in
/// formulas.</param>
public sealed record SbmlSuiteSettings(
    double Start,
    double Duration,
    int Steps,
    ImmutableArray<string> Variables,
    double AbsoluteTolerance,
    double RelativeTolerance,
    ImmutableArray<string> Amounts,
    ImmutableArray<string> Concentrations)
{
    private static readonly ImmutableArray<string> Keys =
        ["start", "duration", "steps", "variables", "absolute", "relative", "amount", "concentration", "output", "meanRange", "sdRange"];

    /// <summary>Columns of a stochastic case: <c>X-mean</c>, <c>X-sd</c>, <c>ln(X)-mean</c> …; empty in other cases.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>Where √n·(mean − expected)/expected sd should lie, in a stochastic case.</summary>
    public (double Lower, double Upper)? MeanRange { get; init; }

    /// <summary>Where √(n/2)·(sd²/expected sd² − 1) should lie, in a stochastic case.</summary>
    public (double Lower, double Upper)? StandardDeviationRange { get; init; }

    public static (SbmlSuiteSettings? Settings, DiagnosticBag Diagnostics) Read(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads lines of the form <c>key: value</c>. Unknown keys are warnings; missing or unreadable ones are
    /// errors.</summary>
    public static (SbmlSuiteSettings? Settings, DiagnosticBag Diagnostics) Parse(string text, string file)
    {
        var diagnostics = new DiagnosticBag();
        var values = new Dictionary<string, (string Text, SourceSpan Span)>(StringComparer.OrdinalIgnoreCase);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.AsSpan().Trim().IsEmpty) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var span = new SourceSpan(file, i + 1, 1, Math.Max(1, line.Length));
            if (colon < 0)
            {
                diagnostics.Error("TS0901", span, $"'{line.Trim()}' is no setting.", "Each line is 'key: value'. Keys: " + string.Join(", ", Keys) + ".");
                continue;
            }
            var key = line[..colon].Trim();
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
                diagnostics.Warning("TS0902", span, $"The setting '{key}' is not known and has no effect.", Advice.DidYouMean(key, "settings", Keys));
            else if (!values.TryAdd(key, (line[(colon + 1)..].Trim(), span)))
                diagnostics.Error("TS0903", span, $"'{key}' is given twice; line {values[key].Span.Line} has it first.");
        }

        // The suite's cases of flux balance and steady states leave the times empty.
        string[] empty = [.. new[] { "start", "duration", "steps" }.Where(key => values.TryGetValue(key, out var given) && given.Text.Length == 0)];
        if (empty.Length > 0)
        {
            diagnostics.Error("TS0907", values[empty[0]].Span, $"The settings {string.Join(", ", empty)} are empty: this is no time course but a steady state or a flux balance.",
                "Thymus simulates in time; give start, duration and steps.");
            return (null, diagnostics);
        }

        var start = Number("start", 0);
        var duration = Number("duration", null);
        var steps = Number("steps", null);
        var absolute = Number("absolute", 1e-9);
        var relative = Number("relative", 1e-6);
        var variables = Names("variables");
        var (meanRange, deviationRange) = (Range("meanRange"), Range("sdRange"));
        if (duration < 0) Fault("duration", "is negative", "A run lasts 0 or longer.");
        if (!(steps >= 0 && steps <= int.MaxValue && Math.Floor(steps) == steps)) Fault("steps", "is no count", "Give a whole number, 0 or more.");
        if (variables.IsEmpty)
            diagnostics.Error("TS0905", SourceSpan.WholeFile(file), "No variable is asked for.",
                "Name at least one symbol of the model: 'variables: S1, S2'.");
        return diagnostics.HasErrors
            ? (null, diagnostics)
            : (new SbmlSuiteSettings(start, duration, (int)steps, variables, absolute, relative, Names("amount"), Names("concentration"))
            {
                Outputs = Names("output"),
                MeanRange = meanRange,
                StandardDeviationRange = deviationRange,
            }, diagnostics);

        double Number(string key, double? otherwise)
        {
            if (!values.TryGetValue(key, out var value))
            {
                if (otherwise is null)
                    diagnostics.Error("TS0904", SourceSpan.WholeFile(file), $"The setting '{key}' is missing.", $"Add a line '{key}: number'.");
                return otherwise ?? 0;
            }
            // Stochastic cases leave their tolerances empty.
            if (value.Text.Length == 0 && otherwise is not null) return otherwise.Value;
            if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
            Fault(key, "is no number", "Write it with a decimal point, for example 1e-6.");
            return otherwise ?? 0;
        }

        void Fault(string key, string what, string advice)
        {
            var found = values.GetValueOrDefault(key, ("", SourceSpan.WholeFile(file)));
            diagnostics.Error("TS0906", found.Item2, $"'{found.Item1}' for '{key}' {what}.", advice);
        }

        (double, double)? Range(string key)
        {
            if (!values.TryGetValue(key, out var value) || value.Text.Length == 0) return null;
            var numbers = value.Text.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries);
            if (numbers.Length == 2 && double.TryParse(numbers[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var lower)
                && double.TryParse(numbers[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var upper)) return (lower, upper);
            Fault(key, "is no range", "Write it as (lower, upper), for example (-3, 3).");
            return null;
        }

        ImmutableArray<string> Names(string key) => values.TryGetValue(key, out var value)
            ? [.. value.Text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [];
    }
}

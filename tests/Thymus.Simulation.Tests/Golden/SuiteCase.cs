using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>A semantic case of the SBML Test Suite, as its index describes it.</summary>
internal sealed record SuiteCase(string Id, string Type, string Packages, HashSet<string> Tags)
{
    private static readonly string[] FastTags = ["FastReaction", "MultipleFastReactions"];

    /// <summary>The hardest thing that the case asks for.</summary>
    public string Category =>
        Type != "TimeCourse" ? "flux balance (package fbc)"
        : Tags.Overlaps(FastTags) ? "fast reactions"
        : Packages.Split(',').Contains("comp") ? "hierarchical models (package comp)"
        : Tags.Contains("CSymbolDelay") ? "delays"
        : Tags.Contains("AlgebraicRule") ? "algebraic rules"
        : "plain";

    public string SettingsIn(string folder) => Path.Combine(folder, $"{Id}-settings.txt");

    /// <summary>The case's model at the newest level that the folder has.</summary>
    public string ModelIn(string folder) => Directory.GetFiles(folder, $"{Id}-sbml-*.xml").Order(StringComparer.Ordinal).Last();

    public static IEnumerable<SuiteCase> ReadIndex(string path)
    {
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var cells = Cells(line);
            yield return new SuiteCase(cells[0], cells[1], cells[5],
                [.. $"{cells[6]},{cells[7]}".Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
        }
    }

    /// <summary>Runs the case as <c>thymus simulate --sbml-settings</c> does.</summary>
    /// <param name="folder">The case's own folder.</param>
    public SuiteVerdict Run(string folder)
    {
        var (settings, diagnostics) = SbmlSuiteSettings.Read(SettingsIn(folder));
        if (settings is null) return SuiteVerdict.Refused(this, diagnostics);
        var (model, faults) = SbmlReader.Read(ModelIn(folder));
        if (model is null) return SuiteVerdict.Refused(this, faults);
        if (SbmlSuiteRunner.Run(model, settings, "settings", faults) is not { } trajectory) return SuiteVerdict.Refused(this, faults);
        var fault = Difference(trajectory, CurveTable.Read(Path.Combine(folder, $"{Id}-results.csv")), settings);
        return fault is null ? new SuiteVerdict(this, SuiteOutcome.Passed, null) : SuiteVerdict.Failed(this, fault);
    }

    private static string? Difference(Trajectory trajectory, CurveTable expected, SbmlSuiteSettings settings)
    {
        if (trajectory.Times.Length != expected.Times.Length)
            return $"{trajectory.Times.Length} rows for {expected.Times.Length}: {trajectory.Status} {trajectory.Reason}";
        foreach (var column in expected.Columns)
        {
            var (reference, own) = (expected[column], trajectory.Column(column));
            for (var row = 0; row < reference.Length; row++)
                if (!own[row].Equals(reference[row]) &&
                    !(Math.Abs(own[row] - reference[row]) <= settings.AbsoluteTolerance + settings.RelativeTolerance * Math.Abs(reference[row])))
                    return string.Create(CultureInfo.InvariantCulture, $"{column} at {expected.Times[row]:R}: {own[row]:R} for {reference[row]:R}");
        }
        return null;
    }

    /// <summary>Cells of a line; quotes keep commas together.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string> { "" };
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) cells.Add("");
            else cells[^1] += c;
        }
        return cells;
    }
}

internal enum SuiteOutcome { Passed, Refused, Failed }

/// <summary>What became of a case.</summary>
/// <param name="Reason">The first error of a refusal, or the first difference; null where the case passed.</param>
internal sealed record SuiteVerdict(SuiteCase Case, SuiteOutcome Outcome, string? Reason)
{
    public static SuiteVerdict Failed(SuiteCase c, string reason) => new(c, SuiteOutcome.Failed, reason);

    public static SuiteVerdict Refused(SuiteCase c, DiagnosticBag faults) =>
        new(c, SuiteOutcome.Refused, faults.First(d => d.Severity == Severity.Error) is var e ? $"{e.Code} {e.Message}" : null);
}

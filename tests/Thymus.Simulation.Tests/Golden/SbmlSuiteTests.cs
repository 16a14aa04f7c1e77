using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>The SBML Test Suite's semantic cases (outside data, sbml-suite): those that use no package.</summary>
public sealed class SbmlSuiteTests(ITestOutputHelper output)
{
    /// <summary>Set to <c>all</c> to run every case rather than each seventh.</summary>
    private const string Variable = "THYMUS_SBML_SUITE";

    /// <summary>What Thymus refuses with a diagnostic.</summary>
    private static readonly string[] Refused = ["CSymbolDelay", "FastReaction", "MultipleFastReactions", "DelayInTrigger", "DelayInEventAssignment"];

    /// <summary>Cases that fail, each with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    [Fact]
    public void Cases_of_the_suite_give_the_expected_results()
    {
        var folder = OutsideData.Require("sbml-suite");
        var every = Environment.GetEnvironmentVariable(Variable) == "all" ? 1 : 7;
        var cases = SuiteCase.ReadIndex(Path.Combine(folder, "semantic-index.csv"))
            .Where(c => c.IsPlain && !c.Tags.Overlaps(Refused)).Where((_, i) => i % every == 0).ToList();
        var verdicts = cases.AsParallel().AsOrdered()
            .Select(c => (Case: c, Fault: Golden.FaultOf(() => FaultOf(Path.Combine(folder, "semantic", c.Id), c.Id)))).ToList();
        foreach (var (c, fault) in verdicts)
            if (fault is not null) output.WriteLine($"{c.Id} [{string.Join(' ', c.Tags.Order(StringComparer.Ordinal))}]: {fault}");
        output.WriteLine($"{verdicts.Count(v => v.Fault is null)} of {verdicts.Count} cases pass.");
        Assert.True(verdicts.Count >= 140);
        Assert.Equal(Exceptions.Keys.Where(k => cases.Any(c => c.Id == k)).Order(StringComparer.Ordinal),
            verdicts.Where(v => v.Fault is not null).Select(v => v.Case.Id));
    }

    private static string? FaultOf(string folder, string id)
    {
        var (settings, diagnostics) = SbmlSuiteSettings.Read(Path.Combine(folder, $"{id}-settings.txt"));
        if (settings is null) return string.Join(" | ", diagnostics);
        var (model, faults) = SbmlReader.Read(Directory.GetFiles(folder, $"{id}-sbml-*.xml").Order(StringComparer.Ordinal).Last());
        if (model is null) return string.Join(" | ", faults.Where(d => d.Severity == Severity.Error));
        var trajectory = SbmlSuiteRunner.Run(model, settings, "settings", faults);
        if (trajectory is null) return string.Join(" | ", faults.Where(d => d.Severity == Severity.Error));
        var expected = CurveTable.Read(Path.Combine(folder, $"{id}-results.csv"));
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

    private sealed record SuiteCase(string Id, string Type, string Packages, HashSet<string> Tags)
    {
        /// <summary>A time course without packages, whose tags hold a colon (apart from a stray heading in two rows).</summary>
        public bool IsPlain => Type == "TimeCourse" && Packages.Length == 0
            && !Tags.Any(t => t.Contains(':', StringComparison.Ordinal) && !t.StartsWith("testTags", StringComparison.Ordinal));

        public static IEnumerable<SuiteCase> ReadIndex(string path)
        {
            foreach (var line in File.ReadLines(path).Skip(1))
            {
                var cells = Cells(line);
                yield return new SuiteCase(cells[0], cells[1], cells[5],
                    [.. $"{cells[6]},{cells[7]}".Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
            }
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
}

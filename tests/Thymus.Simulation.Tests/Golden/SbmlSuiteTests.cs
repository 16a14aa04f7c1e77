using System.Globalization;

namespace Thymus.Tests;

/// <summary>The SBML Test Suite's 1,284 semantic cases (outside data, sbml-suite).</summary>
public sealed class SbmlSuiteTests(ITestOutputHelper output)
{
    /// <summary>Set to <c>all</c> to run every case rather than each seventh of the plain ones.</summary>
    private const string Variable = "THYMUS_SBML_SUITE";

    /// <summary>Cases that fail, each with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    [Fact]
    public void Cases_of_the_suite_give_the_expected_results()
    {
        var folder = OutsideData.Require("sbml-suite");
        var all = Environment.GetEnvironmentVariable(Variable) == "all";
        var cases = SuiteCase.ReadIndex(Path.Combine(folder, "semantic-index.csv")).Where((c, i) => all || i % 7 == 0 || c.Category != "plain").ToList();
        var verdicts = cases.AsParallel().AsOrdered().Select(c => VerdictOf(c, Path.Combine(folder, "semantic", c.Id))).ToList();
        foreach (var v in verdicts.Where(v => v.Outcome == SuiteOutcome.Failed || v.Case.Category == "plain" && v.Outcome != SuiteOutcome.Passed))
            output.WriteLine($"{v.Case.Id} [{v.Case.Category}] {v.Outcome}: {v.Reason}");
        var counts = Counts(verdicts).ToList();
        foreach (var line in counts.Concat(Refusals(verdicts))) output.WriteLine(line);
        Assert.Equal(Exceptions.Keys.Where(k => cases.Any(c => c.Id == k)).Order(StringComparer.Ordinal),
            verdicts.Where(v => v.Outcome == SuiteOutcome.Failed).Select(v => v.Case.Id));

        var documented = File.ReadAllLines(Repository.PathOf("docs", "validation.md"));
        Assert.All(counts.Where(c => all || !c.StartsWith("| plain", StringComparison.Ordinal)), line => Assert.Contains(line, documented));
    }

    /// <summary>The lines of the table in docs/validation.md.</summary>
    private static IEnumerable<string> Counts(IEnumerable<SuiteVerdict> verdicts) => verdicts.GroupBy(v => v.Case.Category).Select(group =>
        $"| {group.Key} | {Number(group.Count())} | {Count(group, SuiteOutcome.Passed)} | {Count(group, SuiteOutcome.Refused)} | {Count(group, SuiteOutcome.Failed)} |");

    private static IEnumerable<string> Refusals(IEnumerable<SuiteVerdict> verdicts) => verdicts.Where(v => v.Outcome == SuiteOutcome.Refused)
        .GroupBy(v => v.Reason).Select(group => $"{group.Key}: {string.Join(' ', group.Select(v => v.Case.Id))}");

    private static string Count(IEnumerable<SuiteVerdict> verdicts, SuiteOutcome outcome) => Number(verdicts.Count(v => v.Outcome == outcome));

    private static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The verdict on a case, or the exception that it died of: one bad case must not hide the others.</summary>
    private static SuiteVerdict VerdictOf(SuiteCase c, string folder)
    {
        SuiteVerdict? verdict = null;
        var fault = Golden.FaultOf(() =>
        {
            verdict = c.Run(folder);
            return null;
        });
        return fault is null ? verdict! : SuiteVerdict.Failed(c, fault);
    }
}

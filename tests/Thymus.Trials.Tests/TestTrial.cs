using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>Runs the small trial of the fixtures, with its text changed as a test wants.</summary>
internal static class TestTrial
{
    public static readonly string Path = Repository.Fixture("trials", "lesions.yaml");

    public static readonly string Text = File.ReadAllText(Path);

    public static PreparedTrial Prepare(string text, LaneWidth? width = null)
    {
        var result = TrialSpecification.Parse(text, Path);
        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        var prepared = PreparedTrial.Prepare(result.Trial!, diagnostics, width);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return prepared!;
    }

    public static List<PatientOutcome> Run(string text, RunOptions? options = null) => Run(text, options ?? new RunOptions { Threads = 1 }, out _);

    public static List<PatientOutcome> Run(string text, RunOptions options, out RunResult result)
    {
        using var prepared = Prepare(text);
        var outcomes = new List<PatientOutcome>();
        result = TrialRunner.Run(prepared, options, outcomes.Add);
        return outcomes;
    }

    /// <summary>Replaces text that must be there.</summary>
    public static string With(string text, string find, string replace)
    {
        Assert.Contains(find, text, StringComparison.Ordinal);
        return text.Replace(find, replace, StringComparison.Ordinal);
    }

    /// <summary>Every row of an outcome as text with all digits: equal texts are equal bits.</summary>
    public static string Bits(PatientOutcome outcome, bool names = true)
    {
        var s = outcome.Subject;
        var subject = names ? s : s with { SubjectId = s.SubjectId[^6..], Arm = "", ArmIndex = 0 };
        return string.Join('\n',
            [subject with { Covariates = [] }, .. Rows(subject.Covariates), .. Rows(outcome.Exposures), .. Rows(outcome.Measurements), .. Rows(outcome.Responses),
                .. Rows(outcome.TimesToEvent), .. Rows(outcome.Concentrations)]);
    }

    private static IEnumerable<object> Rows<T>(IEnumerable<T> rows) => rows.Select(r => (object)r!.ToString()!);
}

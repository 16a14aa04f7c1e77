using Thymus.Calibration;
using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>How a row of a validation is called in the reader's language.</summary>
internal static class ValidationNames
{
    /// <summary>The same result with titles of trials and names of endpoints in the reader's language.</summary>
    public static ValidationResult Translate(ValidationResult result, ReportLanguage words)
    {
        var languages = result.Trials.ToDictionary(trial => trial.Id, trial => words.With(trial.Words), StringComparer.Ordinal);
        return result with
        {
            Trials = [.. result.Trials.Select(trial => trial with { Title = languages[trial.Id].Or("trial.title", trial.Title) })],
            Rows = [.. result.Rows.Select(row => row with { Label = Endpoint(languages.GetValueOrDefault(row.Entry, words), row) })],
        };
    }

    private static string Endpoint(ReportLanguage words, ValidationRow row) => row.Reference is null
        ? Names.Endpoint(words, new EndpointEstimate(row.Endpoint, row.Label, double.NaN, double.NaN, double.NaN, row.Unit, "", double.NaN))
        : Names.Contrast(words, new Contrast(row.Endpoint, row.Label, row.Arm, row.Reference, double.NaN, double.NaN, double.NaN, null, "", double.NaN));

    /// <summary>"KEYNOTE-006: pembrolizumab-Q2W vs ipilimumab"; arms by their ids, which are short.</summary>
    public static string Arm(ReportLanguage words, ValidationRow row) =>
        words["validation.arm", row.Entry, row.Reference is null ? row.Arm : words["versus", row.Arm, row.Reference]];

    public static string Verdict(ReportLanguage words, ValidationRow row) => row.NotScored is { } reason
        ? words[$"validation.unscored.{reason}"]
        : words[row.IsMiss ? "validation.miss" : "validation.inside"];

    public static string Group(EvidenceLevel level) => level.IsPredicted() ? "predicted" : level == EvidenceLevel.SameTrial ? "same-trial" : level == EvidenceLevel.Calibrated ? "calibrated" : "input";

    public static int Decimals(ValidationRow row) => row.Unit == "ratio" ? 2 : 1;
}

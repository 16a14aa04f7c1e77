using System.Globalization;
using System.Text.RegularExpressions;
using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Names of endpoints, contrasts and reasons in the reader's language, from the stable ids of <c>summary.json</c>.</summary>
internal static partial class Names
{
    public const double DaysPerMonth = 365.25 / 12;

    /// <summary>
    /// English keeps the label that the trial gave; French makes its own from the id, <c>OS.rate@365.25</c> → "Survie globale à 12 mois",
    /// and keeps the label where it does not know the id.
    /// </summary>
    public static string Endpoint(ReportLanguage words, EndpointEstimate estimate)
    {
        if (words.Code == "en" && estimate.Label.Length > 0) return Capital(estimate.Label);
        var name = Endpoint(words, estimate.Id, "") is { Length: > 0 } known ? known : Labelled(words, estimate.Id, estimate.Label, "measure") ?? estimate.Label;
        return estimate.Label.EndsWith(", confirmed", StringComparison.Ordinal) ? name + words["endpoint.suffix.confirmed"] : name;
    }

    /// <summary>The name that an id has by itself, or <paramref name="fallback"/>.</summary>
    public static string Endpoint(ReportLanguage words, string id, string fallback)
    {
        var (parameter, measure, days) = Split(id);
        if (words.Or($"endpoint.{id}", "") is { Length: > 0 } whole) return Capital(whole);
        if (words.Or($"endpoint.{parameter}", "") is not { Length: > 0 } name) return fallback;
        return words.Or($"measure.{measure}", "") is { Length: > 0 } pattern ? Capital(Fill(pattern, name, Months(words, days))) : fallback;
    }

    /// <summary><c>OS.hr</c> → "Overall survival: hazard ratio", <c>ORR</c> → "Objective response rate: difference, percentage points".</summary>
    public static string Contrast(ReportLanguage words, Contrast contrast)
    {
        if (words.Code == "en" && contrast.Label.Length > 0 && contrast.Label != contrast.Id) return Capital(contrast.Label);
        var (parameter, measure, days) = Split(contrast.Id);
        if (words.Or($"endpoint.{parameter}", "") is not { Length: > 0 } name)
        {
            if (Labelled(words, contrast.Id, contrast.Label, "contrast") is { } labelled) return labelled;
            // A finding keeps the name that the trial gave it.
            var colon = measure is null ? contrast.Label.LastIndexOf(':') : -1;
            return colon > 0 ? Capital(Fill(words["contrast.difference"], contrast.Label[..colon], "")) : contrast.Label;
        }
        var kind = measure is null or "unconfirmed" ? "difference" : days is null ? measure : measure + "@";
        return words.Or($"contrast.{kind}", "") is { Length: > 0 } pattern ? Capital(Fill(pattern, name, Months(words, days))) : contrast.Label;
    }

    /// <summary>A pharmacokinetic parameter keeps the name that the trial gave it; what is made of it stands after the last colon, and is translated.</summary>
    private static string? Labelled(ReportLanguage words, string id, string label, string kind)
    {
        var measure = Split(id).Measure;
        var colon = label.LastIndexOf(':');
        return measure is "mean" or "cv" or "ratio" && colon > 0 ? Capital(Fill(words[$"{kind}.{measure}"], label[..colon], "")) : null;
    }

    /// <summary>Whether an endpoint is the incidence of one event with which others compete.</summary>
    public static bool IsIncidence(TrialSummary summary, string parameter) =>
        summary.Arms.Any(arm => arm.Endpoints.Any(e => Split(e.Id) is { Measure: "incidence" } split && split.Parameter == parameter));

    /// <summary>What an incidence is of: its name in the reader's language, or what the trial calls it.</summary>
    public static string Incidence(ReportLanguage words, TrialSummary summary, string parameter)
    {
        var label = summary.Arms.SelectMany(arm => arm.Endpoints).FirstOrDefault(e => Split(e.Id) is { Measure: "incidence" } split && split.Parameter == parameter)?.Label ?? parameter;
        var colon = label.LastIndexOf(':');
        return Capital(words.Or($"endpoint.{parameter}", colon > 0 ? label[..colon] : label));
    }

    /// <summary>Whether a contrast is a ratio, which has two decimals.</summary>
    public static bool IsRatio(string id) => Split(id).Measure is "hr" or "ratio";

    /// <summary>The same where a figure says by itself that it shows hazard ratios.</summary>
    public static string HazardRatio(ReportLanguage words, Contrast contrast)
    {
        var (parameter, _, days) = Split(contrast.Id);
        return Capital(Fill(words["contrast.short." + (days is null ? "hr" : "hr@")], words.Or($"endpoint.{parameter}", parameter), Months(words, days)));
    }

    public static bool IsHazardRatio(string id) => Split(id).Measure == "hr";

    /// <summary>
    /// Reasons and statuses: those of a trial as it says them in this language, those of Thymus by their words, with # for the first number in them; after a
    /// colon stands a status.
    /// </summary>
    public static string Reason(ReportLanguage words, string reason)
    {
        if (words.Or(TrialSummary.ReasonKey(reason), "") is { Length: > 0 } known) return known;
        if (reason.Split(": ", 2) is [var what, var status] && words.Or(TrialSummary.ReasonKey(what), "") is { Length: > 0 } failure)
            return $"{failure} ({Reason(words, status)})";
        var number = Number().Match(reason);
        return number.Success && words.Or(TrialSummary.ReasonKey(Number().Replace(reason, "#", 1)), "") is { Length: > 0 } pattern
            ? Fill(pattern, words.Tick(double.Parse(number.ValueSpan, CultureInfo.InvariantCulture)), "") : reason;
    }

    /// <summary>How an estimate was made; the names of authors are the same in both languages.</summary>
    public static string Method(ReportLanguage words, string method) => words.Or("method." + method, method);

    public static string Response(ReportLanguage words, string? term) => words["response." + (term is "CR" or "PR" or "SD" or "PD" ? term : "NE")];

    private static (string Parameter, string? Measure, double? Days) Split(string id)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return (id, null, null);
        var at = id.IndexOf('@', StringComparison.Ordinal);
        double? days = at > 0 && double.TryParse(id.AsSpan(at + 1), CultureInfo.InvariantCulture, out var value) ? value : null;
        return (id[..dot], at > 0 ? id[(dot + 1)..at] : id[(dot + 1)..], days);
    }

    [GeneratedRegex("[0-9]+([.][0-9]+)?")]
    private static partial Regex Number();

    private static string Fill(string pattern, string name, string months) =>
        pattern.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", months, StringComparison.Ordinal);

    private static string Months(ReportLanguage words, double? days) => days is { } d ? words.Tick(Math.Round(d / DaysPerMonth, 1)) : "";

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}

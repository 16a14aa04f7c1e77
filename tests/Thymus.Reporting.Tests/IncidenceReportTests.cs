using System.Globalization;
using System.Text.RegularExpressions;
using Thymus.Reporting;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

/// <summary>The figure of an event with which others compete.</summary>
public sealed class IncidenceReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SyntheticTrial _trial = new();
    private readonly List<PatientOutcome> _outcomes;
    private readonly RunFolder _run;

    public IncidenceReportTests()
    {
        // Every third who dies has the event half of the way; death competes.
        _outcomes = [.. _trial.Outcomes().Select((o, i) => o with { TimesToEvent = [.. o.TimesToEvent, .. o.TimesToEvent.Where(t => t.Parameter == "OS").Select(t => Of(t, i))] })];
        using var writer = RunWriter.Begin(_folder["run"], _trial.Plan);
        foreach (var outcome in _outcomes) writer.Append(outcome);
        var summary = SyntheticSummary.For(_trial.Plan, _outcomes);
        summary = summary with
        {
            Arms = [.. summary.Arms.Select(a => a with { Endpoints = [.. a.Endpoints, new EndpointEstimate("TOX.incidence@365.25", "First of its kind: incidence to 12 months", 12, 8, 17, "%", "Aalen–Johansen, log-log", 2)] })],
        };
        _run = writer.Complete(summary, new RunExecution { Command = "thymus run trials/melanoma.yaml --seed 7" });
    }

    [Theory]
    [InlineData("en", "Incidence: First of its kind", "other first, %")]
    [InlineData("fr", "Incidence : First of its kind", "autre d’abord, %")]
    public void It_stands_with_survival_and_counts_who_is_at_risk(string language, string title, string column)
    {
        var text = Page(language);
        var page = text[text.IndexOf("id=\"incidence-tox\"", StringComparison.Ordinal)..];
        page = page[..page.IndexOf("</figure>", StringComparison.Ordinal)];
        Assert.Contains(title, Regex.Replace(page, "[\u202f\u00a0]", " "), StringComparison.Ordinal);
        Assert.Contains(column, Regex.Replace(page, "[\u202f\u00a0]", " "), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"km-tox\"", text, StringComparison.Ordinal);
        var arm = _trial.Plan.Arms[0].Id;
        var own = _outcomes.Where(o => o.Subject.Arm == arm && o.Subject.Status == "ok").Select(o => o.TimesToEvent.Single(t => t.Parameter == "TOX")).ToList();
        Assert.Contains($"{own.Count(t => !t.Censored)} / {own.Count(t => t.Competing)} / {own.Count}", Regex.Replace(page, "[\u202f\u00a0]", " "), StringComparison.Ordinal);
        var atRisk = Regex.Matches(page, $"data-at-risk=\"{arm}\" data-month=\"([0-9.]+)\">([0-9]+)<");
        Assert.NotEmpty(atRisk);
        Assert.All(atRisk, m => Assert.Equal(own.Count(t => t.Days / (365.25 / 12) >= double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)), int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _folder.Dispose();

    private static TimeToEvent Of(TimeToEvent survival, int number) =>
        survival.Censored ? survival with { Parameter = "TOX" }
        : number % 3 == 0 ? new TimeToEvent("TOX", survival.Days / 2, Censored: false, "TOXICITY")
        : new TimeToEvent("TOX", survival.Days, Censored: true, "DEATH") { Competing = true };

    private string Page(string language) => Report.Render(_run, new ReportOptions(language == "en" ? ReportLanguage.English : ReportLanguage.French, Overlay.None));
}

using System.Globalization;
using Thymus.Runs;

namespace Thymus.Reporting;

/// <summary>The page of a run: sections in a reader's order.</summary>
internal sealed class ReportPage(RunData data, ReportLanguage words, Overlay overlay) : PageWriter(words)
{
    public RunData Data => data;

    public string Write()
    {
        Overview();
        Survival();
        EndpointSections.Contrasts(this);
        EndpointSections.Endpoints(this);
        Response();
        PublishedSection.Write(this);
        Exposure();
        PatientSections.Write(this);
        Limits();
        ProvenanceSection.Write(this);
        return Document(
            data.Title, Words["report"], Facts(), "overview", $"Thymus {data.Record.Plan.Version} · {data.Record.Id}", data.Record.Plan.Version);
    }

    public string ArmName(ArmData arm) => $"<span class=\"arm\" style=\"--arm:{arm.Colour}\">{Html.Text(arm.Label)}</span>";

    private void Overview()
    {
        Section("overview");
        if (data.Record.Status == RunStatus.Interrupted)
            Paragraph(Words["head.interrupted", Words.Count(data.Record.Arms.Sum(a => a.Done)), Words.Count(data.Record.Arms.Sum(a => a.Planned))], "warning");
        if (data.IsTwins) Paragraph(Words["twins.note"], "warning");
        Html.Markup("<ul class=\"cards\">");
        foreach (var arm in data.Arms)
        {
            var summary = data.Summary.Arms.FirstOrDefault(a => a.Id == arm.Id);
            var analysed = arm.Analysed.Count();
            Html.Markup($"<li style=\"--arm:{arm.Colour}\"><h3>{Html.Text(arm.Label)}</h3><p>{Words.Count(arm.Patients.Count)} {Html.Text(Words["card.patients"])}, {Html.Text(Words["card.analysed", Words.Count(analysed)])}</p><dl>");
            foreach (var (id, key) in new[] { ("OS.median", "card.os"), ("OS.rate@365.25", "card.os12"), ("ORR", "card.orr") })
            {
                var estimate = summary?.Endpoints.FirstOrDefault(e => e.Id == id);
                if (estimate is null) continue;
                Html.Markup($"<div><dt>{Html.Text(Words[key])}</dt><dd>{Html.Text(Words.WithUnit(Words.Number(estimate.Estimate, 1), estimate.Unit))}<small>{(double.IsFinite(estimate.Lower) || double.IsFinite(estimate.Upper) ? Html.Text(Words.Interval(estimate.Lower, estimate.Upper, 1)) : "")}</small></dd></div>");
            }
            Html.Markup("</dl></li>");
        }
        Html.Markup("</ul>");
        Paragraph(Words["research-only.why"]);
    }

    private void Survival()
    {
        // Those that a trial composes of events stand after the two that every trial knows; what only responders have is drawn nowhere.
        var own = data.Arms.SelectMany(arm => arm.Events.Keys).Where(id => id is not ("OS" or "PFS" or "DOR" or "TTR")).Distinct(StringComparer.Ordinal);
        Figures("survival", [.. own.Prepend("PFS").Prepend("OS").Select(id => Names.IsIncidence(data.Summary, id) ? IncidenceFigure.Draw(data, Words, id) : KaplanMeierFigure.Draw(data, Words, overlay, id))]);
    }

    private void Response()
    {
        // Times on treatment without a scan are of a trial of exposure, in which nobody responds.
        if (data.Summary.Arms.Any(arm => arm.Endpoints.Any(e => e.Id == "ORR")))
            Figures("response", WaterfallFigure.Draw(data, Words), SpiderFigure.Draw(data, Words, overlay), SwimmerFigure.Draw(data, Words));
    }

    /// <summary>A section of the figures there are; none where there is none.</summary>
    private void Figures(string section, params Figure?[] figures)
    {
        if (figures.All(figure => figure is null)) return;
        Section(section);
        foreach (var figure in figures) Figure(figure);
    }

    private void Exposure()
    {
        var figures = ConcentrationFigure.Draw(data, Words, overlay).ToList();
        if (figures.Count == 0) return;
        Section("exposure");
        foreach (var figure in figures) Figure(figure);
    }

    private void Limits()
    {
        Section("limits");
        Html.Markup("<ul class=\"limits\">");
        var own = data.Summary.Limits.TryGetValue(Words.Code, out var sentences) ? sentences : data.Summary.Limits.GetValueOrDefault("en", []);
        foreach (var sentence in own) Html.Element("li", Words.Typeset(sentence));
        Html.Element("li", Words["limits.always.1"]).Element("li", Words["limits.always.2"]);
        Html.Markup("</ul>");
        Paragraph(Words["research-only"], "warning");
    }

    private string Facts() => string.Join(" · ",
        Words[data.Arms.Length == 1 ? "head.arm" : "head.arms", Words.Count(data.Arms.Length)],
        Words["head.patients", Words.Count(data.Arms.Sum(arm => arm.Patients.Count))],
        Words["head.assignment." + (data.IsTwins ? "twins" : "randomised")],
        Words["head.seed", data.Record.Plan.Seed.ToString(CultureInfo.InvariantCulture)]);
}

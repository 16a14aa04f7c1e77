using System.Globalization;
using Thymus.Runs;

namespace Thymus.Reporting;

/// <summary>The page: head, sections in a reader's order, and the numbering of figures and tables.</summary>
internal sealed class ReportPage(RunData data, ReportLanguage words, Overlay overlay)
{
    private readonly Html _html = new();
    private readonly List<(string Id, string Title)> _contents = [];
    private int _figures;
    private int _tables;

    public RunData Data => data;
    public ReportLanguage Words => words;
    public Html Html => _html;

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
        return Document(_html.ToString());
    }

    public void Section(string id)
    {
        if (_contents.Count > 0) _html.Markup("</section>");
        var title = words[$"section.{id}"];
        _contents.Add((id, title));
        _html.Markup($"<section id=\"{id}\" aria-labelledby=\"{id}-title\"><h2 id=\"{id}-title\">{Html.Text(title)}</h2>");
    }

    public void Paragraph(string text, string kind = "") => _html.Element("p", text, kind.Length == 0 ? "" : $"class=\"{kind}\"");

    public void Table(string captionKey, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, string kind = "", string? noteKey = null)
    {
        _tables++;
        var caption = $"<b>{words["table", Number(_tables)]}</b> {Html.Text(words[captionKey])}";
        if (noteKey is not null) caption += $" <span class=\"note\">{Html.Text(words[noteKey])}</span>";
        _html.Table(caption, words["scroll"], header, rows, kind);
    }

    public void Figure(Figure? figure)
    {
        if (figure is null) return;
        _figures++;
        _html.Markup($"""
            <figure id="{figure.Id}" aria-labelledby="{figure.Id}-caption">
            <div class="drawing">
            {figure.Drawings}</div>
            <figcaption id="{figure.Id}-caption"><b>{words["figure", Number(_figures)]} {Html.Text(figure.Title)}.</b> {Html.Text(figure.Caption)} <button type="button" class="save" hidden>{Html.Text(words["download"])}</button></figcaption>
            """);
        if (figure.Table is not null)
            _html.Markup($"<details><summary>{Html.Text(words["numbers"])}</summary><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{Html.Text(words["scroll"])}\">{figure.Table}</div></details>");
        if (figure.Script is not null)
            _html.Markup($"<script type=\"application/json\">{figure.Script}</script>");
        _html.Markup("</figure>");
    }

    public string ArmName(ArmData arm) => $"<span class=\"arm\" style=\"--arm:{arm.Colour}\">{Html.Text(arm.Label)}</span>";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Overview()
    {
        Section("overview");
        if (data.Record.Status == RunStatus.Interrupted)
            Paragraph(words["head.interrupted", words.Count(data.Record.Arms.Sum(a => a.Done)), words.Count(data.Record.Arms.Sum(a => a.Planned))], "warning");
        if (data.IsTwins) Paragraph(words["twins.note"], "warning");
        _html.Markup("<ul class=\"cards\">");
        foreach (var arm in data.Arms)
        {
            var summary = data.Summary.Arms.FirstOrDefault(a => a.Id == arm.Id);
            var analysed = arm.Analysed.Count();
            _html.Markup($"<li style=\"--arm:{arm.Colour}\"><h3>{Html.Text(arm.Label)}</h3><p>{words.Count(arm.Patients.Count)} {Html.Text(words["card.patients"])}, {Html.Text(words["card.analysed", words.Count(analysed)])}</p><dl>");
            foreach (var (id, key) in new[] { ("OS.median", "card.os"), ("OS.rate@365.25", "card.os12"), ("ORR", "card.orr") })
            {
                var estimate = summary?.Endpoints.FirstOrDefault(e => e.Id == id);
                if (estimate is null) continue;
                _html.Markup($"<div><dt>{Html.Text(words[key])}</dt><dd>{Html.Text(words.WithUnit(words.Number(estimate.Estimate, 1), estimate.Unit))}<small>{(double.IsFinite(estimate.Lower) || double.IsFinite(estimate.Upper) ? Html.Text(words.Interval(estimate.Lower, estimate.Upper, 1)) : "")}</small></dd></div>");
            }
            _html.Markup("</dl></li>");
        }
        _html.Markup("</ul>");
        Paragraph(words["research-only.why"]);
    }

    private void Survival()
    {
        Figures("survival", KaplanMeierFigure.Draw(data, words, overlay, "OS"), KaplanMeierFigure.Draw(data, words, overlay, "PFS"));
    }

    private void Response()
    {
        // Times on treatment without a scan are of a trial of exposure, in which nobody responds.
        if (data.Summary.Arms.Any(arm => arm.Endpoints.Any(e => e.Id == "ORR")))
            Figures("response", WaterfallFigure.Draw(data, words), SpiderFigure.Draw(data, words, overlay), SwimmerFigure.Draw(data, words));
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
        var figures = ConcentrationFigure.Draw(data, words, overlay).ToList();
        if (figures.Count == 0) return;
        Section("exposure");
        foreach (var figure in figures) Figure(figure);
    }

    private void Limits()
    {
        Section("limits");
        _html.Markup("<ul class=\"limits\">");
        var own = data.Summary.Limits.TryGetValue(words.Code, out var sentences) ? sentences : data.Summary.Limits.GetValueOrDefault("en", []);
        foreach (var sentence in own) _html.Element("li", words.Typeset(sentence));
        _html.Element("li", words["limits.always.1"]).Element("li", words["limits.always.2"]);
        _html.Markup("</ul>");
        Paragraph(words["research-only"], "warning");
    }

    private string Document(string body)
    {
        var record = data.Record;
        var contents = string.Concat(_contents.Select(item => $"<li><a href=\"#{item.Id}\">{Html.Text(item.Title)}</a></li>"));
        // The policy lets the page load nothing from anywhere: what it needs, it holds.
        return $$"""
            <!doctype html>
            <html lang="{{words.Code}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Thymus {{Html.Text(record.Plan.Version)}}">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <title>{{Html.Text(data.Summary.Title)}} – {{Html.Text(words["report"])}}</title>
            <style>
            {{Resource("report.css")}}</style>
            </head>
            <body>
            <a class="skip" href="#overview">{{Html.Text(words["skip"])}}</a>
            <p class="ribbon">{{Html.Text(words["research-only"])}}</p>
            <header>
            <p class="mark">Thymus <span>{{Html.Text(words["report"])}}</span></p>
            <h1>{{Html.Text(data.Summary.Title)}}</h1>
            <p class="facts">{{Html.Text(Facts())}}</p>
            <nav aria-label="{{Html.Text(words["contents"])}}"><ol>{{contents}}</ol></nav>
            </header>
            <main>
            {{body}}</section>
            </main>
            <footer><p>{{Html.Text(words["research-only"])}}</p><p>Thymus {{Html.Text(record.Plan.Version)}} · {{Html.Text(record.Id)}}</p></footer>
            <div id="tip" role="status" hidden></div>
            <script>
            {{Resource("report.js")}}</script>
            </body>
            </html>

            """;
    }

    private string Facts() => string.Join(" · ",
        words[data.Arms.Length == 1 ? "head.arm" : "head.arms", words.Count(data.Arms.Length)],
        words["head.patients", words.Count(data.Arms.Sum(arm => arm.Patients.Count))],
        words["head.assignment." + (data.IsTwins ? "twins" : "randomised")],
        words["head.seed", data.Record.Plan.Seed.ToString(CultureInfo.InvariantCulture)]);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

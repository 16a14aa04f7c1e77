using System.Globalization;

namespace Thymus.Reporting;

/// <summary>A page: its head, the numbering of figures and tables, and the sections with their contents.</summary>
internal abstract class PageWriter(ReportLanguage words)
{
    private readonly Html _html = new();
    private readonly List<(string Id, string Title)> _contents = [];
    private int _figures;
    private int _tables;

    public ReportLanguage Words => words;
    public Html Html => _html;

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

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The whole document around the sections that were written.</summary>
    /// <param name="kind">What sort of report it is, beside the name of the program.</param>
    /// <param name="first">Id of the first section, to skip to.</param>
    protected string Document(string title, string kind, string facts, string first, string footer, string version)
    {
        var contents = string.Concat(_contents.Select(item => $"<li><a href=\"#{item.Id}\">{Html.Text(item.Title)}</a></li>"));
        // The policy lets the page load nothing from anywhere: what it needs, it holds.
        return $$"""
            <!doctype html>
            <html lang="{{words.Code}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Thymus {{Html.Text(version)}}">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <title>{{Html.Text(title)}} – {{Html.Text(kind)}}</title>
            <style>
            {{Resource("report.css")}}</style>
            </head>
            <body>
            <a class="skip" href="#{{first}}">{{Html.Text(words["skip"])}}</a>
            <p class="ribbon">{{Html.Text(words["research-only"])}}</p>
            <header>
            <p class="mark">Thymus <span>{{Html.Text(kind)}}</span></p>
            <h1>{{Html.Text(title)}}</h1>
            <p class="facts">{{Html.Text(facts)}}</p>
            <nav aria-label="{{Html.Text(words["contents"])}}"><ol>{{contents}}</ol></nav>
            </header>
            <main>
            {{_html}}</section>
            </main>
            <footer><p>{{Html.Text(words["research-only"])}}</p><p>{{Html.Text(footer)}}</p></footer>
            <div id="tip" role="status" hidden></div>
            <script>
            {{Resource("report.js")}}</script>
            </body>
            </html>

            """;
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

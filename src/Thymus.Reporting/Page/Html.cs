using System.Text;

namespace Thymus.Reporting;

/// <summary>Writes HTML: what is given as text is escaped, what is given as markup stands as it is.</summary>
internal sealed class Html
{
    private readonly StringBuilder _page = new();

    public static string Text(string text) => Svg.Escape(text);

    public Html Markup(string markup)
    {
        _page.Append(markup).Append('\n');
        return this;
    }

    public Html Element(string tag, string text, string attributes = "")
    {
        _page.Append('<').Append(tag).Append(attributes.Length == 0 ? "" : " " + attributes).Append('>').Append(Text(text)).Append("</").Append(tag).Append(">\n");
        return this;
    }

    /// <summary>A table in a box that scrolls sideways on small screens and can be reached by keyboard.</summary>
    /// <param name="header">Markup of the column heads; the first heads the rows.</param>
    /// <param name="rows">Markup of the cells; the first of each row is its head.</param>
    public Html Table(string caption, string scrollLabel, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, string kind = "")
    {
        Markup($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{Text(scrollLabel)}\"><table class=\"{kind}\"><caption>{caption}</caption><thead><tr>");
        foreach (var head in header) Markup($"<th scope=\"col\">{head}</th>");
        Markup("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Markup($"<tr><th scope=\"row\">{row[0]}</th>");
            // On a telephone a row becomes a block, and each cell says whose it is.
            for (var i = 1; i < row.Count; i++) Markup($"<td><span class=\"of\" aria-hidden=\"true\">{header[i]}</span><div>{row[i]}</div></td>");
            Markup("</tr>");
        }
        return Markup("</tbody></table></div>");
    }

    /// <summary>
    /// The first clause of where a published number comes from, as the evidence has it, which is in English and says so; the rest are notes on how it was read.
    /// </summary>
    public static string Source(string source)
    {
        var clause = source.Split(';', 2)[0];
        return $"<small lang=\"en\">{Text(clause.Length > 110 ? clause[..110].TrimEnd() + "…" : clause)}</small>";
    }

    public override string ToString() => _page.ToString();
}

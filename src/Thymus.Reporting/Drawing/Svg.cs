using System.Globalization;
using System.Text;

namespace Thymus.Reporting;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A small SVG writer. Everything is styled by attributes, so that a figure that is saved alone looks as it does on the page.</summary>
internal sealed class Svg
{
    public const string FontFamily = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

    private readonly StringBuilder _body = new();

    /// <summary>One hundredth of a pixel is finer than any screen or printer shows.</summary>
    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <param name="attributes">Further attributes, ready to stand in a tag; values escaped by the caller.</param>
    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null, string? attributes = null) =>
        Tag("line", $"x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" {Stroke(stroke, width, dash)}", attributes);

    public void Path(string d, string? fill = null, string? stroke = null, double width = 1, string? dash = null, double opacity = 1, string? attributes = null)
    {
        if (d.Length == 0) return;
        Tag("path", $"d=\"{d}\" fill=\"{fill ?? "none"}\"{(stroke is null ? "" : " " + Stroke(stroke, width, dash))}{(opacity < 1 ? $" opacity=\"{Number(opacity)}\"" : "")}", attributes);
    }

    public void Rectangle(double x, double y, double width, double height, string fill, double opacity = 1, string? attributes = null) =>
        Tag("rect", $"x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" fill=\"{fill}\"{(opacity < 1 ? $" opacity=\"{Number(opacity)}\"" : "")}", attributes);

    public void Circle(double x, double y, double radius, string fill, string? stroke = null, double width = 1, string? attributes = null) =>
        Tag("circle", $"cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" fill=\"{fill}\"{(stroke is null ? "" : " " + Stroke(stroke, width, null))}", attributes);

    /// <summary>Text on its baseline; <paramref name="rotate"/> turns it about that point.</summary>
    public void Text(
        double x, double y, string text, Anchor anchor = Anchor.Start, double size = 12, string fill = Palette.Ink, bool bold = false,
        double rotate = 0, string? attributes = null)
    {
        _body.Append("<text x=\"").Append(Number(x)).Append("\" y=\"").Append(Number(y)).Append("\" font-size=\"").Append(Number(size)).Append("\" fill=\"").Append(fill).Append('"');
        if (anchor != Anchor.Start) _body.Append(" text-anchor=\"").Append(anchor == Anchor.Middle ? "middle" : "end").Append('"');
        if (bold) _body.Append(" font-weight=\"600\"");
        if (rotate != 0) _body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({Number(rotate)} {Number(x)} {Number(y)})\"");
        if (attributes is not null) _body.Append(' ').Append(attributes);
        _body.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    public void Open(string attributes) => _body.Append("<g ").Append(attributes).Append(">\n");

    public void Close() => _body.Append("</g>\n");

    /// <summary>The finished element.</summary>
    /// <param name="label">What a screen reader says instead of the drawing.</param>
    /// <param name="kind">Class of the element: which width of page it is for.</param>
    public string ToString(double width, double height, string label, string kind, string? attributes = null) =>
        $"""
         <svg class="{kind}" viewBox="0 0 {Number(width)} {Number(height)}" width="{Number(width)}" height="{Number(height)}" role="img" aria-label="{Escape(label)}" font-family="{FontFamily}" {attributes}>
         {_body}</svg>

         """;

    private void Tag(string name, string content, string? attributes) =>
        _body.Append('<').Append(name).Append(' ').Append(content).Append(attributes is null ? "" : " " + attributes).Append("/>\n");

    private static string Stroke(string colour, double width, string? dash) =>
        $"stroke=\"{colour}\" stroke-width=\"{Number(width)}\"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")}";
}

using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Hazard ratios with their intervals on a logarithmic axis.</summary>
internal static class ForestFigure
{
    public static Figure? Draw(RunData data, ReportLanguage words)
    {
        var rows = data.Summary.Contrasts.Where(c => Names.IsHazardRatio(c.Id) && double.IsFinite(c.Estimate) && c.Estimate > 0).ToList();
        if (rows.Count == 0) return null;
        return new Figure("contrasts", words["figure.forest.title"], words[data.IsTwins ? "figure.forest.twins" : "figure.forest.caption"],
            Draw(data, words, rows, Layout.Wide) + Draw(data, words, rows, Layout.Narrow));
    }

    private static string Draw(RunData data, ReportLanguage words, List<Contrast> rows, Layout layout)
    {
        var svg = new Svg();
        var rowHeight = layout.IsNarrow ? 72.0 : 36.0;
        var (left, right) = layout.IsNarrow ? (12.0, 12.0) : (370.0, 160.0);
        var box = new Box(left, 26, layout.Width - left - right, rows.Count * rowHeight);
        var values = rows.SelectMany(r => new[] { r.Estimate, r.Lower, r.Upper }).Where(v => double.IsFinite(v) && v > 0).ToList();
        var x = new Axis(Math.Min(values.Min() / 1.15, 0.7), Math.Max(values.Max() * 1.15, 1.6), box.Left, box.Right, true);
        var ticks = Axis.LogarithmicTicks(x.From, x.To, layout.IsNarrow ? 6 : 9);
        for (var i = 0; i < rows.Count; i++)
        {
            // On a telephone the words stand above the marks and no line runs through them.
            var (from, to) = layout.IsNarrow ? (box.Top + i * rowHeight + 47, box.Top + (i + 1) * rowHeight - 1) : (box.Top + i * rowHeight, box.Top + (i + 1) * rowHeight);
            foreach (var tick in ticks) svg.Line(x[tick], from, x[tick], to, Palette.Grid);
            svg.Line(x[1], from, x[1], to, Palette.Muted, 1, "3 3");
        }
        var (favoursFirst, favoursReference) = (words["figure.forest.first"], words["figure.forest.reference"]);
        svg.Text(x[1] - 8, 14, "← " + TextWidth.Fit(favoursFirst, layout.Small, x[1] - box.Left - 20 + (layout.IsNarrow ? 0 : 200)), Anchor.End, layout.Small, Palette.Muted);
        svg.Text(x[1] + 8, 14, TextWidth.Fit(favoursReference, layout.Small, layout.Width - x[1] - 30) + " →", Anchor.Start, layout.Small, Palette.Muted);
        for (var i = 0; i < rows.Count; i++) DrawRow(svg, data, words, rows[i], layout, box, box.Top + i * rowHeight, rowHeight, x);
        Frame.Horizontal(svg, box, x, ticks, words.Tick, words["axis.hazard-ratio"], layout);
        return svg.ToString(layout.Width, box.Bottom + 2 * layout.Body + 22, words["figure.forest.aria"], layout.Kind);
    }

    private static void DrawRow(Svg svg, RunData data, ReportLanguage words, Contrast row, Layout layout, Box box, double top, double height, Axis x)
    {
        var colour = data.Arm(row.Arm).Colour;
        var pair = words["versus", data.Arm(row.Arm).Label, data.Arm(row.Reference).Label];
        var numbers = words.Number(row.Estimate, 2) + (double.IsFinite(row.Lower) ? $" ({words.Interval(row.Lower, row.Upper, 2)})" : "");
        var test = row.PValue is { } p ? words.PValue(p) : words["no-test"];
        double y;
        if (layout.IsNarrow)
        {
            y = top + 59;
            svg.Text(box.Left, top + 14, TextWidth.Fit(Names.Contrast(words, row), layout.Small, 336), size: layout.Small, bold: true);
            svg.Text(box.Left, top + 27, TextWidth.Fit(pair, layout.Small, 340), size: layout.Small, fill: Palette.Muted);
            svg.Text(box.Left, top + 41, numbers, size: layout.Small, bold: true);
            svg.Text(box.Right, top + 41, test, Anchor.End, layout.Small, Palette.Muted);
        }
        else
        {
            y = top + height / 2;
            svg.Text(8, y - 3, TextWidth.Fit(Names.Contrast(words, row), layout.Body, box.Left - 20), size: layout.Body);
            svg.Text(8, y + 10, TextWidth.Fit(pair, layout.Small, box.Left - 20), size: layout.Small, fill: Palette.Muted);
            svg.Text(box.Right + 14, y - 2, numbers, size: layout.Body, bold: true);
            svg.Text(box.Right + 14, y + 11, test, size: layout.Small, fill: Palette.Muted);
        }
        svg.Line(layout.IsNarrow ? box.Left : 8, top + height, layout.IsNarrow ? box.Right : layout.Width - 8, top + height, Palette.Grid);
        if (double.IsFinite(row.Lower) && double.IsFinite(row.Upper)) svg.Line(x.Clamped(row.Lower), y, x.Clamped(row.Upper), y, colour, 1.8);
        svg.Rectangle(x[row.Estimate] - 4.5, y - 4.5, 9, 9, colour);
    }
}

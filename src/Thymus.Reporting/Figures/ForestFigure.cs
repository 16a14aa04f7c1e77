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
        var rowHeight = layout.IsNarrow ? 44.0 : 26.0;
        var headHeight = layout.IsNarrow ? 44.0 : 28.0;
        var (left, right) = layout.IsNarrow ? (12.0, 12.0) : (290.0, 230.0);
        var pairs = rows.GroupBy(row => (row.Arm, row.Reference)).ToList();
        var box = new Box(left, 26, layout.Width - left - right, rows.Count * rowHeight + pairs.Count * headHeight);
        var values = rows.SelectMany(r => new[] { r.Estimate, r.Lower, r.Upper }).Where(v => double.IsFinite(v) && v > 0).ToList();
        var x = new Axis(Math.Min(values.Min() / 1.15, 0.7), Math.Max(values.Max() * 1.15, 1.6), box.Left, box.Right, true);
        var ticks = Axis.LogarithmicTicks(x.From, x.To, layout.IsNarrow ? 6 : 9);
        svg.Text(x[1] - 8, 14, "← " + words["figure.forest.first"], Anchor.End, layout.Small, Palette.Muted);
        svg.Text(x[1] + 8, 14, words["figure.forest.reference"] + " →", Anchor.Start, layout.Small, Palette.Muted);
        var top = box.Top;
        foreach (var pair in pairs)
        {
            var (arm, reference) = (data.Arm(pair.Key.Arm), data.Arm(pair.Key.Reference));
            // The colour of the marks is the first arm's; the heading names both and has none.
            var lines = TextWidth.Wrap(words["versus", arm.Label, reference.Label], layout.Small * TextWidth.Bold, layout.Width - 24, layout.IsNarrow ? 2 : 1);
            for (var i = 0; i < lines.Count; i++)
                svg.Text(layout.IsNarrow ? box.Left : 8, top + headHeight - 6 - (lines.Count - 1 - i) * (layout.Small + 3), lines[i], size: layout.Small, bold: true);
            top += headHeight;
            foreach (var row in pair)
            {
                DrawRow(svg, words, row, arm.Colour, layout, box, top, rowHeight, x, ticks);
                top += rowHeight;
            }
        }
        Frame.Horizontal(svg, box, x, ticks, words.Tick, words["axis.hazard-ratio"], layout);
        return svg.ToString(layout.Width, box.Bottom + 2 * layout.Body + 22, words["figure.forest.aria"], layout.Kind);
    }

    private static void DrawRow(
        Svg svg, ReportLanguage words, Contrast row, string colour, Layout layout, Box box, double top, double height, Axis x, System.Collections.Immutable.ImmutableArray<double> ticks)
    {
        var numbers = words.Number(row.Estimate, 2) + (double.IsFinite(row.Lower) ? $" ({words.Interval(row.Lower, row.Upper, 2)})" : "");
        var test = row.PValue is { } p ? words.PValue(p) : words["no-test"];
        var name = Names.HazardRatio(words, row);
        // On a telephone the words stand above the marks and no line runs through them.
        var (from, to, y) = layout.IsNarrow ? (top + 19, top + height - 1, top + 31) : (top, top + height, top + height / 2);
        foreach (var tick in ticks) svg.Line(x[tick], from, x[tick], to, Palette.Grid);
        svg.Line(x[1], from, x[1], to, Palette.Muted, 1, "3 3");
        if (layout.IsNarrow)
        {
            svg.Text(box.Left, top + 13, TextWidth.Fit(name, layout.Small, 190), size: layout.Small);
            svg.Text(box.Right, top + 13, numbers, Anchor.End, layout.Small, bold: true);
        }
        else
        {
            svg.Text(8, y + 4, TextWidth.Fit(name, layout.Body, box.Left - 20), size: layout.Body);
            svg.Text(box.Right + 12, y + 4, numbers, size: layout.Body, bold: true);
            svg.Text(layout.Width - 8, y + 4, test, Anchor.End, layout.Small, Palette.Muted);
        }
        svg.Line(layout.IsNarrow ? box.Left : 8, top + height, layout.IsNarrow ? box.Right : layout.Width - 8, top + height, Palette.Grid);
        if (double.IsFinite(row.Lower) && double.IsFinite(row.Upper)) svg.Line(x.Clamped(row.Lower), y, x.Clamped(row.Upper), y, colour, 1.8);
        svg.Rectangle(x[row.Estimate] - 4.5, y - 4.5, 9, 9, colour);
    }
}

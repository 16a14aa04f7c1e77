using System.Collections.Immutable;
using Thymus.Calibration;

namespace Thymus.Reporting;

/// <summary>Published numbers against prediction intervals, a row each, misses first; rows of one unit share an axis.</summary>
internal static class ValidationFigure
{
    private const string Hit = "#0072B2", Miss = "#D55E00", Unscored = "#8a919b";

    /// <param name="group">Of the rows, as <see cref="ValidationNames.Group"/> has it: it names the figure.</param>
    public static Figure? Draw(ReportLanguage words, string group, IReadOnlyList<ValidationRow> rows)
    {
        var drawn = rows.Where(r => r.Prediction is not null).ToList();
        return drawn.Count == 0 ? null
            : new Figure($"prediction-{group}", words[$"validation.figure.{group}"], words["validation.figure.caption"], Draw(words, drawn, Layout.Wide) + Draw(words, drawn, Layout.Narrow));
    }

    private static string Draw(ReportLanguage words, IReadOnlyList<ValidationRow> rows, Layout layout)
    {
        var svg = new Svg();
        var top = 6 + Frame.Legend(svg, 4, 6, layout.Width - 8,
        [
            (words["validation.legend.published"], (x, y) => Published(svg, x + 7, y)),
            (words["validation.legend.inside"], (x, y) => Interval(svg, x - 1, x + 15, x + 3, x + 11, x + 7, y, Hit)),
            (words["validation.legend.miss"], (x, y) => Interval(svg, x - 1, x + 15, x + 3, x + 11, x + 7, y, Miss)),
            (words["validation.legend.unscored"], (x, y) => Interval(svg, x - 1, x + 15, x + 3, x + 11, x + 7, y, Unscored)),
        ], layout);
        foreach (var unit in rows.GroupBy(r => r.Unit, StringComparer.Ordinal)) top = DrawUnit(svg, words, layout, [.. unit], top + 8);
        return svg.ToString(layout.Width, top, words["validation.figure.aria"], layout.Kind);
    }

    private static double DrawUnit(Svg svg, ReportLanguage words, Layout layout, ImmutableArray<ValidationRow> rows, double top)
    {
        var (left, right) = layout.IsNarrow ? (10.0, 10.0) : (372.0, 116.0);
        var rowHeight = layout.IsNarrow ? 50.0 : 30.0;
        var box = new Box(left, top + 4, layout.Width - left - right, rows.Length * rowHeight);
        var isRatio = rows[0].Unit == "ratio";
        var values = rows.SelectMany(r => new[] { r.Published, r.Prediction!.Estimate, r.Prediction.Lower90, r.Prediction.Upper90, r.Prediction.Lower50 }).Where(double.IsFinite).ToList();
        if (values.Count == 0) return top;
        var (low, high) = (values.Min(), values.Max());
        if (isRatio) (low, high) = (Math.Min(low, 0.9) / 1.08, Math.Max(high, 1.1) * 1.08);
        else (low, high) = (Math.Max(0, low - 0.06 * (high - low)), rows[0].Unit == "%" ? Math.Min(100, high + 0.06 * (high - low)) : high + 0.06 * (high - low));
        if (!(high > low)) high = low + 1;
        var x = new Axis(low, high, box.Left, box.Right, isRatio);
        var ticks = isRatio ? Axis.LogarithmicTicks(low, high, 8) : Axis.Ticks(low, high, layout.IsNarrow ? 5 : 8);
        for (var i = 0; i < rows.Length; i++)
        {
            var (from, to) = (box.Top + i * rowHeight + (layout.IsNarrow ? 28 : 0), box.Top + (i + 1) * rowHeight);
            foreach (var tick in ticks) svg.Line(x[tick], from, x[tick], to, Palette.Grid);
            if (isRatio) svg.Line(x[1], from, x[1], to, Palette.Muted, 1, "3 3");
            DrawRow(svg, words, layout, rows[i], box, box.Top + i * rowHeight, rowHeight, x);
        }
        Frame.Horizontal(svg, box, x, ticks, words.Tick, words[isRatio ? "axis.ratio" : "axis.value", words.Or("unit." + rows[0].Unit, rows[0].Unit)], layout);
        return box.Bottom + 2 * layout.Body + 18;
    }

    private static void DrawRow(Svg svg, ReportLanguage words, Layout layout, ValidationRow row, Box box, double top, double height, Axis x)
    {
        var p = row.Prediction!;
        var (name, arm) = (row.Label, ValidationNames.Arm(words, row));
        var verdict = double.IsNaN(row.Z) ? ValidationNames.Verdict(words, row) : words["validation.verdict", ValidationNames.Verdict(words, row), words.Signed(row.Z, 1)];
        var y = top + height / 2;
        if (layout.IsNarrow)
        {
            y = top + height - 12;
            svg.Text(box.Left, top + 12, TextWidth.Fit(name, layout.Small * TextWidth.Bold, 236), size: layout.Small, bold: true);
            svg.Text(box.Left, top + 24, TextWidth.Fit(arm, layout.Small, 236), size: layout.Small, fill: Palette.Muted);
            svg.Text(box.Right, top + 12, verdict, Anchor.End, layout.Small, bold: row.IsMiss);
        }
        else
        {
            svg.Text(8, top + 12, TextWidth.Fit(name, layout.Body, box.Left - 24), size: layout.Body);
            svg.Text(8, top + 25, TextWidth.Fit(arm, layout.Small, box.Left - 24), size: layout.Small, fill: Palette.Muted);
            svg.Text(box.Right + 12, y + 4, verdict, size: layout.Small, bold: row.IsMiss);
        }
        svg.Line(layout.IsNarrow ? box.Left : 8, top + height, layout.IsNarrow ? box.Right : layout.Width - 8, top + height, Palette.Grid);
        var colour = row.NotScored is not null ? Unscored : row.IsMiss ? Miss : Hit;
        // An open end runs to the edge of the plot.
        double At(double value, bool isUpper) => double.IsFinite(value) ? x.Clamped(value) : isUpper && p.IsOpen ? box.Right : double.NaN;
        Interval(svg, At(p.Lower90, false), At(p.Upper90, true), At(p.Lower50, false), At(p.Upper50, true), At(p.Estimate, false), y, colour);
        if (double.IsFinite(row.Published)) Published(svg, x.Clamped(row.Published), y);
    }

    /// <summary>90 % thin, 50 % thick, the prediction a bar across; the published number comes over it.</summary>
    private static void Interval(Svg svg, double low, double high, double halfLow, double halfHigh, double middle, double y, string colour)
    {
        if (double.IsFinite(low) && double.IsFinite(high)) svg.Line(low, y, high, y, colour, 1.6);
        if (double.IsFinite(halfLow) && double.IsFinite(halfHigh)) svg.Line(halfLow, y, halfHigh, y, colour, 6, attributes: "opacity=\"0.5\"");
        if (double.IsFinite(middle)) svg.Line(middle, y - 5, middle, y + 5, colour, 1.8);
    }

    private static void Published(Svg svg, double x, double y) =>
        svg.Path($"M{Svg.Number(x - 4.5)} {Svg.Number(y)}l4.5 -4.5l4.5 4.5l-4.5 4.5Z", "#ffffff", Palette.Ink, 1.5);
}

using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>Median and 5th to 95th percentile of a concentration: the first cycles on a linear scale, all of it on a logarithmic one.</summary>
internal static class ConcentrationFigure
{
    private const double FirstCyclesDays = 84;

    // Below a thousandth of the peak a therapeutic concentration says nothing, and would press the rest together.
    private const double Decades = 3;

    public static IEnumerable<Figure> Draw(RunData data, ReportLanguage words, Overlay overlay) =>
        data.Concentrations.GroupBy(band => band.Analyte, StringComparer.Ordinal).Select(analyte =>
        {
            var bands = analyte.ToImmutableArray();
            var caption = words["figure.concentration.caption"];
            if (overlay.Of("concentration").Any()) caption += " " + words["figure.overlay"];
            return new Figure($"concentration-{Slug(analyte.Key)}", words["figure.concentration.title", analyte.Key], caption,
                Draw(data, words, overlay, bands, Layout.Wide) + Draw(data, words, overlay, bands, Layout.Narrow));
        });

    private static string Draw(RunData data, ReportLanguage words, Overlay overlay, ImmutableArray<ConcentrationBand> bands, Layout layout)
    {
        var svg = new Svg();
        var last = bands.Max(band => band.Points[^1].Day);
        var both = last > 1.3 * FirstCyclesDays;
        var legend = 6 + Frame.Legend(svg, 4, 6, layout.Width - 8, bands.Select(band => (band.Arm.Label,
            (Action<double, double>)((x, y) => svg.Line(x, y, x + 14, y, band.Arm.Colour, 2.5, Palette.Dash(band.Arm.Index))))), layout);
        var boxes = layout.IsNarrow
            ? [new Box(58, legend + 26, 288, 190), new Box(58, legend + 26 + 190 + 74, 288, 190)]
            : (both ? new Box[] { new(64, legend + 26, 352, 260), new(500, legend + 26, 366, 260) } : [new(64, legend + 26, 802, 260)]);
        DrawPanel(svg, data, words, overlay, bands, boxes[0], Math.Min(last, FirstCyclesDays), false, both ? words["figure.concentration.first"] : null, layout);
        if (both) DrawPanel(svg, data, words, overlay, bands, boxes[1], last, true, words["figure.concentration.all"], layout);
        return svg.ToString(layout.Width, boxes[both ? 1 : 0].Bottom + 46, words["figure.concentration.aria", bands[0].Analyte], layout.Kind);
    }

    private static void DrawPanel(
        Svg svg, RunData data, ReportLanguage words, Overlay overlay, ImmutableArray<ConcentrationBand> bands, Box box, double lastDay, bool logarithmic,
        string? title, Layout layout)
    {
        var highest = bands.SelectMany(band => band.Points.Where(p => p.Day <= lastDay)).Max(p => p.High);
        // A drug that only later treatment brings: nothing is in the blood in these days, and any scale shows that.
        if (!(highest > 0)) highest = 1;
        var yTicks = logarithmic ? [] : Axis.Ticks(0, highest * 1.04, 6);
        var y = logarithmic
            ? new Axis(highest * Math.Pow(10, -Decades), highest * 1.3, box.Bottom, box.Top, true)
            : new Axis(0, highest * 1.04, box.Bottom, box.Top);
        if (logarithmic) yTicks = Axis.LogarithmicTicks(y.From, y.To, 7);
        // Cycles are counted in days and weeks, follow-up in months.
        var inMonths = lastDay > 370;
        var x = new Axis(0, inMonths ? lastDay / Names.DaysPerMonth : lastDay, box.Left, box.Right);
        var xTicks = inMonths ? Axis.MonthTicks(x.To, 8) : [.. Axis.MonthTicks(x.To / 7, layout.IsNarrow ? 7 : 9).Select(week => week * 7)];
        double Across(double day) => x[inMonths ? day / Names.DaysPerMonth : day];

        IEnumerable<OverlayPoint> Observed(ArmData? arm) =>
            overlay.Of("concentration", arm, bands[0].Analyte).Select(p => inMonths ? p with { Time = p.Time / Names.DaysPerMonth } : p);

        if (title is not null) svg.Text(box.Left, box.Top - 10, title, size: layout.Body, bold: true);
        Frame.Vertical(svg, box, y, yTicks, words.Tick, $"{bands[0].Analyte} ({bands[0].Unit})", layout);
        Frame.Horizontal(svg, box, x, xTicks, words.Tick, words[inMonths ? "axis.months" : "axis.days"], layout);
        foreach (var band in bands)
        {
            var points = band.Points.Where(p => p.Day <= lastDay).ToList();
            var outline = new PathText();
            for (var i = 0; i < points.Count; i++)
                if (i == 0) outline.MoveTo(Across(points[i].Day), y.Clamped(points[i].High));
                else outline.LineTo(Across(points[i].Day), y.Clamped(points[i].High));
            for (var i = points.Count - 1; i >= 0; i--) outline.LineTo(Across(points[i].Day), y.Clamped(points[i].Low));
            svg.Path(outline.Close().ToString(), band.Arm.Colour, opacity: 0.16);
        }
        foreach (var band in bands)
        {
            var median = new PathText();
            foreach (var point in band.Points.Where(p => p.Day <= lastDay))
            {
                // A median below the scale leaves the panel; it is not drawn along the edge as if it were a value.
                if (logarithmic && point.Median < y.From)
                {
                    // Before the first dose there is nothing yet; after the last the line ends.
                    if (median.IsEmpty) continue;
                    break;
                }
                if (median.IsEmpty) median.MoveTo(Across(point.Day), y[point.Median]);
                else median.LineTo(Across(point.Day), y[point.Median]);
            }
            svg.Path(median.ToString(), stroke: band.Arm.Colour, width: 1.8, dash: Palette.Dash(band.Arm.Index), attributes: "stroke-linejoin=\"round\"");
            OverlayMarks.DrawPoints(svg, Observed(band.Arm), x, y, band.Arm.Colour);
        }
        OverlayMarks.DrawPoints(svg, Observed(null), x, y, Palette.Ink);
    }

    private static string Slug(string analyte) => new([.. analyte.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
}

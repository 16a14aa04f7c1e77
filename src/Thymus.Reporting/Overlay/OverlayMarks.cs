using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>Observations are drawn as open circles with a white core, so that they are never taken for a simulation.</summary>
internal static class OverlayMarks
{
    // A digitised curve has hundreds of points and is drawn as steps; a few numbers are drawn as points with their intervals.
    private const int MostPoints = 15;
    private const double CircleSpacing = 34;

    public static void DrawSurvival(Svg svg, ImmutableArray<OverlayPoint> points, Axis x, Axis y, string colour)
    {
        var visible = points.Where(p => p.Time >= x.From && p.Time <= x.To).ToImmutableArray();
        if (visible.Length <= MostPoints)
        {
            DrawPoints(svg, visible, x, y, colour);
            return;
        }
        var path = new PathText().MoveTo(x[visible[0].Time], y.Clamped(visible[0].Value));
        foreach (var point in visible) path.StepTo(x[point.Time], y.Clamped(point.Value));
        svg.Path(path.Across(x[visible[^1].Time]).ToString(), stroke: "#ffffff", width: 3.2);
        svg.Path(path.ToString(), stroke: colour, width: 1.2);
        // A circle now and then marks the line as observed without hiding its steps.
        var last = double.NegativeInfinity;
        DrawPoints(svg, visible.Where(point =>
        {
            if (x[point.Time] - last < CircleSpacing) return false;
            last = x[point.Time];
            return true;
        }), x, y, colour);
    }

    public static void DrawPoints(Svg svg, IEnumerable<OverlayPoint> points, Axis x, Axis y, string colour)
    {
        foreach (var point in points)
        {
            if (point.Time < x.From || point.Time > x.To || !y.IsLogarithmic && (point.Value < y.From || point.Value > y.To)) continue;
            var (px, py) = (x[point.Time], y.Clamped(point.Value));
            if (!double.IsNaN(point.Lower) && !double.IsNaN(point.Upper))
            {
                var (low, high) = (y.Clamped(point.Lower), y.Clamped(point.Upper));
                svg.Path($"M{Svg.Number(px)} {Svg.Number(low)}V{Svg.Number(high)}M{Svg.Number(px - 3)} {Svg.Number(low)}h6M{Svg.Number(px - 3)} {Svg.Number(high)}h6", stroke: Palette.Ink, width: 1.1);
            }
            svg.Circle(px, py, 3.6, "#ffffff", Palette.Ink, 2.6);
            svg.Circle(px, py, 3.6, "#ffffff", colour, 1.6);
        }
    }
}

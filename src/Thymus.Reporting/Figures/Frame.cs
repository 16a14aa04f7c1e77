using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>Axes, grid lines and their labels around a plot.</summary>
internal static class Frame
{
    public static void Horizontal(Svg svg, Box box, Axis axis, ImmutableArray<double> ticks, Func<double, string> label, string? title, Layout layout)
    {
        svg.Line(box.Left, box.Bottom, box.Right, box.Bottom, Palette.Ink);
        foreach (var tick in ticks)
        {
            svg.Line(axis[tick], box.Bottom, axis[tick], box.Bottom + 4, Palette.Ink);
            svg.Text(axis[tick], box.Bottom + 5 + layout.Small, label(tick), Anchor.Middle, layout.Small);
        }
        if (title is not null) svg.Text(box.Centre, box.Bottom + 12 + 2 * layout.Body, title, Anchor.Middle, layout.Body);
    }

    public static void Vertical(Svg svg, Box box, Axis axis, ImmutableArray<double> ticks, Func<double, string> label, string? title, Layout layout, bool labels = true, bool grid = true)
    {
        svg.Line(box.Left, box.Top, box.Left, box.Bottom, Palette.Ink);
        foreach (var tick in ticks)
        {
            if (grid && axis[tick] < box.Bottom - 1) svg.Line(box.Left, axis[tick], box.Right, axis[tick], Palette.Grid);
            svg.Line(box.Left - 4, axis[tick], box.Left, axis[tick], Palette.Ink);
            if (labels) svg.Text(box.Left - 7, axis[tick] + layout.Small * 0.35, label(tick), Anchor.End, layout.Small);
        }
        if (title is null) return;
        var widest = ticks.Max(tick => TextWidth.Of(label(tick), layout.Small));
        svg.Text(box.Left - 14 - widest, box.Top + box.Height / 2, title, Anchor.Middle, layout.Body, rotate: -90);
    }

    /// <summary>A row of marks with words, broken into lines where the width ends; gives the height it took.</summary>
    public static double Legend(Svg svg, double left, double top, double width, IEnumerable<(string Text, Action<double, double> Mark)> entries, Layout layout)
    {
        const double mark = 18, gap = 16;
        var line = layout.Small + 7;
        var (x, y) = (left, top);
        foreach (var (text, draw) in entries)
        {
            var needed = mark + TextWidth.Of(text, layout.Small);
            if (x > left && x + needed > left + width)
            {
                x = left;
                y += line;
            }
            draw(x, y + line / 2);
            svg.Text(x + mark, y + line / 2 + layout.Small * 0.35, text, size: layout.Small);
            x += needed + gap;
        }
        return y + line - top;
    }
}

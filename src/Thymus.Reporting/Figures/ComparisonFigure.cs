using System.Collections.Immutable;
using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Published numbers beside simulated ones, a row each; rows of one unit share an axis.</summary>
internal static class ComparisonFigure
{
    private static readonly ImmutableArray<string> RoleOrder = ["fitted", "checked", "predicted"];

    public static Figure? Draw(RunData data, ReportLanguage words)
    {
        if (data.Summary.Published.IsEmpty) return null;
        return new Figure("published", words["figure.published.title"], words["figure.published.caption"],
            Draw(data, words, Layout.Wide) + Draw(data, words, Layout.Narrow));
    }

    /// <summary>Fitted first, then checked, then predicted; within them as the trial names them.</summary>
    public static IEnumerable<PublishedComparison> InOrder(TrialSummary summary) =>
        summary.Published.OrderBy(row => RoleOrder.IndexOf(row.Role) is var place && place < 0 ? RoleOrder.Length : place);

    /// <summary>"Overall survival at 12 months"; what the report cannot name by its id has the name that the trial gave it.</summary>
    public static string Endpoint(RunData data, ReportLanguage words, PublishedComparison row)
    {
        if (Names.Endpoint(words, row.Endpoint, row.Endpoint) is var name && name != row.Endpoint) return name;
        // A finding has one id for its share in an arm and for the difference between two.
        if (data.Summary.Arms.FirstOrDefault(a => a.Id == row.Arm)?.Endpoints.FirstOrDefault(e => e.Id == row.Endpoint) is { } estimate) return Names.Endpoint(words, estimate);
        return data.Summary.Contrasts.FirstOrDefault(c => c.Id == row.Endpoint) is { } contrast ? Names.Contrast(words, contrast) : row.Endpoint;
    }

    /// <summary>The arm of a row and its name; of a contrast, "arm / reference", the first arm and both names.</summary>
    public static (ArmData? Arm, string Name) Arm(RunData data, ReportLanguage words, PublishedComparison row)
    {
        var ids = row.Arm.Split(" / ");
        var arms = ids.Select(id => data.Arms.FirstOrDefault(arm => arm.Id == id)).ToList();
        return arms.Contains(null) ? (null, row.Arm) : (arms[0], arms.Count == 1 ? arms[0]!.Label : words["versus", arms[0]!.Label, arms[1]!.Label]);
    }

    private static string Draw(RunData data, ReportLanguage words, Layout layout)
    {
        var svg = new Svg();
        var top = 6 + Frame.Legend(svg, 4, 6, layout.Width - 8,
        [
            (words["figure.published.published"], (x, y) => Published(svg, x + 7, y, x, x + 14)),
            (words["figure.published.simulated"], (x, y) => Simulated(svg, x + 7, y, x, x + 14, Palette.Muted)),
        ], layout);
        foreach (var unit in InOrder(data.Summary).GroupBy(row => row.Unit, StringComparer.Ordinal))
            top = DrawUnit(svg, data, words, layout, [.. unit], top + 8);
        return svg.ToString(layout.Width, top, words["figure.published.aria"], layout.Kind);
    }

    private static double DrawUnit(Svg svg, RunData data, ReportLanguage words, Layout layout, ImmutableArray<PublishedComparison> rows, double top)
    {
        var (left, right) = layout.IsNarrow ? (10.0, 10.0) : (350.0, 120.0);
        // The names of two arms may need a second line; then all rows of the unit have it.
        var lines = rows.Max(row => NameLines(data, words, row, layout, left).Count);
        var rowHeight = (layout.IsNarrow ? 54.0 : 30.0) + (lines - 1) * (layout.Small + 2);
        var box = new Box(left, top + 4, layout.Width - left - right, rows.Length * rowHeight);
        var isRatio = rows[0].Unit == "ratio";
        var values = rows.SelectMany(r => new[] { r.Published, r.PublishedLower, r.PublishedUpper, r.Simulated, r.PredictionLower, r.PredictionUpper }).Where(double.IsFinite).ToList();
        if (values.Count == 0) return top;
        var (low, high) = (values.Min(), values.Max());
        if (isRatio) (low, high) = (Math.Min(low, 0.9) / 1.1, Math.Max(high, 1.1) * 1.1);
        else (low, high) = (Math.Max(0, low - 0.08 * (high - low) - 1e-9), rows[0].Unit == "%" ? Math.Min(100, high + 0.08 * (high - low)) : high + 0.08 * (high - low));
        if (!(high > low)) high = low + 1;
        var x = new Axis(low, high, box.Left, box.Right, isRatio);
        var ticks = isRatio ? Axis.LogarithmicTicks(low, high, 8) : Axis.Ticks(low, high, layout.IsNarrow ? 5 : 8);
        for (var i = 0; i < rows.Length; i++)
        {
            var (from, to) = (box.Top + i * rowHeight + (layout.IsNarrow ? 29 + (lines - 1) * (layout.Small + 2) : 0), box.Top + (i + 1) * rowHeight);
            foreach (var tick in ticks) svg.Line(x[tick], from, x[tick], to, Palette.Grid);
            if (isRatio) svg.Line(x[1], from, x[1], to, Palette.Muted, 1, "3 3");
        }
        for (var i = 0; i < rows.Length; i++) DrawRow(svg, data, words, layout, rows[i], box, box.Top + i * rowHeight, rowHeight, x);
        Frame.Horizontal(svg, box, x, ticks, words.Tick, words[isRatio ? "axis.ratio" : "axis.value", words.Or("unit." + rows[0].Unit, rows[0].Unit)], layout);
        return box.Bottom + 2 * layout.Body + 18;
    }

    private static void DrawRow(Svg svg, RunData data, ReportLanguage words, Layout layout, PublishedComparison row, Box box, double top, double height, Axis x)
    {
        var (arm, name) = Arm(data, words, row);
        var lines = NameLines(data, words, row, layout, box.Left);
        var colour = arm?.Colour ?? Palette.Ink;
        var nameColour = arm?.Label == name ? colour : Palette.Muted;
        var role = words.Or($"role.{row.Role}", row.Role);
        var y = top + height / 2;
        if (layout.IsNarrow)
        {
            y = top + height - 14;
            svg.Text(box.Left, top + 13, TextWidth.Fit(Endpoint(data, words, row), layout.Small, 232), size: layout.Small, bold: true);
            for (var i = 0; i < lines.Count; i++) svg.Text(box.Left, top + 25 + i * (layout.Small + 2), lines[i], size: layout.Small, fill: nameColour);
            svg.Text(box.Right, top + 13, role, Anchor.End, layout.Small, Palette.Muted);
            Verdict(svg, words, row, box.Right - 12 - TextWidth.Of(VerdictText(words, row), layout.Small * TextWidth.Bold), top + 25, layout);
        }
        else
        {
            svg.Text(8, top + 12, TextWidth.Fit(Endpoint(data, words, row), layout.Body, box.Left - 24), size: layout.Body);
            for (var i = 0; i < lines.Count; i++) svg.Text(8, top + 25 + i * (layout.Small + 2), lines[i], size: layout.Small, fill: nameColour);
            svg.Text(box.Right + 14, y - 3, role, size: layout.Small, fill: Palette.Muted);
            Verdict(svg, words, row, box.Right + 14, y + 10, layout);
        }
        svg.Line(layout.IsNarrow ? box.Left : 8, top + height, layout.IsNarrow ? box.Right : layout.Width - 8, top + height, Palette.Grid);
        Published(svg, x[row.Published], y - 4, x[row.PublishedLower], x[row.PublishedUpper]);
        Simulated(svg, x[row.Simulated], y + 5, x[row.PredictionLower], x[row.PredictionUpper], colour);
    }

    private static IReadOnlyList<string> NameLines(RunData data, ReportLanguage words, PublishedComparison row, Layout layout, double left) =>
        TextWidth.Wrap(Arm(data, words, row).Name, layout.Small, layout.IsNarrow ? 232 : left - 24, 2);

    /// <summary>"agrees", "differs", or "not judged" where there is no prediction interval.</summary>
    public static string VerdictText(ReportLanguage words, PublishedComparison row) =>
        words[row.Agrees switch { true => "agrees", false => "differs", null => "not-judged" }];

    /// <summary>A hit and a miss are marked alike: same size, same weight, only another sign and word.</summary>
    private static void Verdict(Svg svg, ReportLanguage words, PublishedComparison row, double x, double y, Layout layout)
    {
        var middle = y - layout.Small * 0.35;
        if (row.Agrees is null) svg.Line(x + 1, middle, x + 7, middle, Palette.Ink, 1.6);
        else if (row.Agrees.Value) svg.Path($"M{Svg.Number(x)} {Svg.Number(middle)}l3 3l5 -6", stroke: Palette.Ink, width: 1.6);
        else svg.Path($"M{Svg.Number(x + 1)} {Svg.Number(middle - 3)}l6 6M{Svg.Number(x + 1)} {Svg.Number(middle + 3)}l6 -6", stroke: Palette.Ink, width: 1.6);
        svg.Text(x + 12, y, VerdictText(words, row), size: layout.Small, bold: true);
    }

    private static void Published(Svg svg, double x, double y, double low, double high)
    {
        if (double.IsFinite(low) && double.IsFinite(high)) svg.Line(low, y, high, y, Palette.Ink, 1.2);
        if (double.IsFinite(x)) svg.Path($"M{Svg.Number(x - 4)} {Svg.Number(y)}l4 -4l4 4l-4 4Z", "#ffffff", Palette.Ink, 1.2);
    }

    private static void Simulated(Svg svg, double x, double y, double low, double high, string colour)
    {
        if (double.IsFinite(low) && double.IsFinite(high)) svg.Line(low, y, high, y, colour, 3, attributes: "opacity=\"0.45\"");
        if (double.IsFinite(x)) svg.Circle(x, y, 4, colour);
    }
}

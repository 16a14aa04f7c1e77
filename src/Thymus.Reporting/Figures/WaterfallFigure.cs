using System.Globalization;
using System.Text;

namespace Thymus.Reporting;

/// <summary>Best change of the sum of diameters of each patient, coloured by best overall response.</summary>
internal static class WaterfallFigure
{
    public const double Ceiling = 100;

    public static readonly string[] Terms = ["CR", "PR", "SD", "PD", "NE"];

    public static Figure? Draw(RunData data, ReportLanguage words)
    {
        if (!data.Arms.Any(arm => arm.Analysed.Any(patient => !double.IsNaN(patient.BestChange)))) return null;
        var caption = new StringBuilder(words["figure.waterfall.caption", words[data.HasConfirmedResponses ? "figure.confirmed" : "figure.unconfirmed"]]);
        var without = data.Arms.Select(arm => (Missing: arm.Analysed.Count(patient => double.IsNaN(patient.BestChange)), All: arm.Analysed.Count())).ToList();
        if (without.Any(arm => arm.Missing > 0))
            caption.Append(' ').Append(words["figure.waterfall.without", string.Join(", ", without.Select(arm => words["figure.of", words.Count(arm.Missing), words.Count(arm.All)]))]);
        return new Figure("waterfall", words["figure.waterfall.title"], caption.ToString(), Draw(data, words, Layout.Wide) + Draw(data, words, Layout.Narrow), Table(data, words));
    }

    private static string Draw(RunData data, ReportLanguage words, Layout layout)
    {
        var svg = new Svg();
        var legend = ResponseLegend(svg, words, layout, 6);
        var boxes = Box.Panels(data.Arms.Length, layout, layout.IsNarrow ? 170 : 260, legend + 4, 58, 22, 34, 14);
        foreach (var arm in data.Arms)
        {
            var box = boxes[arm.Index];
            var y = new Axis(-100, Ceiling, box.Bottom, box.Top);
            PanelTitle.Draw(svg, box, arm, layout);
            Frame.Vertical(svg, box, y, [-100, -50, 0, 50, 100], words.Tick, IsFirstInRow(arm.Index, layout) ? words["axis.best-change"] : null, layout, IsFirstInRow(arm.Index, layout));
            DrawBars(svg, arm, box, y, words, layout);
            foreach (var threshold in new[] { 20.0, -30 }) svg.Line(box.Left, y[threshold], box.Right, y[threshold], Palette.Ink, 0.8, "3 3");
            svg.Line(box.Left, y[0], box.Right, y[0], Palette.Ink, 0.8);
        }
        return svg.ToString(layout.Width, boxes[^1].Bottom + 14, words["figure.waterfall.aria"], layout.Kind);
    }

    public static bool IsFirstInRow(int index, Layout layout) => layout.IsNarrow || index % 3 == 0;

    /// <summary>Colours of the responses with their names; gives the height it took.</summary>
    public static double ResponseLegend(Svg svg, ReportLanguage words, Layout layout, double top) =>
        top + Frame.Legend(svg, 4, top, layout.Width - 8, Terms.Select(term => (Names.Response(words, term),
            (Action<double, double>)((x, y) => svg.Rectangle(x, y - 5, 11, 10, Palette.Response(term))))), layout);

    private static void DrawBars(Svg svg, ArmData arm, Box box, Axis y, ReportLanguage words, Layout layout)
    {
        var patients = arm.Analysed.Where(p => !double.IsNaN(p.BestChange)).OrderByDescending(p => p.BestChange).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
        // Narrower than half a pixel bars run into each other: then every k-th patient by rank stands for his neighbours.
        var shown = Math.Min(patients.Count, (int)(box.Width * 2));
        if (shown == 0) return;
        var width = box.Width / shown;
        // Wide bars stand apart; narrow ones of one colour are drawn as one shape, or their edges would blur into stripes.
        var gap = width > 4 ? width * 0.18 : 0;
        var paths = Terms.ToDictionary(term => term, _ => new PathText(), StringComparer.Ordinal);
        PathText? open = null;
        for (var i = 0; i < shown; i++)
        {
            var patient = patients[(int)((i + 0.5) * patients.Count / shown)];
            var path = paths[patient.Best is { } best && paths.ContainsKey(best) ? best : "NE"];
            var (left, right) = (box.Left + i * width + gap / 2, box.Left + (i + 1) * width - gap / 2);
            var end = y.Clamped(patient.BestChange);
            // A change of 0 is a patient too.
            if (Math.Abs(end - y[0]) < 0.8) end = y[0] - 0.8;
            if (path != open || gap > 0)
            {
                open?.LineTo(box.Left + i * width - gap / 2, y[0]).Close();
                path.MoveTo(left, y[0]);
                open = path;
            }
            path.LineTo(left, end).LineTo(right, end);
        }
        open!.LineTo(box.Right - gap / 2, y[0]).Close();
        foreach (var term in Terms) svg.Path(paths[term].ToString(), Palette.Response(term));
        var above = patients.Count(patient => patient.BestChange > Ceiling);
        if (above > 0) svg.Text(box.Right - 2, box.Top + layout.Small, words["figure.waterfall.above", words.Count(above)], Anchor.End, layout.Small, Palette.Muted);
    }

    private static string Table(RunData data, ReportLanguage words)
    {
        var html = new StringBuilder("<table><thead><tr><th scope=\"col\"></th>");
        foreach (var arm in data.Arms) html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Svg.Escape(arm.Label)}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var term in Terms)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{words[$"response.{term}"]}</th>");
            foreach (var arm in data.Arms)
            {
                var (count, all) = (arm.Analysed.Count(p => (p.Best ?? "NE") == term), arm.Analysed.Count());
                html.Append(CultureInfo.InvariantCulture, $"<td>{words.Count(count)} ({words.WithUnit(words.Number(100.0 * count / Math.Max(1, all), 1), "%")})</td>");
            }
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }
}

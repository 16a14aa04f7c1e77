namespace Thymus.Reporting;

/// <summary>Percent change of the sum of diameters over time in single patients.</summary>
internal static class SpiderFigure
{
    private const double Ceiling = 100;

    public static Figure? Draw(RunData data, ReportLanguage words, Overlay overlay)
    {
        var longest = Longest(data);
        if (longest <= 0) return null;
        var caption = words["figure.spider.caption", words.Count(RunData.SpiderPatients)];
        if (overlay.Of("spider").Any()) caption += " " + words["figure.overlay"];
        return new Figure("spider", words["figure.spider.title"], caption,
            Draw(data, words, overlay, longest, Layout.Wide) + Draw(data, words, overlay, longest, Layout.Narrow));
    }

    private static double Longest(RunData data) =>
        data.Arms.SelectMany(arm => arm.Patients).Where(p => p.Course is { Count: > 1 }).Select(p => p.Course![^1].Month).DefaultIfEmpty(0).Max();

    private static string Draw(RunData data, ReportLanguage words, Overlay overlay, double longest, Layout layout)
    {
        var svg = new Svg();
        var legend = WaterfallFigure.ResponseLegend(svg, words, layout, 6);
        var boxes = Box.Panels(data.Arms.Length, layout, layout.IsNarrow ? 190 : 270, legend + 4, 58, 22, 34, 48);
        foreach (var arm in data.Arms)
        {
            var box = boxes[arm.Index];
            var first = WaterfallFigure.IsFirstInRow(arm.Index, layout);
            var x = new Axis(0, longest, box.Left, box.Right);
            var y = new Axis(-100, Ceiling, box.Bottom, box.Top);
            PanelTitle.Draw(svg, box, arm, layout);
            Frame.Vertical(svg, box, y, [-100, -50, 0, 50, 100], words.Tick, first ? words["axis.change"] : null, layout, first);
            Frame.Horizontal(svg, box, x, Axis.MonthTicks(longest, 8), words.Tick, words["axis.months"], layout);
            foreach (var threshold in new[] { 20.0, -30 }) svg.Line(box.Left, y[threshold], box.Right, y[threshold], Palette.Ink, 0.8, "3 3");
            svg.Line(box.Left, y[0], box.Right, y[0], Palette.Ink, 0.8);
            foreach (var patient in RunData.Sample(arm, RunData.SpiderPatients)) DrawCourse(svg, patient, x, y, words);
            OverlayMarks.DrawPoints(svg, overlay.Of("spider", arm), x, y, arm.Colour);
            OverlayMarks.DrawPoints(svg, overlay.Of("spider", null), x, y, Palette.Ink);
        }
        return svg.ToString(layout.Width, boxes[^1].Bottom + 46, words["figure.spider.aria"], layout.Kind);
    }

    private static void DrawCourse(Svg svg, PatientCourse patient, Axis x, Axis y, ReportLanguage words)
    {
        if (patient.Course is not { Count: > 1 } course) return;
        var path = new PathText().MoveTo(x[course[0].Month], y.Clamped(course[0].Change));
        for (var i = 1; i < course.Count; i++)
        {
            var (month, change) = course[i];
            if (change <= Ceiling)
            {
                path.LineTo(x[month], y[change]);
                continue;
            }
            // Above the ceiling a line leaves the panel where it crosses the edge, and ends there.
            var (before, low) = course[i - 1];
            if (low < Ceiling) path.LineTo(x[before + (Ceiling - low) / (change - low) * (month - before)], y[Ceiling]);
            break;
        }
        var tip = $"{patient.Id}: {Names.Response(words, patient.Best)}"
            + (double.IsNaN(patient.BestChange) ? "" : $", {words["figure.best", words.WithUnit(words.Number(patient.BestChange, 0), "%")]}");
        svg.Path(path.ToString(), stroke: Palette.ResponseLine(patient.Best), width: 1.1, attributes: $"data-tip=\"{Svg.Escape(tip)}\" stroke-linejoin=\"round\"");
    }
}

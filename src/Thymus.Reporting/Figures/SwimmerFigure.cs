namespace Thymus.Reporting;

/// <summary>A bar a patient: treatment, follow-up, first response, progression, death.</summary>
internal static class SwimmerFigure
{
    public static Figure? Draw(RunData data, ReportLanguage words)
    {
        // Where nobody responds, progresses or dies, bars of one length would say nothing: a trial without scans and deaths.
        if (!data.Arms.Any(arm => arm.Analysed.Any(HasCourse))) return null;
        return new Figure("swimmer", words["figure.swimmer.title"], words["figure.swimmer.caption", words.Count(RunData.SwimmerPatients)],
            Draw(data, words, Layout.Wide) + Draw(data, words, Layout.Narrow));
    }

    private static bool HasCourse(PatientCourse patient) => patient.Died || !double.IsNaN(patient.FirstResponse) || !double.IsNaN(patient.Progression);

    private static string Draw(RunData data, ReportLanguage words, Layout layout)
    {
        var svg = new Svg();
        var row = layout.IsNarrow ? 8.0 : 9.0;
        var rows = data.Arms.Max(arm => RunData.Sample(arm, RunData.SwimmerPatients).Length);
        var legend = 6 + Frame.Legend(svg, 4, 6, layout.Width - 8, LegendEntries(svg, words), layout);
        var boxes = Box.Panels(data.Arms.Length, layout, rows * row + 4, legend + 4, 16, 26, 34, 48);
        var longest = data.Arms.SelectMany(arm => RunData.Sample(arm, RunData.SwimmerPatients)).Select(p => p.Last).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        foreach (var arm in data.Arms)
        {
            var box = boxes[arm.Index];
            // Room at the right for the arrow of a patient who is still followed.
            var x = new Axis(0, longest, box.Left, box.Right - 8);
            PanelTitle.Draw(svg, box, arm, layout);
            var ticks = Axis.MonthTicks(longest, 8);
            foreach (var tick in ticks) svg.Line(x[tick], box.Top, x[tick], box.Bottom, Palette.Grid);
            Frame.Horizontal(svg, box, x, ticks, words.Tick, words["axis.months"], layout);
            var patients = RunData.Sample(arm, RunData.SwimmerPatients).OrderByDescending(p => p.Last).ThenBy(p => p.Id, StringComparer.Ordinal).ToList();
            for (var i = 0; i < patients.Count; i++) DrawPatient(svg, patients[i], arm, x, box.Top + 4 + (i + 0.5) * row, row, words);
        }
        return svg.ToString(layout.Width, boxes[^1].Bottom + 46, words["figure.swimmer.aria"], layout.Kind);
    }

    private static void DrawPatient(Svg svg, PatientCourse patient, ArmData arm, Axis x, double y, double row, ReportLanguage words)
    {
        if (!double.IsFinite(patient.Last)) return;
        var half = row * 0.3;
        svg.Open($"data-tip=\"{Svg.Escape(Tip(patient, words))}\"");
        svg.Rectangle(x[0], y - half, x[patient.Last] - x[0], 2 * half, arm.Colour, 0.22);
        var end = double.IsNaN(patient.TreatmentEnd) ? 0 : Math.Min(patient.TreatmentEnd, patient.Last);
        svg.Rectangle(x[0], y - half, x[end] - x[0], 2 * half, arm.Colour, 0.85);
        if (!double.IsNaN(patient.FirstResponse)) Response(svg, x[patient.FirstResponse], y);
        if (!double.IsNaN(patient.Progression)) Progression(svg, x[patient.Progression], y);
        if (patient.Died) Death(svg, x[patient.Last], y);
        else Ongoing(svg, x[patient.Last], y, arm.Colour);
        svg.Close();
    }

    private static IEnumerable<(string, Action<double, double>)> LegendEntries(Svg svg, ReportLanguage words) =>
    [
        (words["figure.swimmer.treatment"], (x, y) => svg.Rectangle(x, y - 3, 13, 6, Palette.Muted, 0.85)),
        (words["figure.swimmer.follow-up"], (x, y) => svg.Rectangle(x, y - 3, 13, 6, Palette.Muted, 0.3)),
        (words["figure.swimmer.response"], (x, y) => Response(svg, x + 6, y)),
        (words["figure.swimmer.progression"], (x, y) => Progression(svg, x + 6, y)),
        (words["figure.swimmer.death"], (x, y) => Death(svg, x + 6, y)),
        (words["figure.swimmer.ongoing"], (x, y) => Ongoing(svg, x + 4, y, Palette.Muted)),
    ];

    private static void Response(Svg svg, double x, double y) =>
        svg.Path($"M{Svg.Number(x - 3.2)} {Svg.Number(y + 2.8)}h6.4l-3.2 -5.8Z", "#ffffff", Palette.Ink, 1);

    private static void Progression(Svg svg, double x, double y) =>
        svg.Rectangle(x - 2.7, y - 2.7, 5.4, 5.4, Palette.ResponseLine("PD"), attributes: $"stroke=\"{Palette.Ink}\" stroke-width=\"0.8\"");

    private static void Death(Svg svg, double x, double y) =>
        svg.Path($"M{Svg.Number(x - 2.7)} {Svg.Number(y - 2.7)}l5.4 5.4M{Svg.Number(x - 2.7)} {Svg.Number(y + 2.7)}l5.4 -5.4", stroke: Palette.Ink, width: 1.7);

    private static void Ongoing(Svg svg, double x, double y, string colour) =>
        svg.Path($"M{Svg.Number(x)} {Svg.Number(y)}h7m-3.2 -2.8l3.2 2.8l-3.2 2.8", stroke: colour, width: 1.2);

    private static string Tip(PatientCourse patient, ReportLanguage words)
    {
        var parts = new List<string> { patient.Id };
        void Add(string key, double month)
        {
            if (!double.IsNaN(month)) parts.Add(words["figure.swimmer.at", words[key], words.Number(month, 1)]);
        }
        Add("figure.swimmer.treatment-end", patient.TreatmentEnd);
        Add("figure.swimmer.response", patient.FirstResponse);
        Add("figure.swimmer.progression", patient.Progression);
        Add(patient.Died ? "figure.swimmer.death" : "figure.swimmer.last", patient.Last);
        return string.Join(" · ", parts);
    }
}

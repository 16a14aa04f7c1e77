using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Thymus.Statistics;

namespace Thymus.Reporting;

/// <summary>Kaplan–Meier curves with 95 % bands, censoring marks and the numbers at risk under the axis.</summary>
internal sealed class KaplanMeierFigure
{
    private readonly RunData _data;
    private readonly ReportLanguage _words;
    private readonly Overlay _overlay;
    private readonly string _parameter;
    private readonly ImmutableArray<ArmData> _arms;
    private readonly double _longest;

    private KaplanMeierFigure(RunData data, ReportLanguage words, Overlay overlay, string parameter)
    {
        (_data, _words, _overlay, _parameter) = (data, words, overlay, parameter);
        _arms = [.. data.Arms.Where(arm => arm.Events.ContainsKey(parameter))];
        _longest = Math.Max(1, _arms.Max(arm => arm.Events[parameter].Longest));
    }

    /// <summary>Null where no arm has this endpoint.</summary>
    public static Figure? Draw(RunData data, ReportLanguage words, Overlay overlay, string parameter)
    {
        if (!data.Arms.Any(arm => arm.Events.TryGetValue(parameter, out var times) && times.Count > 0)) return null;
        var figure = new KaplanMeierFigure(data, words, overlay, parameter);
        return new Figure(
            $"km-{parameter.ToLowerInvariant()}", figure.Name, figure.Caption(),
            figure.Draw(Layout.Wide) + figure.Draw(Layout.Narrow), figure.Table(), figure.Curves());
    }

    private string Name => Names.Capital(_words.Or($"endpoint.{_parameter}", _parameter));

    private string Caption()
    {
        var text = new StringBuilder(_words["figure.km.caption"]);
        if (_data.IsTwins) text.Append(' ').Append(_words["figure.km.twins"]);
        else
            foreach (var contrast in _data.Summary.Contrasts.Where(c => c.Id == _parameter + ".hr"))
                text.Append(' ').Append(_words["figure.km.hazard-ratio",
                    _data.Arm(contrast.Arm).Label, _data.Arm(contrast.Reference).Label, _words.Number(contrast.Estimate, 2),
                    _words.Interval(contrast.Lower, contrast.Upper, 2)])
                    .Append(contrast.PValue is { } p ? _words["figure.km.p", _words.PValue(p)] : "").Append('.');
        if (_overlay.Of(_parameter).Any()) text.Append(' ').Append(_words["figure.overlay"]);
        return text.ToString();
    }

    private ImmutableArray<double> Ticks(Layout layout) => Axis.MonthTicks(_longest, layout.IsNarrow ? 8 : 15);

    private string Draw(Layout layout)
    {
        var svg = new Svg();
        var legend = DrawLegend(svg, layout);
        var left = layout.IsNarrow ? 44 : LabelsStandBeside(layout) ? Math.Max(LabelWidth(layout) + 34, 64) : 64;
        var box = new Box(left, legend + 10, layout.Width - left - 14, layout.IsNarrow ? 220 : 330);
        var ticks = Ticks(layout);
        var x = new Axis(0, _longest, box.Left, box.Right);
        var y = new Axis(0, 100, box.Bottom, box.Top);
        Frame.Vertical(svg, box, y, Axis.Ticks(0, 100, layout.IsNarrow ? 5 : 10), _words.Tick, _words["axis.percent", Name], layout);
        Frame.Horizontal(svg, box, x, ticks, _words.Tick, _words["axis.months"], layout);
        svg.Line(box.Left, y[50], box.Right, y[50], Palette.Rule, 1, "2 3");
        foreach (var arm in _arms) DrawBand(svg, arm, x, y);
        foreach (var arm in _arms) DrawCurve(svg, arm, x, y);
        foreach (var arm in _data.Arms) OverlayMarks.DrawSurvival(svg, _overlay.Of(_parameter, arm), x, y, arm.Colour);
        OverlayMarks.DrawSurvival(svg, _overlay.Of(_parameter, null), x, y, Palette.Ink);
        var bottom = DrawAtRisk(svg, box, x, ticks, layout);
        return svg.ToString(
            layout.Width, bottom, _words["figure.km.aria", Name], layout.Kind,
            $"data-plot=\"{Svg.Number(box.Left)} {Svg.Number(box.Top)} {Svg.Number(box.Right)} {Svg.Number(box.Bottom)} {Svg.Number(_longest)}\"");
    }

    /// <summary>A small table above the plot: patients, events, median.</summary>
    private double DrawLegend(Svg svg, Layout layout)
    {
        var rowHeight = layout.Body + 8;
        double label = 34, events = layout.IsNarrow ? 34 : 590, median = layout.IsNarrow ? 150 : 715;
        var y = rowHeight;
        if (!layout.IsNarrow)
        {
            svg.Text(events, y - 6, _words["figure.km.events"], size: layout.Small, fill: Palette.Muted);
            svg.Text(median, y - 6, _words["figure.km.median"], size: layout.Small, fill: Palette.Muted);
            y += rowHeight - 4;
        }
        foreach (var arm in _arms)
        {
            var times = arm.Events[_parameter];
            svg.Line(4, y - 10, 26, y - 10, arm.Colour, 2.5, Palette.Dash(arm.Index));
            svg.Text(label, y - 6, TextWidth.Fit(arm.Label, layout.Body * TextWidth.Bold, layout.IsNarrow ? 320 : events - label - 10), size: layout.Body, bold: true);
            if (layout.IsNarrow) y += rowHeight - 4;
            svg.Text(events, y - 6, $"{_words.Count(times.Events)} / {_words.Count(times.Count)}" + (layout.IsNarrow ? $" {_words["figure.km.events.short"]}" : ""), size: layout.Body);
            svg.Text(median, y - 6, (layout.IsNarrow ? _words["figure.km.median.short"] + " " : "") + Median(times.Curve), size: layout.Body);
            y += rowHeight;
        }
        return y - rowHeight + 4;
    }

    private string Median(SurvivalCurve curve)
    {
        var median = curve.Median;
        return $"{_words.Number(median.Value, 1)} ({_words.Interval(median.Lower, median.Upper, 1)})";
    }

    private void DrawBand(Svg svg, ArmData arm, Axis x, Axis y)
    {
        var steps = arm.Events[_parameter].Curve.Steps.Where(step => !double.IsNaN(step.Lower)).ToList();
        if (steps.Count == 0) return;
        var path = new PathText().MoveTo(x[0], y[100]);
        foreach (var step in steps) path.StepTo(x[step.Time], y[100 * step.Upper]);
        path.Across(x[steps[^1].Time]);
        // Back along the lower bound: each riser stands where the step to its right began.
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            path.LineTo(x[steps[i].Time], y[100 * steps[i].Lower]);
            path.LineTo(x[steps[i].Time], y[i == 0 ? 100 : 100 * steps[i - 1].Lower]);
        }
        svg.Path(path.Close().ToString(), arm.Colour, opacity: 0.13);
    }

    private void DrawCurve(Svg svg, ArmData arm, Axis x, Axis y)
    {
        var curve = arm.Events[_parameter].Curve;
        var path = new PathText().MoveTo(x[0], y[100]);
        var marks = new PathText();
        var lastMark = double.NegativeInfinity;
        foreach (var step in curve.Steps)
        {
            path.StepTo(x[step.Time], y[100 * step.Survival]);
            if (step.Censored == 0 || x[step.Time] - lastMark < 1.5) continue;
            lastMark = x[step.Time];
            marks.MoveTo(lastMark, y[100 * step.Survival] - 3.5).LineTo(lastMark, y[100 * step.Survival] + 3.5);
        }
        if (curve.Steps.Length > 0) path.Across(x[curve.Steps[^1].Time]);
        svg.Path(path.ToString(), stroke: arm.Colour, width: 2, dash: Palette.Dash(arm.Index));
        svg.Path(marks.ToString(), stroke: arm.Colour, width: 1);
    }

    private double LabelWidth(Layout layout) => _arms.Max(arm => TextWidth.Of(arm.Label, layout.Small * TextWidth.Bold));

    /// <summary>Short names of arms stand left of their numbers; long ones above them, so that none is cut and the plot keeps its width.</summary>
    private bool LabelsStandBeside(Layout layout) => !layout.IsNarrow && LabelWidth(layout) <= 180;

    private double DrawAtRisk(Svg svg, Box box, Axis x, ImmutableArray<double> ticks, Layout layout)
    {
        var y = box.Bottom + 2 * layout.Body + 34;
        var line = layout.Small + 5;
        var beside = LabelsStandBeside(layout);
        svg.Text(beside ? box.Left - 26 : 4, y, _words["figure.km.at-risk"], beside ? Anchor.End : Anchor.Start, layout.Small, Palette.Muted);
        foreach (var arm in _arms)
        {
            y += line;
            if (beside) svg.Text(box.Left - 26, y, arm.Label, Anchor.End, layout.Small, arm.Colour, bold: true);
            else
            {
                svg.Text(4, y, TextWidth.Fit(arm.Label, layout.Small * TextWidth.Bold, layout.Width - 8), size: layout.Small, fill: arm.Colour, bold: true);
                y += line - 1;
            }
            foreach (var tick in ticks)
                svg.Text(x[tick], y, _words.Count(AtRisk(arm, tick)), Anchor.Middle, layout.Small,
                    attributes: $"data-at-risk=\"{Svg.Escape(arm.Id)}\" data-month=\"{Svg.Number(tick)}\"");
        }
        return y + 10;
    }

    private int AtRisk(ArmData arm, double month) => arm.Events[_parameter].Curve.AtRisk(month);

    private string Table()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<table><thead><tr><th scope=\"col\">{_words["axis.months.short"]}</th>");
        foreach (var arm in _arms)
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Svg.Escape(arm.Label)}<br><span class=\"sub\">{_words["figure.km.table"]}</span></th>");
        html.Append("</tr></thead><tbody>");
        foreach (var tick in Ticks(Layout.Wide))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{_words.Tick(tick)}</th>");
            foreach (var arm in _arms)
            {
                var at = arm.Events[_parameter].Curve.At(tick);
                var interval = double.IsNaN(at.Lower) ? "–" : _words.Interval(100 * at.Lower, 100 * at.Upper, 1);
                html.Append(CultureInfo.InvariantCulture, $"<td>{_words.Number(100 * at.Value, 1)} ({interval}); {_words.Count(AtRisk(arm, tick))}</td>");
            }
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    /// <summary>The curves as JSON for the read-out under the pointer: at most 400 points an arm.</summary>
    private string Curves()
    {
        var arms = _arms.Select(arm =>
        {
            var points = new List<string> { "[0,100]" };
            var (lastX, lastY) = (0.0, 100.0);
            foreach (var step in arm.Events[_parameter].Curve.Steps)
            {
                if (step.Events == 0 || step.Time - lastX < _longest / 800 && lastY - 100 * step.Survival < 0.2) continue;
                (lastX, lastY) = (step.Time, 100 * step.Survival);
                points.Add($"[{Svg.Number(lastX)},{Math.Round(lastY, 1).ToString("0.#", CultureInfo.InvariantCulture)}]");
            }
            return $"{{\"label\":{Json(arm.Label)},\"colour\":\"{arm.Colour}\",\"points\":[{string.Join(',', points)}]}}";
        });
        return $"{{\"name\":{Json(Name)},\"month\":{Json(_words["axis.months.short"])},\"arms\":[{string.Join(',', arms)}]}}";
    }

    /// <summary>Escapes "&lt;" too, so that a label cannot end the script that it stands in.</summary>
    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}

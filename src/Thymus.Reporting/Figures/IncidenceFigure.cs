using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Thymus.Statistics;

namespace Thymus.Reporting;

/// <summary>The share of patients in whom an event has happened, over time, and of those in whom another came first: thick and thin lines by arm, with numbers at risk.</summary>
internal sealed class IncidenceFigure
{
    private readonly ReportLanguage _words;
    private readonly string _parameter;
    private readonly string _name;
    private readonly ImmutableArray<(ArmData Arm, IncidenceCurve Event, IncidenceCurve Other)> _arms;
    private readonly double _longest;
    private readonly double _highest;

    private IncidenceFigure(RunData data, ReportLanguage words, string parameter)
    {
        (_words, _parameter, _name) = (words, parameter, Names.Incidence(words, data.Summary, parameter));
        _arms = [.. data.Arms.Where(arm => arm.Events.ContainsKey(parameter)).Select(arm => (arm, arm.Events[parameter].Incidence, arm.Events[parameter].Other))];
        _longest = Math.Max(1, _arms.Max(a => a.Arm.Events[parameter].Longest));
        _highest = Math.Max(0.1, _arms.Max(a => Math.Max(a.Event.Steps[^1].Incidence, a.Other.Steps[^1].Incidence)));
    }

    /// <summary>Null where no arm has this endpoint.</summary>
    public static Figure? Draw(RunData data, ReportLanguage words, string parameter)
    {
        if (!data.Arms.Any(arm => arm.Events.TryGetValue(parameter, out var times) && times.Count > 0)) return null;
        var figure = new IncidenceFigure(data, words, parameter);
        return new Figure($"incidence-{parameter.ToLowerInvariant()}", words["figure.incidence.title", figure._name],
            words["figure.incidence.caption"] + (data.IsTwins ? " " + words["figure.km.twins"] : ""), figure.Draw(Layout.Wide) + figure.Draw(Layout.Narrow), figure.Table());
    }

    private ImmutableArray<double> Ticks(Layout layout) => Axis.MonthTicks(_longest, layout.IsNarrow ? 8 : 15);

    private string Draw(Layout layout)
    {
        var svg = new Svg();
        var legend = DrawLegend(svg, layout);
        var left = layout.IsNarrow ? 44 : 64;
        var box = new Box(left, legend + 10, layout.Width - left - 14, layout.IsNarrow ? 220 : 300);
        var top = Math.Min(100, 10 * Math.Ceiling(10 * _highest + 0.5));
        var ticks = Ticks(layout);
        var (x, y) = (new Axis(0, _longest, box.Left, box.Right), new Axis(0, top, box.Bottom, box.Top));
        Frame.Vertical(svg, box, y, Axis.Ticks(0, top, layout.IsNarrow ? 5 : 10), _words.Tick, _words["figure.incidence.axis"], layout);
        Frame.Horizontal(svg, box, x, ticks, _words.Tick, _words["axis.months"], layout);
        foreach (var (arm, happened, other) in _arms)
        {
            svg.Path(Line(other, x, y), stroke: arm.Colour, width: 1, dash: "2 3");
            svg.Path(Line(happened, x, y), stroke: arm.Colour, width: 2.2, dash: Palette.Dash(arm.Index));
        }
        return svg.ToString(layout.Width, DrawAtRisk(svg, box, x, ticks, layout), _words["figure.incidence.aria", _name], layout.Kind);
    }

    private string Line(IncidenceCurve curve, Axis x, Axis y)
    {
        var path = new PathText().MoveTo(x[0], y[0]);
        foreach (var step in curve.Steps) path.StepTo(x[step.Time], y[100 * step.Incidence]);
        return path.ToString();
    }

    private double DrawLegend(Svg svg, Layout layout)
    {
        var row = layout.Body + 8;
        double y = row, events = layout.IsNarrow ? 34 : 590;
        if (!layout.IsNarrow)
        {
            svg.Text(events, y - 6, _words["figure.incidence.events"], size: layout.Small, fill: Palette.Muted);
            y += row - 4;
        }
        foreach (var (arm, _, _) in _arms)
        {
            var times = arm.Events[_parameter];
            svg.Line(4, y - 10, 26, y - 10, arm.Colour, 2.5, Palette.Dash(arm.Index));
            svg.Text(34, y - 6, TextWidth.Fit(arm.Label, layout.Body * TextWidth.Bold, layout.IsNarrow ? 320 : events - 44), size: layout.Body, bold: true);
            if (layout.IsNarrow) y += row - 4;
            svg.Text(events, y - 6, $"{_words.Count(times.Events)} / {_words.Count(times.Others)} / {_words.Count(times.Count)}", size: layout.Body);
            y += row;
        }
        return y - row + 4;
    }

    private double DrawAtRisk(Svg svg, Box box, Axis x, ImmutableArray<double> ticks, Layout layout)
    {
        var y = box.Bottom + 2 * layout.Body + 34;
        svg.Text(4, y, _words["figure.km.at-risk"], Anchor.Start, layout.Small, Palette.Muted);
        foreach (var (arm, happened, _) in _arms)
        {
            y += layout.Small + 5;
            svg.Text(4, y, TextWidth.Fit(arm.Label, layout.Small * TextWidth.Bold, layout.Width - 8), size: layout.Small, fill: arm.Colour, bold: true);
            y += layout.Small + 4;
            foreach (var tick in ticks)
                svg.Text(x[tick], y, _words.Count(happened.AtRisk(tick)), Anchor.Middle, layout.Small, attributes: $"data-at-risk=\"{Svg.Escape(arm.Id)}\" data-month=\"{Svg.Number(tick)}\"");
        }
        return y + 10;
    }

    private string Table()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<table><thead><tr><th scope=\"col\">{_words["axis.months.short"]}</th>");
        foreach (var (arm, _, _) in _arms)
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Svg.Escape(arm.Label)}<br><span class=\"sub\">{_words["figure.incidence.table"]}</span></th>");
        html.Append("</tr></thead><tbody>");
        foreach (var tick in Ticks(Layout.Wide))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{_words.Tick(tick)}</th>");
            foreach (var (_, happened, other) in _arms)
            {
                var at = happened.At(tick);
                html.Append(CultureInfo.InvariantCulture, $"<td>{_words.Number(100 * at.Value, 1)} ({_words.Interval(100 * at.Lower, 100 * at.Upper, 1)}); {_words.Number(100 * other.At(tick).Value, 1)}; {_words.Count(happened.AtRisk(tick))}</td>");
            }
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }
}

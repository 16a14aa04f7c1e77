using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Estimates by arm, and estimates between arms.</summary>
internal static class EndpointSections
{
    public static void Endpoints(ReportPage page)
    {
        var (data, words) = (page.Data, page.Words);
        page.Section("endpoints");
        var ids = data.Summary.Arms.SelectMany(arm => arm.Endpoints.Select(e => e.Id)).Distinct(StringComparer.Ordinal).ToList();
        page.Table("table.endpoints",
            [Html.Text(words["column.endpoint"]), .. data.Arms.Select(page.ArmName)],
            ids.Select(id =>
            {
                var cells = data.Arms.Select(arm => data.Summary.Arms.FirstOrDefault(a => a.Id == arm.Id)?.Endpoints.FirstOrDefault(e => e.Id == id)).ToList();
                var known = cells.First(cell => cell is not null)!;
                return (IReadOnlyList<string>)
                [
                    $"{Html.Text(Names.Endpoint(words, known))}<small>{Html.Text(words.Typeset(Names.Method(words, known.Method)))}</small>",
                    .. cells.Select(cell => cell is null ? "–" : Cell(words, cell)),
                ];
            }),
            "estimates", "table.endpoints.note");
        page.Paragraph(words["not-reached.explained"], "note");
    }

    public static void Contrasts(ReportPage page)
    {
        var (data, words) = (page.Data, page.Words);
        if (data.Summary.Contrasts.IsEmpty) return;
        page.Section("contrasts");
        page.Figure(ForestFigure.Draw(data, words));
        var pairs = data.Summary.Contrasts.Select(c => (c.Arm, c.Reference)).Distinct().ToList();
        var ids = data.Summary.Contrasts.Select(c => c.Id).Distinct(StringComparer.Ordinal).ToList();
        page.Table(data.IsTwins ? "table.contrasts.twins" : "table.contrasts",
            [
                Html.Text(words["column.contrast"]),
                .. pairs.Select(pair => $"{page.ArmName(data.Arm(pair.Arm))}<br><span class=\"sub\">{Html.Text(words["versus", "", ""].Trim())}</span><br>{page.ArmName(data.Arm(pair.Reference))}"),
            ],
            ids.Select(id =>
            {
                var cells = pairs.Select(pair => data.Summary.Contrasts.FirstOrDefault(c => c.Id == id && (c.Arm, c.Reference) == pair)).ToList();
                var known = cells.First(cell => cell is not null)!;
                return (IReadOnlyList<string>)
                [
                    $"{Html.Text(Names.Contrast(words, known))}<small>{Html.Text(words.Typeset(Names.Method(words, known.Method)))}</small>",
                    .. cells.Select(cell => cell is null ? "–" : Cell(words, cell)),
                ];
            }),
            "estimates", data.IsTwins ? null : "table.contrasts.note");
    }

    private static string Cell(ReportLanguage words, Contrast contrast)
    {
        var decimals = Names.IsRatio(contrast.Id) ? 2 : 1;
        var error = double.IsFinite(contrast.MonteCarloError) ? $" <span class=\"error\">± {Html.Text(words.Number(contrast.MonteCarloError, decimals))}</span>" : "";
        var interval = double.IsFinite(contrast.Lower) || double.IsFinite(contrast.Upper)
            ? $"<small class=\"ci\">{Html.Text(words.Interval(contrast.Lower, contrast.Upper, decimals))}</small>"
            : "";
        var test = contrast.PValue is { } p ? $"<small>{Html.Text(words.PValue(p))}</small>" : "";
        return $"<b>{Html.Text(words.Number(contrast.Estimate, decimals))}</b>{error}{interval}{test}";
    }

    private static string Cell(ReportLanguage words, EndpointEstimate estimate)
    {
        var decimals = estimate.Unit switch { "ratio" => 2, "patients" => 0, _ => 1 };
        var interval = double.IsFinite(estimate.Lower) || double.IsFinite(estimate.Upper)
            ? $"<small>{Html.Text(words.Interval(estimate.Lower, estimate.Upper, decimals))}</small>"
            : "";
        var value = words.WithUnit(words.Number(estimate.Estimate, decimals), estimate.Unit);
        var error = double.IsFinite(estimate.MonteCarloError) ? $" <span class=\"error\">± {Html.Text(words.Number(estimate.MonteCarloError, decimals))}</span>" : "";
        return $"<b>{Html.Text(value)}</b>{error}{interval}";
    }
}

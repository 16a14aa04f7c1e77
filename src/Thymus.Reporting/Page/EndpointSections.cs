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
                    $"{Html.Text(Names.Endpoint(words, known))}<small>{Html.Text(words.Typeset(known.Method))}</small>",
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
        // Twins have neither intervals nor tests, so those columns are not printed empty.
        List<string> header = [Html.Text(words["column.contrast"]), Html.Text(words["column.arms"]), Html.Text(words[data.IsTwins ? "column.estimate.twins" : "column.estimate"])];
        if (!data.IsTwins) header.AddRange([Html.Text(words["column.error"]), Html.Text(words["column.p"])]);
        page.Table(data.IsTwins ? "table.contrasts.twins" : "table.contrasts", header, data.Summary.Contrasts.Select(contrast => Row(page, contrast)), "contrasts");
    }

    private static IReadOnlyList<string> Row(ReportPage page, Contrast contrast)
    {
        var (data, words) = (page.Data, page.Words);
        var decimals = Names.IsHazardRatio(contrast.Id) ? 2 : 1;
        var interval = double.IsFinite(contrast.Lower) || double.IsFinite(contrast.Upper)
            ? $" <span class=\"ci\">({Html.Text(words.Interval(contrast.Lower, contrast.Upper, decimals))})</span>"
            : "";
        List<string> row =
        [
            $"{Html.Text(Names.Contrast(words, contrast))}<small>{Html.Text(words.Typeset(contrast.Method))}</small>",
            $"{page.ArmName(data.Arm(contrast.Arm))}<br>{Html.Text(words["versus", "", ""].Trim())} {page.ArmName(data.Arm(contrast.Reference))}",
            $"<b>{Html.Text(words.Number(contrast.Estimate, decimals))}</b>{interval}",
        ];
        if (!data.IsTwins)
            row.AddRange([
                double.IsFinite(contrast.MonteCarloError) ? Html.Text(words.Number(contrast.MonteCarloError, decimals)) : "–",
                contrast.PValue is { } p ? Html.Text(words.PNumber(p)) : "–",
            ]);
        return row;
    }

    private static string Cell(ReportLanguage words, EndpointEstimate estimate)
    {
        var decimals = estimate.Unit switch { "ratio" => 2, "patients" => 0, _ => 1 };
        var interval = double.IsFinite(estimate.Lower) || double.IsFinite(estimate.Upper)
            ? $"<small>{Html.Text(words.Interval(estimate.Lower, estimate.Upper, decimals))}</small>"
            : "";
        var value = double.IsFinite(estimate.Estimate) ? words.WithUnit(words.Number(estimate.Estimate, decimals), estimate.Unit) : words["not-reached"];
        var error = double.IsFinite(estimate.MonteCarloError) ? $" <span class=\"error\">± {Html.Text(words.Number(estimate.MonteCarloError, decimals))}</span>" : "";
        return $"<b>{Html.Text(value)}</b>{error}{interval}";
    }
}

using Thymus.Trials;

namespace Thymus.Reporting;

/// <summary>Published numbers beside simulated ones: how many agree is said first, hits and misses alike.</summary>
internal static class PublishedSection
{
    public static void Write(ReportPage page)
    {
        var (data, words) = (page.Data, page.Words);
        var rows = ComparisonFigure.InOrder(data.Summary).ToList();
        if (rows.Count == 0) return;
        page.Section("published");
        var counts = new List<string> { words["published.count", words.Count(rows.Count(r => r.Agrees == true)), words.Count(rows.Count(r => r.Agrees is not null))] };
        counts.AddRange(rows.Where(r => r.Agrees is not null).GroupBy(r => r.Role, StringComparer.Ordinal).Select(role =>
            Names.Capital(words["published.role", words.Or($"role.{role.Key}", role.Key), words.Count(role.Count(r => r.Agrees == true)), words.Count(role.Count())])));
        page.Paragraph(string.Join(' ', counts), "lead");
        page.Figure(ComparisonFigure.Draw(data, words));
        page.Paragraph(words["published.rule"], "note");
        page.Table("table.published",
            [.. new[] { "endpoint", "published", "simulated", "role", "agrees", "source" }.Select(column => Html.Text(words[$"column.{column}"]))],
            rows.Select(row => Row(page, row)), "published");
    }

    private static IReadOnlyList<string> Row(ReportPage page, PublishedComparison row)
    {
        var (data, words) = (page.Data, page.Words);
        var decimals = row.Unit == "ratio" ? 2 : 1;
        string Value(double value, double error, double lower, double upper) =>
            $"<b>{Html.Text(words.WithUnit(words.Number(value, decimals), row.Unit))}</b>"
            + (double.IsFinite(error) ? $" <span class=\"error\">± {Html.Text(words.Number(error, decimals))}</span>" : "")
            + (double.IsFinite(lower) || double.IsFinite(upper) ? $"<small>{Html.Text(words.Interval(lower, upper, decimals))}</small>" : "");
        var (arm, name) = ComparisonFigure.Arm(data, words, row);
        return
        [
            $"{Html.Text(ComparisonFigure.Endpoint(data, words, row))}<small>{(arm is null || name != arm.Label ? Html.Text(name) : page.ArmName(arm))}</small>",
            Value(row.Published, double.NaN, row.PublishedLower, row.PublishedUpper),
            Value(row.Simulated, row.MonteCarloError, row.PredictionLower, row.PredictionUpper),
            Html.Text(words.Or($"role.{row.Role}", row.Role)),
            $"<b class=\"{(row.Agrees == true ? "hit" : "miss")}\">{row.Agrees switch { true => "✓", false => "✕", null => "–" }} {Html.Text(ComparisonFigure.VerdictText(words, row))}</b>",
            $"<code>{Html.Text(row.EvidenceId)}</code>{Html.Source(row.Source)}",
        ];
    }
}

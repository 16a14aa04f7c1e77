namespace Thymus.Reporting;

/// <summary>Who was drawn, who was refused and why, what the patients are like, and which simulations failed.</summary>
internal static class PatientSections
{
    private const int MostFailed = 50;

    public static void Write(ReportPage page)
    {
        page.Section("patients");
        Screening(page);
        if (page.Data.Covariates.Length > 0) Baseline(page);
        Failed(page);
    }

    private static void Screening(ReportPage page)
    {
        var (screening, words) = (page.Data.Summary.Screening, page.Words);
        var refused = screening.Drawn - screening.Accepted;
        string Share(long count) => screening.Drawn == 0 ? "–" : Html.Text(words.WithUnit(words.Number(100.0 * count / screening.Drawn, 1), "%"));
        page.Table("table.screening",
            ["", Html.Text(words["column.number"]), "%"],
            [
                [Html.Text(words["screening.drawn"]), words.Count(screening.Drawn), Share(screening.Drawn)],
                [Html.Text(words["screening.rejected"]), words.Count(refused), Share(refused)],
                .. screening.Rejections.Select(r => (IReadOnlyList<string>)[$"<span class=\"indent\">{Html.Text(words.Typeset(Names.Reason(words, r.Reason)))}</span>", words.Count(r.Patients), Share(r.Patients)]),
                [Html.Text(words["screening.accepted"]), words.Count(screening.Accepted), Share(screening.Accepted)],
            ],
            "counts");
    }

    private static void Baseline(ReportPage page)
    {
        var (data, words) = (page.Data, page.Words);
        page.Table("table.baseline",
            [Html.Text(words["column.variable"]), .. data.Arms.Select(page.ArmName)],
            data.Covariates.Select((name, index) => (IReadOnlyList<string>)
                [$"<code>{Html.Text(name)}</code>", .. data.Arms.Select(arm => Distribution(words, [.. arm.Patients.Select(p => p.Covariates[index]).Where(double.IsFinite).Order()]))]),
            "estimates");
    }

    private static string Distribution(ReportLanguage words, IReadOnlyList<double> sorted)
    {
        if (sorted.Count == 0) return "–";
        if (sorted.All(value => value is 0 or 1))
            return $"<b>{Html.Text(words.WithUnit(words.Number(100 * sorted.Average(), 1), "%"))}</b>";
        var (low, median, high) = (ConcentrationBand.Quantile(sorted, 0.25), ConcentrationBand.Quantile(sorted, 0.5), ConcentrationBand.Quantile(sorted, 0.75));
        // Whole numbers stay whole; of others three figures of the median.
        var decimals = sorted.All(double.IsInteger) ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Max(Math.Abs(median), 1e-9))), 0, 6);
        return $"<b>{Html.Text(words.Number(median, decimals))}</b><small>{Html.Text(words.Interval(low, high, decimals))}</small>";
    }

    private static void Failed(ReportPage page)
    {
        var (data, words) = (page.Data, page.Words);
        var failed = data.Arms.SelectMany(arm => arm.Patients.Where(p => p.Failed).Select(p => (Arm: arm, Patient: p))).ToList();
        if (failed.Count == 0)
        {
            page.Paragraph(words["failed.none", words.Count(data.Arms.Sum(arm => arm.Patients.Count))]);
            return;
        }
        page.Table("table.failed",
            [.. new[] { "patient", "arm", "status", "reason" }.Select(column => Html.Text(words[$"column.{column}"]))],
            failed.Take(MostFailed).Select(f => (IReadOnlyList<string>)
            [
                $"<code>{Html.Text(f.Patient.Id)}</code>", page.ArmName(f.Arm),
                Html.Text(Names.Reason(words, f.Patient.Status ?? "")), Html.Text(words.Typeset(f.Patient.FailedReason ?? "")),
            ]),
            "failed");
        if (failed.Count > MostFailed) page.Paragraph(words["failed.more", words.Count(failed.Count - MostFailed)], "note");
    }
}

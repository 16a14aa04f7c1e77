using System.Globalization;
using Thymus.Calibration;

namespace Thymus.Reporting;

/// <summary>The page of a validation: coverage, figures by what agreement means, every row, and what stands behind the intervals.</summary>
internal sealed class ValidationPage(ValidationResult result, ReportLanguage words, string version) : PageWriter(words)
{
    private static readonly string[] Groups = ["predicted", "same-trial", "calibrated", "input"];

    public string Write()
    {
        Coverage();
        Scores();
        foreach (var group in Groups) Rows(group);
        Trials();
        Ledger();
        return Document(
            Words["validation.title"], Words["validation.report"],
            Words["validation.facts", Words.Count(result.Rows.Length), Words.Count(result.Trials.Length), Words.Count(result.Replicates)], "coverage", $"Thymus {version}", version);
    }

    private IEnumerable<ValidationRow> Of(string group) => result.Rows.Where(r => ValidationNames.Group(r.Level) == group);

    private void Coverage()
    {
        Section("coverage");
        var group = result.Coverage.First(c => c.Group == "predicted");
        var predicted = group.Ninety;
        Paragraph(Words["validation.lead", Words.Count(predicted.Inside), Words.Count(predicted.Rows), Words.Count(predicted.FewestOfChance), Words.Count(predicted.MostOfChance)], "lead");
        if (group.IsTooNarrow) Paragraph(Words["validation.too-narrow"], "warning");
        else if (group.IsTooWide) Paragraph(Words["validation.too-wide", Words.Count(group.Half.Inside), Words.Count(group.Half.FewestOfChance), Words.Count(group.Half.MostOfChance)], "warning");
        Table("validation.table.coverage",
            [.. new[] { "rows", "scored", "half", "chance", "ninety", "chance" }.Select(c => Html.Text(Words[$"validation.column.{c}"]))],
            result.Coverage.Select(c => (IReadOnlyList<string>)
            [
                Html.Text(Words[$"validation.group.{c.Group}"]), Words.Count(c.Half.Rows), Words.Count(c.Half.Inside), Band(c.Half), Words.Count(c.Ninety.Inside), Band(c.Ninety),
            ]), "estimates");
        Paragraph(Words["validation.coverage.note"], "note");
    }

    private void Scores()
    {
        if (result.Scores.All(g => g.Predicted == 0)) return;
        Section("validation-scores");
        var all = result.Scores[0];
        Paragraph(Words[all.Compared == 0 ? "validation.scores.none" : all.IsModelBest ? "validation.scores.best" : "validation.scores.beaten",
            Words.Count(all.Compared), Words.Number(all.Model, 3), Words.Number(all.Nearest, 3), Words.Number(all.ClassMean, 3)]);
        Table("validation.table.scores",
            [.. new[] { "rows", "predicted-n", "compared", "model", "nearest", "class" }.Select(c => Html.Text(Words[$"validation.column.{c}"]))],
            result.Scores.Select(g => (IReadOnlyList<string>)
            [
                Html.Text(g.Unit.Length == 0 ? Words["validation.scores.all"] : Words.Or("unit." + g.Unit, g.Unit)), Words.Count(g.Predicted), Words.Count(g.Compared),
                Score(g, g.Model, g.ModelInUnit), Score(g, g.Nearest, g.NearestInUnit), Score(g, g.ClassMean, g.ClassMeanInUnit),
            ]), "estimates");
        Paragraph(Words["validation.scores.missing", Words.Count(all.Predicted), Words.Count(all.WithoutNearest), Words.Count(all.WithoutClass)], "note");
        var s = result.Sharpness;
        Paragraph(Words["validation.sharpness", Words.Count(s.NarrowResponses), Words.Count(s.Responses), Words.Count(s.NarrowHazardRatios), Words.Count(s.HazardRatios)]);
        Paragraph(Words["validation.scores.note"], "note");
    }

    private string Score(ScoreGroup group, double score, double inUnit) => double.IsNaN(score) ? "–"
        : Html.Text(Words.Number(score, 3)) + (double.IsNaN(inUnit) ? "" : $"<small>{Html.Text(Words.WithUnit(Words.Number(inUnit, group.Unit == "ratio" ? 2 : 1), group.Unit))}</small>");

    private string Band(Calibration.Coverage coverage) => Html.Text(Words.Interval(coverage.FewestOfChance, coverage.MostOfChance, 0));

    private void Rows(string group)
    {
        var rows = Of(group).ToList();
        if (rows.Count == 0) return;
        Section($"validation-{group}");
        Paragraph(Words[$"validation.meaning.{group}"]);
        Figure(ValidationFigure.Draw(Words, group, rows));
        Table("validation.table.rows",
            [.. new[] { "endpoint", "published", "prediction", "z", "match", "grade", "verdict", "source" }.Select(c => Html.Text(Words[$"validation.column.{c}"]))],
            rows.Select(Row), "published validation");
    }

    private IReadOnlyList<string> Row(ValidationRow row)
    {
        var decimals = ValidationNames.Decimals(row);
        var p = row.Prediction;
        string Value(double value) => Html.Text(Words.WithUnit(Words.Number(value, decimals), row.Unit));
        string Range(double low, double high) => Html.Text(Words.Interval(low, high, decimals));
        var published = $"<b>{Value(row.Published)}</b>"
            + (double.IsFinite(row.PublishedLower) || double.IsFinite(row.PublishedUpper) ? $"<small>{Range(row.PublishedLower, row.PublishedUpper)}</small>" : "")
            + (row.Patients is { } n ? $"<small>n = {Words.Count(n)}</small>" : "");
        var prediction = p is null ? "–"
            : $"<b>{Value(p.Estimate)}</b> <span class=\"error\">± {Html.Text(Words.Number(p.MonteCarloError, decimals))}</span>"
                + $"<small>50{Words.Percent} {Range(p.Lower50, p.Upper50)}</small><small>90{Words.Percent} {Range(p.Lower90, p.Upper90)}</small>";
        return
        [
            $"{Html.Text(row.Label)}<small>{Html.Text(ValidationNames.Arm(Words, row))}</small>",
            published, prediction, (double.IsNaN(row.Z) ? "–" : Html.Text(Words.Signed(row.Z, 1))) + (row.Score is { } score ? $"<small>CRPS {Html.Text(Words.Number(score.Model, 3))}</small>" : ""),
            string.Concat(new[] { ("criteria", row.Criteria), ("assessor", row.Assessor), ("population", row.Population) }.Select(m =>
                $"<small>{Html.Text(Words[$"validation.match.{m.Item1}"])} {Html.Text(Words[$"validation.is.{m.Item2.ToString().ToLowerInvariant()}"])}</small>")),
            $"{Html.Text(row.Grade)}<small>{Html.Text(Words["validation.level", ((int)row.Level).ToString(CultureInfo.InvariantCulture)])}</small>",
            $"<b class=\"{(row.IsMiss ? "miss" : "hit")}\">{(row.NotScored is not null ? "–" : row.IsMiss ? "✕" : "✓")} {Html.Text(ValidationNames.Verdict(Words, row))}</b>",
            $"<code>{Html.Text(row.EvidenceId)}</code>{Html.Source(row.Source)}",
        ];
    }

    private void Trials()
    {
        Section("validation-trials");
        Table("validation.table.trials",
            [.. new[] { "entry", "patients", "fitted", "drawn", "unidentified" }.Select(c => Html.Text(Words[$"validation.column.{c}"]))],
            result.Trials.Select(t => (IReadOnlyList<string>)
            [
                $"{Html.Text(t.Id)}<small>{Html.Text(t.Title)}</small>{(t.Note.TryGetValue(Words.Code, out var note) ? $"<small>{Html.Text(Words.Typeset(note))}</small>" : "")}",
                Words.Count(t.PatientsPerRepetition), Codes(t.Calibrations), Codes(t.DrawnParameters) + Independent(t) + Structures(t), Codes(t.Unidentified),
            ]), "estimates trials");
        Paragraph(Words["validation.interval.note"], "note");
    }

    private string Independent(ValidationTrial trial) =>
        trial.HasCorrelation || trial.DrawnParameters.IsEmpty ? "" : $"<small>{Html.Text(Words["validation.independent"])}</small>";

    private string Structures(ValidationTrial trial) =>
        trial.Structures.IsEmpty ? "" : $"<small>{Html.Text(Words["validation.structures"])} {Codes(trial.Structures)}</small>";

    private static string Codes(IReadOnlyCollection<string> names) => names.Count == 0 ? "–" : string.Join(", ", names.Select(n => $"<code>{Html.Text(n)}</code>"));

    private void Ledger()
    {
        Section("validation-ledger");
        Paragraph(Words["validation.ledger.rule"]);
        Table("validation.table.ledger",
            [.. new[] { "tier", "owner", "numbers", "limit" }.Select(c => Html.Text(Words[$"validation.column.{c}"]))],
            result.Ledger.Select(l => (IReadOnlyList<string>)
            [
                Html.Text(Words[$"validation.tier.{l.Tier}"]), Html.Text(l.Owner.Length == 0 ? "–" : l.Owner), Words.Count(l.Parameters), Words.Count(l.Limit),
            ]), "estimates");
        if (result.KnownBreaches.Length == 0) return;
        Paragraph(Words["validation.breaches", Words.Count(result.KnownBreaches.Length)], "warning");
        Html.Markup("<ul>" + string.Concat(result.KnownBreaches.Select(b => $"<li><code>{Html.Text(b)}</code></li>")) + "</ul>");
    }
}

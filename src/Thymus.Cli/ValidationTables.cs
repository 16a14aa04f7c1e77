using System.Globalization;
using Spectre.Console;
using Thymus.Calibration;
using ValidationResult = Thymus.Calibration.ValidationResult;

namespace Thymus.Cli;

/// <summary>What <c>thymus validate</c> prints: misses first, then coverage, then what stands behind the intervals.</summary>
internal static class ValidationTables
{
    public static void Print(Screen screen, ValidationResult result)
    {
        screen.Print(Rows(result));
        screen.Print(CoverageTable(result));
        foreach (var group in result.Coverage.Where(g => g.IsTooWide || g.IsTooNarrow))
            screen.Output.WriteLine($"The intervals of the {Name(group.Group)} numbers are too {(group.IsTooNarrow ? "narrow: fewer lie inside than chance lets." : "wide: more lie inside than chance lets, so that agreement is cheap.")}");
        PrintScores(screen, result);
        screen.Output.WriteLine("Numbers of one trial are of the same patients, so chance alone spreads coverage wider than the band of independent rows.");
        foreach (var trial in result.Trials)
            screen.Output.WriteLine($"{trial.Id}: interval of sampling, Monte Carlo error{(trial.DrawnParameters.IsEmpty ? "; no fitted parameter is in it" : $" and {trial.DrawnParameters.Length} fitted parameters{(trial.HasCorrelation ? "" : ", each drawn for itself since their correlations are not in the file: too wide as a rule")}")}"
                + (trial.Structures.IsEmpty ? "" : $"; by turns with the structures {string.Join(", ", trial.Structures)}")
                + (trial.Unidentified.IsEmpty ? "." : $"; not identified: {string.Join(", ", trial.Unidentified)}."));
        foreach (var row in result.Rows.Where(r => r.NotScored is not null))
            screen.Output.WriteLine($"Not scored: {row.EvidenceId} ({Reason(row.NotScored!)}).");
        PrintBreaches(screen, result.KnownBreaches);
        screen.Output.WriteLine("Research and trial design only, never for the care of a patient.");
    }

    /// <summary>What a check without simulation can tell: levels and ledger.</summary>
    public static void PrintPlan(Screen screen, ValidationPlan plan)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("entry", "fitted by", "level 0", "1", "2", "3", "4", "5");
        foreach (var trial in plan.Trials)
            table.AddRow([Markup.Escape(trial.Entry.Id), Markup.Escape(string.Join(", ", trial.Trace.Calibrations.Select(c => c.Name))),
                .. Enumerable.Range(0, 6).Select(level => Count(trial.Rows.Count(r => (int)r.Level == level)))]);
        screen.Print(table);
        var ledger = new Table().Border(TableBorder.Simple).AddColumns("tier", "owner", "fitted", "at most");
        foreach (var count in plan.Ledger) ledger.AddRow(count.Tier, Markup.Escape(count.Owner), Count(count.Parameters), count.Limit.ToString(CultureInfo.InvariantCulture));
        screen.Print(ledger);
        PrintBreaches(screen, [.. plan.Breaches.Select(b => b.Name)]);
    }

    private static void PrintBreaches(Screen screen, IReadOnlyCollection<string> breaches)
    {
        if (breaches.Count > 0) screen.Output.WriteLine($"Known breaches of the rule on fitted numbers ({breaches.Count}, models/ledger.breaches.csv): {string.Join(", ", breaches)}.");
    }

    private static Table Rows(ValidationResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn("study").AddColumn("endpoint").AddColumn("arm").AddColumn(new TableColumn("published").RightAligned())
            .AddColumn(new TableColumn("n").RightAligned()).AddColumn(new TableColumn("prediction").RightAligned()).AddColumn(new TableColumn("50 %").RightAligned())
            .AddColumn(new TableColumn("90 %").RightAligned()).AddColumn(new TableColumn("z").RightAligned()).AddColumn("match").AddColumn("grade").AddColumn("level");
        foreach (var row in result.Rows)
        {
            var digits = row.Unit == "ratio" ? 2 : 1;
            var p = row.Prediction;
            table.AddRow(
                row.NotScored is { } reason ? Reason(reason) : row.IsMiss ? "MISS" : "inside", Markup.Escape(row.Entry), Markup.Escape(SummaryTables.ShortName(row.Endpoint)),
                Markup.Escape(row.Reference is null ? row.Arm : $"{row.Arm} / {row.Reference}"),
                Number(row.Published, digits) + (double.IsNaN(row.PublishedLower) && double.IsNaN(row.PublishedUpper) ? "" : $" ({Number(row.PublishedLower, digits)}–{Number(row.PublishedUpper, digits)})"),
                row.Patients?.ToString(CultureInfo.InvariantCulture) ?? "",
                p is null ? "none" : $"{Number(p.Estimate, digits)} ± {Number(p.MonteCarloError, digits)}", p is null ? "" : $"{Number(p.Lower50, digits)}–{Number(p.Upper50, digits)}",
                p is null ? "" : $"{Number(p.Lower90, digits)}–{Number(p.Upper90, digits)}", double.IsNaN(row.Z) ? "" : Signed(row.Z),
                $"{Sign(row.Criteria)}{Sign(row.Assessor)}{Sign(row.Population)}", row.Grade, Count((int)row.Level));
        }
        table.Caption("match: criteria, assessor, population (+ yes, - no, ? unknown). level: 0 input, 1 calibrated, 2 same trial, 3 left-out trial, 4 new pair, 5 before publication; 3 to 5 are predicted.");
        return table;
    }

    private static Table CoverageTable(ValidationResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("scored rows", "n", "in 50 %", "by chance", "in 90 %", "by chance");
        foreach (var (name, half, ninety) in result.Coverage)
            table.AddRow(Name(name) + name switch { "predicted" => " (levels 3 to 5)", "same-trial" => " (2)", _ => " (1)" }, Count(half.Rows), Count(half.Inside), $"{half.FewestOfChance} to {half.MostOfChance}",
                Count(ninety.Inside), $"{ninety.FewestOfChance} to {ninety.MostOfChance}");
        return table;
    }

    /// <summary>Medians beside those of two forecasts without a model, and how many intervals are narrow.</summary>
    private static void PrintScores(Screen screen, ValidationResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("predicted numbers", "n", "compared", "CRPS: model", "nearest trial", "class mean", "in the unit: model", "nearest trial", "class mean");
        foreach (var g in result.Scores)
            table.AddRow(g.Unit.Length == 0 ? "all" : Markup.Escape(g.Unit), Count(g.Predicted), Count(g.Compared), Score(g.Model), Score(g.Nearest), Score(g.ClassMean),
                Score(g.ModelInUnit), Score(g.NearestInUnit), Score(g.ClassMeanInUnit));
        table.Caption("Median continuous ranked probability score, less is better, on the scale of the intervals; compared are rows for which both rivals have a forecast.");
        screen.Print(table);
        if (result.Scores is [{ } all, ..] && all.Predicted > all.Compared)
            screen.Output.WriteLine($"Of {Count(all.Predicted)} predicted numbers, the evidence has no other trial of the same endpoint, tumour and class for {Count(all.WithoutNearest)}, and fewer than two for {Count(all.WithoutClass)}.");
        var s = result.Sharpness;
        screen.Output.WriteLine($"90 % intervals no wider than ±15 points: {Count(s.NarrowResponses)} of {Count(s.Responses)} predicted response rates; no wider than a factor 1.9: {Count(s.NarrowHazardRatios)} of {Count(s.HazardRatios)} predicted hazard ratios.");
    }

    private static string Score(double value) => double.IsNaN(value) ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Name(string group) => group == "same-trial" ? "same trial" : group;

    private static string Reason(string code) => code switch { "unverified" => "unverified", "model" => "of a model", _ => "no interval" };

    private static string Sign(Match match) => match switch { Match.Yes => "+", Match.No => "-", _ => "?" };

    /// <summary>Rounded first, so that no "-0.0" is left.</summary>
    private static string Signed(double value) => (Math.Round(value, 1) + 0.0).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, int digits) => double.IsNaN(value) ? "NR" : value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

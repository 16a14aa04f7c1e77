using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Holds the ledger against the calibrations that fit and the trials that use fitted numbers.</summary>
/// <remarks>
/// A ledger that disagrees with a calibration is at fault, always. A rule on how many numbers may be fitted, and how widely each must hold, can be broken
/// knowingly: such a breach is listed by name in one file with its reason. One that is not listed is an error, and so is a listed one that is gone: the list
/// can only shrink.
/// </remarks>
public static class LedgerCheck
{
    /// <summary>Faults go to <paramref name="diagnostics"/> (codes TL0005 to TL0012).</summary>
    /// <param name="known">The CSV of known breaches, columns <c>name, why</c>.</param>
    /// <returns>Every breach, known or not.</returns>
    public static ImmutableArray<LedgerBreach> Check(
        FittedLedger ledger, IReadOnlyList<CalibrationSpecification> calibrations, IReadOnlyList<TrialSpecification> trials, EvidenceTable evidence,
        string known, DiagnosticBag diagnostics)
    {
        CompareFiles(ledger, calibrations, diagnostics);
        foreach (var calibration in calibrations) CompareRows(ledger, calibration, evidence, diagnostics);
        ImmutableArray<LedgerBreach> breaches = [.. Breaches(ledger), .. TrialValues(trials)];
        CompareKnown(breaches, known, ledger, diagnostics);
        return breaches;
    }

    private static void CompareFiles(FittedLedger ledger, IReadOnlyList<CalibrationSpecification> calibrations, DiagnosticBag diagnostics)
    {
        var files = calibrations.Select(NameOf).ToList();
        foreach (var row in ledger.Rows.Where(r => !files.Contains(r.Calibration)))
            diagnostics.Error("TL0005", row.Span, $"'{row.Parameter}' is of the calibration '{row.Calibration}', which is not there.", Advice.DidYouMean(row.Calibration, "calibrations", files));
    }

    private static void CompareRows(FittedLedger ledger, CalibrationSpecification calibration, EvidenceTable evidence, DiagnosticBag diagnostics)
    {
        var rows = ledger.Rows.Where(r => r.Calibration == NameOf(calibration)).ToList();
        foreach (var parameter in calibration.Parameters.Where(p => rows.All(r => r.Parameter != p.Name)))
            diagnostics.Error("TL0006", parameter.Span, $"'{parameter.Name}' is fitted here and stands not in the ledger.", $"Add it to {ledger.File} with its tier, prior and evidence.");
        foreach (var row in rows)
        {
            if (calibration.Parameters.FirstOrDefault(p => p.Name == row.Parameter) is not { } parameter)
            {
                diagnostics.Error("TL0007", row.Span, $"{row.Calibration} fits no '{row.Parameter}'.", Advice.DidYouMean(row.Parameter, "parameters there", calibration.Parameters.Select(p => p.Name)));
                continue;
            }
            if (parameter.Scale != row.Scale || !Same(parameter.HasPrior ? parameter.Prior : double.NaN, row.Prior) || !Same(parameter.PriorStandardDeviation, row.PriorStandardDeviation))
                diagnostics.Error("TL0008", row.Span, string.Create(CultureInfo.InvariantCulture, $"The prior of '{row.Parameter}' is not that of {row.Calibration}: {parameter.Prior:G9} with sd {parameter.PriorStandardDeviation:G9}, {parameter.Scale.Name()}."));
            // Values that are found again from one trial alone hold in that trial, whatever the ledger calls them.
            if (calibration.Frozen is not null && IsRefitted(calibration, parameter.Name, ledger) && StudiesOf(calibration).Count == 1 && !row.Tier.IsOfTrial)
                diagnostics.Error("TL0009", row.Span, $"{row.Calibration} fits '{row.Parameter}' again, to {StudiesOf(calibration).Single()} alone; its tier is trial, not {row.Tier.Name}.");
        }
        var targets = calibration.Targets.Select(t => t.Published.Row.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
            foreach (var id in row.Evidence.Where(id => !targets.Contains(id)))
                diagnostics.Error("TL0010", row.Span, evidence.Find(id) is null ? $"There is no evidence '{id}'." : $"'{id}' is no target of {row.Calibration}.");
        foreach (var id in targets.Except(rows.SelectMany(r => r.Evidence), StringComparer.Ordinal).Order(StringComparer.Ordinal))
            diagnostics.Error("TL0010", new SourceSpan(ledger.File, 1, 1), $"No parameter of {NameOf(calibration)} names its target '{id}'.");
    }

    private static bool IsRefitted(CalibrationSpecification calibration, string parameter, FittedLedger ledger) =>
        ledger.Rows.Any(r => r.Parameter == parameter && r.Calibration != NameOf(calibration));

    private static HashSet<string> StudiesOf(CalibrationSpecification calibration) =>
        calibration.Targets.SelectMany(t => t.Published.Row.Arms.Studies).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<LedgerBreach> Breaches(FittedLedger ledger)
    {
        foreach (var row in ledger.Rows.Where(r => r.Tier.IsOfTrial))
            yield return new($"scope:{row.Owner}:{row.Parameter}", $"'{row.Parameter}' has a value of its own for the trial {row.Owner} ({row.Calibration}).", row.Span);
        foreach (var (tier, owner, count) in ledger.Counts().Where(c => !c.Tier.IsOfTrial && c.Parameters > c.Tier.Limit))
            yield return new(string.Join(':', new[] { "limit", tier.Name, owner }.Where(part => part.Length > 0)),
                $"{count} numbers of {(owner.Length > 0 ? $"the {tier.Name} {owner}" : tier.Name)} are fitted; at most {tier.Limit} may be.",
                ledger.Rows.Last(r => (r.Tier, r.Owner) == (tier, owner)).Span);
        foreach (var several in ledger.Rows.Where(r => !r.Tier.IsOfTrial).GroupBy(r => r.Parameter, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new($"values:{several.Key}", $"'{several.Key}' is fitted by {string.Join(" and ", several.Select(r => r.Calibration))}, so it has several values.", several.Last().Span);
    }

    /// <summary>No arm can hold a value (the reader of trials refuses it); a trial can, and may not.</summary>
    private static IEnumerable<LedgerBreach> TrialValues(IEnumerable<TrialSpecification> trials) =>
        from trial in trials
        from value in trial.Model.Parameters
        where Path.GetFullPath(value.Span.File) == Path.GetFullPath(trial.File)
        select new LedgerBreach($"trial-file:{Path.GetFileName(trial.File)}:{value.Name}", $"The trial {trial.Study.Id} sets the model's '{value.Name}' for itself.", value.Span);

    private static void CompareKnown(ImmutableArray<LedgerBreach> breaches, string known, FittedLedger ledger, DiagnosticBag diagnostics)
    {
        var listed = CsvRows.Read(known, new SourceSpan(ledger.File, 1, 1), "TL0001", ["name", "why"], diagnostics);
        foreach (var (span, cell) in listed.Where(l => l.Cell("why").Length == 0)) diagnostics.Error("TL0011", span, $"The breach '{cell("name")}' is listed without a reason.");
        var names = listed.Select(l => l.Cell("name")).ToList();
        foreach (var breach in breaches.Where(b => !names.Contains(b.Name)))
            diagnostics.Error("TL0012", breach.Span, $"{breach.Sentence} This is not allowed.", $"Take it out; or, if it must be for now, list '{breach.Name}' with the reason in {known}.");
        foreach (var (span, cell) in listed.Where(l => breaches.All(b => b.Name != l.Cell("name"))))
            diagnostics.Error("TL0012", span, $"The breach '{cell("name")}' is gone.", "Take it off this list, which may only shrink.");
    }

    private static string NameOf(CalibrationSpecification calibration) => Path.GetFileName(calibration.File);

    /// <summary>Nine digits are written.</summary>
    private static bool Same(double a, double b) => double.IsNaN(a) && double.IsNaN(b) || Math.Abs(a - b) <= 1e-8 * Math.Abs(a);
}

using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>Derives the level of every published number from what was fitted; levels 4 and 5 are declared, and checked here.</summary>
public static class LevelDerivation
{
    /// <summary>The level that the calibrations leave to a row: 0 to 3.</summary>
    public static EvidenceLevel FromFit(EvidenceRow row, PublishedResult published, ValidationEntry entry, CalibrationTrace trace)
    {
        if (trace.Targets.Any(t => t.Published.Row.Id == published.Id || t.Endpoint == row.Endpoint && t.Published.Row.Arms.IsSame(published.Arms))) return EvidenceLevel.Calibrated;
        if (entry.Inputs.Any(input => input.SharesPatientsWith(published.Arms))) return EvidenceLevel.Input;
        var fitted = trace.Targets.SelectMany(t => t.Published.Row.Arms.Studies).ToHashSet(StringComparer.Ordinal);
        return published.Arms.Studies.Any(fitted.Contains) ? EvidenceLevel.SameTrial : EvidenceLevel.LeftOut;
    }

    /// <summary>The level of a row with what its entry declares. A declaration that does not hold is leakage, an error.</summary>
    /// <param name="tumours">Tumour by the full path of a trial file, of every trial of the validation.</param>
    public static EvidenceLevel Of(
        EvidenceRow row, PublishedResult published, ValidationEntry entry, CalibrationTrace trace, IReadOnlyDictionary<string, string> tumours, string contentHash,
        LeakageLog leakage)
    {
        var level = FromFit(row, published, entry, trace);
        if (!entry.HasOwnFitted) CheckRole(row, published, level, leakage);
        if (entry.NewArms.Contains(row.Arm))
        {
            if (!level.IsPredicted()) leakage.Add("TV0202", row.Span, $"{entry.Id}: '{row.Arm}' is called a new pair, but {published.Id} is of level {(int)level}: patients of {string.Join(", ", published.Arms.Studies)} were fitted.");
            else if (KnownPair(row, entry, trace, tumours) is { } known) leakage.Add("TV0203", entry.Span, $"{entry.Id}: '{row.Arm}' is called a new pair, but {known}.");
            else level = EvidenceLevel.NewPair;
        }
        if (entry.Frozen is not { } frozen) return level;
        if (!level.IsPredicted()) leakage.Add("TV0202", row.Span, $"{entry.Id} is called frozen before publication, but {published.Id} is of level {(int)level}.");
        else if (frozen.On >= frozen.Published) leakage.Add("TV0204", frozen.Span, $"{entry.Id} was fixed on {frozen.On:yyyy-MM-dd}, not before the publication of {frozen.Published:yyyy-MM-dd}.");
        else if (frozen.Hash != contentHash) leakage.Add("TV0204", frozen.Span, $"{entry.Id} is not what was frozen: the hash of its files is {contentHash}, not {frozen.Hash}.");
        else return EvidenceLevel.Prospective;
        return level;
    }

    private static void CheckRole(EvidenceRow row, PublishedResult published, EvidenceLevel level, LeakageLog leakage)
    {
        var sentence = row.Role switch
        {
            "predicted" when !level.IsPredicted() => $"{published.Id} is called predicted, but it is of level {(int)level}: " + level switch
            {
                EvidenceLevel.Input => "its patients gave values of the model.",
                EvidenceLevel.Calibrated => "it was fitted.",
                _ => "its trial was fitted.",
            },
            "fitted" when level != EvidenceLevel.Calibrated => $"{published.Id} is called fitted, but no calibration of this trial's values has it as a target.",
            "checked" when level == EvidenceLevel.Calibrated => $"{published.Id} is called checked, but it was fitted.",
            _ => null,
        };
        // Only the first is leakage; the others claim too little or too much of a fit, and are faults of the file.
        if (sentence is not null) leakage.Add(row.Role == "predicted" ? "TV0205" : "TV0206", row.Span, sentence);
    }

    /// <summary>What makes a pair of drugs and tumour known, or null where it is new.</summary>
    private static string? KnownPair(EvidenceRow row, ValidationEntry entry, CalibrationTrace trace, IReadOnlyDictionary<string, string> tumours)
    {
        var drugs = DrugsOf(entry.Trial, row.Arm);
        foreach (var calibration in trace.Calibrations)
        {
            for (var i = 0; i < calibration.Trials.Length; i++)
            {
                var file = Path.GetFullPath(calibration.Trials[i].File);
                if (!tumours.TryGetValue(file, out var tumour)) return $"the tumour of {Path.GetFileName(file)}, which was fitted, is not known here; list that trial, too";
                if (tumour != entry.Tumour || TrialSpecification.Read(file).Trial is not { } trial) continue;
                foreach (var arm in calibration.Targets.Where(t => t.Trial == i).SelectMany(t => new[] { t.Arm, t.Reference }).OfType<string>().Distinct(StringComparer.Ordinal))
                    if (DrugsOf(trial, arm).SetEquals(drugs)) return $"{Path.GetFileName(calibration.File)} fits '{arm}' of {Path.GetFileName(file)}: the same drugs, the same tumour";
            }
        }
        return null;
    }

    private static HashSet<string> DrugsOf(TrialSpecification trial, string arm) =>
        trial.Arms.FirstOrDefault(a => a.Id == arm) is { } found ? found.Regimens.Select(r => r.Drug).ToHashSet(StringComparer.Ordinal) : [];
}

/// <summary>Claims that the fits do not bear out. Leakage ends the command with another code than a fault of a file.</summary>
public sealed class LeakageLog(DiagnosticBag diagnostics)
{
    /// <summary>Whether an arm that was fitted is called predicted.</summary>
    public bool HasLeakage { get; private set; }

    internal void Add(string code, SourceSpan span, string sentence)
    {
        HasLeakage |= code != "TV0206";
        if (!diagnostics.Any(d => d.Code == code && d.Span == span && d.Message == sentence)) diagnostics.Error(code, span, sentence);
    }
}

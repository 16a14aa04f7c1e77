using System.Collections.Immutable;
using Thymus.Trials;
using static Thymus.Runs.AnalysisDataSets;

namespace Thymus.Runs;

/// <summary>ADSL: one row a patient, the failed ones included.</summary>
internal static class Adsl
{
    public static DataSet For(RunPlan plan) => new DataSet<PatientOutcome>("ADSL", "Subject-Level Analysis Dataset", () => Variables(plan), outcome => [outcome]);

    private static ImmutableArray<Variable<PatientOutcome>> Variables(RunPlan plan)
    {
        ImmutableArray<Variable<PatientOutcome>> own =
        [
            .. Identifiers<PatientOutcome>(plan, o => o.Subject),
            Text<PatientOutcome>("ITTFL", "Intent-To-Treat Population Flag", _ => "Y"),
            Text<PatientOutcome>("SAFFL", "Safety Population Flag", o => o.Exposures.IsEmpty ? "N" : "Y"),
            Integer<PatientOutcome>("TRTSDY", "Study Day of First Exposure", o => o.Exposures.IsEmpty ? null : StudyDay(o.Exposures.Min(e => e.Day))),
            Integer<PatientOutcome>("TRTEDY", "Study Day of End of Treatment", o => StudyDay(o.Subject.TreatmentEndDay)),
            Text<PatientOutcome>("EOTSTT", "End of Treatment Status", TreatmentStatus),
            Text<PatientOutcome>("DCTREAS", "Reason for Discont of Treatment", o => TreatmentStatus(o) == Discontinued ? o.Subject.TreatmentEndReason : null),
            Integer<PatientOutcome>("EOSDY", "Study Day of End of Study", o => StudyDay(o.Subject.LastDay)),
            Text<PatientOutcome>("EOSSTT", "End of Study Status", StudyStatus),
            Text<PatientOutcome>("DCSREAS", "Reason for Discontinuation from Study", o => StudyStatus(o) == Discontinued ? o.Subject.EndOfStudyReason : null),
            Text<PatientOutcome>("DTHFL", "Subject Death Flag", o => Flag(double.IsFinite(o.Subject.DeathDay))),
            Integer<PatientOutcome>("DTHADY", "Relative Day of Death", o => StudyDay(o.Subject.DeathDay)),
            Number<PatientOutcome>("SIMTRTE", "Simulated Time of Treatment End (days)", o => o.Subject.TreatmentEndDay),
            Number<PatientOutcome>("SIMLAST", "Simulated Time Last Known Alive (days)", o => o.Subject.LastDay),
            new LongVariable<PatientOutcome>("SIMIDX", "Number of Patient in the Drawn Cohort", o => o.Subject.PatientIndex),
            Text<PatientOutcome>("SIMSTAT", "Integration Status", o => o.Subject.Status),
            Text<PatientOutcome>("SIMREAS", "Reason for Integration Status", o => o.Subject.StatusReason),
        ];
        var taken = own.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var covariates = plan.CovariateNames.Select((name, index) =>
            Number<PatientOutcome>(CovariateName(name, taken), $"Baseline {name}", o => o.Subject.Covariates[index]));
        return [.. own, .. covariates];
    }

    private const string Discontinued = "DISCONTINUED";

    /// <summary>ADaM gives the status and, of those who discontinued, the reason; null for a patient who was never treated.</summary>
    private static string? TreatmentStatus(PatientOutcome outcome) => outcome.Subject.TreatmentEndReason switch
    {
        "" or "NOT TREATED" => null,
        "COMPLETED" or "ONGOING" => outcome.Subject.TreatmentEndReason,
        _ => Discontinued,
    };

    private static string StudyStatus(PatientOutcome outcome) =>
        outcome.Subject.EndOfStudyReason == "END OF FOLLOW-UP" ? "COMPLETED" : Discontinued;

    /// <summary>A covariate keeps the name it has in the population file, in capitals; the length is the modeller's.</summary>
    private static string CovariateName(string name, HashSet<string> taken)
    {
        var text = new string([.. name.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        if (text.Length == 0 || char.IsAsciiDigit(text[0])) text = "_" + text;
        while (!taken.Add(text)) text += "BL";
        return text;
    }
}

using System.Collections.Immutable;
using Thymus.Trials;

namespace Thymus.Runs;

/// <summary>The data sets of a run, in the order in which they stand in the documentation.</summary>
/// <remarks>
/// Names and labels follow CDISC ADaM (ADaMIG 1.3, and admiral and admiralonco where the guide leaves a choice). A virtual patient
/// has no calendar: dates (ADT, TRTSDT …) are left out and study days stand for them, day 1 being the day of randomisation.
/// Variables that begin with SIM are ours: what only a simulation knows.
/// </remarks>
public static class AnalysisDataSets
{
    public static ImmutableArray<DataSet> For(RunPlan plan) =>
    [
        Adsl.For(plan), Adex.For(plan), Adtr.For(plan), Adrs.For(plan), Adtte.For(plan), Adpc.For(plan),
        .. plan.Pharmacokinetics.IsEmpty ? ImmutableArray<DataSet>.Empty : [Adpp.For(plan)],
        .. plan.Findings.IsEmpty ? ImmutableArray<DataSet>.Empty : [Adfa.For(plan)],
    ];

    /// <summary>ADY: the day of randomisation is 1, the day before it −1; there is no day 0.</summary>
    internal static int? StudyDay(double day) =>
        !double.IsFinite(day) ? null : (int)Math.Floor(day) is var whole && whole >= 0 ? whole + 1 : whole;

    /// <summary>AVISITN: the number in the visit's name, 0 for baseline; null where the name holds none.</summary>
    internal static double VisitNumber(string visit)
    {
        if (visit.Contains("baseline", StringComparison.OrdinalIgnoreCase) || visit.Contains("screening", StringComparison.OrdinalIgnoreCase)) return 0;
        var start = visit.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0) return double.NaN;
        var digits = visit.AsSpan(start);
        var end = digits.IndexOfAnyExcept("0123456789.");
        return double.TryParse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>The variables that name study, patient and arm at the head of every data set.</summary>
    internal static ImmutableArray<Variable<TRow>> Identifiers<TRow>(RunPlan plan, Func<TRow, Subject> subject)
    {
        // A patient's rows follow each other: the short identifier is cut once a patient.
        var (longId, shortId) = ("", "");
        string SubjectOf(string id)
        {
            if (!ReferenceEquals(id, longId)) (longId, shortId) = (id, ShortId(plan, id));
            return shortId;
        }

        return
        [
            Text<TRow>("STUDYID", "Study Identifier", _ => plan.Trial),
            Text<TRow>("USUBJID", "Unique Subject Identifier", row => subject(row).SubjectId),
            Text<TRow>("SUBJID", "Subject Identifier for the Study", row => SubjectOf(subject(row).SubjectId)),
            Text<TRow>("ARM", "Description of Planned Arm", row => plan.Arms[subject(row).ArmIndex].Label),
            Text<TRow>("ARMCD", "Planned Arm Code", row => plan.Arms[subject(row).ArmIndex].Id),
            Text<TRow>("TRT01P", "Planned Treatment for Period 01", row => plan.Arms[subject(row).ArmIndex].Label),
            Integer<TRow>("TRT01PN", "Planned Treatment for Period 01 (N)", row => subject(row).ArmIndex + 1),
        ];
    }

    internal static Variable<TRow> Text<TRow>(string name, string label, Func<TRow, string?> value) => new TextVariable<TRow>(name, label, value);

    internal static Variable<TRow> Integer<TRow>(string name, string label, Func<TRow, int?> value) => new IntegerVariable<TRow>(name, label, value);

    internal static Variable<TRow> Number<TRow>(string name, string label, Func<TRow, double> value) => new NumberVariable<TRow>(name, label, value);

    internal static string? Flag(bool value) => value ? "Y" : null;

    private static string ShortId(RunPlan plan, string subjectId) =>
        subjectId.Length > plan.Trial.Length + 1 && subjectId.StartsWith(plan.Trial, StringComparison.Ordinal) && subjectId[plan.Trial.Length] == '-'
            ? subjectId[(plan.Trial.Length + 1)..]
            : subjectId;
}

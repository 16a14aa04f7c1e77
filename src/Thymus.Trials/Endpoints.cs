using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>How a patient's observation ended.</summary>
internal enum StudyEnd
{
    Death,
    DropOut,
    Administrative,
}

/// <summary>Times to event of one patient (rows of ADTTE), in days from randomisation.</summary>
internal static class Endpoints
{
    /// <param name="end">Day of death, drop-out or administrative censoring.</param>
    /// <param name="newTreatmentDay">First dose of treatment that a decision gave; +∞ for none.</param>
    public static ImmutableArray<TimeToEvent> Derive(TumourHistory history, RecistRules rules, StudyEnd reason, double end,
        double newTreatmentDay)
    {
        var survival = Survival(reason, end);
        var progression = ProgressionFree(history, reason, end, newTreatmentDay);
        var rows = ImmutableArray.CreateBuilder<TimeToEvent>();
        rows.Add(survival);
        rows.Add(progression);
        var response = BestResponse.DayOfResponse(history.PointsUntil(newTreatmentDay), rules);
        if (!double.IsNaN(response) && response <= progression.Days)
        {
            rows.Add(progression with { Parameter = "DOR", Days = progression.Days - response });
            rows.Add(new TimeToEvent("TTR", response, Censored: false, "FIRST RESPONSE"));
        }
        return rows.ToImmutable();
    }

    /// <summary>Overall survival, which needs no scan.</summary>
    public static TimeToEvent Survival(StudyEnd reason, double end) => new("OS", end, reason != StudyEnd.Death, Name(reason));

    /// <summary>As ADSL and ADTTE say it.</summary>
    public static string Name(StudyEnd reason) => reason switch
    {
        StudyEnd.Death => "DEATH",
        StudyEnd.DropOut => "WITHDRAWN FROM STUDY",
        _ => "END OF FOLLOW-UP",
    };

    /// <summary>
    /// Progression by RECIST or death, whichever is first; without either, censored at the last evaluable scan, and at the last
    /// one before new treatment where that came first (FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs, 2018).
    /// Unlike there, progression or death after missed scans counts as an event on its day.
    /// </summary>
    private static TimeToEvent ProgressionFree(TumourHistory history, StudyEnd reason, double end, double newTreatmentDay)
    {
        var progression = history.ProgressionDay;
        var death = reason == StudyEnd.Death ? end : double.PositiveInfinity;
        var first = double.IsNaN(progression) ? death : Math.Min(progression, death);
        if (newTreatmentDay < Math.Min(first, end))
            return new TimeToEvent("PFS", LastEvaluable(history.PointsUntil(newTreatmentDay)), Censored: true,
                "NEW TREATMENT BEFORE PROGRESSION");
        if (first == progression) return new TimeToEvent("PFS", progression, Censored: false, "PROGRESSION");
        if (!double.IsInfinity(death)) return new TimeToEvent("PFS", death, Censored: false, "DEATH");
        return new TimeToEvent("PFS", history.LastEvaluableDay, Censored: true, "LAST EVALUABLE SCAN");
    }

    private static double LastEvaluable(ReadOnlySpan<TimePointResponse> points)
    {
        var last = 0.0;
        foreach (var point in points)
            if (point.Overall != Response.NotEvaluable) last = point.Day;
        return last;
    }
}

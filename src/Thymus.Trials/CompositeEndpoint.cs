using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>Time to the first of the events that a trial counts, such as event-free or recurrence-free survival, or to one event with which others compete.</summary>
/// <remarks>
/// Without an event, what scans would have shown is known to the last evaluable scan, and everything else to the end of observation: the earlier of the two is the day
/// of censoring. A missed dose, a decision and a death count on their day, whatever was scanned. New treatment does not censor.
/// </remarks>
internal static class CompositeEndpoint
{
    /// <param name="acted">Day on which each decision acted in the patient, by id.</param>
    /// <param name="end">Day of death, drop-out or administrative censoring.</param>
    /// <returns>Null of a patient who did not get the drug from which time is counted.</returns>
    public static TimeToEvent? Derive(SurvivalEndpoint endpoint, ImmutableArray<ResponseAssessment> scans, TreatmentPlan plan, IReadOnlyDictionary<string, double> acted,
        StudyEnd reason, double end)
    {
        var origin = endpoint.From is { } drug ? plan.FirstDose(drug, end) : 0;
        if (double.IsNaN(origin)) return null;
        (double Day, EndpointEvent Event)? first = null;
        foreach (var one in endpoint.Events)
        {
            var day = DayOf(one, scans, plan, acted, reason, end);
            // What came before the clock started is no event of it.
            if (double.IsNaN(day) || day > end || (endpoint.From is not null && day <= origin)) continue;
            if (first is null || day < first.Value.Day) first = (day, one);
        }
        if (first is { } found)
        {
            var competing = endpoint.IsIncidence && found.Event != endpoint.Events[0];
            return new TimeToEvent(endpoint.Id, found.Day - origin, Censored: competing, Describe(found.Event)) { OriginDay = origin, Competing = competing };
        }
        if (!endpoint.Events.Any(e => e.IsSeenOnScans)) return new TimeToEvent(endpoint.Id, end - origin, Censored: true, Endpoints.Name(reason)) { OriginDay = origin };
        var seen = scans.Where(s => s.Day <= end && s.Overall != Response.NotEvaluable).Select(s => s.Day).DefaultIfEmpty(0).Max();
        return new TimeToEvent(endpoint.Id, Math.Max(0, seen - origin), Censored: true, "LAST EVALUABLE SCAN") { OriginDay = origin };
    }

    /// <summary>NaN where it did not happen.</summary>
    private static double DayOf(EndpointEvent one, ImmutableArray<ResponseAssessment> scans, TreatmentPlan plan, IReadOnlyDictionary<string, double> acted, StudyEnd reason, double end)
    {
        switch (one.Kind)
        {
            case EndpointEventKind.Death:
                return reason == StudyEnd.Death ? end : double.NaN;
            case EndpointEventKind.Decision:
                return acted.TryGetValue(one.Name, out var day) ? day : double.NaN;
            case EndpointEventKind.Missed:
                var start = one.Since is { } given ? plan.FirstDose(given, end) : double.NegativeInfinity;
                var last = (one.Since is null ? 0 : start) + one.WithinDays;
                // Who left before the time was over has missed nothing.
                return double.IsNaN(start) || last > end || plan.DosesOf(one.Name, Math.BitIncrement(last)).Any(d => d > start) ? double.NaN : last;
            default:
                var after = one.Since is { } drug ? plan.FirstDose(drug, end) : double.NegativeInfinity;
                return scans.Where(s => s.Day > after && (one.Kind == EndpointEventKind.NewLesion ? s.NewLesion : s.Overall == Response.ProgressiveDisease))
                    .Select(s => s.Day).DefaultIfEmpty(double.NaN).First();
        }
    }

    private static string Describe(EndpointEvent one) => one.Kind switch
    {
        EndpointEventKind.Death => "DEATH",
        EndpointEventKind.Progression => "PROGRESSION",
        EndpointEventKind.NewLesion => "NEW LESION",
        EndpointEventKind.Decision => one.Name.ToUpperInvariant(),
        _ => FormattableString.Invariant($"NO {one.Name.ToUpperInvariant()} WITHIN {one.WithinDays:0.##} DAYS"),
    };
}

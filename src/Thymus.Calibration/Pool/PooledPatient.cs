using System.Collections.Immutable;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>What targets can ask of one simulated patient, and the scores that it was drawn with.</summary>
internal sealed record PooledPatient(ImmutableArray<double> Scores, Response Best, Response Confirmed, ImmutableArray<TimeToEvent> Times, ImmutableArray<double> Findings,
    ImmutableArray<double> FindingTotals)
{
    public static PooledPatient Of(PatientOutcome outcome, ReadOnlySpan<double> scores)
    {
        Response BestOf(string visit) => outcome.Responses.FirstOrDefault(r => r.Visit == visit)?.Overall ?? Response.NotEvaluable;
        return new PooledPatient([.. scores], BestOf("BOR"), BestOf("CBOR"), outcome.TimesToEvent, outcome.Findings, outcome.FindingTotals);
    }

    /// <summary>The patient's time of an endpoint; null where it has none (a duration of response without response).</summary>
    public TimeToEvent? Time(string parameter) => Times.FirstOrDefault(t => t.Parameter == parameter);
}

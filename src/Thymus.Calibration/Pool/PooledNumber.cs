using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Thymus.Statistics;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>One target's number as a function of the patients' weights: in the units of a trial's summary (per cent, months, ratio).</summary>
internal abstract class PooledNumber
{
    private const double DaysPerMonth = 365.25 / 12;

    private delegate double SurvivalEstimate(ReadOnlySpan<double> weights);

    /// <param name="arm">Patients of the target's arm.</param>
    /// <param name="reference">Those of the other arm of a contrast.</param>
    /// <param name="endpoint">As in a summary: ORR, CR, PFS.median, OS.rate@365.25, OS.rmst@730.5, OS.hr, OS.hr@365.25, AE.incidence@365.25 of an incidence, or the id of a finding.</param>
    /// <returns>Null where weights cannot give it.</returns>
    public static PooledNumber? Of(string endpoint, TrialSpecification trial, ImmutableArray<PooledPatient> arm, ImmutableArray<PooledPatient>? reference)
    {
        var (name, kind, at) = Split(endpoint);
        if (reference is { } other) return kind == "hr" ? Ratio(name, double.IsNaN(at) ? double.PositiveInfinity : at, arm, other) : null;
        if (kind.Length == 0) return ShareOf(name, trial, arm) is { } share ? new Share([.. arm.Select(share)]) : null;
        var rows = arm.Select((p, i) => (Time: p.Time(name), Index: i)).Where(t => t.Time is not null).ToList();
        if (rows.Count == 0) return null;
        int[] members = [.. rows.Select(r => r.Index)];
        if (kind == "incidence" && !double.IsNaN(at))
        {
            var incidence = new WeightedIncidence([.. rows.Select(r => r.Time!.Days)], [.. rows.Select(r => !r.Time!.Censored)], [.. rows.Select(r => r.Time!.Competing)]);
            return new Survival(members, w => 100 * incidence.At(at, w));
        }
        var curve = new WeightedSurvival([.. rows.Select(r => r.Time!.Days)], [.. rows.Select(r => !r.Time!.Censored)]);
        return kind switch
        {
            "rate" when !double.IsNaN(at) => new Survival(members, w => 100 * curve.At(at, w)),
            "median" => new Survival(members, w => curve.TimeOf(0.5, w) / DaysPerMonth),
            "rmst" when !double.IsNaN(at) => new Survival(members, w => curve.RestrictedMean(at, w) / DaysPerMonth),
            _ => null,
        };
    }

    /// <param name="weights">Of the arm's patients.</param>
    /// <param name="reference">Of the other arm's; empty where there is none.</param>
    public abstract double At(ReadOnlySpan<double> weights, ReadOnlySpan<double> reference);

    private static (string Name, string Kind, double At) Split(string endpoint)
    {
        var at = endpoint.IndexOf('@', StringComparison.Ordinal);
        var time = at < 0 ? double.NaN : double.Parse(endpoint[(at + 1)..], CultureInfo.InvariantCulture);
        var stem = at < 0 ? endpoint : endpoint[..at];
        var dot = stem.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (stem, "", time) : (stem[..dot], stem[(dot + 1)..], time);
    }

    private static Func<PooledPatient, (double Holds, double Of)>? ShareOf(string name, TrialSpecification trial, ImmutableArray<PooledPatient> arm)
    {
        var confirmed = trial.Recist.Confirmation;
        Response Best(PooledPatient p) => confirmed ? p.Confirmed : p.Best;
        var finding = trial.Findings.ToList().FindIndex(f => f.Id == name);
        // What is counted of a patient, and of how many: 1 of 1, or things of which a patient has several.
        if (finding >= 0) return p => (trial.Findings[finding].Counts ? p.Findings[finding] : p.Findings[finding] > 0.5 ? 1 : 0, p.FindingTotals[finding]);
        Func<PooledPatient, bool>? holds = trial.Map.Lesions.IsEmpty || arm.IsEmpty ? null : name switch
        {
            "ORR" => p => Best(p) is Response.CompleteResponse or Response.PartialResponse,
            "CR" => p => Best(p) is Response.CompleteResponse,
            "PR" => p => Best(p) is Response.PartialResponse,
            "SD" => p => Best(p) is Response.StableDisease,
            "PD" => p => Best(p) is Response.ProgressiveDisease,
            "NE" => p => Best(p) is Response.NotEvaluable,
            "DCR" => p => Best(p) is Response.CompleteResponse or Response.PartialResponse or Response.StableDisease,
            _ => null,
        };
        return holds is null ? null : p => (holds(p) ? 1 : 0, 1);
    }

    private static HazardRatio? Ratio(string name, double cut, ImmutableArray<PooledPatient> arm, ImmutableArray<PooledPatient> reference)
    {
        List<TimeToEvent> times = [.. arm.Concat(reference).Select(p => p.Time(name)).OfType<TimeToEvent>()];
        if (times.Count != arm.Length + reference.Length) return null;
        return new HazardRatio(new WeightedHazardRatio(
            [.. times.Select(t => Math.Min(t.Days, cut))], [.. times.Select(t => !t.Censored && t.Days <= cut)], [.. times.Select((_, i) => i < arm.Length)]));
    }

    private sealed class Share(ImmutableArray<(double Holds, double Of)> counts) : PooledNumber
    {
        public override double At(ReadOnlySpan<double> weights, ReadOnlySpan<double> reference)
        {
            var (all, those) = (0.0, 0.0);
            for (var i = 0; i < weights.Length; i++)
            {
                all += weights[i] * counts[i].Of;
                those += weights[i] * counts[i].Holds;
            }
            return 100 * those / all;
        }
    }

    private sealed class Survival(int[] members, SurvivalEstimate estimate) : PooledNumber
    {
        public override double At(ReadOnlySpan<double> weights, ReadOnlySpan<double> reference)
        {
            var own = ArrayPool<double>.Shared.Rent(members.Length);
            for (var i = 0; i < members.Length; i++) own[i] = weights[members[i]];
            var number = estimate(own.AsSpan(0, members.Length));
            ArrayPool<double>.Shared.Return(own);
            return number;
        }
    }

    private sealed class HazardRatio(WeightedHazardRatio ratio) : PooledNumber
    {
        public override double At(ReadOnlySpan<double> weights, ReadOnlySpan<double> reference)
        {
            var both = ArrayPool<double>.Shared.Rent(weights.Length + reference.Length);
            weights.CopyTo(both);
            reference.CopyTo(both.AsSpan(weights.Length));
            var number = ratio.Estimate(both.AsSpan(0, weights.Length + reference.Length));
            ArrayPool<double>.Shared.Return(both);
            return number;
        }
    }
}

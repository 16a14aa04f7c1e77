using Thymus.Statistics;

namespace Thymus.Trials;

/// <summary>Estimates between two arms.</summary>
/// <remarks>
/// Tests and intervals hold for different, randomised patients. Twins share their patients and their luck, so that a log-rank
/// test between them means nothing: their contrasts carry the estimate alone.
/// </remarks>
internal static class Contrasts
{
    private const double DaysPerMonth = Quantities.DaysPerYear / 12;
    private const string TwinsMethod = "twins: estimate only, no test and no interval";

    public static IEnumerable<Contrast> Between(TrialSpecification trial, int arm, int reference, ArmRecord treated,
        ArmRecord control)
    {
        var twins = trial.Design.Assignment == Assignment.Twins;
        var (armId, referenceId) = (trial.Arms[arm].Id, trial.Arms[reference].Id);
        Contrast Make(string id, string label, Estimate estimate, double? p, string method) => twins
            ? new Contrast(id, label, armId, referenceId, estimate.Value, double.NaN, double.NaN, null, TwinsMethod, double.NaN)
            : new Contrast(id, label, armId, referenceId, estimate.Value, estimate.Lower, estimate.Upper,
                p is { } v && double.IsNaN(v) ? null : p, method, estimate.StandardError);

        var confirmed = trial.Recist.Confirmation;
        for (var i = 0; i < trial.Pharmacokinetics.Length; i++)
            yield return Make(trial.Pharmacokinetics[i].Id + ".ratio", $"{trial.Pharmacokinetics[i].Label}: ratio of geometric means",
                GeometricMean.Ratio(treated.Pharmacokinetics(i), control.Pharmacokinetics(i)), null, "Log-normal");
        for (var i = 0; i < trial.Findings.Length; i++)
        {
            var (one, other, counts) = (treated.Findings(i), control.Findings(i), trial.Findings[i].Counts);
            yield return Make(trial.Findings[i].Id, $"{trial.Findings[i].Label}: difference, percentage points",
                Scale(counts ? Difference(one.Share, other.Share) : ProportionDifference.Newcombe((int)one.Held, (int)one.Total, (int)other.Held, (int)other.Total), 100), null,
                counts ? "Ratio, patients as clusters" : "Newcombe");
        }
        if (trial.Map.Lesions.IsEmpty && !trial.Map.Hazards.Any(h => h.Hazard == Hazard.Death)) yield break;
        if (!trial.Map.Lesions.IsEmpty) yield return Make("ORR", "Objective response: difference, percentage points", Scale(ProportionDifference.Newcombe(
            Responders(treated, confirmed), treated.Evaluated, Responders(control, confirmed), control.Evaluated), 100), null,
            "Newcombe");
        foreach (var endpoint in trial.Endpoints)
        {
            if (!endpoint.IsOfEverybody || treated.Times(endpoint.Id).Days.Count == 0 || control.Times(endpoint.Id).Days.Count == 0) continue;
            var pooled = Pool(treated, control, endpoint.Id);
            foreach (var cutOff in endpoint.HazardRatioDays.Append(double.PositiveInfinity))
            {
                var (ratio, p) = HazardRatio(pooled, cutOff);
                var whole = double.IsInfinity(cutOff);
                yield return Make(whole ? endpoint.Id + ".hr" : EndpointIds.At(endpoint.Id + ".hr", cutOff),
                    $"{endpoint.Label}: hazard ratio" + (whole ? "" : $", data cut at {Labels.Time(cutOff)}"), ratio, p,
                    endpoint.IsIncidence ? "Cox (Efron), cause-specific; p by log-rank" : "Cox (Efron); p by log-rank");
            }
            if (endpoint.IncidenceDays is { } at)
            {
                var (one, other) = (treated.Incidence(endpoint.Id), control.Incidence(endpoint.Id));
                foreach (var day in at)
                    if (one.IsKnownAt(day) && other.IsKnownAt(day))
                        yield return Make(EndpointIds.At(endpoint.Id + ".incidence", day), $"{endpoint.Label}: incidence to {Labels.Time(day)}: difference, percentage points",
                            Scale(Difference(one.At(day), other.At(day)), 100), null, "Aalen–Johansen");
                continue;
            }
            var (a, b) = (treated.Curve(endpoint.Id), control.Curve(endpoint.Id));
            foreach (var day in endpoint.RateDays)
            {
                if (!TrialSummariser.IsKnownAt(a, day) || !TrialSummariser.IsKnownAt(b, day)) continue;
                yield return Make(EndpointIds.At(endpoint.Id + ".rate", day),
                    $"{endpoint.Label} at {Labels.Time(day)}: difference, percentage points",
                    Scale(Difference(a.At(day), b.At(day)), 100), null, "Kaplan–Meier, Greenwood");
            }
            foreach (var day in endpoint.RestrictedMeanDays)
            {
                if (!TrialSummariser.IsKnownAt(a, day) || !TrialSummariser.IsKnownAt(b, day)) continue;
                var (difference, p) = RestrictedMeanDifference.Between(a, b, day);
                yield return Make(EndpointIds.At(endpoint.Id + ".rmst", day),
                    $"{endpoint.Label}: difference of restricted means to {Labels.Time(day)}, months",
                    Scale(difference, 1 / DaysPerMonth), p, "Area below Kaplan–Meier");
            }
        }
    }

    private static int Responders(ArmRecord arm, bool confirmed)
    {
        var counts = confirmed ? arm.Confirmed : arm.Best;
        return counts[(int)Response.CompleteResponse] + counts[(int)Response.PartialResponse];
    }

    private static (double[] Days, bool[] IsEvent, bool[] Treated) Pool(ArmRecord treated, ArmRecord control, string endpoint)
    {
        var (a, b) = (treated.Times(endpoint), control.Times(endpoint));
        return ([.. a.Days, .. b.Days], [.. a.IsEvent, .. b.IsEvent],
            [.. a.Days.Select(_ => true), .. b.Days.Select(_ => false)]);
    }

    /// <summary>
    /// The hazard ratio when patients are censored at a cut-off; NaN where a group has no event, and the ratio no finite value.
    /// </summary>
    private static (Estimate Ratio, double PValue) HazardRatio((double[] Days, bool[] IsEvent, bool[] Treated) pooled,
        double cutOff)
    {
        double[] days = [.. pooled.Days.Select(d => Math.Min(d, cutOff))];
        bool[] events = [.. pooled.IsEvent.Select((e, i) => e && pooled.Days[i] <= cutOff)];
        int[] groups = [.. pooled.Treated.Select(t => t ? 1 : 0)];
        if (!events.Contains(true)) return (new Estimate(double.NaN, double.NaN, double.NaN), double.NaN);
        var p = LogRank.Test(days, events, groups).PValue;
        var fit = Cox.HazardRatio(days, events, pooled.Treated);
        return (fit.Converged ? fit.Coefficients[0].HazardRatio : new Estimate(double.NaN, double.NaN, double.NaN), p);
    }

    private static Estimate Difference(Estimate a, Estimate b)
    {
        const double z95 = 1.959963984540054;
        var error = Math.Sqrt(a.StandardError * a.StandardError + b.StandardError * b.StandardError);
        var difference = a.Value - b.Value;
        return new Estimate(difference, difference - z95 * error, difference + z95 * error, error);
    }

    private static Estimate Scale(Estimate e, double factor) =>
        new(e.Value * factor, e.Lower * factor, e.Upper * factor, e.StandardError * factor);
}

using System.Collections.Immutable;

namespace Thymus.Statistics;

/// <summary>One step of a cumulative incidence.</summary>
/// <param name="AtRisk">Patients without any event and not censored just before <paramref name="Time"/>.</param>
/// <param name="Incidence">Share of patients in whom the event has happened by then, 0 … 1.</param>
/// <param name="StandardError">Of <paramref name="Incidence"/>.</param>
public readonly record struct IncidenceStep(double Time, int AtRisk, int Events, double Incidence, double StandardError, double Lower, double Upper);

/// <summary>A cumulative incidence: one step a distinct time, ascending.</summary>
/// <param name="Steps">Times in the unit that was given.</param>
/// <param name="FreeAtEnd">Share of patients without any event after the last step.</param>
public sealed record IncidenceCurve(ImmutableArray<IncidenceStep> Steps, double FreeAtEnd)
{
    /// <summary>Incidence at a time, with interval: the last step at or before it; 0 before the first.</summary>
    public Estimate At(double time)
    {
        var found = new Estimate(0, 0, 0, 0);
        foreach (var step in Steps)
        {
            if (step.Time > time) break;
            found = new Estimate(step.Incidence, step.Lower, step.Upper, step.StandardError);
        }
        return found;
    }

    /// <summary>Patients without any event just before a time.</summary>
    public int AtRisk(double time)
    {
        foreach (var step in Steps)
            if (step.Time >= time) return step.AtRisk;
        return 0;
    }

    /// <summary>False beyond the last patient, unless nobody was left to have an event.</summary>
    public bool IsKnownAt(double time) => Steps[^1].Time >= time || FreeAtEnd <= 0;
}

/// <summary>The share of patients in whom an event has happened while others compete with it (Aalen and Johansen 1978).</summary>
/// <remarks>The estimate is that of R's <c>survfit</c>. The error is by the delta method (Marubini and Valsecchi 1995); without censoring it is that of a proportion. R's default is
/// another, the infinitesimal jackknife.</remarks>
public static class CumulativeIncidence
{
    /// <param name="time">Time to the first event or to censoring of each patient, any unit, finite and not negative.</param>
    /// <param name="isEvent">True where the event that is counted came first.</param>
    /// <param name="isCompeting">True where another came first; never together with <paramref name="isEvent"/>.</param>
    /// <param name="level">Of the interval, within 0 and 1; it is made on log(−log(1 − incidence)).</param>
    /// <exception cref="ArgumentException">See <paramref name="time"/> and <paramref name="isCompeting"/>.</exception>
    public static IncidenceCurve Estimate(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<bool> isCompeting, double level = 0.95)
    {
        SurvivalData.Check(time, isEvent);
        SurvivalData.Check(time, isCompeting);
        for (var i = 0; i < time.Length; i++)
            if (isEvent[i] && isCompeting[i]) throw new ArgumentException($"Patient {i} has the event and another before it.", nameof(isCompeting));
        var order = SurvivalData.Order(time);
        var times = SurvivalData.MergeTies(time, order);
        var z = Quantiles.Normal((1 + level) / 2);
        var steps = ImmutableArray.CreateBuilder<IncidenceStep>();
        double free = 1, incidence = 0;
        // The variance at t sums over the times s of events terms in I(t) − I(s); it is kept as a polynomial in I(t), so that one pass is enough.
        double square = 0, cross = 0, constant = 0;
        for (var i = 0; i < order.Length;)
        {
            var now = times[order[i]];
            var atRisk = order.Length - i;
            int events = 0, others = 0;
            for (; i < order.Length && times[order[i]] == now; i++)
                if (isEvent[order[i]]) events++;
                else if (isCompeting[order[i]]) others++;
            double n = atRisk, all = events + others;
            incidence += free * events / n;
            // Where nobody is left nothing follows, and I(t) − I(s) is 0 from here on.
            var spread = all < n ? all / (n * (n - all)) : 0;
            var joint = free * events / (n * n);
            square += spread;
            cross += spread * incidence + joint;
            constant += spread * incidence * incidence + free * free * events * (n - events) / (n * n * n) + 2 * joint * incidence;
            free *= (n - all) / n;
            var error = Math.Sqrt(Math.Max(0, (square * incidence - 2 * cross) * incidence + constant));
            var (lower, upper) = Interval(incidence, error, z);
            steps.Add(new IncidenceStep(now, atRisk, events, incidence, error, lower, upper));
        }
        return new IncidenceCurve(steps.ToImmutable(), free);
    }

    private static (double Lower, double Upper) Interval(double incidence, double error, double z)
    {
        if (incidence <= 0) return (0, 0);
        if (incidence >= 1) return (double.NaN, double.NaN);
        var log = Math.Log(1 - incidence);
        var width = z * error / ((1 - incidence) * -log);
        return (1 - Math.Exp(log * Math.Exp(-width)), 1 - Math.Exp(log * Math.Exp(width)));
    }
}

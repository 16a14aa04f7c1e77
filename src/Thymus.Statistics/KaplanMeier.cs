using System.Collections.Immutable;

namespace Thymus.Statistics;

/// <summary>How the interval of a survival curve is made.</summary>
public enum IntervalKind
{
    /// <summary>On log(−log S): stays within 0 and 1 and is the habit of published trials.</summary>
    LogLog,
    /// <summary>On log S: R's default.</summary>
    Log,
    Plain,
}

/// <summary>The product-limit estimate of survival from right-censored times (Kaplan and Meier 1958), as R's <c>survfit</c> gives it.</summary>
public static class KaplanMeier
{
    /// <param name="time">Time to event or censoring of each patient, any unit, finite and not negative.</param>
    /// <param name="isEvent">False where the patient was censored.</param>
    /// <param name="level">Of the interval, within 0 and 1.</param>
    /// <exception cref="ArgumentException">See <paramref name="time"/>.</exception>
    public static SurvivalCurve Estimate(
        ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, double level = 0.95, IntervalKind kind = IntervalKind.LogLog)
    {
        SurvivalData.Check(time, isEvent);
        var order = SurvivalData.Order(time);
        var times = SurvivalData.MergeTies(time, order);
        var z = Quantiles.Normal((1 + level) / 2);
        var steps = ImmutableArray.CreateBuilder<SurvivalStep>();
        var survival = 1.0;
        var greenwood = 0.0;
        for (var i = 0; i < order.Length;)
        {
            var now = times[order[i]];
            var atRisk = order.Length - i;
            int events = 0, censored = 0;
            for (; i < order.Length && times[order[i]] == now; i++)
                if (isEvent[order[i]]) events++;
                else censored++;
            if (events > 0)
            {
                survival *= (double)(atRisk - events) / atRisk;
                greenwood += events / ((double)atRisk * (atRisk - events));
            }
            var (lower, upper) = Interval(survival, Math.Sqrt(greenwood), z, kind);
            // An empty risk set ends the curve at 0 with no error left to speak of, as in R's summary.
            var error = survival > 0 ? survival * Math.Sqrt(greenwood) : double.NaN;
            steps.Add(new SurvivalStep(now, atRisk, events, censored, survival, error, lower, upper));
        }
        return new SurvivalCurve(steps.ToImmutable(), time.Length, level);
    }

    /// <summary>Median follow-up by the reversed estimate: censoring is the event.</summary>
    public static Estimate MedianFollowUp(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent)
    {
        var reversed = new bool[isEvent.Length];
        for (var i = 0; i < reversed.Length; i++) reversed[i] = !isEvent[i];
        return Estimate(time, reversed).Median;
    }

    private static (double Lower, double Upper) Interval(double survival, double logError, double z, IntervalKind kind)
    {
        switch (kind)
        {
            case IntervalKind.Plain:
                if (survival <= 0) return (double.NaN, double.NaN);
                return (Math.Max(0, survival - z * logError * survival), Math.Min(1, survival + z * logError * survival));
            case IntervalKind.Log:
                if (survival <= 0) return (double.NaN, double.NaN);
                return (survival * Math.Exp(-z * logError), Math.Min(1, survival * Math.Exp(z * logError)));
            default:
                if (survival >= 1) return (1, 1);
                if (survival <= 0) return (double.NaN, double.NaN);
                var logSurvival = Math.Log(survival);
                var error = logError / -logSurvival;
                return (Math.Exp(logSurvival * Math.Exp(z * error)), Math.Exp(logSurvival * Math.Exp(-z * error)));
        }
    }
}

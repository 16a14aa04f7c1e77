using System.Collections.Immutable;

namespace Thymus.Statistics;

/// <summary>One step of a Kaplan–Meier curve.</summary>
/// <param name="StandardError">Greenwood's standard error of <paramref name="Survival"/> itself (not of its logarithm).</param>
public readonly record struct SurvivalStep(
    double Time, int AtRisk, int Events, int Censored, double Survival, double StandardError, double Lower, double Upper);

/// <summary>An estimate with its interval; NaN where a bound is not reached.</summary>
public readonly record struct Estimate(double Value, double Lower, double Upper, double StandardError = double.NaN);

/// <summary>A Kaplan–Meier curve: one step a distinct time, ascending.</summary>
public sealed class SurvivalCurve(ImmutableArray<SurvivalStep> steps, int patients, double level)
{
    /// <summary>R's tolerance for "the curve stands exactly at this quantile".</summary>
    private const double QuantileTolerance = 1.4901161193847656e-8;

    public ImmutableArray<SurvivalStep> Steps { get; } = steps;
    public int Patients { get; } = patients;
    public double Level { get; } = level;

    /// <summary>Survival at a time, with interval: the last step at or before it; 1 before the first.</summary>
    public Estimate At(double time)
    {
        var step = LastStepAt(time);
        return step < 0 ? new Estimate(1, 1, 1, 0) : new Estimate(Steps[step].Survival, Steps[step].Lower, Steps[step].Upper, Steps[step].StandardError);
    }

    /// <summary>Patients at risk just before a time.</summary>
    public int AtRisk(double time)
    {
        foreach (var step in Steps)
            if (step.Time >= time) return step.AtRisk;
        return 0;
    }

    public Estimate Median => Quantile(0.5);

    /// <summary>The time at which survival falls to 1 − <paramref name="probability"/>, with the Brookmeyer–Crowley interval of R's <c>survfit</c>.</summary>
    public Estimate Quantile(double probability)
    {
        var target = 1 - probability;
        return new Estimate(FirstTime(s => s.Survival, target), FirstTime(s => s.Lower, target), FirstTime(s => s.Upper, target));
    }

    /// <summary>Restricted mean survival time up to <paramref name="horizon"/>: the area below the curve, with Greenwood's error.</summary>
    public Estimate RestrictedMean(double horizon)
    {
        var area = 0.0;
        var variance = 0.0;
        var last = Steps.Length - 1;
        while (last >= 0 && Steps[last].Time >= horizon) last--;
        var right = horizon;
        for (var i = last; i >= 0; i--)
        {
            var step = Steps[i];
            area += step.Survival * (right - step.Time);
            if (step.AtRisk > step.Events)
                variance += area * area * step.Events / ((double)step.AtRisk * (step.AtRisk - step.Events));
            right = step.Time;
        }
        area += right;
        var error = Math.Sqrt(variance);
        var z = Quantiles.Normal((1 + Level) / 2);
        return new Estimate(area, area - z * error, area + z * error, error);
    }

    private int LastStepAt(double time)
    {
        var (low, high) = (-1, Steps.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Steps[middle].Time <= time) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private double FirstTime(Func<SurvivalStep, double> curve, double target)
    {
        for (var i = 0; i < Steps.Length; i++)
        {
            var value = curve(Steps[i]);
            if (double.IsNaN(value) || value >= target + QuantileTolerance) continue;
            if (Math.Abs(value - target) >= QuantileTolerance) return Steps[i].Time;
            for (var j = i + 1; j < Steps.Length; j++)
                if (curve(Steps[j]) < value) return (Steps[i].Time + Steps[j].Time) / 2;
            return Steps[i].Time;
        }
        return double.NaN;
    }
}

namespace Thymus.Statistics;

/// <summary>The difference of restricted mean survival times, the first arm less the second (Royston and Parmar 2013).</summary>
public static class RestrictedMeanDifference
{
    /// <returns>Difference with Wald interval at the first curve's level, and the two-sided p value.</returns>
    public static (Estimate Difference, double PValue) Between(SurvivalCurve first, SurvivalCurve second, double horizon)
    {
        var (a, b) = (first.RestrictedMean(horizon), second.RestrictedMean(horizon));
        var difference = a.Value - b.Value;
        var error = Math.Sqrt(a.StandardError * a.StandardError + b.StandardError * b.StandardError);
        var z = Quantiles.Normal((1 + first.Level) / 2);
        return (new Estimate(difference, difference - z * error, difference + z * error, error), Quantiles.TwoSided(difference / error));
    }
}

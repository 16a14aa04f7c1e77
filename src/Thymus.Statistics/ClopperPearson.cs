namespace Thymus.Statistics;

/// <summary>The exact interval of a proportion (Clopper and Pearson 1934), the habit for response rates.</summary>
public static class ClopperPearson
{
    /// <param name="successes">Between 0 and <paramref name="trials"/>.</param>
    /// <returns>The proportion with its interval and binomial standard error; NaN throughout where there was no trial.</returns>
    public static Estimate Interval(int successes, int trials, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0) return new Estimate(double.NaN, double.NaN, double.NaN);
        var tail = (1 - level) / 2;
        var lower = successes == 0 ? 0 : Quantiles.BetaQuantile(successes, trials - successes + 1, tail);
        var upper = successes == trials ? 1 : Quantiles.BetaQuantile(successes + 1, trials - successes, 1 - tail);
        var rate = (double)successes / trials;
        return new Estimate(rate, lower, upper, Math.Sqrt(rate * (1 - rate) / trials));
    }
}

namespace Thymus.Statistics;

/// <summary>The difference of two independent proportions, the first less the second.</summary>
public static class ProportionDifference
{
    /// <summary>Newcombe's hybrid of two Wilson intervals (Statist. Med. 1998, 17:873, method 10): no overshoot beyond ±1, good coverage near 0 and 1.</summary>
    /// <returns>NaN throughout where a group is empty; the standard error is Wald's.</returns>
    public static Estimate Newcombe(int successes1, int trials1, int successes2, int trials2, double level = 0.95)
    {
        if (trials1 == 0 || trials2 == 0) return new Estimate(double.NaN, double.NaN, double.NaN);
        var (p1, lower1, upper1) = Wilson(successes1, trials1, level);
        var (p2, lower2, upper2) = Wilson(successes2, trials2, level);
        var difference = p1 - p2;
        return new Estimate(
            difference,
            difference - Math.Sqrt((p1 - lower1) * (p1 - lower1) + (upper2 - p2) * (upper2 - p2)),
            difference + Math.Sqrt((upper1 - p1) * (upper1 - p1) + (p2 - lower2) * (p2 - lower2)),
            Math.Sqrt(p1 * (1 - p1) / trials1 + p2 * (1 - p2) / trials2));
    }

    private static (double Rate, double Lower, double Upper) Wilson(int successes, int trials, double level)
    {
        var z = Quantiles.Normal((1 + level) / 2);
        var p = (double)successes / trials;
        var centre = 2 * successes + z * z;
        var half = z * Math.Sqrt(z * z + 4 * successes * (1 - p));
        var scale = 2 * (trials + z * z);
        return (p, (centre - half) / scale, (centre + half) / scale);
    }
}

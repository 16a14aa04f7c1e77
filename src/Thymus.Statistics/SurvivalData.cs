namespace Thymus.Statistics;

/// <summary>Right-censored times in ascending order; at one time events come before censorings, as in R's <c>survfit</c>.</summary>
internal static class SurvivalData
{
    /// <summary>Times closer than this, relative to their size, are one time (R's <c>aeqSurv</c>, the default <c>timefix</c>).</summary>
    public const double TimeTolerance = 1.4901161193847656e-8;

    /// <exception cref="ArgumentException">Lengths differ, a time is negative or not finite, or there is none.</exception>
    public static void Check(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent)
    {
        if (time.Length != isEvent.Length)
            throw new ArgumentException($"{time.Length} times but {isEvent.Length} event flags.", nameof(isEvent));
        if (time.IsEmpty) throw new ArgumentException("There is no patient.", nameof(time));
        for (var i = 0; i < time.Length; i++)
            if (!double.IsFinite(time[i]) || time[i] < 0)
                throw new ArgumentException($"Time {i} is {time[i]}; a time is finite and not negative.", nameof(time));
    }

    /// <summary>Positions in ascending order of time; equal times keep their order, so that sums have one order and one result.</summary>
    public static int[] Order(ReadOnlySpan<double> time)
    {
        var keys = time.ToArray();
        var order = new int[time.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        return order;
    }

    /// <summary>The times with those within <see cref="TimeTolerance"/> of each other made equal to the earliest of them.</summary>
    public static double[] MergeTies(ReadOnlySpan<double> time, int[] order)
    {
        var merged = time.ToArray();
        var scale = 0.0;
        foreach (var t in time) scale += Math.Abs(t);
        var absolute = TimeTolerance * scale / time.Length;
        for (var i = 1; i < order.Length; i++)
            if (time[order[i]] - merged[order[i - 1]] <= absolute) merged[order[i]] = merged[order[i - 1]];
        return merged;
    }
}

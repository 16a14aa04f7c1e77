using System.Collections.Immutable;

namespace Thymus.Statistics;

/// <param name="Observed">Weighted events of each group, over all strata.</param>
/// <param name="Expected">Weighted events expected were the groups alike.</param>
public sealed record LogRankResult(double ChiSquared, int DegreesOfFreedom, double PValue, ImmutableArray<double> Observed, ImmutableArray<double> Expected);

/// <summary>The log-rank test and its G-rho family (Harrington and Fleming 1982), as R's <c>survdiff</c> gives them.</summary>
public static class LogRank
{
    /// <param name="group">Group of each patient, 0 … k − 1.</param>
    /// <param name="strata">Stratum of each patient; empty for one stratum.</param>
    /// <param name="rho">Weight S(t−)^rho of the pooled estimate: 0 is the log-rank test, 1 is Peto and Peto's.</param>
    public static LogRankResult Test(
        ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<int> group, ReadOnlySpan<int> strata = default, double rho = 0)
    {
        SurvivalData.Check(time, isEvent);
        if (group.Length != time.Length) throw new ArgumentException($"{time.Length} times but {group.Length} groups.", nameof(group));
        var groups = 0;
        foreach (var g in group) groups = Math.Max(groups, g + 1);
        var (observed, expected, variance) = (new double[groups], new double[groups], new double[groups, groups]);
        foreach (var members in Strata.Split(strata, time.Length))
            Accumulate(time, isEvent, group, members, rho, observed, expected, variance);

        var free = new List<int>();
        for (var g = 0; g < groups; g++)
            if (expected[g] > 0) free.Add(g);
        var degrees = Math.Max(0, free.Count - 1);
        var difference = new double[degrees];
        var reduced = new double[degrees, degrees];
        for (var a = 0; a < degrees; a++)
        {
            difference[a] = observed[free[a]] - expected[free[a]];
            for (var b = 0; b < degrees; b++) reduced[a, b] = variance[free[a], free[b]];
        }
        var chiSquared = degrees == 0 ? 0 : SymmetricSystem.QuadraticForm(reduced, difference);
        return new LogRankResult(chiSquared, degrees, Quantiles.ChiSquaredUpperTail(chiSquared, degrees), [.. observed], [.. expected]);
    }

    private static void Accumulate(
        ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<int> group, int[] members, double rho,
        double[] observed, double[] expected, double[,] variance)
    {
        var groups = observed.Length;
        var times = new double[members.Length];
        for (var i = 0; i < times.Length; i++) times[i] = time[members[i]];
        var order = SurvivalData.Order(times);
        times = SurvivalData.MergeTies(times, order);
        var atRisk = new int[groups];
        foreach (var m in members) atRisk[group[m]]++;
        var left = members.Length;
        var survivalBefore = 1.0;
        var events = new int[groups];
        var leaving = new int[groups];
        for (var i = 0; i < order.Length;)
        {
            Array.Clear(events);
            Array.Clear(leaving);
            var now = times[order[i]];
            var total = 0;
            var all = left;
            for (; i < order.Length && times[order[i]] == now; i++)
            {
                var member = members[order[i]];
                leaving[group[member]]++;
                left--;
                if (!isEvent[member]) continue;
                events[group[member]]++;
                total++;
            }
            if (total > 0)
            {
                var weight = rho == 0 ? 1 : Math.Pow(survivalBefore, rho);
                var hypergeometric = all > 1 ? (double)total * (all - total) / (all - 1) : 0;
                for (var g = 0; g < groups; g++)
                {
                    var share = (double)atRisk[g] / all;
                    observed[g] += weight * events[g];
                    expected[g] += weight * total * share;
                    for (var h = 0; h < groups; h++)
                        variance[g, h] += weight * weight * hypergeometric * share * ((g == h ? 1 : 0) - (double)atRisk[h] / all);
                }
                survivalBefore *= (double)(all - total) / all;
            }
            for (var g = 0; g < groups; g++) atRisk[g] -= leaving[g];
        }
    }
}

using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>How many published numbers lie in their prediction interval, and how many chance would let.</summary>
/// <param name="Share">What the interval promises: 0.5 or 0.9.</param>
/// <param name="FewestOfChance">The central 95 % of a binomial number of <paramref name="Rows"/> independent rows begins here…</param>
/// <param name="MostOfChance">…and ends here. Numbers of one trial are not independent, so the true band is wider.</param>
public sealed record Coverage(double Share, int Rows, int Inside, int FewestOfChance, int MostOfChance)
{
    public bool IsWithinChance => Inside >= FewestOfChance && Inside <= MostOfChance;

    public static Coverage Of(double share, IEnumerable<bool> inside)
    {
        var rows = inside.ToImmutableArray();
        return new Coverage(share, rows.Length, rows.Count(r => r), Quantile(rows.Length, share, 0.025), Quantile(rows.Length, share, 0.975));
    }

    /// <summary>The smallest k with P(K ≤ k) ≥ <paramref name="probability"/>.</summary>
    private static int Quantile(int n, double p, double probability)
    {
        var mass = Math.Pow(1 - p, n);
        var sum = mass;
        var k = 0;
        while (sum < probability && k < n)
        {
            mass *= (n - k) / (k + 1.0) * (p / (1 - p));
            sum += mass;
            k++;
        }
        return k;
    }
}

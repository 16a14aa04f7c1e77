namespace Thymus.Numerics;

/// <summary>A number from the binomial distribution.</summary>
/// <remarks>
/// Inversion by search from 0 where n·min(p, 1 − p) is below 10, else the transformed rejection BTRS of Hörmann, J. Statist. Comput.
/// Simul. 46 (1993) 101.
/// </remarks>
public static class BinomialDraw
{
    /// <param name="trials">A whole number from 0 on.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <returns>A whole number from 0 to <paramref name="trials"/>; NaN for arguments outside their range.</returns>
    public static double From(double trials, double probability, ref RandomSequence chance)
    {
        if (!(trials >= 0 && trials == Math.Floor(trials) && double.IsFinite(trials)) || !(probability is >= 0 and <= 1)) return double.NaN;
        var rare = Math.Min(probability, 1 - probability);
        if (rare == 0 || trials == 0) return probability == 1 ? trials : 0;
        var count = trials * rare < 10 ? Search(trials, rare, ref chance) : Reject(trials, rare, ref chance);
        return probability <= 0.5 ? count : trials - count;
    }

    private static double Search(double n, double p, ref RandomSequence chance)
    {
        var odds = p / (1 - p);
        var u = chance.Uniform();
        var probability = LaneMath.Exp(n * LaneMath.Log1p(-p));
        var k = 0.0;
        // As for the Poisson distribution, nothing is left past 200.
        while (u > probability && k < n && k < 200)
        {
            u -= probability;
            probability *= odds * (n - k) / (k + 1);
            k++;
        }
        return k;
    }

    private static double Reject(double n, double p, ref RandomSequence chance)
    {
        var spread = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + 2.53 * spread;
        var a = -0.0873 + 0.0248 * b + 0.01 * p;
        var centre = n * p + 0.5;
        var squeeze = 0.92 - 4.2 / b;
        var alpha = (2.83 + 5.1 / b) * spread;
        var logOdds = LaneMath.Log(p / (1 - p));
        var mode = Math.Floor((n + 1) * p);
        var atMode = LogGamma.Factorial(mode) + LogGamma.Factorial(n - mode);
        while (true)
        {
            var u = chance.Uniform() - 0.5;
            var v = chance.Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + centre);
            if (k < 0 || k > n) continue;
            if (us >= 0.07 && v <= squeeze) return k;
            if (LaneMath.Log(v * alpha / (a / (us * us) + b)) <= atMode - LogGamma.Factorial(k) - LogGamma.Factorial(n - k) + (k - mode) * logOdds) return k;
        }
    }
}

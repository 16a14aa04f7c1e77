namespace Thymus.Numerics;

/// <summary>A number from the Poisson distribution.</summary>
/// <remarks>
/// Inversion by search from 0 for means below 10, else the transformed rejection PTRS of Hörmann, Insurance: Mathematics and Economics
/// 12 (1993) 39, which needs 1.1 to 1.2 pairs of uniforms.
/// </remarks>
public static class PoissonDraw
{
    /// <returns>A whole number from 0 on; NaN for a mean that is negative or not finite.</returns>
    public static double From(double mean, ref RandomSequence chance) =>
        !(mean >= 0 && double.IsFinite(mean)) ? double.NaN
        : mean == 0 ? 0
        : mean < 10 ? Search(mean, ref chance)
        : Reject(mean, ref chance);

    private static double Search(double mean, ref RandomSequence chance)
    {
        var u = chance.Uniform();
        var probability = LaneMath.Exp(-mean);
        var k = 0;
        // The probabilities sum to 1 up to rounding: past 200 nothing is left (P < 1e-170 for means below 10).
        while (u > probability && k < 200)
        {
            u -= probability;
            probability *= mean / ++k;
        }
        return k;
    }

    private static double Reject(double mean, ref RandomSequence chance)
    {
        var logMean = LaneMath.Log(mean);
        var b = 0.931 + 2.53 * Math.Sqrt(mean);
        var a = -0.059 + 0.02483 * b;
        var inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        var squeeze = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            var u = chance.Uniform() - 0.5;
            var v = chance.Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= squeeze) return k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (LaneMath.Log(v * inverseAlpha / (a / (us * us) + b)) <= k * logMean - mean - LogGamma.Factorial(k)) return k;
        }
    }
}

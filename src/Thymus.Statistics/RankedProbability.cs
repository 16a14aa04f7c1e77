using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Thymus.Statistics;

/// <summary>The continuous ranked probability score of a predictive distribution: how far it lies from what came, in the unit of that, with its width counted in.</summary>
/// <remarks>
/// CRPS(F, y) = ∫ (F(x) − 1{x ≥ y})² dx, at least 0, less is better; a distribution without width has |y − μ| (Gneiting and Raftery 2007, 10.1198/016214506000001437).
/// Closed forms: Jordan, Krüger and Lerch 2019, 10.18637/jss.v090.i12, appendix A.
/// </remarks>
public static class RankedProbability
{
    /// <param name="deviation">Standard deviation; at least 0.</param>
    public static double Normal(double mean, double deviation, double observed)
    {
        if (deviation == 0) return Math.Abs(observed - mean);
        var z = (observed - mean) / deviation;
        return deviation * (z * (2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, z) - 1) + 2 * MathNet.Numerics.Distributions.Normal.PDF(0, 1, z) - 1 / Math.Sqrt(Math.PI));
    }

    /// <param name="scale">Of Student's law, not its standard deviation; at least 0.</param>
    /// <param name="freedom">Degrees of freedom; of 1 or fewer the mean, and with it the score, is not finite.</param>
    public static double Student(double location, double scale, double freedom, double observed)
    {
        if (!(freedom > 1)) return double.PositiveInfinity;
        if (scale == 0) return Math.Abs(observed - location);
        var z = (observed - location) / scale;
        // B(½, ν − ½) / B(½, ν/2)², by logarithms: both are tiny for many degrees of freedom.
        var ratio = Math.Exp(SpecialFunctions.BetaLn(0.5, freedom - 0.5) - 2 * SpecialFunctions.BetaLn(0.5, freedom / 2));
        return scale * (z * (2 * StudentT.CDF(0, 1, freedom, z) - 1)
            + 2 * StudentT.PDF(0, 1, freedom, z) * (freedom + z * z) / (freedom - 1) - 2 * Math.Sqrt(freedom) / (freedom - 1) * ratio);
    }
}

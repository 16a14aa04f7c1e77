using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Thymus.Statistics;

/// <summary>The few distribution functions that tests and intervals need, from Math.NET.</summary>
internal static class Quantiles
{
    public static double Normal(double probability) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);

    /// <summary>Two-sided p value of a standard normal statistic.</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>P(X &gt; x) for a chi-squared X.</summary>
    public static double ChiSquaredUpperTail(double x, int degreesOfFreedom) =>
        x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, x / 2);

    public static double BetaQuantile(double a, double b, double probability) => Beta.InvCDF(a, b, probability);
}

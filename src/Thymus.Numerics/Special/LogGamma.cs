namespace Thymus.Numerics;

/// <summary>ln Γ(x) for x &gt; 0.</summary>
/// <remarks>
/// Stirling's series (Abramowitz and Stegun 6.1.40) from 12 on, where its eighth term is below 1e-17; below, x is raised by the
/// recurrence Γ(x + 1) = x·Γ(x). Absolute error below 6e-15 + 4e-16·|ln Γ(x)|: the raised
/// value is up to ln Γ(13) = 20, whose last place is 3.6e-15.
/// </remarks>
public static class LogGamma
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <returns>+∞ at 0; NaN below it.</returns>
    public static double At(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0 || double.IsPositiveInfinity(x)) return double.PositiveInfinity;
        var product = 1.0;
        while (x < 12) product *= x++;
        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = inverse * (1 / 12.0 + square * (-1 / 360.0 + square * (1 / 1260.0 + square * (-1 / 1680.0
            + square * (1 / 1188.0 + square * (-691 / 360360.0 + square * (1 / 156.0 - square * (3617 / 122400.0))))))));
        return (x - 0.5) * LaneMath.Log(x) - x + HalfLogTwoPi + series - (product == 1 ? 0 : LaneMath.Log(product));
    }

    /// <summary>ln k! for a whole number k from 0 on.</summary>
    public static double Factorial(double k) => At(k + 1);
}

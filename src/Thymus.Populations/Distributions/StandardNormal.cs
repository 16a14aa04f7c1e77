using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>The distribution function Φ on our own exp, so that a cohort has the same bits on every machine; its inverse is <see cref="NormalQuantile"/>.</summary>
public static class StandardNormal
{
    /// <summary>Φ(z), relative error below 1e-14 in the body: Cody's rational forms of erfc (Math. Comp. 23:631, 1969).</summary>
    public static double Probability(double z) => 0.5 * ComplementaryError(-z * 0.70710678118654752440);

    private static double ComplementaryError(double x)
    {
        var y = Math.Abs(x);
        if (y <= 0.46875) return 1 - x * Ratio(y * y, SmallP, SmallQ);
        double result;
        if (y <= 4)
            result = Scaled(y) * Ratio(y, MiddleP, MiddleQ);
        else
        {
            if (y > 26.5) return x < 0 ? 2 : 0;
            var r = 1 / (y * y);
            result = Scaled(y) * (0.56418958354775628695 - r * Ratio(r, LargeP, LargeQ)) / y;
        }
        return x < 0 ? 2 - result : result;
    }

    /// <summary>exp(−y²) with y split, so that the square loses no digits.</summary>
    private static double Scaled(double y)
    {
        var head = Math.Floor(y * 16) / 16;
        return LaneMath.Exp(-head * head) * LaneMath.Exp(-(y - head) * (y + head));
    }

    /// <summary>Quotient of two polynomials, coefficients from the highest power.</summary>
    private static double Ratio(double x, ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var (above, below) = (0.0, 0.0);
        foreach (var c in p) above = above * x + c;
        foreach (var c in q) below = below * x + c;
        return above / below;
    }

    private static ReadOnlySpan<double> SmallP =>
        [1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3];
    private static ReadOnlySpan<double> SmallQ =>
        [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];
    private static ReadOnlySpan<double> MiddleP =>
        [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
            8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3];
    private static ReadOnlySpan<double> MiddleQ =>
        [1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
            3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3];
    private static ReadOnlySpan<double> LargeP =>
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4];
    private static ReadOnlySpan<double> LargeQ =>
        [1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];
}

using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Draws from what lies between two bounds by inversion, however little of the distribution that is.</summary>
internal static class Truncation
{
    /// <summary>A number of a continuous distribution: bisection over the doubles between the bounds, at most 64 halvings.</summary>
    /// <param name="u">Uniform on (0, 1).</param>
    public static double Number(MathFunction function, ReadOnlySpan<double> shape, double lower, double upper, double u)
    {
        var (atLower, atUpper) = (Tails(function, shape, lower), Tails(function, shape, upper));
        // In the upper tail the lower probabilities are all 1 to rounding: the search then goes by the upper ones.
        var byUpper = atLower.Lower > 0.5;
        var goal = byUpper
            ? atLower.Upper - u * (atLower.Upper - atUpper.Upper)
            : atLower.Lower + u * (atUpper.Lower - atLower.Lower);
        if (double.IsNaN(goal)) return double.NaN;
        var (low, high) = (Ordered(lower), Ordered(upper));
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            var tails = Tails(function, shape, Value(middle));
            if (byUpper ? tails.Upper <= goal : tails.Lower >= goal) high = middle;
            else low = middle;
        }
        return Value(high);
    }

    /// <summary>A count: the probabilities relative to the largest between the bounds, summed outwards from it until nothing is added.</summary>
    public static double Count(MathFunction function, ReadOnlySpan<double> shape, double lower, double upper, double u)
    {
        lower = Math.Max(0, Math.Ceiling(lower));
        upper = Math.Floor(function == MathFunction.Binomial ? Math.Min(upper, shape[0]) : upper);
        if (!(lower <= upper)) return double.NaN;
        var mode = Math.Floor(function == MathFunction.Poisson ? shape[0] : (shape[0] + 1) * shape[1]);
        var start = Math.Min(Math.Max(mode, lower), upper);
        var total = Outwards(function, shape, start, lower, upper, double.PositiveInfinity, out _);
        Outwards(function, shape, start, lower, upper, u * total, out var count);
        return count;
    }

    /// <summary>Sums weights from <paramref name="start"/> downwards and then upwards until the sum passes <paramref name="goal"/>.</summary>
    private static double Outwards(MathFunction function, ReadOnlySpan<double> shape, double start, double lower, double upper, double goal, out double count)
    {
        const double nothing = 1e-18;
        var (sum, weight) = (0.0, 1.0);
        for (count = start; count >= lower && weight > nothing * sum; count--)
        {
            sum += weight;
            if (sum >= goal) return sum;
            weight /= Ratio(function, shape, count - 1);
        }
        weight = Ratio(function, shape, start);
        for (count = start + 1; count <= upper && weight > nothing * sum; count++)
        {
            sum += weight;
            if (sum >= goal) return sum;
            weight *= Ratio(function, shape, count);
        }
        count = start;
        return sum;
    }

    /// <summary>P(k + 1)/P(k).</summary>
    private static double Ratio(MathFunction function, ReadOnlySpan<double> shape, double k) => function == MathFunction.Poisson
        ? shape[0] / (k + 1)
        : (shape[0] - k) / (k + 1) * (shape[1] / (1 - shape[1]));

    /// <summary>P(X ≤ x) and P(X &gt; x), each with all its digits.</summary>
    internal static (double Lower, double Upper) Tails(MathFunction function, ReadOnlySpan<double> a, double x)
    {
        switch (function)
        {
            case MathFunction.Normal: return Normal((x - a[0]) / a[1]);
            case MathFunction.LogNormal: return x <= 0 ? (0, 1) : Normal((LaneMath.Log(x) - a[0]) / a[1]);
            case MathFunction.Gamma: return IncompleteGamma.At(a[0], Math.Max(0, x / a[1]));
            case MathFunction.ChiSquare: return IncompleteGamma.At(a[0] / 2, Math.Max(0, x / 2));
            case MathFunction.Exponential: return Falling(a[0] * x);
            case MathFunction.Rayleigh: return Falling(x <= 0 ? 0 : x / a[0] * (x / a[0]) / 2);
            case MathFunction.Laplace:
                var far = LaneMath.Exp(-Math.Abs(x - a[0]) / a[1]) / 2;
                return x < a[0] ? (far, 1 - far) : (1 - far, far);
            case MathFunction.Cauchy:
                // atan(1/z) holds the digits of the far tail.
                var z = (x - a[0]) / a[1];
                var near = LaneMath.Atan(1 / Math.Abs(z)) / Math.PI;
                return z == 0 ? (0.5, 0.5) : z < 0 ? (near, 1 - near) : (1 - near, near);
            default: throw new InvalidOperationException($"{function} has no bounds.");
        }
    }

    /// <summary>Φ(z) = ½·Q(½, z²/2) for z &lt; 0.</summary>
    private static (double Lower, double Upper) Normal(double z)
    {
        var far = IncompleteGamma.At(0.5, z * z / 2).Upper / 2;
        return z < 0 ? (far, 1 - far) : (1 - far, far);
    }

    private static (double Lower, double Upper) Falling(double x) => x <= 0 ? (0, 1) : (-LaneMath.Expm1(-x), LaneMath.Exp(-x));

    /// <summary>Doubles in their order as whole numbers.</summary>
    private static Int128 Ordered(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : long.MinValue - (Int128)bits;
    }

    private static double Value(Int128 ordered) => BitConverter.Int64BitsToDouble((long)(ordered >= 0 ? ordered : long.MinValue - ordered));
}

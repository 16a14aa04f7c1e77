using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>Cube root, odd as C's cbrt: −2 of −8; zeros, infinities and NaN are their own.</summary>
    /// <remarks>
    /// x = 2³ᵠ·t with t from 0.35 to 2.83. A cubic polynomial gives y = t^(−1/3) to 2.6e-4; two terms of (1 − e)^(−2/3), e = 1 − t·y³,
    /// make it t^(1/3) to 2⁻³²; one step of Newton's method with the square in two doubles leaves the last rounding alone.
    /// No division. The polynomial minimises the largest relative error (Remez).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cbrt<T>(T x)
        where T : struct, ILanes<T>
    {
        var one = T.Broadcast(1);
        var magnitude = T.Abs(x);
        var (k, m) = SplitExponent(magnitude);
        var q = Nearest(k * T.Broadcast(1.0 / 3));
        var r = T.Fma(T.Broadcast(-3), q, k);

        // r is −1, 0 or 1: through these three points goes 2ʳ exactly, and 2^(−r/3).
        var t = m * T.Fma(r, T.Fma(r, T.Broadcast(0.25), T.Broadcast(0.75)), one);
        var scale = T.Fma(r, T.Fma(r, T.Broadcast(0.026810787939486547), T.Broadcast(-0.2331102619553867)), one);
        var y = T.Fma(m, T.Broadcast(-0.15853978035442112), T.Broadcast(0.7133406241660685));
        y = T.Fma(m, y, T.Broadcast(-1.2857318683202104));
        y = T.Fma(m, y, T.Broadcast(1.7307096571103953)) * scale;

        var square = y * y;
        var e = T.SubtractProduct(t * y, square, one);
        var inverseSquare = square * T.Fma(e, T.Fma(e, T.Broadcast(5.0 / 9), T.Broadcast(2.0 / 3)), one);
        var root = t * inverseSquare;

        var head = root * root;
        var tail = T.Fma(root, root, -head);
        var residual = T.SubtractProduct(tail, root, T.SubtractProduct(head, root, t));
        root = T.Fma(residual, inverseSquare * T.Broadcast(1.0 / 3), root) * PowerOfTwo(q);

        var ordinary = T.And(T.Less(T.Broadcast(0), magnitude), T.Less(magnitude, T.Broadcast(double.PositiveInfinity)));
        return T.Select(ordinary, CopySign(root, x), x);
    }

    /// <summary>x^(1/3) as C's pow has it for an exponent that is no integer: NaN for negative x, +0 at −0, ∞ at −∞.</summary>
    /// <remarks>The exponent is the third itself, not the double below it: the two differ by 1.9e-17·ln x of the value.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T PowThird<T>(T x)
        where T : struct, ILanes<T>
    {
        var undefined = T.AndNot(T.Less(x, T.Broadcast(0)), T.Equal(x, T.Broadcast(double.NegativeInfinity)));
        return T.Select(undefined, T.Broadcast(double.NaN), T.Abs(Cbrt(x)));
    }
}

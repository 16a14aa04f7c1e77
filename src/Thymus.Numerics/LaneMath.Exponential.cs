using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    private const double Log2E = 1.4426950408889634074;

    /// <summary>ln 2 to 53 bits, and the next 53; n·ln 2 leaves an exact difference through one FMA.</summary>
    private const double Ln2 = 0.693147180559945286227;
    private const double Ln2Tail = 2.319046813846299558e-17;

    /// <summary>Beyond these exp is 0 or +∞.</summary>
    private const double ExpUnderflow = -746;
    private const double ExpOverflow = 710;

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T> =>
        T.Select(T.Equal(x, x), ExpOfSum(x, T.Broadcast(0)), x);

    /// <summary>eˣ − 1 without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Expm1<T>(T x)
        where T : struct, ILanes<T>
    {
        var clamped = T.Max(T.Min(x, T.Broadcast(ExpOverflow)), T.Broadcast(-40));
        var (n, r, tail) = ReduceExponent(clamped, T.Broadcast(0));
        var minusOne = r + T.Fma(r * r, ExpRemainder(r), tail);
        // 2ⁿ·(eʳ − 1) + (2ⁿ − 1); at n = 1024 in halves, for 2ⁿ alone would overflow.
        var half = PowerOfTwo(n - T.Broadcast(1));
        var result = T.Broadcast(2) * T.Fma(half, minusOne, half - T.Broadcast(0.5));
        result = T.Select(T.Equal(n, T.Broadcast(0)), minusOne, result);
        result = T.Select(T.Equal(x, T.Broadcast(0)), x, result);
        return T.Select(T.Equal(x, x), result, x);
    }

    /// <summary>e^(x + tail), |tail| small against x; whatever for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfSum<T>(T x, T tail)
        where T : struct, ILanes<T>
    {
        x = T.Max(T.Min(x, T.Broadcast(ExpOverflow)), T.Broadcast(ExpUnderflow));
        var (n, r, rest) = ReduceExponent(x, tail);
        var exponential = T.Broadcast(1) + (r + T.Fma(r * r, ExpRemainder(r), rest));
        // Two factors, so that results below the normal range round once and those above it overflow.
        var half = Nearest(n * T.Broadcast(0.5));
        return exponential * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>x + tail = n·ln 2 + r + rest with |r| ≤ ½ ln 2 and rest below its last bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T N, T R, T Remainder) ReduceExponent<T>(T x, T tail)
        where T : struct, ILanes<T>
    {
        var n = Nearest(x * T.Broadcast(Log2E));
        var head = T.Fma(-n, T.Broadcast(Ln2), x);
        var small = T.Fma(-n, T.Broadcast(Ln2Tail), tail);
        var r = head + small;
        return (n, r, (head - r) + small);
    }

    /// <summary>(eʳ − 1 − r)/r² by Taylor's series to r¹¹/13!: below 4e-18 for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpRemainder<T>(T r)
        where T : struct, ILanes<T>
    {
        var r2 = r * r;
        var even = T.Broadcast(1.0 / 479001600);
        even = T.Fma(even, r2, T.Broadcast(1.0 / 3628800));
        even = T.Fma(even, r2, T.Broadcast(1.0 / 40320));
        even = T.Fma(even, r2, T.Broadcast(1.0 / 720));
        even = T.Fma(even, r2, T.Broadcast(1.0 / 24));
        even = T.Fma(even, r2, T.Broadcast(1.0 / 2));
        var odd = T.Broadcast(1.0 / 6227020800);
        odd = T.Fma(odd, r2, T.Broadcast(1.0 / 39916800));
        odd = T.Fma(odd, r2, T.Broadcast(1.0 / 362880));
        odd = T.Fma(odd, r2, T.Broadcast(1.0 / 5040));
        odd = T.Fma(odd, r2, T.Broadcast(1.0 / 120));
        odd = T.Fma(odd, r2, T.Broadcast(1.0 / 6));
        return T.Fma(odd, r, even);
    }
}

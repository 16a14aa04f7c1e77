using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>ln 2 in a head of 42 bits, so that its product with any exponent is exact, and its tail.</summary>
    private const double Ln2Head = 6.93147180559890330187e-01;
    private const double Ln2Rest = 5.49792301870837115524e-14;

    private const double SmallestNormal = 2.2250738585072014e-308;
    private const double TwoTo52 = 4503599627370496.0;
    private const double TwoTo54 = 18014398509481984.0;

    /// <summary>Bits of √½: mantissas are taken in [√½, √2).</summary>
    private const long RootHalfBits = 0x3FE6A09E667F3BCD;

    /// <summary>Natural logarithm; −∞ at 0, NaN below.</summary>
    /// <remarks>
    /// x = 2ᵏ(1 + f), s = f/(2 + f), ln(1 + f) = f − (f²/2 − s(f²/2 + R(s²))) with the polynomial R of fdlibm
    /// (e_log.c, Sun Microsystems 1993).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        var (k, m) = SplitExponent(x);
        var f = m - T.Broadcast(1);
        var s = f / (m + T.Broadcast(1));
        var z = s * s;
        var w = z * z;
        var even = T.Fma(w, T.Broadcast(1.531383769920937332e-01), T.Broadcast(2.222219843214978396e-01));
        even = T.Fma(w, even, T.Broadcast(3.999999999940941908e-01)) * w;
        var odd = T.Fma(w, T.Broadcast(1.479819860511658591e-01), T.Broadcast(1.818357216161805012e-01));
        odd = T.Fma(w, odd, T.Broadcast(2.857142874366239149e-01));
        odd = T.Fma(w, odd, T.Broadcast(6.666666666666735130e-01)) * z;
        var halfSquare = T.Broadcast(0.5) * f * f;
        var correction = T.Fma(k, T.Broadcast(Ln2Rest), s * (halfSquare + (even + odd)));
        return LogAtEdges(x, T.Fma(k, T.Broadcast(Ln2Head), f - (halfSquare - correction)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log2<T>(T x)
        where T : struct, ILanes<T> =>
        ScaledLog(x, Log2E, 2.0355273740931033e-17);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log10<T>(T x)
        where T : struct, ILanes<T> =>
        ScaledLog(x, 0.43429448190325181667, 1.098319650216765e-17);

    /// <summary>ln(1 + x) without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x)
        where T : struct, ILanes<T>
    {
        // 1 + x = u + e exactly, and ln(u + e) = ln u + e/u to the last bit.
        var one = T.Broadcast(1);
        var u = one + x;
        var back = u - one;
        var e = (one - (u - back)) + (x - back);
        var result = Log(u) + e / u;
        var unchanged = T.Or(T.Equal(x, T.Broadcast(0)), T.Equal(x, T.Broadcast(double.PositiveInfinity)));
        result = T.Select(T.Equal(x, T.Broadcast(-1)), T.Broadcast(double.NegativeInfinity), result);
        return T.Select(unchanged, x, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ScaledLog<T>(T x, double factor, double factorTail)
        where T : struct, ILanes<T>
    {
        var (head, tail) = LogAsSum(x);
        var product = head * T.Broadcast(factor);
        var rest = T.Fma(head, T.Broadcast(factor), -product);
        rest = T.Fma(head, T.Broadcast(factorTail), T.Fma(tail, T.Broadcast(factor), rest));
        return LogAtEdges(x, product + rest);
    }

    /// <summary>x = 2ᵏ·m, √½ ≤ m &lt; √2, for positive finite x, subnormal ones too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T K, T M) SplitExponent<T>(T x)
        where T : struct, ILanes<T>
    {
        var subnormal = T.Less(x, T.Broadcast(SmallestNormal));
        x = T.Select(subnormal, x * T.Broadcast(TwoTo54), x);
        var one = T.BroadcastBits(ExponentBias << MantissaBits);
        var biased = T.ShiftRightBits(T.AddBits(T.SubtractBits(x, T.BroadcastBits(RootHalfBits)), one), MantissaBits);
        var m = T.AddBits(T.SubtractBits(x, T.ShiftLeftBits(biased, MantissaBits)), one);
        var k = T.Or(biased, T.Broadcast(TwoTo52)) - T.Broadcast(TwoTo52 + ExponentBias);
        return (k - T.And(subnormal, T.Broadcast(54)), m);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogAtEdges<T>(T x, T result)
        where T : struct, ILanes<T>
    {
        var zero = T.Broadcast(0);
        result = T.Select(T.Equal(x, zero), T.Broadcast(double.NegativeInfinity), result);
        result = T.Select(T.Less(x, zero), T.Broadcast(double.NaN), result);
        var unchanged = T.Or(IsNaN(x), T.Equal(x, T.Broadcast(double.PositiveInfinity)));
        return T.Select(unchanged, x, result);
    }

    /// <summary>ln x as a sum of two doubles, relative error about 2⁻⁶⁵, for positive finite x.</summary>
    /// <remarks>ln m = 2s + s³(2/3 + s²·(2/5 + 2/7 s² + …)) with s = (m − 1)/(m + 1) in two doubles; |s| ≤ 0.1716.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Head, T Tail) LogAsSum<T>(T x)
        where T : struct, ILanes<T>
    {
        var (k, m) = SplitExponent(x);
        var one = T.Broadcast(1);
        var f = m - one;
        var a = m + one;
        var aTail = m - (a - one);
        var s = f / a;
        var sTail = (T.Fma(-s, a, f) - s * aTail) / a;
        var two = T.Broadcast(2);
        var q = s * s;
        var qTail = T.Fma(s, s, -q) + two * s * sTail;

        var p = T.Broadcast(2.0 / 27);
        p = T.Fma(p, q, T.Broadcast(2.0 / 25));
        p = T.Fma(p, q, T.Broadcast(2.0 / 23));
        p = T.Fma(p, q, T.Broadcast(2.0 / 21));
        p = T.Fma(p, q, T.Broadcast(2.0 / 19));
        p = T.Fma(p, q, T.Broadcast(2.0 / 17));
        p = T.Fma(p, q, T.Broadcast(2.0 / 15));
        p = T.Fma(p, q, T.Broadcast(2.0 / 13));
        p = T.Fma(p, q, T.Broadcast(2.0 / 11));
        p = T.Fma(p, q, T.Broadcast(2.0 / 9));
        p = T.Fma(p, q, T.Broadcast(2.0 / 7));
        p = T.Fma(p, q, T.Broadcast(2.0 / 5)) * q;

        var twoThirds = T.Broadcast(2.0 / 3);
        var c = twoThirds + p;
        // 2/3 rounds to 0.666…63; what it lacks is 2⁻⁵⁴·(2/3).
        var cTail = ((twoThirds - c) + p) + T.Broadcast(3.700743415417188e-17);
        var g = s * q;
        var gTail = T.Fma(s, q, -g) + (s * qTail + sTail * q);
        var h = g * c;
        var hTail = T.Fma(g, c, -h) + (g * cTail + gTail * c);

        var twice = two * s;
        var sum = twice + h;
        var sumTail = ((twice - sum) + h) + T.Fma(two, sTail, hTail);
        var exponent = k * T.Broadcast(Ln2Head);
        var head = exponent + sum;
        var tail = ((exponent - head) + sum) + T.Fma(k, T.Broadcast(Ln2Rest), sumTail);
        var normalised = head + tail;
        return (normalised, (head - normalised) + tail);
    }
}

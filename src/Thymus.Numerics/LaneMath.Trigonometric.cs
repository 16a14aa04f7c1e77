using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>π/2 in three doubles, 159 bits: what an argument of 2⁴⁸ needs to keep its fraction of a turn.</summary>
    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiTail = 6.123233995736766e-17;
    private const double HalfPiRest = -1.4973849048591698e-33;

    private const double TwoOverPi = 0.6366197723675814;

    /// <summary>Sine and its kin are NaN beyond this: an argument there is no angle any more.</summary>
    public const double LargestAngle = 281474976710656.0;

    /// <summary>Sine of an angle in radians; NaN beyond <see cref="LargestAngle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sin<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, tail) = ReduceAngle(x);
        var result = Quadrant(n, SineOfReduced(r, tail), CosineOfReduced(r, tail));
        return T.Select(T.Equal(x, T.Broadcast(0)), x, result);
    }

    /// <summary>Cosine of an angle in radians; NaN beyond <see cref="LargestAngle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cos<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, tail) = ReduceAngle(x);
        return Quadrant(n + T.Broadcast(1), SineOfReduced(r, tail), CosineOfReduced(r, tail));
    }

    /// <summary>Tangent of an angle in radians; NaN beyond <see cref="LargestAngle"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tan<T>(T x)
        where T : struct, ILanes<T>
    {
        var (n, r, tail) = ReduceAngle(x);
        var (sine, cosine) = (SineOfReduced(r, tail), CosineOfReduced(r, tail));
        var odd = IsOdd(n);
        var result = T.Select(odd, -cosine, sine) / T.Select(odd, sine, cosine);
        return T.Select(T.Equal(x, T.Broadcast(0)), x, result);
    }

    /// <summary>x = n·π/2 + r + tail, |r| at most π/4 and a little; r NaN where x is too large, infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T N, T R, T Tail) ReduceAngle<T>(T x)
        where T : struct, ILanes<T>
    {
        x = T.Select(T.LessOrEqual(T.Abs(x), T.Broadcast(LargestAngle)), x, T.Broadcast(double.NaN));
        var n = Nearest(x * T.Broadcast(TwoOverPi));
        // The first difference is exact: both terms are multiples of 2⁻⁵² and their difference is below 1.
        var head = T.Fma(-n, T.Broadcast(HalfPi), x);
        var product = n * T.Broadcast(HalfPiTail);
        var productTail = T.Fma(n, T.Broadcast(HalfPiTail), -product);
        var sum = head - product;
        var back = sum - head;
        var sumTail = (head - (sum - back)) - (product + back);
        var rest = T.Fma(-n, T.Broadcast(HalfPiRest), sumTail - productTail);
        var r = sum + rest;
        return (n, r, (sum - r) + rest);
    }

    /// <summary>sin(n·π/2 + r) from sin r and cos r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Quadrant<T>(T n, T sine, T cosine)
        where T : struct, ILanes<T>
    {
        var result = T.Select(IsOdd(n), cosine, sine);
        var half = T.Floor(n * T.Broadcast(0.5));
        return T.Select(IsOdd(half), -result, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T IsOdd<T>(T n)
        where T : struct, ILanes<T>
    {
        var half = n * T.Broadcast(0.5);
        return T.AndNot(T.BroadcastBits(-1), T.Equal(T.Floor(half), half));
    }

    /// <summary>sin(r + tail) for |r| ≤ π/4: fdlibm's polynomial (k_sin.c, Sun Microsystems 1993).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T SineOfReduced<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        var z = r * r;
        var p = T.Broadcast(1.58969099521155010221e-10);
        p = T.Fma(p, z, T.Broadcast(-2.50507602534068634195e-08));
        p = T.Fma(p, z, T.Broadcast(2.75573137070700676789e-06));
        p = T.Fma(p, z, T.Broadcast(-1.98412698298579493134e-04));
        p = T.Fma(p, z, T.Broadcast(8.33333333332248946124e-03));
        var cube = z * r;
        var third = T.Broadcast(-1.66666666666666324348e-01);
        return r - ((z * (T.Broadcast(0.5) * tail - cube * p) - tail) - cube * third);
    }

    /// <summary>cos(r + tail) for |r| ≤ π/4: fdlibm's polynomial (k_cos.c).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T CosineOfReduced<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        var z = r * r;
        var p = T.Broadcast(-1.13596475577881948265e-11);
        p = T.Fma(p, z, T.Broadcast(2.08757232129817482790e-09));
        p = T.Fma(p, z, T.Broadcast(-2.75573143513906633035e-07));
        p = T.Fma(p, z, T.Broadcast(2.48015872894767294178e-05));
        p = T.Fma(p, z, T.Broadcast(-1.38888888888741095749e-03));
        p = T.Fma(p, z, T.Broadcast(4.16666666666666019037e-02)) * z;
        var one = T.Broadcast(1);
        var half = T.Broadcast(0.5) * z;
        var head = one - half;
        return head + (((one - head) - half) + T.Fma(z, p, -(r * tail)));
    }
}

using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>Beyond this eˣ alone is the whole of 2·sinh and 2·cosh.</summary>
    private const double LargeHyperbolic = 40;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sinh<T>(T x)
        where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        var half = T.Broadcast(0.5);
        var e = Expm1(a);
        var small = half * (e + e / (e + T.Broadcast(1)));
        // e^(a/2)·(e^(a/2)/2): eᵃ overflows before its half does.
        var root = Exp(half * a);
        var large = (half * root) * root;
        return CopySign(T.Select(T.Less(a, T.Broadcast(LargeHyperbolic)), small, large), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cosh<T>(T x)
        where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        var half = T.Broadcast(0.5);
        var e = Exp(a);
        var small = half * e + half / e;
        var root = Exp(half * a);
        var large = (half * root) * root;
        return T.Select(T.Less(a, T.Broadcast(LargeHyperbolic)), small, large);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        // Never beyond 22, where tanh is 1 to the last bit.
        var e = Expm1(T.Select(T.Less(T.Broadcast(22), a), T.Broadcast(44), a + a));
        return CopySign(e / (e + T.Broadcast(2)), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Asinh<T>(T x)
        where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        var one = T.Broadcast(1);
        var square = a * a;
        var small = Log1p(a + square / (one + T.Sqrt(square + one)));
        var large = Log(a) + T.Broadcast(Ln2);
        return CopySign(T.Select(T.Less(a, T.Broadcast(268435456.0)), small, large), x);
    }

    /// <summary>Inverse hyperbolic cosine, 0 or above; NaN below 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Acosh<T>(T x)
        where T : struct, ILanes<T>
    {
        var t = x - T.Broadcast(1);
        var small = Log1p(t + T.Sqrt(T.Fma(t, t, t + t)));
        var large = Log(x) + T.Broadcast(Ln2);
        var result = T.Select(T.Less(T.Broadcast(268435456.0), x), large, small);
        return T.Select(T.Less(x, T.Broadcast(1)), T.Broadcast(double.NaN), result);
    }

    /// <summary>Inverse hyperbolic tangent; ±∞ at ±1, NaN beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Atanh<T>(T x)
        where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        var result = T.Broadcast(0.5) * Log1p((a + a) / (T.Broadcast(1) - a));
        result = T.Select(T.Less(T.Broadcast(1), a), T.Broadcast(double.NaN), result);
        return CopySign(result, x);
    }
}

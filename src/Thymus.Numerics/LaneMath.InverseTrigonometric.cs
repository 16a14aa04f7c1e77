using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>Arc sine in [−π/2, π/2]; NaN outside [−1, 1].</summary>
    /// <remarks>fdlibm's rational approximation (e_asin.c): asin x = x + x·R(x²) to ½, beyond it π/2 − 2·asin √((1 − |x|)/2).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Asin<T>(T x)
        where T : struct, ILanes<T>
    {
        var magnitude = T.Abs(x);
        var (inner, root, rootTail, ratio) = ArcSineParts(x, magnitude);
        var half = T.Fma(root, ratio, rootTail);
        var outer = T.Broadcast(HalfPi) - (T.Broadcast(2) * root - (T.Broadcast(HalfPiTail) - T.Broadcast(2) * half));
        var central = T.Fma(x, ratio, x);
        return T.Select(inner, central, CopySign(outer, x));
    }

    /// <summary>Arc cosine in [0, π]; NaN outside [−1, 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Acos<T>(T x)
        where T : struct, ILanes<T>
    {
        var magnitude = T.Abs(x);
        var (inner, root, rootTail, ratio) = ArcSineParts(x, magnitude);
        var central = T.Broadcast(HalfPi) - (x - (T.Broadcast(HalfPiTail) - x * ratio));
        var two = T.Broadcast(2);
        var half = T.Fma(root, ratio, rootTail);
        var positive = two * (root + half);
        var negative = T.Broadcast(2 * HalfPi) - two * (root + (half - T.Broadcast(HalfPiTail)));
        return T.Select(inner, central, T.Select(T.Less(x, T.Broadcast(0)), negative, positive));
    }

    /// <summary>Arc tangent in [−π/2, π/2].</summary>
    /// <remarks>fdlibm (s_atan.c): atan x = atan c + atan((x − c)/(1 + cx)) with c of ½, 1, 3/2, ∞ by the size of x.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Atan<T>(T x)
        where T : struct, ILanes<T>
    {
        var one = T.Broadcast(1);
        var a = T.Abs(x);
        var (numerator, denominator, head, tail) = (a, one, T.Broadcast(0), T.Broadcast(0));
        Take(7.0 / 16, a - T.Broadcast(0.5), T.Fma(T.Broadcast(0.5), a, one), 4.63647609000806093515e-01, 2.26987774529616870924e-17);
        Take(11.0 / 16, a - one, a + one, 7.85398163397448278999e-01, 3.06161699786838301793e-17);
        Take(19.0 / 16, a - T.Broadcast(1.5), T.Fma(T.Broadcast(1.5), a, one), 9.82793723247329054082e-01, 1.39033110312309984516e-17);
        Take(39.0 / 16, -one, a, HalfPi, 6.12323399573676603587e-17);

        var t = numerator / denominator;
        var z = t * t;
        var w = z * z;
        var even = T.Broadcast(1.62858201153657823623e-02);
        even = T.Fma(even, w, T.Broadcast(4.97687799461593236017e-02));
        even = T.Fma(even, w, T.Broadcast(6.66107313738753120669e-02));
        even = T.Fma(even, w, T.Broadcast(9.09088713343650656196e-02));
        even = T.Fma(even, w, T.Broadcast(1.42857142725034663711e-01));
        even = T.Fma(even, w, T.Broadcast(3.33333333333329318027e-01)) * z;
        var odd = T.Broadcast(-3.65315727442169155270e-02);
        odd = T.Fma(odd, w, T.Broadcast(-5.83357013379057348645e-02));
        odd = T.Fma(odd, w, T.Broadcast(-7.69187620504482999495e-02));
        odd = T.Fma(odd, w, T.Broadcast(-1.11111104054623557880e-01));
        odd = T.Fma(odd, w, T.Broadcast(-1.99999999998764832476e-01)) * w;
        var result = CopySign(head - ((t * (even + odd) - tail) - t), x);
        return T.Select(T.Equal(x, x), result, x);

        void Take(double from, T n, T d, double arcHead, double arcTail)
        {
            var beyond = T.LessOrEqual(T.Broadcast(from), a);
            numerator = T.Select(beyond, n, numerator);
            denominator = T.Select(beyond, d, denominator);
            head = T.Select(beyond, T.Broadcast(arcHead), head);
            tail = T.Select(beyond, T.Broadcast(arcTail), tail);
        }
    }

    /// <summary>R(z) of arc sine with z = x² for |x| &lt; ½, else (1 − |x|)/2 with its root in two doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Inner, T Root, T RootTail, T Ratio) ArcSineParts<T>(T x, T magnitude)
        where T : struct, ILanes<T>
    {
        var inner = T.Less(magnitude, T.Broadcast(0.5));
        var complement = (T.Broadcast(1) - magnitude) * T.Broadcast(0.5);
        var z = T.Select(inner, x * x, complement);
        var p = T.Broadcast(3.47933107596021167570e-05);
        p = T.Fma(p, z, T.Broadcast(7.91534994289814532176e-04));
        p = T.Fma(p, z, T.Broadcast(-4.00555345006794114027e-02));
        p = T.Fma(p, z, T.Broadcast(2.01212532134862925881e-01));
        p = T.Fma(p, z, T.Broadcast(-3.25565818622400915405e-01));
        p = T.Fma(p, z, T.Broadcast(1.66666666666666657415e-01)) * z;
        var q = T.Broadcast(7.70381505559019352791e-02);
        q = T.Fma(q, z, T.Broadcast(-6.88283971605453293030e-01));
        q = T.Fma(q, z, T.Broadcast(2.02094576023350569471e+00));
        q = T.Fma(q, z, T.Broadcast(-2.40339491173441421878e+00));
        q = T.Fma(q, z, T.Broadcast(1));
        var root = T.Sqrt(complement);
        var nonZero = T.Less(T.Broadcast(0), root);
        var rootTail = T.And(nonZero, T.Fma(-root, root, complement) / (root + root));
        return (inner, root, rootTail, p / q);
    }
}

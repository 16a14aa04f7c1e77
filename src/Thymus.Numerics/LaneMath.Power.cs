using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

public static partial class LaneMath
{
    /// <summary>xʸ as C defines pow: 1 for y = 0 or x = 1, negative x with integer y, NaN for negative x with another y.</summary>
    /// <remarks>e^(y·ln|x|) with the logarithm and the product in two doubles, so that a large exponent costs no digit.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Pow<T>(T x, T y)
        where T : struct, ILanes<T>
    {
        var zero = T.Broadcast(0);
        var one = T.Broadcast(1);
        var infinity = T.Broadcast(double.PositiveInfinity);
        var magnitude = T.Abs(x);

        var (head, tail) = LogAsSum(magnitude);
        var logIsInfinite = T.Or(T.Equal(magnitude, zero), T.Equal(magnitude, infinity));
        head = T.Select(T.Equal(magnitude, zero), -infinity, T.Select(T.Equal(magnitude, infinity), infinity, head));
        tail = T.Select(logIsInfinite, zero, tail);

        var exponent = y * head;
        var rest = T.Fma(y, tail, T.Fma(y, head, -exponent));
        // Out of range the rest is meaningless, perhaps NaN; the head alone says 0 or infinity.
        var inRange = T.Less(T.Abs(exponent), T.Broadcast(800));
        var power = ExpOfSum(exponent, T.Select(inRange, rest, zero));
        power = T.Select(T.Equal(magnitude, one), one, power);

        var half = y * T.Broadcast(0.5);
        var isInteger = T.Equal(T.Floor(y), y);
        var isEven = T.Equal(T.Floor(half), half);
        var isNegative = T.BroadcastBits(long.MinValue);
        var signBit = T.AndNot(T.And(T.And(x, isNegative), isInteger), isEven);
        power = T.Or(power, signBit);

        var undefined = T.AndNot(T.Less(x, zero), T.Or(isInteger, T.Equal(x, -infinity)));
        undefined = T.Or(undefined, T.Or(IsNaN(x), IsNaN(y)));
        power = T.Select(undefined, T.Broadcast(double.NaN), power);
        return T.Select(T.Or(T.Equal(y, zero), T.Equal(x, one)), one, power);
    }
}

using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

/// <summary>Elementary functions on lanes: branch-free, one source for every width, the same bits on every machine.</summary>
/// <remarks>
/// The platform's functions differ between operating systems in the last bits, and its vector functions let a lane out of range
/// change its neighbours. These use exactly rounded operations only. Largest errors, held by tests: exp, log, log2, log10, pow, cbrt
/// below 1 ulp; sin, cos, asin, acos, atan below 1.5; the rest below 4. A NaN argument gives NaN, ranges and infinities are C's.
/// </remarks>
public static partial class LaneMath
{
    /// <summary>1.5·2⁵²: a double plus this has its nearest integer in its low bits.</summary>
    private const double RoundingShift = 6755399441055744.0;

    private const long ExponentBias = 1023;
    private const int MantissaBits = 52;

    /// <summary>The integer nearest to a, ties to even; |a| below 2⁵¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Nearest<T>(T a)
        where T : struct, ILanes<T>
    {
        var shift = T.Broadcast(RoundingShift);
        return (a + shift) - shift;
    }

    /// <summary>2ⁿ for an integer n within the normal range of exponents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PowerOfTwo<T>(T n)
        where T : struct, ILanes<T>
    {
        var biased = T.AddBits(n + T.Broadcast(RoundingShift), T.BroadcastBits(ExponentBias));
        return T.ShiftLeftBits(biased, MantissaBits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T IsNaN<T>(T a)
        where T : struct, ILanes<T> =>
        T.AndNot(T.BroadcastBits(-1), T.Equal(a, a));

    /// <summary>The magnitude of the first with the sign of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T CopySign<T>(T magnitude, T sign)
        where T : struct, ILanes<T>
    {
        var signBit = T.BroadcastBits(long.MinValue);
        return T.Or(T.AndNot(magnitude, signBit), T.And(sign, signBit));
    }
}

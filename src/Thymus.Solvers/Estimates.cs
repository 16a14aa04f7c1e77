using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Powers to a part in ten thousand or better, without a division: a step is chosen no finer, and a division costs what ten
/// multiplications do.</summary>
/// <remarks>A first guess from the exponent, by arithmetic on the bits, then steps of Newton. The bits are the same at every width.</remarks>
internal static class Estimates<T>
    where T : struct, ILanes<T>
{
    /// <summary>Taken off a guess of a root, so that it errs as much downwards as upwards: 6 % of a power of 2.</summary>
    private const long Middle = (long)(0.06 * (1L << 52));

    /// <summary>1/x to 7e-6 for x from 1e-300 to 1e300; ±∞ or NaN for an infinite x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Reciprocal(T x)
    {
        // 2·1023 in the exponent, less what makes the guess err as much upwards as downwards: 5 %.
        var guess = T.SubtractBits(T.BroadcastBits(0x7FDE_6238_22FC_16E6), x);
        guess *= T.SubtractProduct(x, guess, T.Broadcast(2));
        return guess * T.SubtractProduct(x, guess, T.Broadcast(2));
    }

    /// <summary>a^(−1/8) between 1e-12 and 1e12, held at its values beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T InverseEighthRoot(T a)
    {
        a = T.Min(T.Max(a, T.Broadcast(1e-12)), T.Broadcast(1e12));
        var eighth = T.ShiftRightBits(LiftedExponent(a), 3);
        var x = T.SubtractBits(T.AddBits(T.Broadcast(1), T.BroadcastBits((1L << 59) - Middle)), eighth);
        for (var pass = 0; pass < 2; pass++)
        {
            var square = x * x;
            var fourth = square * square;
            x *= T.SubtractProduct(T.Broadcast(0.125) * a, fourth * fourth, T.Broadcast(1.125));
        }
        return x;
    }

    /// <summary>a^(−1/5) between 1e-6 and 1e6, held at its values beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T InverseFifthRoot(T a)
    {
        a = T.Min(T.Max(a, T.Broadcast(1e-6)), T.Broadcast(1e6));
        var lifted = LiftedExponent(a);
        // 1/5 = 3/16 + 3/256 + 3/4096 …
        var fifth = T.AddBits(T.AddBits(T.ShiftRightBits(lifted, 3), T.ShiftRightBits(lifted, 4)), T.AddBits(T.ShiftRightBits(lifted, 7), T.ShiftRightBits(lifted, 8)));
        fifth = T.AddBits(fifth, T.AddBits(T.ShiftRightBits(lifted, 11), T.ShiftRightBits(lifted, 12)));
        var offset = (1L << 59) + (1L << 58) + (1L << 55) + (1L << 54) + (1L << 51) + (1L << 50) - Middle;
        var x = T.SubtractBits(T.AddBits(T.Broadcast(1), T.BroadcastBits(offset)), fifth);
        for (var pass = 0; pass < 2; pass++)
        {
            var square = x * x;
            x *= T.SubtractProduct(T.Broadcast(0.2) * a, square * square * x, T.Broadcast(1.2));
        }
        return x;
    }

    /// <summary>The bits of a less those of 1, which is nearly its logarithm, made positive by 2⁶² so that it can be shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LiftedExponent(T a) => T.AddBits(T.SubtractBits(a, T.Broadcast(1)), T.BroadcastBits(1L << 62));
}

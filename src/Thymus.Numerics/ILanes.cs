namespace Thymus.Numerics;

/// <summary>A group of doubles, one a patient, on which one numeric source is written for every width of hardware.</summary>
/// <remarks>
/// Every operation is exactly rounded or a movement of bits, and acts on each lane alone; so a lane's result is the same bits
/// at width 8, 4, 2 and 1 and whatever its neighbours hold. A compare gives a mask: a lane of all ones or all zeros bits,
/// to be consumed by <see cref="Select"/>, the bit operations or <see cref="MaskBits"/>. The platform's own vector functions
/// (Exp, Log, Sin …) are not used: one lane out of range changes the bits of its neighbours.
/// </remarks>
public unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Doubles in the group: 8, 4, 2 or 1.</summary>
    static abstract int Width { get; }

    /// <summary>Reads <see cref="Width"/> doubles; <paramref name="source"/> is aligned to the group's own size.</summary>
    static abstract TSelf Load(double* source);

    /// <summary>Writes <see cref="Width"/> doubles; <paramref name="target"/> is aligned to the group's own size.</summary>
    static abstract void Store(double* target, TSelf value);

    static abstract TSelf Broadcast(double value);

    /// <summary>The same 64 bits in every lane: a mask or an exponent.</summary>
    static abstract TSelf BroadcastBits(long bits);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    /// <summary>c − a·b, rounded once, by one instruction: of a negation and <see cref="Fma"/> the run-time compiler makes two.</summary>
    static abstract TSelf SubtractProduct(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf a);

    static abstract TSelf Abs(TSelf a);

    static abstract TSelf Floor(TSelf a);

    static abstract TSelf Ceiling(TSelf a);

    /// <summary>a where a &lt; b, else b: b where either is NaN, and b of two zeros, as x86's own instruction has it.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>a where a &gt; b, else b: b where either is NaN, and b of two zeros, as x86's own instruction has it.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Less(TSelf a, TSelf b);

    static abstract TSelf LessOrEqual(TSelf a, TSelf b);

    static abstract TSelf Equal(TSelf a, TSelf b);

    static abstract TSelf And(TSelf a, TSelf b);

    static abstract TSelf Or(TSelf a, TSelf b);

    static abstract TSelf Xor(TSelf a, TSelf b);

    /// <summary>a and not b, bit by bit.</summary>
    static abstract TSelf AndNot(TSelf a, TSelf b);

    /// <summary>a in lanes where the mask is set, b elsewhere; both are computed, so a NaN of the other side does not leak.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>One bit a lane, lane 0 lowest: the sign bit, which in a mask says whether it is set.</summary>
    static abstract uint MaskBits(TSelf mask);

    /// <summary>Sum of the lanes' bits read as 64-bit integers, wrapping.</summary>
    static abstract TSelf AddBits(TSelf a, TSelf b);

    static abstract TSelf SubtractBits(TSelf a, TSelf b);

    static abstract TSelf ShiftLeftBits(TSelf a, int count);

    /// <summary>Shift of the lanes' bits to the right, zeros entering.</summary>
    static abstract TSelf ShiftRightBits(TSelf a, int count);
}

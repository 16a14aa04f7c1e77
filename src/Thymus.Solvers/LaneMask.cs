using System.Numerics;
using System.Runtime.CompilerServices;

namespace Thymus.Solvers;

/// <summary>Some of the eight lanes: bit j stands for lane j. Enumerates their numbers upwards.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly record struct LaneMask(uint Bits)
{
    public static LaneMask None => default;

    public static LaneMask All => new(0xFF);

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    public static LaneMask Of(int lane) => new(1u << lane);

    public static LaneMask operator |(LaneMask a, LaneMask b) => new(a.Bits | b.Bits);

    public static LaneMask operator &(LaneMask a, LaneMask b) => new(a.Bits & b.Bits);

    public bool Contains(int lane) => (Bits >> lane & 1) != 0;

    public LaneMask Without(int lane) => new(Bits & ~(1u << lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Enumerator GetEnumerator() => new(Bits);

    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    public struct Enumerator(uint bits)
    {
        private uint _rest = bits;

        public int Current { get; private set; } = -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_rest == 0) return false;
            Current = BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}

namespace Thymus.Numerics;

/// <summary>Philox4x32-10: 128 random bits as a pure function of a 128-bit counter and a 64-bit key.</summary>
/// <remarks>
/// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC '11, 10.1145/2063384.2063405. Passes BigCrush;
/// having no state, it gives the same number to whichever thread, lane or machine asks.
/// </remarks>
public static class Philox
{
    private const int Rounds = 10;

    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var p0 = 0xD2511F53UL * c0;
            var p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            unchecked
            {
                k0 += 0x9E3779B9u;
                k1 += 0xBB67AE85u;
            }
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>The same with 64-bit words: counter (low, high) and key; the first 64 bits of the block.</summary>
    internal static ulong Bits(ulong low, ulong high, ulong key)
    {
        var (x0, x1, _, _) = Block((uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32), (uint)key, (uint)(key >> 32));
        return x0 | ((ulong)x1 << 32);
    }
}

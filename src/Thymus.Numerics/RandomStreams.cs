using System.Text;

namespace Thymus.Numerics;

/// <summary>The streams of all patients for one purpose: its name is hashed once, not anew for each patient.</summary>
public readonly struct RandomStreams
{
    private readonly ulong _key;

    private RandomStreams(ulong key) => _key = key;

    /// <inheritdoc cref="RandomStream"/>
    public static RandomStreams For(ulong seed, uint replicate, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return new(Philox.Bits(Hash(purpose), replicate, seed));
    }

    /// <summary>The stream of one patient.</summary>
    public RandomStream this[ulong patient] => new(_key, patient);

    /// <summary>FNV-1a over the UTF-8 bytes of the name: stable between processes and machines, which string.GetHashCode is not.</summary>
    private static ulong Hash(string purpose)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(purpose.Length);
        Span<byte> bytes = longest <= 512 ? stackalloc byte[longest] : new byte[longest];
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in bytes[..Encoding.UTF8.GetBytes(purpose, bytes)])
            hash = unchecked((hash ^ value) * 0x100000001B3UL);
        return hash;
    }
}

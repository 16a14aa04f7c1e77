using System.Text;

namespace Thymus.Numerics;

/// <summary>The random numbers of one patient for one purpose; number <c>index</c> is a pure function of the stream and the index.</summary>
/// <remarks>
/// A stream is named by (seed, replicate, patient, purpose). The purpose enters through a hash of its name, so that a new purpose
/// changes no number of another. Seed, replicate and purpose make the key; patient and index are the counter, so two patients or
/// two indices of one purpose can never meet.
/// </remarks>
public readonly struct RandomStream
{
    private readonly ulong _key;
    private readonly ulong _patient;

    private RandomStream(ulong key, ulong patient) => (_key, _patient) = (key, patient);

    public static RandomStream For(ulong seed, uint replicate, ulong patient, string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return new(Philox.Bits(Hash(purpose), replicate, seed), patient);
    }

    public ulong Bits(ulong index) => Philox.Bits(index, _patient, _key);

    /// <summary>Uniform on the open interval (0, 1): (k + ½)·2⁻⁵² with k of 52 bits, so that its logarithm is always finite.</summary>
    public double Uniform(ulong index) => ((Bits(index) >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Standard normal, by inversion: monotone in <see cref="Uniform"/> of the same index.</summary>
    public double Normal(ulong index) => NormalQuantile.At(Uniform(index));

    /// <summary>Exponential with mean 1, by inversion.</summary>
    public double Exponential(ulong index) => -LaneMath.Log(Uniform(index));

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

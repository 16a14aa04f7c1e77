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

    internal RandomStream(ulong key, ulong patient) => (_key, _patient) = (key, patient);

    public static RandomStream For(ulong seed, uint replicate, ulong patient, string purpose) => RandomStreams.For(seed, replicate, purpose)[patient];

    public ulong Bits(ulong index) => Philox.Bits(index, _patient, _key);

    /// <summary>Uniform on the open interval (0, 1): (k + ½)·2⁻⁵² with k of 52 bits, so that its logarithm is always finite.</summary>
    public double Uniform(ulong index) => ((Bits(index) >> 12) + 0.5) * (1.0 / (1UL << 52));

    /// <summary>Standard normal, by inversion: monotone in <see cref="Uniform"/> of the same index.</summary>
    public double Normal(ulong index) => NormalQuantile.At(Uniform(index));

    /// <summary>Exponential with mean 1, by inversion.</summary>
    public double Exponential(ulong index) => -LaneMath.Log(Uniform(index));
}

namespace Thymus.Numerics;

/// <summary>A stream read from its beginning, for what needs an unknown number of draws: a run of a stochastic simulation, a rejection method.</summary>
/// <remarks>It is a value: a copy goes on by itself from where it was copied.</remarks>
public struct RandomSequence(RandomStream stream)
{
    /// <summary>How many numbers were drawn.</summary>
    public ulong Count { get; private set; }

    /// <inheritdoc cref="RandomStream.Uniform"/>
    public double Uniform() => stream.Uniform(Count++);

    /// <inheritdoc cref="RandomStream.Normal"/>
    public double Normal() => stream.Normal(Count++);

    /// <inheritdoc cref="RandomStream.Exponential"/>
    public double Exponential() => stream.Exponential(Count++);
}

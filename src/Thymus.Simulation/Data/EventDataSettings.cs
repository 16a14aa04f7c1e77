using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>From when on the values beside a record hold.</summary>
public enum CovariateRule
{
    /// <summary>From the record before, as in NONMEM: next observation carried backward.</summary>
    Backward,
    /// <summary>To the next record: last observation carried forward.</summary>
    Forward,
}

/// <summary>How to run the subjects of a data file.</summary>
public sealed record EventDataSettings
{
    /// <summary>Times of output for every subject, ascending, beside those of the records. A subject starts at the first of all its times.</summary>
    public ImmutableArray<double> Times { get; init; } = [];

    public CovariateRule Covariates { get; init; } = CovariateRule.Backward;

    public Method Method { get; init; } = Method.Rodas5P;

    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Seed of what the model draws and of the order of events of equal priority; every subject has chance of its own.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc cref="SimulationSettings.MaximumSteps"/>
    public int MaximumSteps { get; init; } = 1_000_000;

    /// <inheritdoc cref="SimulationSettings.Observables"/>
    public ImmutableArray<string> Observables { get; init; } = [];

    /// <summary>Values that replace those of the model, for every subject.</summary>
    public ImmutableDictionary<string, double> Parameters { get; init; } = ImmutableDictionary<string, double>.Empty;
}

using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>How to run one patient.</summary>
public sealed record SimulationSettings
{
    /// <summary>Times of output, ascending; the first is where the run starts. <see cref="OutputTimes.Grid"/> makes even
    /// ones.</summary>
    public required ImmutableArray<double> Times { get; init; }

    public Method Method { get; init; } = Method.Rodas5P;

    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>Attempted steps allowed between two stops: output times, doses, watches.</summary>
    public int MaximumSteps { get; init; } = 1_000_000;

    /// <summary>What to write (<see cref="CompiledModel.ObservableNames"/>); empty for every symbol of the model as formulas mean it.</summary>
    public ImmutableArray<string> Observables { get; init; } = [];

    /// <summary>Seed of what the model draws and of the order of events of equal priority.</summary>
    public ulong Seed { get; init; }

    /// <summary>Doses and other treatment.</summary>
    public ImmutableArray<EventRecord> Events { get; init; } = [];

    /// <summary>Values that replace those of the file.</summary>
    public ImmutableDictionary<string, double> Parameters { get; init; } = ImmutableDictionary<string, double>.Empty;
}

using System.Collections.Immutable;

namespace Thymus.Simulation;

/// <summary>How a jump process is followed.</summary>
public enum StochasticMethod
{
    /// <summary>Every reaction by itself (Gillespie's direct method with a dependency graph): exact.</summary>
    Exact,
    /// <summary>Many reactions at once where that changes rates little: tau-leaping with the step of Cao, Gillespie and Petzold 2006.</summary>
    TauLeaping,
}

/// <summary>How to run a model as a jump process.</summary>
public sealed record StochasticSettings
{
    /// <summary>Times of output, ascending; the first is where every run starts.</summary>
    public required ImmutableArray<double> Times { get; init; }

    public StochasticMethod Method { get; init; }

    public int Runs { get; init; } = 1000;

    /// <summary>Run i is a function of seed and i alone.</summary>
    public ulong Seed { get; init; }

    /// <summary>Results do not depend on it; 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>What to write (<see cref="CompiledModel.ObservableNames"/>), or <c>ln(X)</c> of it; empty for every count of the model.</summary>
    public ImmutableArray<string> Observables { get; init; } = [];

    /// <summary>Values that replace those of the file.</summary>
    public ImmutableDictionary<string, double> Parameters { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>By what part a leap may change the rates.</summary>
    public double LeapTolerance { get; init; } = 0.03;

    /// <summary>Jumps and leaps allowed in one run.</summary>
    public long MaximumSteps { get; init; } = 1_000_000_000;
}

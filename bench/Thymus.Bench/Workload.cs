using System.Collections.Immutable;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>A lognormal parameter of the patients.</summary>
/// <param name="Variation">Coefficient of variation; 0 gives every patient the typical value.</param>
internal readonly record struct VariedParameter(string Name, double Typical, double Variation);

/// <summary>A model, its patients, their treatment and what is asked of them.</summary>
internal sealed record Workload
{
    public required string Name { get; init; }

    /// <summary>In the order of the table of patients.</summary>
    public required ImmutableArray<VariedParameter> Parameters { get; init; }

    /// <summary>In the order of the files of outputs; empty for the model's own order.</summary>
    public required ImmutableArray<string> States { get; init; }

    /// <summary>The state that a trial would look at: the tumour.</summary>
    public required string Observed { get; init; }

    public required double End { get; init; }

    public required double OutputStep { get; init; }

    public required double AbsoluteTolerance { get; init; }

    public required ImmutableArray<EventRecord> Events { get; init; }

    /// <summary>The solvers that a user would try.</summary>
    public required ImmutableArray<Method> Methods { get; init; }

    public string ModelFile => $"{Name.ToLowerInvariant()}.ant";

    public int Outputs => (int)(End / OutputStep + 0.5) + 1;

    /// <summary>Doubles of one patient's outputs [time][state].</summary>
    public int BlockLength => Outputs * States.Length;
}

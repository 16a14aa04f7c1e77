using System.Collections.Immutable;

namespace Thymus.Simulation;

/// <summary>A value of the model by which quantities are differentiated.</summary>
/// <param name="Name">The name of its row: <c>k</c>, <c>init(X)</c>, <c>reaction.k</c>.</param>
/// <param name="Row">Its row of the parameter block.</param>
/// <param name="TimeRow">The row with ∂t/∂p while the model executes what happens at a time that depends on p; 0 otherwise.</param>
internal readonly record struct SensitivityParameter(string Name, int Row, int TimeRow);

/// <summary>A place in the parameter block or among the states that holds the derivative of another one.</summary>
/// <param name="Parameter">Number of the parameter.</param>
internal readonly record struct SensitivityRow(int Parameter, int Of, int Row);

/// <summary>A comparison that turns over at a time that depends on a parameter.</summary>
/// <param name="Value">
/// Left side − right side; its slope in time along the trajectory; its derivative by each parameter at a fixed time.
/// </param>
/// <param name="IsTrueAtZero">Whether equal sides belong with a negative value (≤) or with a positive one (&lt;).</param>
/// <param name="OtherRates">All rates with the comparison the other way round.</param>
/// <param name="Names">What is compared, for messages.</param>
internal sealed record SensitiveSwitch(EvaluationPlan Value, bool IsTrueAtZero, EvaluationPlan OtherRates, string Names);

/// <summary>What a run with sensitivities needs beside the states that hold them.</summary>
internal sealed record SensitivityPlan
{
    public required ImmutableArray<SensitivityParameter> Parameters { get; init; }

    /// <summary>State rows with derivatives of states, by parameter and then by state.</summary>
    public required ImmutableArray<SensitivityRow> States { get; init; }

    /// <summary>Parameter rows with derivatives of what is set at the start and by events.</summary>
    public required ImmutableArray<SensitivityRow> Held { get; init; }

    public required ImmutableArray<SensitiveSwitch> Switches { get; init; }

    /// <summary>Rates of the model's own states.</summary>
    public required EvaluationPlan Rates { get; init; }

    /// <summary>Names of the observables that depend on some parameter.</summary>
    public required ImmutableHashSet<string> Dependent { get; init; }
}

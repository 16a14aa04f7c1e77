using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>A quantity that stops its patient's integration where it crosses a threshold, which each lane has for itself.</summary>
public sealed record Watch(string Name, Expression Quantity)
{
    /// <summary>Watches a symbol of the model.</summary>
    public Watch(string symbol)
        : this(symbol, new SymbolExpression(symbol))
    {
    }
}

/// <summary>What a run asks of a model beyond what its file says.</summary>
public sealed record CompileOptions
{
    /// <summary>Species that receive doses: each gets an infusion-rate row, in amount per time, and its amount is a state.</summary>
    public ImmutableArray<string> DosedSpecies { get; init; } = [];

    public ImmutableArray<Watch> Watches { get; init; } = [];

    /// <summary>Symbols with a rate that must not steer the step (cumulative hazards, exposures): their absolute tolerance is +∞.</summary>
    public ImmutableArray<string> Quadratures { get; init; } = [];

    /// <summary>One absolute tolerance for all states; null for the policy of <see cref="CompiledModel.AbsoluteTolerance"/>.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Absolute tolerances by symbol, of the amount for a species; they win over everything but <see cref="Quadratures"/>.</summary>
    public IReadOnlyDictionary<string, double> Tolerances { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>
    /// Values of the model (its settable rows, <see cref="CompiledModel.SettableParameterCount"/>) by which every quantity is also
    /// differentiated: <c>d(X)/d(k)</c> is then an observable for every symbol X and every k named here; so is <c>dln(X)/dln(k)</c>.
    /// A symbol that changes in time stands for its start value <c>init(X)</c>.
    /// </summary>
    public ImmutableArray<string> Sensitivities { get; init; } = [];

    /// <summary>Whether sensitivities are held to the tolerances, as the states are; if not, only the states steer the step.</summary>
    public bool SensitivitiesSteerSteps { get; init; } = true;

    /// <summary>True where the model is to be simulated as a jump process (<see cref="StochasticSimulator"/>): its reactions are then also
    /// compiled one by one, and what a jump process cannot do is an error.</summary>
    public bool Stochastic { get; init; }

    /// <summary>Null for the hardware's, or what <see cref="LaneWidths.Variable"/> forces. Results do not depend on it.</summary>
    public LaneWidth? Width { get; init; }
}

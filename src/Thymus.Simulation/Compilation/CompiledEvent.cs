using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>An event of the model, ready to be evaluated for one patient at a time through its <see cref="CompiledModel"/>.</summary>
public sealed class CompiledEvent
{
    internal CompiledEvent(ModelEvent definition, ImmutableArray<int> roots, ImmutableArray<EventTarget> targets, EventPlans plans)
    {
        Plans = plans;
        Id = definition.Id;
        Name = definition.Name;
        InitialValue = definition.InitialValue;
        IsPersistent = definition.Persistent;
        UsesValuesFromTriggerTime = definition.UseValuesFromTriggerTime;
        HasDelay = definition.Delay is not null;
        HasPriority = definition.Priority is not null;
        Roots = roots;
        Targets = targets;
    }

    public string Id { get; }

    public string? Name { get; }

    /// <summary>The trigger's value just before the start.</summary>
    public bool InitialValue { get; }

    public bool IsPersistent { get; }

    public bool UsesValuesFromTriggerTime { get; }

    public bool HasDelay { get; }

    public bool HasPriority { get; }

    /// <summary>The root functions at whose sign changes the trigger may change; one for each relation in it that varies in time.</summary>
    public ImmutableArray<int> Roots { get; }

    /// <summary>What an execution sets, in file order.</summary>
    public ImmutableArray<EventTarget> Targets { get; }

    internal EventPlans Plans { get; }
}

/// <summary>The formulas of an event.</summary>
/// <param name="Trigger">1 or 0.</param>
/// <param name="Values">One value for each target, in the meaning of its symbol.</param>
/// <param name="Draws">What to draw before the values are evaluated.</param>
/// <param name="DelayDraws">What to draw before the delay is evaluated.</param>
internal sealed record EventPlans(
    EvaluationPlan Trigger, EvaluationPlan? Delay, EvaluationPlan? Priority, EvaluationPlan Values, DrawPlan[] Draws, DrawPlan[] DelayDraws);

/// <summary>A number to draw into a row of the parameter block.</summary>
internal sealed record DrawPlan(MathFunction Distribution, EvaluationPlan Arguments, int Row);

/// <summary>A symbol that an event sets.</summary>
/// <param name="Symbol">Its name.</param>
/// <param name="IsState">True where <paramref name="Row"/> is a state, false where it is a row of the parameter block.</param>
public readonly record struct EventTarget(string Symbol, bool IsState, int Row)
{
    /// <summary>Gives the size by which a concentration becomes the amount that the row holds; null where the row takes the value as it is.</summary>
    internal EvaluationPlan? Size { get; init; }
}

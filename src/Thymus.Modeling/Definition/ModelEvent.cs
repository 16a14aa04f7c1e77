using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A change that happens when <paramref name="Trigger"/> goes from false to true; SBML L3V2 meaning throughout.</summary>
/// <param name="InitialValue">The trigger's value just before time 0: false lets it fire at time 0.</param>
/// <param name="Persistent">False: the event is called off when the trigger falls back before it is executed.</param>
/// <param name="Delay">Time from trigger to execution; null for none.</param>
/// <param name="Priority">Among simultaneous events the highest is executed first; null is unordered.</param>
/// <param name="UseValuesFromTriggerTime">True: right-hand sides are evaluated when the trigger fires, not when the event is executed.</param>
public sealed record ModelEvent(
    string Id,
    Expression Trigger,
    ImmutableArray<EventAssignment> Assignments,
    bool InitialValue = true,
    bool Persistent = true,
    Expression? Delay = null,
    Expression? Priority = null,
    bool UseValuesFromTriggerTime = true,
    string? Name = null,
    SourceSpan? Span = null);

public sealed record EventAssignment(string Variable, Expression Value, SourceSpan? Span = null);

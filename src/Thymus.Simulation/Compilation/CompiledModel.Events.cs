namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    /// <summary>Whether the trigger of an event holds.</summary>
    public bool Trigger(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Interpreter.Value(Events[@event].Plans.Trigger, time, state, parameters) != 0;

    /// <summary>Time from trigger to execution; 0 where the event has none.</summary>
    public double Delay(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Events[@event].Plans.Delay is { } plan ? Interpreter.Value(plan, time, state, parameters) : 0;

    /// <summary>Among simultaneous events the highest is executed first; NaN where the event has none.</summary>
    public double Priority(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Events[@event].Plans.Priority is { } plan ? Interpreter.Value(plan, time, state, parameters) : double.NaN;

    /// <summary>The right-hand sides of an event's assignments, one for each of <see cref="CompiledEvent.Targets"/>.</summary>
    public void EvaluateAssignments(
        int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> values) =>
        Interpreter.Run(Events[@event].Plans.Values, time, state, parameters, values);

    /// <summary>
    /// Executes an event's assignments with values from <see cref="EvaluateAssignments"/>. All happen at once: a concentration is
    /// taken in the size that its compartment has before the event, even where the event changes that too (SBML suite, cases 1779 and
    /// 1780); species that are not set keep their amount.
    /// </summary>
    public void ApplyAssignments(
        int @event, ReadOnlySpan<double> values, double time, Span<double> state, Span<double> parameters)
    {
        var targets = Events[@event].Targets;
        for (var i = 0; i < targets.Length; i++)
            if (targets[i].Size is { } size)
                (targets[i].IsState ? state : parameters)[targets[i].Row] = values[i] * Interpreter.Value(size, time, state, parameters);
        for (var i = 0; i < targets.Length; i++)
            if (targets[i].Size is null)
                (targets[i].IsState ? state : parameters)[targets[i].Row] = values[i];
        Derive(parameters);
    }
}

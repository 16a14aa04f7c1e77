using Thymus.Numerics;

namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    /// <summary>Whether the trigger of an event holds.</summary>
    public bool Trigger(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Interpreter.Value(Events[@event].Plans.Trigger, time, state, parameters) != 0;

    /// <summary>Time from trigger to execution, drawn anew where it is random; 0 where the event has none.</summary>
    public double Delay(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, ref RandomSequence chance)
    {
        var plans = Events[@event].Plans;
        if (plans.Delay is null) return 0;
        return Interpreter.Value(plans.Delay, time, state, WithDraws(plans.DelayDraws, time, state, parameters, ref chance));
    }

    /// <summary>Among simultaneous events the highest is executed first; NaN where the event has none.</summary>
    public double Priority(int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters) =>
        Events[@event].Plans.Priority is { } plan ? Interpreter.Value(plan, time, state, parameters) : double.NaN;

    /// <summary>
    /// Where to stop for the next break of the rates that time alone makes, such as a dose schedule written as piecewise or
    /// floor(time/21); +∞ where there is none. It is a few roundings before the break, or as much after it where the time is already
    /// that close: no step then has the break inside. Exact where what is compared or rounded is linear in time up to there.
    /// </summary>
    public double NextBreak(double time, ReadOnlySpan<double> parameters)
    {
        var next = double.PositiveInfinity;
        var plan = _program.Breaks;
        if (plan.Outputs.Length == 0) return next;
        Span<double> values = stackalloc double[plan.Outputs.Length];
        Interpreter.Run(plan, time, [], parameters, values);
        for (var i = 0; i < values.Length; i += 2)
        {
            var (value, slope) = (values[i], values[i + 1]);
            var goal = i >= 2 * _program.RoundedCount ? 0 : slope > 0 ? Math.Floor(value) + 1 : Math.Ceiling(value) - 1;
            var at = time + (goal - value) / slope;
            if (at > time && at < next) next = at;
        }
        var before = next - FewRoundings * Math.Abs(next);
        return before > time ? before : next + FewRoundings * Math.Abs(next);
    }

    private const double FewRoundings = 1.0 / (1L << 48);

    /// <summary>The right-hand sides of an event's assignments, one for each of <see cref="CompiledEvent.Targets"/>; what they draw is
    /// drawn anew each time.</summary>
    public void EvaluateAssignments(
        int @event, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> values, ref RandomSequence chance)
    {
        var plans = Events[@event].Plans;
        Interpreter.Run(plans.Values, time, state, WithDraws(plans.Draws, time, state, parameters, ref chance), values);
    }

    /// <summary>Purpose of the numbers that start values and events draw.</summary>
    internal const string DrawPurpose = "draws of the model";

    [ThreadStatic]
    private static double[]? t_withDraws;

    /// <summary>The parameter block with the numbers that a formula draws; the thread's, valid until its next draw.</summary>
    private static ReadOnlySpan<double> WithDraws(
        DrawPlan[] draws, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, ref RandomSequence chance)
    {
        if (draws.Length == 0) return parameters;
        if (t_withDraws is null || t_withDraws.Length < parameters.Length) t_withDraws = new double[parameters.Length];
        var copy = t_withDraws.AsSpan(0, parameters.Length);
        parameters.CopyTo(copy);
        Draw(draws, time, state, copy, ref chance);
        return copy;
    }

    private static void Draw(DrawPlan[] draws, double time, ReadOnlySpan<double> state, Span<double> parameters, ref RandomSequence chance)
    {
        Span<double> arguments = stackalloc double[MostArguments];
        foreach (var draw in draws)
        {
            var own = arguments[..draw.Arguments.Outputs.Length];
            Interpreter.Run(draw.Arguments, time, state, parameters, own);
            parameters[draw.Row] = DrawSampler.Draw(draw.Distribution, own, ref chance);
        }
    }

    /// <summary>A distribution has two arguments and two bounds at most.</summary>
    private const int MostArguments = 4;

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

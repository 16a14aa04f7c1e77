using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>The past of the patient in one lane, as far as the model looks back.</summary>
/// <remarks>
/// The method of steps: a step never goes farther than the shortest delay from the last stop, so that what its stages read is known. The
/// past is the continuous extension of the accepted steps (order 4, of which the error is of the order of the method); before the start a
/// quantity has the value of its formulas then. Where a delay changes in time it may fall into the present step: there the past is the line from the
/// step's start to the stage, and stops come at half the delay.
/// </remarks>
internal sealed unsafe class LaneDelays
{
    /// <summary>Shortest way between two stops, in relation to the time, where a changing delay vanishes.</summary>
    private const double ShortestWay = 1e-9;

    private const double FewRoundings = 1.0 / (1L << 48);

    private readonly ImmutableArray<CompiledDelay> _delays;
    private readonly DelayHistory _history;
    private readonly DelayBreaks _breaks = new();
    private readonly double[] _durations;
    private readonly double[] _before;
    private readonly double[] _last;
    private readonly double[] _points;
    private readonly double[] _state;
    private readonly bool _forgets;
    private readonly int _maximumStops;
    private double _end;
    private double _imposed;
    private int _stops;
    private bool _jumps;
    private bool _wasGivenState;

    public LaneDelays(CompiledModel model, int maximumStops)
    {
        _delays = model.Delays;
        _maximumStops = maximumStops;
        _history = new DelayHistory(_delays.Length);
        _durations = new double[_delays.Length];
        _before = new double[2 * _delays.Length];
        _last = new double[_delays.Length];
        _points = new double[DelayHistory.Points * _delays.Length];
        _state = new double[model.StateCount];
        _forgets = _delays.All(d => d.IsConstant);
    }

    /// <summary>Whether the lane has a patient.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether the delays were so short that the patient made more stops for them than it is allowed steps between two stops.</summary>
    public bool IsExhausted => _stops > _maximumStops;

    /// <summary>A new patient at its start.</summary>
    /// <param name="isGivenState">The state was given and not computed from the model's start values: it is then also the past.</param>
    public void Begin(double time, double[] state, double[] parameters, bool isGivenState)
    {
        _history.Clear();
        _breaks.Clear();
        (_end, _imposed, _stops, _jumps, IsActive, _wasGivenState) = (time, double.NaN, 0, true, true, isGivenState);
        Measure(time, state, parameters);
        for (var i = 0; i < _delays.Length; i++)
            Interpreter.Run(_delays[i].Before, time, [], parameters, _before.AsSpan(2 * i, 2));
        Array.Clear(_last);
        Fill(time, state, parameters);
        Evaluate(time, state, parameters, _last);
        if (isGivenState)
            for (var i = 0; i < _delays.Length; i++) (_before[2 * i], _before[2 * i + 1]) = (_last[i], 0);
        Fill(time, state, parameters);
    }

    public void End() => IsActive = false;

    /// <summary>State or parameters, or their rates, have jumped at the present time; to be called before the lane goes on.</summary>
    public void Jump(double time, double[] state, double[] parameters)
    {
        Measure(time, state, parameters);
        Evaluate(time, state, parameters, _last);
        Fill(time, state, parameters);
        _jumps = true;
        Propagate(time, 1);
    }

    /// <summary>Keeps the step by which the lane arrived.</summary>
    public void Record(LaneIntegrator integrator, int lane, double[] parameters)
    {
        var (start, length) = (integrator.StepStart(lane), integrator.StepLength(lane));
        for (var point = 0; point < DelayHistory.Points; point++)
        {
            var fraction = point / (DelayHistory.Points - 1.0);
            integrator.InterpolateStep(lane, fraction, _state);
            var time = start + fraction * length;
            fixed (double* y = _state, p = parameters) Fill(&time, y, p, stride: 1);
            Evaluate(time, _state, parameters, _points.AsSpan(point * _delays.Length, _delays.Length));
        }
        _history.Add(start, length, _jumps, _points, Oldest(start));
        _jumps = false;
        _end = start + length;
        _points.AsSpan((DelayHistory.Points - 1) * _delays.Length).CopyTo(_last);
    }

    /// <summary>The time where the lane arrived; true where the past comes with a break there, and the step is to be begun anew.</summary>
    public bool Arrive(double time)
    {
        _stops = time == _imposed ? _stops + 1 : 0;
        var breaks = false;
        while (_breaks.TryTake(time + Nearly(time), out var depth))
        {
            breaks = true;
            Propagate(time, depth + 1);
        }
        return breaks;
    }

    /// <summary>Where the lane must stop next for the sake of its past.</summary>
    public double NextStop(double time, double[] state, double[] parameters)
    {
        var next = _breaks.Next;
        for (var i = 0; i < _delays.Length; i++)
        {
            if (!_delays[i].FeedsRates) continue;
            var duration = _delays[i].IsConstant ? _durations[i] : Interpreter.Value(_delays[i].Duration, time, state, parameters);
            if (!(duration > 0)) continue;
            var way = _delays[i].IsConstant ? duration : Math.Max(0.5 * duration, ShortestWay * Math.Max(Math.Abs(time), 1));
            next = Math.Min(next, time + way);
        }
        return _imposed = next > time ? next : Math.BitIncrement(time);
    }

    /// <summary>The past as it is seen from the present time, at which the lane stands: after the jumps of this time.</summary>
    public void Fill(double time, double[] state, double[] parameters)
    {
        fixed (double* y = state, p = parameters) Fill(&time, y, p, stride: 1, stands: true);
    }

    /// <summary>The past as a stage of the present step sees it: a jump at the end of the step has not come yet.</summary>
    /// <param name="stride">Distance of the rows of both blocks.</param>
    public void Fill(double* time, double* state, double* parameters, int stride, bool stands = false)
    {
        for (var i = 0; i < _delays.Length; i++)
        {
            var delay = _delays[i];
            var duration = delay.IsConstant ? _durations[i] : Interpreter.Run(delay.Duration, time, state, parameters, stride)[delay.Duration.Outputs[0]];
            var from = stands || !delay.IsConstant ? double.PositiveInfinity : _end - duration;
            var (value, slope) = Past(i, *time - duration, from, parameters, stride);
            var row = parameters + (nint)stride * delay.Row;
            (row[0], row[stride]) = (value, slope);
            if (!delay.IsConstant) (row[2 * stride], row[3 * stride]) = (_end, _last[i]);
        }
    }

    /// <param name="from">The time that the start of the present step looks back to.</param>
    private (double Value, double Slope) Past(int quantity, double time, double from, double* parameters, int stride)
    {
        if (double.IsNaN(time)) return (time, time);
        var nearly = Nearly(_end);
        var segment = _history.Find(time + nearly);
        if (segment >= 0 && _history.Jumps(segment) && _history.Start(segment) is var start && time <= start + nearly && from < start - nearly) segment--;
        if (segment >= 0) return _history.Evaluate(segment, quantity, time);
        if (!_delays[quantity].HasFormulaBefore || _wasGivenState) return (_before[2 * quantity], _before[2 * quantity + 1]);
        var plan = _delays[quantity].Before;
        var slots = Interpreter.Run(plan, &time, null, parameters, stride);
        return (slots[plan.Outputs[0]], slots[plan.Outputs[1]]);
    }

    private void Propagate(double time, int depth)
    {
        for (var i = 0; i < _delays.Length; i++)
            if (_delays[i] is { FeedsRates: true, IsConstant: true } && _durations[i] > 0) _breaks.Add(time + _durations[i], depth, Nearly(time + _durations[i]));
    }

    private void Measure(double time, double[] state, double[] parameters)
    {
        for (var i = 0; i < _delays.Length; i++)
            if (_delays[i].IsConstant) _durations[i] = Interpreter.Value(_delays[i].Duration, time, state, parameters);
    }

    private void Evaluate(double time, double[] state, double[] parameters, Span<double> values)
    {
        for (var i = 0; i < _delays.Length; i++) values[i] = Interpreter.Value(_delays[i].Quantity, time, state, parameters);
    }

    private double Oldest(double time)
    {
        if (!_forgets) return double.NegativeInfinity;
        var longest = 0.0;
        foreach (var duration in _durations) longest = Math.Max(longest, duration);
        return time - longest - Nearly(time);
    }

    private static double Nearly(double time) => FewRoundings * Math.Abs(time);
}

using System.Globalization;
using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>One run of a jump process, and the memory for it, which the next run uses again: nothing is allocated while it goes.</summary>
/// <remarks>
/// Between two stops (an output, a delayed event, the time at which a trigger becomes true, a break of the rates) the process has no
/// memory: the waiting time is drawn anew after each stop, which changes no distribution. A reaction whose reactants are not all there
/// does not happen, whatever its rate says.
/// </remarks>
internal sealed class StochasticWalk
{
    /// <summary>The smallest part of a time by which a trigger is passed, doubled until it is.</summary>
    private const double Nudge = 1.0 / (1L << 50);

    private readonly CompiledModel _model;
    private readonly StochasticPlans _plans;
    private readonly StochasticSettings _settings;
    private readonly TauLeap? _leap;
    private readonly LaneEvents? _events;
    private readonly double[] _base;
    private readonly double[] _drifts;
    private readonly double[] _crossings;
    private RandomSequence _chance;
    private int _nudges;
    private long _steps;

    public StochasticWalk(CompiledModel model, StochasticSettings settings, RootProbe probe)
    {
        (_model, _settings, _plans) = (model, settings, model.Program.Stochastic!);
        _base = new double[model.ParameterCount];
        model.DefaultParameters(_base);
        foreach (var (name, value) in settings.Parameters) _base[model.ParameterIndex(name)] = value;
        State = new double[model.StateCount];
        Parameters = new double[model.ParameterCount];
        Changes = [.. _plans.Channels.Select(c => new double[c.Rows.Length])];
        Rates = new PropensityTree(_plans.Channels.Length);
        _drifts = new double[_plans.DriftRows.Length];
        _crossings = new double[_plans.Crossings.Outputs.Length];
        if (model.Events.Length > 0) _events = new LaneEvents(model, probe);
        if (settings.Method == StochasticMethod.TauLeaping && _plans.Channels.Length > 0) _leap = new TauLeap(this, _plans, settings.LeapTolerance);
    }

    public double[] State { get; }

    public double[] Parameters { get; }

    /// <summary>For each channel, by how much it changes each of its rows.</summary>
    public double[][] Changes { get; }

    public PropensityTree Rates { get; }

    public double Now { get; private set; }

    public IntegrationStatus Status { get; private set; }

    /// <summary>Why the run failed.</summary>
    public string? Reason { get; private set; }

    public ref RandomSequence Chance => ref _chance;

    /// <summary>Starts a run at the first output time.</summary>
    public void Begin(int run)
    {
        (Now, _steps, _nudges, Status, Reason) = (_settings.Times[0], 0, 0, IntegrationStatus.Running, null);
        var start = new PatientStart { Seed = _settings.Seed, Replicate = (uint)run, Time = Now };
        _chance = new RandomSequence(RandomStream.For(_settings.Seed, start.Replicate, 0, CompiledModel.DrawPurpose));
        _base.CopyTo(Parameters, 0);
        _model.Initialise(Parameters, State, Now, ref _chance);
        _chance = new RandomSequence(RandomStream.For(_settings.Seed, start.Replicate, 0, "reactions"));
        _events?.Begin(start, Now, State, Parameters);
        Execute();
        if (Status == IntegrationStatus.Running) Renew();
    }

    /// <summary>Goes on to a time, its events included.</summary>
    /// <returns>False where the run has failed.</returns>
    public bool GoTo(double time)
    {
        while (Now < time && Status == IntegrationStatus.Running)
        {
            if (++_steps > _settings.MaximumSteps)
            {
                Fail(IntegrationStatus.TooManySteps, $"More than {_settings.MaximumSteps.ToString(CultureInfo.InvariantCulture)} reactions; tau-leaping needs fewer steps.");
                break;
            }
            var stop = NextStop(time);
            if (_leap is { } leap) leap.Step(stop);
            else Jump(stop);
        }
        return Status == IntegrationStatus.Running;
    }

    /// <summary>The next reaction, or the stop where none comes before it.</summary>
    public void Jump(double stop)
    {
        var total = Rates.Total;
        var time = total > 0 ? Now + _chance.Exponential() / total : double.PositiveInfinity;
        if (time >= stop)
        {
            ArriveAt(stop);
            return;
        }
        var channel = Rates.Find(_chance.Uniform() * total);
        MoveTo(time);
        Apply(channel, 1);
        foreach (var dependent in _plans.Dependents[channel]) Evaluate(dependent);
        LookForEvents();
    }

    /// <summary>Stands at a stop: events that are due happen and, as the time may be a break, all rates are taken anew.</summary>
    public void ArriveAt(double stop)
    {
        MoveTo(stop);
        LookForEvents();
        Renew();
    }

    public void MoveTo(double time)
    {
        for (var i = 0; i < _drifts.Length; i++) State[_plans.DriftRows[i]] += _drifts[i] * (time - Now);
        Now = time;
    }

    public void Apply(int channel, double times)
    {
        var rows = _plans.Channels[channel].Rows;
        var changes = Changes[channel];
        for (var i = 0; i < rows.Length; i++) State[rows[i]] += times * changes[i];
    }

    /// <summary>What has changed in the counts may have fired events.</summary>
    public void LookForEvents()
    {
        if (_events is null) return;
        _events.Look(Now, State, Parameters);
        if (_events.NextTime > Now) return;
        Execute();
        Renew();
    }

    /// <summary>Takes all rates anew, with what events may have changed.</summary>
    public void Renew()
    {
        if (Status != IntegrationStatus.Running) return;
        for (var channel = 0; channel < Changes.Length; channel++)
            Interpreter.Run(_plans.Channels[channel].Changes, Now, State, Parameters, Changes[channel]);
        for (var channel = 0; channel < Changes.Length; channel++) Evaluate(channel);
        if (_drifts.Length > 0) Interpreter.Run(_plans.Drifts, Now, State, Parameters, _drifts);
        CheckCounts();
    }

    private void Evaluate(int channel)
    {
        var rate = Interpreter.Value(_plans.Channels[channel].Rate, Now, State, Parameters);
        if (!(rate >= 0 && double.IsFinite(rate)))
        {
            var name = _plans.Channels[channel].Reaction;
            Fail(IntegrationStatus.NotFinite, rate < 0
                ? string.Create(CultureInfo.InvariantCulture, $"The rate of reaction '{name}' is {rate:R}; write what goes forward and what goes back as two reactions.")
                : $"The rate of reaction '{name}' is not finite.");
            rate = 0;
        }
        Rates[channel] = CanHappen(channel) ? rate : 0;
    }

    /// <summary>Whether no count would become negative.</summary>
    private bool CanHappen(int channel)
    {
        var rows = _plans.Channels[channel].Rows;
        var changes = Changes[channel];
        for (var i = 0; i < rows.Length; i++)
            if (State[rows[i]] + changes[i] < 0) return false;
        return true;
    }

    private void Execute()
    {
        if (_events is null) return;
        if (_events.Execute(Now, State, Parameters) > LaneEvents.MaximumExecutions)
            Fail(IntegrationStatus.EventsWithoutEnd, $"Model events kept triggering each other more than {LaneEvents.MaximumExecutions} times at one time.");
    }

    private double NextStop(double time)
    {
        var stop = Math.Min(time, _model.NextBreak(Now, Parameters));
        if (_events is null) return stop;
        stop = Math.Min(stop, _events.NextTime);
        if (_crossings.Length == 0) return stop;
        Interpreter.Run(_plans.Crossings, Now, State, Parameters, _crossings);
        var nudged = false;
        for (var i = 0; i < _crossings.Length; i += 2)
        {
            var (value, slope) = (_crossings[i], _crossings[i + 1]);
            if (slope == 0 || (value != 0 && value > 0 == slope > 0)) continue;
            var at = Now - value / slope;
            // At the crossing itself a strict relation is not true yet, and rounding may have stopped short of it.
            var least = Now + Nudge * (1L << Math.Min(_nudges, 40)) * Math.Max(Math.Abs(Now), Math.Abs(time - Now));
            nudged |= at < least;
            stop = Math.Min(stop, Math.Max(at, least));
        }
        _nudges = nudged ? _nudges + 1 : 0;
        return stop;
    }

    /// <summary>Counts are whole numbers from 0 on; the start, or an event, may have said otherwise.</summary>
    private void CheckCounts()
    {
        foreach (var row in _plans.CountRows)
            if (!(State[row] >= 0 && State[row] == Math.Floor(State[row]) && State[row] <= MostCount))
                Fail(IntegrationStatus.InvalidStart, string.Create(CultureInfo.InvariantCulture,
                    $"'{_model.StateNames[row]}' is {State[row]:R} at time {Now:R}; a count is a whole number from 0 on."));
        foreach (var changes in Changes)
            foreach (var change in changes)
                if (change != Math.Floor(change)) Fail(IntegrationStatus.InvalidStart, "A reaction makes or uses a part of a particle; stoichiometries are whole numbers.");
    }

    /// <summary>Beyond it doubles skip whole numbers.</summary>
    private const double MostCount = 1L << 53;

    private void Fail(IntegrationStatus status, string reason)
    {
        if (Status == IntegrationStatus.Running) (Status, Reason) = (status, reason);
    }
}

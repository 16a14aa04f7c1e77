using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

internal enum LanePhase : byte
{
    Free,
    /// <summary>Has something to settle at its present time before it can move.</summary>
    Standing,
    Moving,
    /// <summary>Ended or failed; waits to be released.</summary>
    Finished,
}

/// <summary>One lane of a <see cref="PatientBatch"/>: the patient in it, and everything that happens at its present
/// time.</summary>
internal sealed unsafe partial class PatientLane
{
    /// <summary>Where the integration of a patient without end stops: a finite time that none reaches.</summary>
    private const double NoEnd = 1e300;

    private const int NoRow = -1;
    private const int EveryRow = int.MaxValue;
    private const double Nearly = 1.0 / (1L << 40);

    private readonly CompiledModel _model;
    private readonly LaneIntegrator _integrator;
    private readonly LaneEvents _events;
    private readonly LaneDelays? _past;
    private readonly LaneSwitches? _switches;
    private readonly int[] _rateRows;
    private readonly int[] _thresholdRows;
    private readonly double[] _start;
    private readonly double[] _parameters;
    private readonly double[] _observables;
    private readonly int _maximumSteps;
    private bool _observed;
    private bool _jumped;

    /// <summary>The row of the parameters that the integrator does not have yet.</summary>
    private int _changedRow;
    private bool _broke;
    private bool _rearmed;
    private IntegrationStatus _failure;
    private string? _reason;
    private long _attemptsAtStop;
    private int _legs;
    private double _end;
    private double _nextBreak;
    private ReadOnlyMemory<double> _sampleTimes;
    private Memory<double> _sampleStates;
    private int _sampledBefore;
    private bool _samplesAsked;
    private long _sequence;

    public PatientLane(CompiledModel model, LaneIntegrator integrator, RootProbe probe, OwnDosing own, SteadyState steadyState, LaneDelays? past, int maximumSteps, int index)
    {
        _model = model;
        _integrator = integrator;
        _own = own;
        _steadyState = steadyState;
        _maximumSteps = maximumSteps;
        Index = index;
        State = new double[model.StateCount];
        _start = new double[model.StateCount];
        _parameters = new double[model.ParameterCount];
        _observables = new double[model.ObservableNames.Length];
        _rateRows = [.. model.Options.DosedSpecies.Select(model.InfusionRateIndex)];
        _thresholdRows = [.. model.Options.Watches.Select(w => model.ThresholdIndex(w.Name))];
        _past = past;
        _events = new LaneEvents(model, probe, past);
        if (model.Sensitivities is { } sensitivities) _switches = new LaneSwitches(sensitivities);
    }

    public int Index { get; }

    public LanePhase Phase { get; set; }

    public long Id { get; private set; }

    public double Now { get; private set; }

    public PatientArrival Arrival { get; private set; }

    public Agenda Agenda { get; } = new();

    public InfusionPool Infusions { get; } = new();

    /// <summary>State rows at <see cref="Now"/>.</summary>
    public double[] State { get; }

    /// <summary>Whether the integrator has taken the patient up; before, its counts are those of the patient before.</summary>
    public bool HasBegun { get; private set; }

    public void Load(in PatientStart start)
    {
        if (!(start.End >= start.Time)) throw new ArgumentException($"The patient ends at {start.End:R}, before its start at {start.Time:R}.");
        if (start.Parameters.Length is var n && n != 0 && n != _parameters.Length)
            throw new ArgumentException($"{n} parameters are given; the model has {_parameters.Length} rows.");
        if (start.State.Length is var m && m != 0 && m != State.Length && m != _model.SnapshotLength)
            throw new ArgumentException($"{m} states are given; the model has {State.Length}, and a snapshot {_model.SnapshotLength}.");

        Id = start.Id;
        Clear(start.Time, start.End);
        if (start.Parameters.IsEmpty) _model.DefaultParameters(_parameters);
        else start.Parameters.CopyTo(_parameters);
        var chance = new RandomSequence(RandomStream.For(start.Seed, start.Replicate, (ulong)start.Id, CompiledModel.DrawPurpose));
        _model.Initialise(_parameters, State, Now, ref chance);
        if (!start.State.IsEmpty) _model.Restore(start.State, State, _parameters);
        State.CopyTo(_start, 0);
        _past?.Begin(Now, State, _parameters, !start.State.IsEmpty);
        _events.Begin(start, Now, State, _parameters);
        foreach (ref readonly var record in start.Events) Schedule(record);
    }

    /// <summary>Begins in the middle of a patient's course: parameters and state stand as they are, and no event fires for having been
    /// true before.</summary>
    public void Resume(double time, double end, ReadOnlySpan<double> parameters, ReadOnlySpan<double> state)
    {
        Clear(time, end);
        parameters.CopyTo(_parameters);
        state.CopyTo(State);
        State.CopyTo(_start, 0);
        _events.Resume(Now, State, _parameters);
    }

    private void Clear(double time, double end)
    {
        (Now, _end) = (time, end);
        (_sequence, _owedTag) = (0, null);
        (_failure, _reason) = (IntegrationStatus.Running, null);
        (_attemptsAtStop, _legs) = (0, 0);
        (_observed, _jumped, _broke, _rearmed, HasBegun, _changedRow) = (false, true, true, false, false, EveryRow);
        (_sampledBefore, _samplesAsked) = (0, false);
        Agenda.Clear();
        Infusions.Clear();
        Phase = LanePhase.Standing;
    }

    public void VisitAt(double time, int tag)
    {
        if (!(time >= Now)) throw new ArgumentException($"A visit at {time:R} lies before {Now:R}, where the patient stands.", nameof(time));
        var visit = Agenda.New();
        visit.Tag = tag;
        Put(visit, AgendaKind.Visit, time);
    }

    public void SampleAt(ReadOnlyMemory<double> times, Memory<double> states)
    {
        var instants = times.Span;
        var n = State.Length;
        for (var i = 0; i < instants.Length; i++)
            if (!(instants[i] >= (i == 0 ? Now : instants[i - 1])))
                throw new ArgumentException($"Sample {i} is at {instants[i]:R}; samples ascend from {Now:R}, where the patient stands.", nameof(times));
        if (states.Length < times.Length * n)
            throw new ArgumentException($"{times.Length} samples of {n} states do not fit into {states.Length} numbers.", nameof(states));
        _sampledBefore = 0;
        for (; _sampledBefore < instants.Length && instants[_sampledBefore] <= Now; _sampledBefore++)
            State.CopyTo(states.Span.Slice(_sampledBefore * n, n));
        (_sampleTimes, _sampleStates) = (times[_sampledBefore..], states[(_sampledBefore * n)..]);
        _samplesAsked = true;
    }

    public int SamplesTaken => _sampledBefore + (HasBegun && !_samplesAsked ? _integrator.SamplesTaken(Index) : 0);

    public void EndAt(double time)
    {
        if (!(time >= Now)) throw new ArgumentException($"An end at {time:R} lies before {Now:R}, where the patient stands.", nameof(time));
        _end = time;
    }

    public void Watch(int watch, double threshold)
    {
        _parameters[_thresholdRows[watch]] = threshold;
        _events.Arm(watch, Now, State, _parameters);
        _rearmed = true;
    }

    public double Parameter(int parameter) => _parameters[parameter];

    public void SetParameter(int parameter, double value)
    {
        _model.ChangeParameter(parameter, value, _parameters);
        Jumped();
    }

    public void WriteState(ReadOnlySpan<double> state)
    {
        if (state.Length != State.Length)
            throw new ArgumentException($"{state.Length} states are given; the model has {State.Length}.", nameof(state));
        state.CopyTo(State);
        Jumped();
    }

    public void ReadSnapshot(Span<double> snapshot) => _model.TakeSnapshot(State, _parameters, snapshot);

    public double[] Observe()
    {
        if (!_observed) _model.Observe(Now, State, _parameters, _observables);
        _observed = true;
        return _observables;
    }

    /// <summary>The patient leaves the lane.</summary>
    public void Release()
    {
        _past?.End();
        Phase = LanePhase.Free;
    }

    /// <summary>Keeps the step that the integrator took.</summary>
    public void Record() => _past?.Record(_integrator, Index, _parameters);

    /// <summary>Takes over what the integrator reached.</summary>
    public void Arrive(in Arrival arrival)
    {
        if (arrival.Kind != ArrivalKind.Failed && _integrator.HasStep(Index)) Record();
        Now = arrival.Time;
        var rows = _integrator.State + Index;
        for (var i = 0; i < State.Length; i++) State[i] = rows[LaneSystem.Lanes * i];
        _observed = false;
        _past?.Fill(Now, State, _parameters);
        Phase = LanePhase.Standing;
        _legs++;
        if (arrival.Kind == ArrivalKind.Failed) _failure = arrival.Status;
        else if (Attempts - _attemptsAtStop + _legs > _maximumSteps) FailBusy();
        else if (_switches?.Arrive(Now, State, _parameters) is { } reason) (_failure, _reason) = (IntegrationStatus.NotDifferentiable, reason);
        else _events.Look(Now, State, _parameters);
        if (arrival.Kind == ArrivalKind.Root) _jumped |= IsDiscontinuity();
        // A visit on the day of a break stands a few roundings beside it.
        if (_nextBreak - Now <= Nearly * Math.Abs(Now)) _jumped = true;
        _broke |= _jumped;
        if (_past is null) return;
        _jumped |= _past.Arrive(Now);
        if (_past.IsExhausted && _failure == IntegrationStatus.Running) _failure = IntegrationStatus.TooManySteps;
    }

    /// <summary>Does what is due at the present time, up to the first thing that the host must see; the order is that of
    /// <see cref="AgendaKind"/>.</summary>
    /// <returns>True where the host is needed; false where the lane is on its way again.</returns>
    public bool Settle()
    {
        while (true)
        {
            if (_failure != IntegrationStatus.Running) return Fail();
            EndInfusions();
            var executed = _events.Execute(Now, State, _parameters);
            if (executed > LaneEvents.MaximumExecutions) _failure = IntegrationStatus.EventsWithoutEnd;
            if (executed > 0) Changed();
            if (_switches?.Leave(Now, State, _parameters) == true) Changed();
            if (_failure != IntegrationStatus.Running) continue;
            if (_events.TakeCrossedWatch(out var watch, out var rising)) return Tell(PatientArrivalKind.Watch, watch, rising);
            if (_owedTag is { } tag)
            {
                _owedTag = null;
                return Tell(PatientArrivalKind.Visit, tag);
            }
            if (Agenda.NextTime <= Now && Agenda.Next.Kind == AgendaKind.Visit) return TellVisit();
            if (_end <= Now)
            {
                Phase = LanePhase.Finished;
                _integrator.Deactivate(Index);
                return Tell(PatientArrivalKind.End, status: IntegrationStatus.Completed);
            }
            if (Agenda.NextTime > Now) break;
            Rest();
            CarryOut(Agenda.Take());
        }
        Continue();
        return false;
    }

    private void Continue()
    {
        if (_broke) _past?.Jump(Now, State, _parameters);
        _broke = false;
        _switches?.Remember(Now, State, _parameters);
        if (_jumped)
        {
            var state = _integrator.State + Index;
            var parameters = _integrator.Parameters + Index;
            for (var i = 0; i < State.Length; i++) state[LaneSystem.Lanes * i] = State[i];
            if (_changedRow == EveryRow || _past is not null || _switches is not null)
                for (var i = 0; i < _parameters.Length; i++) parameters[LaneSystem.Lanes * i] = _parameters[i];
            else if (_changedRow != NoRow)
                parameters[LaneSystem.Lanes * _changedRow] = _parameters[_changedRow];
            if (_rearmed) HandOverThresholds();
            _changedRow = NoRow;
            if (HasBegun) _integrator.Restart(Index);
            else _integrator.Start(Index, Now);
            (HasBegun, _jumped, _rearmed) = (true, false, false);
        }
        else if (_rearmed)
        {
            // Thresholds are read by root functions alone: the step goes on as it was.
            HandOverThresholds();
            _integrator.RestartRoots(Index);
            _rearmed = false;
        }
        if (_samplesAsked) _integrator.SampleAt(Index, _sampleTimes, _sampleStates);
        _samplesAsked = false;
        _nextBreak = _model.NextBreak(Now, _parameters);
        var stop = Math.Min(Math.Min(_end, NoEnd), Math.Min(Agenda.NextTime, _events.NextTime));
        if (_past is not null) stop = Math.Min(stop, _past.NextStop(Now, State, _parameters));
        _integrator.SetStop(Index, Math.Min(stop, _nextBreak));
        Phase = LanePhase.Moving;
    }

    private void HandOverThresholds()
    {
        foreach (var row in _thresholdRows) _integrator.Parameters[LaneSystem.Lanes * row + Index] = _parameters[row];
    }

    /// <summary>State or parameters have changed at once: thresholds and triggers may have been jumped over.</summary>
    private void Jumped()
    {
        Changed();
        _events.Look(Now, State, _parameters);
    }

    private void Changed()
    {
        (_observed, _jumped, _broke, _changedRow) = (false, true, true, EveryRow);
        _past?.Fill(Now, State, _parameters);
    }

    /// <summary>A dose has changed the state, or the rate into one compartment.</summary>
    private void Dosed(int rateRow)
    {
        var row = _changedRow == NoRow || _changedRow == rateRow || rateRow == NoRow ? Math.Max(_changedRow, rateRow) : EveryRow;
        Jumped();
        _changedRow = row;
    }

    /// <summary>Whether the rates break at one of the roots that the integrator stands at.</summary>
    private bool IsDiscontinuity()
    {
        for (var root = 0; root < _model.Roots.Length; root++)
            if (_model.Roots[root].Kind == RootKind.Discontinuity && _integrator.RootChange(Index, root) != 0) return true;
        return false;
    }

    private long Attempts => _integrator.Steps(Index) + _integrator.Rejections(Index);

    /// <summary>The lane stands at something of which there are only so many: a dose, a visit, a watch that the host must see.</summary>
    private void Rest() => (_attemptsAtStop, _legs) = (HasBegun ? Attempts : 0, 0);

    /// <summary>Events and breaks of the rates follow each other so closely that the patient gets nowhere; the integrator, which counts its
    /// steps from stop to stop, does not see it.</summary>
    private void FailBusy()
    {
        _failure = IntegrationStatus.TooManySteps;
        _reason = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"More steps than allowed, in {_legs} stretches between model events and breaks of the rates; usually events that follow each other ever more closely.");
    }

    private bool Tell(PatientArrivalKind kind, int index = 0, bool rising = false, IntegrationStatus status = IntegrationStatus.Running)
    {
        Rest();
        Arrival = new PatientArrival(kind, Now, index, rising, status, null);
        return true;
    }

    private bool TellVisit()
    {
        var visit = Agenda.Take();
        Agenda.Discard(visit);
        return Tell(PatientArrivalKind.Visit, visit.Tag);
    }

    private bool Fail()
    {
        Phase = LanePhase.Finished;
        _integrator.Deactivate(Index);
        Arrival = new PatientArrival(PatientArrivalKind.Failed, Now, 0, false, _failure, ReasonOf(_failure));
        return true;
    }

    private string ReasonOf(IntegrationStatus status)
    {
        if (_reason is not null) return _reason;
        for (var i = 0; i < State.Length && status is IntegrationStatus.NotFinite or IntegrationStatus.InvalidStart; i++)
            if (!double.IsFinite(State[i])) return $"'{_model.StateNames[i]}' is not finite.";
        return status switch
        {
            IntegrationStatus.TooManySteps => "More steps than allowed; usually a stiff model under the explicit method.",
            IntegrationStatus.StepTooSmall =>
                "The error test asked for a step that no longer advances time; usually a discontinuity without an event.",
            IntegrationStatus.NotFinite => "A rate is not finite; usually a division by an empty pool.",
            IntegrationStatus.InvalidStart => "A rate is not finite at the start; usually a parameter outside its range.",
            IntegrationStatus.EventsWithoutEnd =>
                $"Model events kept triggering each other more than {LaneEvents.MaximumExecutions} times at one time.",
            _ => status.ToString(),
        };
    }
}

namespace Thymus.Solvers;

/// <summary>Integrates eight patients at once, each with its own clock, step and next stop.</summary>
/// <remarks>
/// The host owns the loop: it sets a lane's state and parameters, starts it, names a stop, and calls <see cref="Advance"/>, which
/// returns as soon as at least one lane needs the host. Lanes never wait for one another, and a lane's bits depend on that lane
/// alone. After <see cref="Advance"/> has returned, a host may read and write the columns of any lane; having written, it says so
/// by <see cref="Restart"/>. Nothing allocates after construction. Not safe for use by two threads at once.
/// </remarks>
public sealed unsafe class LaneIntegrator : IDisposable
{
    private readonly Workspace _workspace;
    private readonly LaneEngine _engine;
    private readonly LaneSamples _samples;
    private readonly Arrival[] _arrivals = new Arrival[LaneSystem.Lanes];
    private uint _started;
    private uint _running;
    private uint _active;
    private uint _atStop;
    private uint _restart;
    private uint _restartRoots;
    private uint _fresh;
    private uint _interpolable;

    /// <exception cref="ArgumentException">An option out of range, or a stiff method for a system without Jacobian.</exception>
    public LaneIntegrator(LaneSystem system, IntegratorOptions options)
    {
        options.Validate();
        _workspace = new(system, options);
        _engine = LaneEngine.Create(_workspace);
        _samples = new(system.StateCount);
    }

    /// <summary>State block [StateCount][8].</summary>
    public double* State => _workspace.State;

    /// <summary>Parameter block [ParameterCount][8].</summary>
    public double* Parameters => _workspace.Parameters;

    /// <summary>Lanes that have a stop ahead.</summary>
    public LaneMask Running => new(_running);

    /// <summary>Begins a patient on a lane, whose state and parameters are set; it runs once it has a stop.</summary>
    public void Start(int lane, double time)
    {
        CheckLane(lane);
        if (!double.IsFinite(time)) throw new ArgumentOutOfRangeException(nameof(time), time, "A patient starts at a finite time.");
        var (w, bit) = (_workspace, 1u << lane);
        (w.Origin[lane], w.StopTime[lane]) = (time, time);
        (w.Elapsed[lane], w.StopElapsed[lane], w.RootElapsed[lane]) = (0, 0, double.PositiveInfinity);
        (w.Steps[lane], w.Rejections[lane], w.Attempts[lane], w.ErrorNorm[lane], w.RejectedLast[lane]) = (0, 0, 0, 0, 0);
        _started |= bit;
        _restart |= bit;
        _fresh |= bit;
        _running &= ~bit;
        _atStop &= ~bit;
        _interpolable &= ~bit;
        _arrivals[lane] = default;
        SampleAt(lane, default, default);
    }

    /// <summary>
    /// Asks for a lane's states at times to come, by its continuous extension (order 4): unlike a stop, a sample shortens no step. At the
    /// time of a stop or root it is the state with which the lane arrives there.
    /// </summary>
    /// <param name="times">Ascending, after the lane's present time; kept until the lane's next <see cref="Start"/> or call.</param>
    /// <param name="states">Receives [time][state].</param>
    /// <exception cref="ArgumentException">Too little room, or memory that is no part of an array.</exception>
    public void SampleAt(int lane, ReadOnlyMemory<double> times, Memory<double> states)
    {
        CheckStarted(lane);
        if (states.Length < times.Length * _workspace.StateCount)
            throw new ArgumentException($"{times.Length} samples of {_workspace.StateCount} states do not fit into {states.Length} numbers.", nameof(states));
        _samples.Begin(lane, times, states);
        PlaceNextSample(lane);
    }

    /// <summary>How many of the times of <see cref="SampleAt"/> the lane has passed.</summary>
    public int SamplesTaken(int lane) => _samples.Taken(lane);

    /// <summary>Says that the host changed the lane's state or parameters at its present time.</summary>
    public void Restart(int lane)
    {
        CheckStarted(lane);
        _restart |= 1u << lane;
        _workspace.RejectedLast[lane] = 0;
    }

    /// <summary>
    /// Says that the host changed something that only root functions read, such as a threshold: their signs are taken anew, and the
    /// step goes on as it was.
    /// </summary>
    public void RestartRoots(int lane)
    {
        CheckStarted(lane);
        _restartRoots |= 1u << lane;
    }

    /// <summary>Names the lane's next stop. A stop at the present time is an arrival of the next <see cref="Advance"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time before the lane's, or not finite.</exception>
    public void SetStop(int lane, double time)
    {
        CheckStarted(lane);
        var (w, bit) = (_workspace, 1u << lane);
        var now = Time(lane);
        if (!(time >= now) || double.IsInfinity(time))
            throw new ArgumentOutOfRangeException(nameof(time), time, $"Lane {lane} stands at {now}; its next stop must be a finite time from there on.");
        w.StopTime[lane] = time;
        w.StopElapsed[lane] = time == now ? w.Elapsed[lane] : time - w.Origin[lane];
        if (w.StopElapsed[lane] > w.Elapsed[lane])
        {
            _running |= bit;
            _atStop &= ~bit;
        }
        else
        {
            _running &= ~bit;
            _atStop |= bit;
        }
    }

    /// <summary>The lane's present time: exactly the stop's where it stands at one.</summary>
    public double Time(int lane)
    {
        var w = _workspace;
        return w.Elapsed[lane] == w.StopElapsed[lane] ? w.StopTime[lane] : w.Origin[lane] + w.Elapsed[lane];
    }

    /// <summary>Takes the patient off the lane, which is then free.</summary>
    public void Deactivate(int lane)
    {
        CheckLane(lane);
        var others = ~(1u << lane);
        _started &= others;
        _running &= others;
        _atStop &= others;
        _restart &= others;
        _restartRoots &= others;
        _fresh &= others;
        _interpolable &= others;
    }

    /// <summary>Steps until at least one lane is at its stop, at a root, or has failed; or by one step, where steps are reported.</summary>
    /// <returns>Those lanes; none where no lane has a stop ahead.</returns>
    public LaneMask Advance()
    {
        _interpolable = 0;
        var arrived = _atStop;
        foreach (var lane in new LaneMask(_atStop))
            ArriveAtStop(lane);
        arrived |= BeginRestarted();
        if (_restartRoots != 0) _engine.RestartRoots(_restartRoots);
        _restartRoots = 0;
        while (arrived == 0 && _running != 0)
            arrived = Step();
        return new(arrived);
    }

    /// <summary>Why a lane that <see cref="Advance"/> returned waits.</summary>
    public Arrival ArrivalOf(int lane) => _arrivals[lane];

    /// <summary>+1 where a root function rose at the lane's arrival, −1 where it fell, 0 where it did not change sign.</summary>
    public int RootChange(int lane, int root) => _arrivals[lane].Kind == ArrivalKind.Root ? _engine.RootChange(lane, root) : 0;

    /// <summary>Steps tried since construction, each by all lanes at once.</summary>
    public long Attempts { get; private set; }

    /// <summary>Accepted steps since the lane's start.</summary>
    public long Steps(int lane) => (long)_workspace.Steps[lane];

    /// <summary>Refused steps since the lane's start.</summary>
    public long Rejections(int lane) => (long)_workspace.Rejections[lane];

    /// <summary>Start of the step by which the lane arrived: with its time, the span in which <see cref="Interpolate"/> is valid.</summary>
    public double StepStart(int lane) => _workspace.StepStart[lane];

    /// <summary>The state (order 4) at a time within the step by which the lane arrived, until the next <see cref="Advance"/>.</summary>
    /// <exception cref="InvalidOperationException">The lane did not arrive by a step at the last <see cref="Advance"/>.</exception>
    public void Interpolate(int lane, double time, Span<double> state)
    {
        if (!HasStep(lane)) throw new InvalidOperationException(NothingToInterpolate(lane));
        _engine.Interpolate(lane, (time - _workspace.StepStart[lane]) / _workspace.StepLength[lane], state);
    }

    /// <summary>Whether the lane arrived by a step at the last <see cref="Advance"/>, so that there is something to interpolate in.</summary>
    public bool HasStep(int lane) => (_interpolable >> lane & 1) != 0;

    /// <summary>The same at a fraction of that step, 0 … 1: exact also where the step is too short to be told in the time.</summary>
    /// <exception cref="InvalidOperationException">The lane did not arrive by a step at the last <see cref="Advance"/>.</exception>
    public void InterpolateStep(int lane, double fraction, Span<double> state)
    {
        if (!HasStep(lane)) throw new InvalidOperationException(NothingToInterpolate(lane));
        _engine.Interpolate(lane, fraction, state);
    }

    /// <summary>Length of the step by which the lane arrived.</summary>
    public double StepLength(int lane) => _workspace.StepLength[lane];

    public void Dispose()
    {
        _engine.Dispose();
        _workspace.Dispose();
    }

    /// <summary>Takes in lanes that started or whose state was changed; returns those that cannot begin.</summary>
    private uint BeginRestarted()
    {
        var restarted = _restart & _running;
        if (restarted == 0) return 0;
        _restart &= ~restarted;
        var failed = restarted & ~_engine.Restart(restarted, restarted & _fresh);
        foreach (var lane in new LaneMask(failed))
            Fail(lane, (_fresh >> lane & 1) != 0 ? IntegrationStatus.InvalidStart : IntegrationStatus.NotFinite);
        _fresh &= ~restarted;
        return failed;
    }

    private uint Step()
    {
        var w = _workspace;
        if (_active != _running) LaneEngine.SetActive(w, _active = _running);
        var stuck = _engine.Propose();
        if (stuck != 0)
        {
            foreach (var lane in new LaneMask(stuck))
                Fail(lane, double.IsNaN(w.ErrorNorm[lane]) ? IntegrationStatus.NotFinite : IntegrationStatus.StepTooSmall);
            return stuck;
        }

        Attempts++;
        var verdict = _engine.Attempt(out var atRoot);
        TakeSamples();
        var held = atRoot | verdict.AtStop;
        var arrived = w.Options.ReportSteps ? held | verdict.Accepted : held;
        foreach (var lane in new LaneMask(arrived))
            (w.StepStart[lane], w.StepLength[lane]) = (w.Time[lane], w.Step[lane]);
        _engine.Commit();
        _interpolable = arrived;
        foreach (var lane in new LaneMask(verdict.AtStop))
        {
            _running &= ~(1u << lane);
            if ((atRoot >> lane & 1) != 0) _atStop |= 1u << lane;
            else ArriveAtStop(lane);
        }
        foreach (var lane in new LaneMask(atRoot))
            ArriveAtRoot(lane);
        foreach (var lane in new LaneMask(arrived & ~held))
            _arrivals[lane] = new(ArrivalKind.Step, Time(lane), IntegrationStatus.Running);
        foreach (var lane in new LaneMask(verdict.Exhausted & ~held))
        {
            Fail(lane, IntegrationStatus.TooManySteps);
            arrived |= 1u << lane;
        }
        return arrived;
    }

    private void TakeSamples()
    {
        var w = _workspace;
        var others = true;
        while (others)
        {
            others = false;
            foreach (var lane in new LaneMask(_engine.Sample(_samples)))
            {
                PlaceNextSample(lane);
                others |= w.SampleElapsed[lane] <= w.Target[lane];
            }
        }
    }

    private void ArriveAtStop(int lane)
    {
        var w = _workspace;
        _atStop &= ~(1u << lane);
        (w.Origin[lane], w.Elapsed[lane], w.StopElapsed[lane], w.Attempts[lane]) = (w.StopTime[lane], 0, 0, 0);
        PlaceNextSample(lane);
        _arrivals[lane] = new(ArrivalKind.Stop, w.StopTime[lane], IntegrationStatus.Running);
    }

    private void PlaceNextSample(int lane) => _workspace.SampleElapsed[lane] = _samples.NextTime(lane) - _workspace.Origin[lane];

    private void ArriveAtRoot(int lane)
    {
        var first = 0;
        while (_engine.RootChange(lane, first) == 0) first++;
        _arrivals[lane] = new(ArrivalKind.Root, Time(lane), IntegrationStatus.Running, first, _engine.RootChange(lane, first) > 0);
    }

    private void Fail(int lane, IntegrationStatus status)
    {
        _arrivals[lane] = new(ArrivalKind.Failed, Time(lane), status);
        Deactivate(lane);
    }

    private static string NothingToInterpolate(int lane) => $"Lane {lane} did not arrive by a step at the last Advance: there is nothing to interpolate in.";

    private void CheckStarted(int lane)
    {
        CheckLane(lane);
        if ((_started >> lane & 1) == 0) throw new InvalidOperationException($"Lane {lane} has no patient: call Start first.");
    }

    private static void CheckLane(int lane)
    {
        if ((uint)lane >= LaneSystem.Lanes)
            throw new ArgumentOutOfRangeException(nameof(lane), lane, $"Lanes are numbered 0 to {LaneSystem.Lanes - 1}.");
    }
}

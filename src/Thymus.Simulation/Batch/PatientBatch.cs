using Thymus.Modeling;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Eight patients on their way at once, each with its own clock, step, doses, model events, visits and
/// watches.</summary>
/// <remarks>
/// The host owns the loop: <c>while (batch.Advance(out var arrived))</c> look at the lanes that arrived, observe, schedule,
/// set, release, load the next patient. Nothing calls back and nothing waits for another lane. Doses, infusion edges, model
/// events and visits are exact stops; nothing is interpolated over one. The order at one time is that of
/// <see cref="AgendaKind"/>:
/// infusions end, model events, watches, visits, the patient's end, additional and lagged doses, records.
/// A patient's numbers depend on that patient alone: not on its lane, its neighbours, or who was in the lane before.
/// <see cref="Advance"/> allocates nothing once a lane's lists have grown to what its patients need.
/// </remarks>
public sealed unsafe class PatientBatch : IDisposable
{
    /// <summary>Tag of the visit that an observation record (EVID 0) asks for.</summary>
    public const int ObservationTag = -1;

    private readonly LaneIntegrator _integrator;
    private readonly RootProbe _probe;
    private readonly SteadyState _steadyState;
    private readonly PatientLane[] _lanes = new PatientLane[LaneSystem.Lanes];

    public PatientBatch(CompiledModel model, IntegratorOptions options)
    {
        Model = model;
        // Rates that depend on no state have no Jacobian, and nothing that could be stiff.
        if (model.JacobianEntryCount == 0) options = options with { Method = Method.DormandPrince5 };
        LaneDelays[]? pasts = model.HasDelays ? [.. _lanes.Select(_ => new LaneDelays(model, options.MaximumSteps))] : null;
        _integrator = pasts is null ? new LaneIntegrator(model, options) : new LaneIntegrator(new DelayedSystem(model, pasts), options with { ReportSteps = true });
        _probe = new RootProbe(model);
        _steadyState = new SteadyState(model, options);
        var own = new OwnDosing(model);
        for (var lane = 0; lane < _lanes.Length; lane++) _lanes[lane] = new PatientLane(model, _integrator, _probe, own, _steadyState, pasts?[lane], options.MaximumSteps, lane);
    }

    public CompiledModel Model { get; }

    /// <summary>A lane without a patient; −1 where every lane has one.</summary>
    public int FreeLane()
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
            if (_lanes[lane].Phase == LanePhase.Free) return lane;
        return -1;
    }

    /// <summary>Puts a patient into a free lane.</summary>
    /// <exception cref="InvalidOperationException">The lane has a patient.</exception>
    /// <exception cref="ArgumentException">Wrong lengths, a start after the end, or a record that the model cannot take;
    /// <see cref="EventRecordCheck"/> tells beforehand.</exception>
    public void Load(int lane, in PatientStart start)
    {
        if (_lanes[lane].Phase != LanePhase.Free)
            throw new InvalidOperationException($"Lane {lane} has patient {_lanes[lane].Id}; release it first.");
        _lanes[lane].Load(start);
    }

    /// <summary>Lets a lane go; its patient is gone with its agenda.</summary>
    public void Release(int lane)
    {
        _integrator.Deactivate(lane);
        _lanes[lane].Release();
    }

    public long PatientOf(int lane) => _lanes[lane].Id;

    /// <summary>Present model time of a lane.</summary>
    public double TimeOf(int lane) => _lanes[lane].Now;

    /// <summary>Why the lane stands; meaningful for the lanes that the last <see cref="Advance"/> named.</summary>
    public PatientArrival ArrivalOf(int lane) => _lanes[lane].Arrival;

    /// <summary>Steps accepted since the patient was loaded.</summary>
    public long StepsOf(int lane) => _lanes[lane].HasBegun ? _integrator.Steps(lane) : 0;

    /// <summary>Steps tried since construction, each by all lanes at once: with the steps of its patients, how many lanes were at work.</summary>
    public long Attempts => _integrator.Attempts;

    /// <summary>Steps refused since the patient was loaded.</summary>
    public long RejectionsOf(int lane) => _lanes[lane].HasBegun ? _integrator.Rejections(lane) : 0;

    /// <summary>Adds treatment, at the lane's present time or later. A dose at the present time is given when the lane goes
    /// on.</summary>
    /// <exception cref="ArgumentException">The record lies in the past or does not fit the model.</exception>
    public void Schedule(int lane, in EventRecord record) => Standing(lane).Schedule(record);

    /// <summary>Adds a record of any kind and asks the lane to say <paramref name="tag"/> right after it, as at a visit. Records of one
    /// time are carried out in the order in which they were scheduled, after the visits of that time.</summary>
    /// <exception cref="ArgumentException">The record lies in the past or does not fit the model.</exception>
    public void Schedule(int lane, in EventRecord record, int tag) => Standing(lane).Schedule(record, tag, tells: true);

    /// <summary>Takes back the doses administered at or after <paramref name="from"/>, into one compartment or, where it is null, into
    /// all.</summary>
    /// <remarks>A series (ADDL) keeps its earlier doses; an infusion that runs goes on to its end.</remarks>
    public void CancelDoses(int lane, string? compartment, double from)
    {
        var state = -1;
        if (compartment is not null && (state = Model.StateIndex(compartment)) < 0)
            throw new ArgumentException(Advice.DidYouMean(compartment, "compartments to dose", Model.StateNames), nameof(compartment));
        Standing(lane).Agenda.CancelDoses(state, from);
    }

    /// <summary>Asks the lane to stop at a time and to say <paramref name="tag"/> there.</summary>
    public void VisitAt(int lane, double time, int tag) => Standing(lane).VisitAt(time, tag);

    /// <summary>Asks for the lane's states at times, without stopping there: by the continuous extension of its steps (order 4).</summary>
    /// <remarks>Half as many steps as with visits where outputs are dense. At the time of a dose the sample is the state before it.</remarks>
    /// <param name="times">Ascending, from the lane's present time on; kept until the lane is loaded anew.</param>
    /// <param name="states">Receives [time][state row].</param>
    public void SampleAt(int lane, ReadOnlyMemory<double> times, Memory<double> states) => Standing(lane).SampleAt(times, states);

    /// <summary>How many times of <see cref="SampleAt"/> the lane has passed; meaningful at an arrival.</summary>
    public int SamplesTaken(int lane) => _lanes[lane].SamplesTaken;

    /// <summary>Sets a watch's threshold for this patient. It arrives when the quantity crosses the threshold from the side where
    /// it stands now.</summary>
    public void Watch(int lane, int watch, double threshold) => Standing(lane).Watch(watch, threshold);

    /// <summary>Moves the patient's end.</summary>
    public void EndAt(int lane, double time) => Standing(lane).EndAt(time);

    /// <summary>The value of an observable (<see cref="CompiledModel.ObservableNames"/>) at the lane's present time.</summary>
    public double Observe(int lane, int observable) => Standing(lane).Observe()[observable];

    /// <summary>All observables at the lane's present time; valid until the lane goes on.</summary>
    public ReadOnlySpan<double> Observables(int lane) => Standing(lane).Observe();

    /// <summary>Value of a parameter row.</summary>
    public double Parameter(int lane, int parameter) => _lanes[lane].Parameter(parameter);

    /// <summary>Changes a parameter from the present time on.</summary>
    public void SetParameter(int lane, int parameter, double value) => Standing(lane).SetParameter(parameter, value);

    /// <summary>State rows at the present time, into <paramref name="state"/>.</summary>
    public void ReadState(int lane, Span<double> state) => Standing(lane).State.CopyTo(state);

    /// <summary>States and values that events have set at the present time, <see cref="CompiledModel.SnapshotLength"/> numbers from which
    /// another patient may start (<see cref="PatientStart.State"/>).</summary>
    public void ReadSnapshot(int lane, Span<double> snapshot) => Standing(lane).ReadSnapshot(snapshot);

    /// <summary>Sets all state rows at the present time.</summary>
    public void WriteState(int lane, ReadOnlySpan<double> state) => Standing(lane).WriteState(state);

    /// <summary>Puts a patient into a free lane in the middle of a course, with a whole parameter block and state.</summary>
    internal void Resume(int lane, double time, double end, ReadOnlySpan<double> parameters, ReadOnlySpan<double> state) =>
        _lanes[lane].Resume(time, end, parameters, state);

    /// <summary>Adds a dose whose values are settled.</summary>
    internal void Add(int lane, in DoseOrder dose) => Standing(lane).Add(dose);

    internal ReadOnlySpan<double> StateOf(int lane) => Standing(lane).State;

    /// <summary>Integrates until at least one lane needs the host.</summary>
    /// <param name="arrived">Those lanes. A lane that ended or failed stays until it is released; it does not arrive
    /// again.</param>
    /// <returns>False when no lane is on its way any more.</returns>
    public bool Advance(out LaneMask arrived)
    {
        while (true)
        {
            arrived = LaneMask.None;
            var moving = false;
            foreach (var lane in _lanes)
            {
                if (lane.Phase == LanePhase.Standing && lane.Settle()) arrived |= LaneMask.Of(lane.Index);
                moving |= lane.Phase == LanePhase.Moving;
            }
            if (!arrived.IsEmpty) return true;
            if (!moving) return false;
            foreach (var lane in _integrator.Advance())
            {
                var arrival = _integrator.ArrivalOf(lane);
                if (arrival.Kind == ArrivalKind.Step) _lanes[lane].Record();
                else _lanes[lane].Arrive(arrival);
            }
        }
    }

    /// <summary>A lane that stands at its arrival; the others are somewhere between two of their stops and cannot be
    /// touched.</summary>
    private PatientLane Standing(int lane)
    {
        if (_lanes[lane].Phase is LanePhase.Standing or LanePhase.Finished) return _lanes[lane];
        throw new InvalidOperationException(_lanes[lane].Phase == LanePhase.Free
            ? $"Lane {lane} has no patient."
            : $"Lane {lane} is on its way; it can be read and changed at an arrival.");
    }

    public void Dispose()
    {
        _integrator.Dispose();
        _steadyState.Dispose();
        _probe.Dispose();
    }
}

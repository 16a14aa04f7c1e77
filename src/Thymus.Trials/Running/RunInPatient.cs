using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>A candidate under the treatment before enrolment, until the event that leads into the trial or until it is known that none will.</summary>
/// <remarks>
/// Hazards strike here as they do in the trial. A cumulative hazard has no memory, so the trial draws new numbers for those who come through. All
/// chance here has purposes of its own: the trial's numbers are the same with another run-in.
/// </remarks>
internal sealed class RunInPatient(PreparedTrial prepared, Candidate candidate, RunIn rules)
{
    private const int BaselineTag = 0;
    private const int ScanTag = 1;
    private const int EnrolTag = 2;

    /// <summary>Draws of the model's own events are others than after enrolment; any constant does.</summary>
    private const ulong OtherSeed = 0x52756E2D696E2E31;

    private readonly TrialSpecification _trial = prepared.Trial;
    private readonly TrialBindings _bound = prepared.Bindings;
    private readonly double[] _diameters = new double[prepared.Bindings.Lesions.Length];
    private readonly Scars _scars = new(prepared.Bindings.Lesions.Length);
    private readonly DecisionQueue _events = new([]);
    private readonly TreatmentPlan _plan = new(prepared, candidate.Body);
    private readonly TumourHistory _tumours = new(prepared.Trial, candidate, "run-in/");
    private readonly IEnumerator<double> _scans = rules.Visits.Days(rules.AtMostDays).GetEnumerator();
    private bool _newLesion;
    private bool _ready;

    /// <summary>Why the candidate does not enter the trial.</summary>
    public string? Rejection { get; private set; }

    /// <summary>True on the day of enrolment.</summary>
    public bool Arrived { get; private set; }

    /// <param name="state">Snapshot at the end of the burn-in; empty for the model's own start.</param>
    public void Load(PatientBatch batch, int lane, ReadOnlySpan<double> state)
    {
        batch.Load(lane, new PatientStart
        {
            // One day more, so that the last possible enrolment is a visit and not the end.
            Id = (long)candidate.Index, Seed = candidate.Seed ^ OtherSeed, Replicate = candidate.Replicate,
            End = (rules.AtMostDays + rules.DelayDays + 1) / _bound.DaysPerTime, Parameters = candidate.Parameters, State = state,
        });
        batch.VisitAt(lane, 0, BaselineTag);
    }

    /// <summary>Does what an arrival asks for; afterwards the lane goes on, or <see cref="Arrived"/> or <see cref="Rejection"/> is set.</summary>
    public void Handle(PatientBatch batch, int lane, PatientArrival arrival)
    {
        var day = arrival.Time * _bound.DaysPerTime;
        switch (arrival.Kind)
        {
            case PatientArrivalKind.Failed:
                Rejection = $"run-in failed: {arrival.Status}";
                break;
            case PatientArrivalKind.End:
                Rejection = string.Create(CultureInfo.InvariantCulture, $"no {Word(rules.Until)} within {rules.AtMostDays / Quantities.DaysPerYear:0.##} years of the run-in");
                break;
            case PatientArrivalKind.Watch:
                Strike(batch, lane, arrival.Index, day);
                break;
            case PatientArrivalKind.Visit when arrival.Index == BaselineTag:
                Begin(batch, lane);
                break;
            case PatientArrivalKind.Visit when arrival.Index == ScanTag:
                Scan(batch, lane, day);
                break;
            case PatientArrivalKind.Visit when arrival.Index == EnrolTag:
                Arrived = true;
                break;
        }

        static string Word(Trigger trigger) => trigger == Trigger.Discontinuation ? "discontinuation" : DecisionQueue.ReasonOf(trigger).ToLowerInvariant();
    }

    private void Begin(PatientBatch batch, int lane)
    {
        if (_diameters.Length > 0)
        {
            prepared.Measure(batch, lane, _scars, _diameters);
            _tumours.Baseline(_diameters);
        }
        foreach (var course in _plan.Begin(rules.Regimens)) batch.Schedule(lane, course.Record(0, 0, _bound.DaysPerTime));
        foreach (var (_, key, observable, watch) in _bound.Hazards)
            batch.Watch(lane, watch, batch.Observe(lane, observable) + candidate.Chance("run-in/" + key).Exponential(0));
        ScheduleNextScan(batch, lane);
    }

    private void ScheduleNextScan(PatientBatch batch, int lane)
    {
        while (_diameters.Length > 0 && _scans.MoveNext())
        {
            if (rules.Visits.IsMissed(_scans.Current, candidate, "run-in/"))
            {
                _tumours.Miss(_scans.Current);
                continue;
            }
            batch.VisitAt(lane, (_scans.Current + rules.Visits.Shift(_scans.Current, candidate, "run-in/")) / _bound.DaysPerTime, ScanTag);
            return;
        }
    }

    private void Scan(PatientBatch batch, int lane, double day)
    {
        // A scan that was due when the event came between visits is not done.
        if (_ready) return;
        prepared.Measure(batch, lane, _scars, _diameters);
        _tumours.Scan(_scans.Current, day, _diameters, _newLesion);
        _events.Note(_tumours, _trial.Recist);
        Judge(batch, lane, day);
        if (!_ready) ScheduleNextScan(batch, lane);
    }

    private void Judge(PatientBatch batch, int lane, double day)
    {
        if (_ready || !_events.HasHappened(rules.Until)) return;
        _ready = true;
        batch.CancelDoses(lane, null, batch.TimeOf(lane));
        // A time with few binary digits, so that study days that are whole stay whole beside it (1/1024 of the model's unit of time, rounded up).
        batch.VisitAt(lane, Math.Ceiling((day + rules.DelayDays) / _bound.DaysPerTime * 1024) / 1024, EnrolTag);
    }

    private void Strike(PatientBatch batch, int lane, int watch, double day)
    {
        // Decisions of the trial watch quantities, too; here they wait for nothing.
        switch (_bound.Hazards.First(h => h.Watch == watch).Hazard)
        {
            case Hazard.Death:
                Rejection = _ready ? "died between run-in and enrolment" : "died in the run-in";
                break;
            case Hazard.DropOut:
                Rejection = "left before enrolment";
                break;
            case Hazard.NewLesion:
                _newLesion = true;
                break;
            case Hazard.Discontinuation:
                batch.CancelDoses(lane, null, batch.TimeOf(lane));
                _events.Note(Trigger.Discontinuation);
                Judge(batch, lane, day);
                break;
        }
    }
}

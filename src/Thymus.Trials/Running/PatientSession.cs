using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>One place of the randomisation list from its first candidate to its outcome, in one lane of a batch.</summary>
/// <remarks>
/// Candidates for a place are tried in a fixed order that depends on the place alone: burn-in, run-in, then the baseline
/// scan and eligibility, before anything of the trial is given. The first who passes is the patient.
/// </remarks>
internal sealed class PatientSession(PreparedTrial prepared, RunSettings settings, Place place, PreludeStore preludes)
{
    /// <summary>Status of a place that no candidate could take.</summary>
    public const string NoCandidate = "NoCandidate";

    private const int MostCandidates = 10_000;

    private readonly TrialSpecification _trial = prepared.Trial;
    private readonly TrialBindings _bound = prepared.Bindings;
    private readonly List<string> _rejections = [];
    private int _attempt;
    private Candidate _candidate = null!;

    /// <summary>Null before and after the treatment that comes before enrolment.</summary>
    private RunInPatient? _runIn;

    /// <summary>Null before enrolment.</summary>
    private StudyPatient? _patient;

    /// <summary>Position among all places, which is the order of delivery.</summary>
    public required int Order { get; init; }

    public Place Place => place;

    /// <summary>Why candidates before the patient were not enrolled, in order.</summary>
    public IReadOnlyList<string> Rejections => _rejections;

    public PatientOutcome? Outcome { get; private set; }

    /// <summary>Accepted integration steps of all candidates of the place.</summary>
    public long Steps { get; private set; }

    /// <summary>Loads the first candidate into a free lane; sets <see cref="Outcome"/> where nobody can take the place.</summary>
    public void Start(PatientBatch batch, int lane) => TryCandidates(batch, lane);

    /// <summary>
    /// Does what an arrival asks for; afterwards either the lane goes on or <see cref="Outcome"/> is set and the lane is free.
    /// </summary>
    public void Handle(PatientBatch batch, int lane)
    {
        var arrival = batch.ArrivalOf(lane);
        if (_runIn is not null)
        {
            GoOn(batch, lane, _runIn, arrival);
            return;
        }
        if (_patient is null)
        {
            EndBurnIn(batch, lane, arrival);
            return;
        }
        _patient.Handle(batch, lane, arrival);
        if (_patient.Rejection is { } reason)
        {
            Release(batch, lane);
            Reject(reason);
            TryCandidates(batch, lane);
        }
        else if (_patient.Outcome is { } outcome)
        {
            Release(batch, lane);
            Outcome = outcome;
        }
    }

    private void TryCandidates(PatientBatch batch, int lane)
    {
        var stride = prepared.Cohort.Count == ulong.MaxValue ? 1UL << 32 : (ulong)settings.Enrolled;
        while (true)
        {
            var index = place.Number + (ulong)_attempt * stride;
            if (_attempt >= MostCandidates || index >= prepared.Cohort.Count)
            {
                GiveUp();
                return;
            }
            _candidate = new Candidate(prepared, settings, index);
            _patient = null;
            if (preludes.Find(index) is not { } known)
            {
                if (_trial.BurnIn is null) BeginRunIn(batch, lane, []);
                else BeginBurnIn(batch, lane);
                return;
            }
            if (known.Enrolment is { } enrolment)
            {
                Enrol(batch, lane, enrolment);
                return;
            }
            Reject(known.Rejection!);
        }
    }

    private void BeginBurnIn(PatientBatch batch, int lane)
    {
        batch.Load(lane, new PatientStart
        {
            Id = (long)_candidate.Index,
            Seed = _candidate.Seed,
            Replicate = _candidate.Replicate,
            End = _trial.BurnIn!.AtMostDays / _bound.DaysPerTime,
            Parameters = _candidate.Parameters,
        });
        if (batch.Observe(lane, _bound.BurnIn.Observable) >= _candidate.BurnInTarget)
            LeaveBurnIn(batch, lane);
        else batch.Watch(lane, _bound.BurnIn.Watch, _candidate.BurnInTarget);
    }

    private void EndBurnIn(PatientBatch batch, int lane, PatientArrival arrival)
    {
        if (arrival.Kind == PatientArrivalKind.Watch)
        {
            LeaveBurnIn(batch, lane);
            return;
        }
        var years = _trial.BurnIn!.AtMostDays / Quantities.DaysPerYear;
        LeavePrelude(batch, lane, new PreludeResult(null, arrival.Kind == PatientArrivalKind.Failed ? $"burn-in failed: {arrival.Status}"
            : string.Create(CultureInfo.InvariantCulture, $"did not grow to the size at enrolment within {years:0.#} years")));
    }

    private void LeaveBurnIn(PatientBatch batch, int lane)
    {
        var state = Snapshot(batch, lane);
        Release(batch, lane);
        BeginRunIn(batch, lane, state);
    }

    /// <summary>The lane is free. Enrols at once where the trial has no run-in, or the candidate none.</summary>
    private void BeginRunIn(PatientBatch batch, int lane, double[] state)
    {
        if (_trial.RunIn is not { } rules || (rules.Share < 1 && _candidate.Chance("run-in").Uniform(0) >= rules.Share))
        {
            var enrolment = Enrolment.AtStart with { State = state };
            preludes.Add(_candidate.Index, new PreludeResult(enrolment, null));
            Enrol(batch, lane, enrolment);
            return;
        }
        _runIn = new RunInPatient(prepared, _candidate, rules);
        _runIn.Load(batch, lane, state);
    }

    private void GoOn(PatientBatch batch, int lane, RunInPatient patient, PatientArrival arrival)
    {
        patient.Handle(batch, lane, arrival);
        if (patient.Rejection is null && !patient.Arrived) return;
        _runIn = null;
        LeavePrelude(batch, lane, patient.Rejection is { } reason ? new PreludeResult(null, reason)
            : new PreludeResult(new Enrolment(Snapshot(batch, lane), arrival.Time, [.. _trial.RunIn!.Regimens.Select(r => r.Drug)]), null));
    }

    private double[] Snapshot(PatientBatch batch, int lane)
    {
        var snapshot = new double[prepared.Model.SnapshotLength];
        batch.ReadSnapshot(lane, snapshot);
        return snapshot;
    }

    private void LeavePrelude(PatientBatch batch, int lane, PreludeResult result)
    {
        Release(batch, lane);
        preludes.Add(_candidate.Index, result);
        if (result.Enrolment is { } enrolment)
        {
            Enrol(batch, lane, enrolment);
            return;
        }
        Reject(result.Rejection!);
        TryCandidates(batch, lane);
    }

    /// <summary>Puts the candidate on day 0, with the baseline visit before anything is given.</summary>
    private void Enrol(PatientBatch batch, int lane, Enrolment enrolment)
    {
        var entry = _trial.Design.EnrolmentDays * _candidate.Chance("enrolment").Uniform(0);
        _patient = new StudyPatient(prepared, place, _candidate, enrolment,
            _trial.Design.FollowUpDays + (_trial.Design.EnrolmentDays - entry));
        _patient.Load(batch, lane);
    }

    private void Reject(string reason)
    {
        _rejections.Add(reason);
        _attempt++;
    }

    private void GiveUp()
    {
        var most = _rejections.GroupBy(r => r, StringComparer.Ordinal).MaxBy(g => g.Count())?.Key;
        Outcome = new PatientOutcome
        {
            Subject = StudyPatient.NewSubject(_trial, place, _candidate) with
            {
                EndOfStudyReason = "NOT ENROLLED",
                Status = NoCandidate,
                StatusReason = $"none of {_attempt} candidates could be enrolled; most often: {most}",
            },
        };
    }

    private void Release(PatientBatch batch, int lane)
    {
        Steps += batch.StepsOf(lane);
        batch.Release(lane);
    }
}

using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>One place of the randomisation list from its first candidate to its outcome, in one lane of a batch.</summary>
/// <remarks>
/// Candidates for a place are tried in a fixed order that depends on the place alone: burn-in, then the baseline scan and
/// eligibility, before anything is given. The first who passes is the patient.
/// </remarks>
internal sealed class PatientSession(PreparedTrial prepared, RunSettings settings, Place place, BurnInStore burnIns)
{
    /// <summary>Status of a place that no candidate could take.</summary>
    public const string NoCandidate = "NoCandidate";

    private const int MostCandidates = 10_000;

    private readonly TrialSpecification _trial = prepared.Trial;
    private readonly TrialBindings _bound = prepared.Bindings;
    private readonly List<string> _rejections = [];
    private int _attempt;
    private Candidate _candidate = null!;

    /// <summary>Null while the candidate's tumour grows.</summary>
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
            if (_trial.BurnIn is null)
            {
                Enrol(batch, lane, []);
                return;
            }
            if (burnIns.Find(index) is not { } known)
            {
                BeginBurnIn(batch, lane);
                return;
            }
            if (known.State is { } state)
            {
                Enrol(batch, lane, state);
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
            LeaveBurnIn(batch, lane, Reached(batch, lane));
        else batch.Watch(lane, _bound.BurnIn.Watch, _candidate.BurnInTarget);
    }

    private void EndBurnIn(PatientBatch batch, int lane, PatientArrival arrival)
    {
        var years = _trial.BurnIn!.AtMostDays / Quantities.DaysPerYear;
        LeaveBurnIn(batch, lane, arrival.Kind switch
        {
            PatientArrivalKind.Watch => Reached(batch, lane),
            PatientArrivalKind.Failed => new BurnInResult(null, $"burn-in failed: {arrival.Status}"),
            _ => new BurnInResult(null, string.Create(CultureInfo.InvariantCulture,
                $"did not grow to the size at enrolment within {years:0.#} years")),
        });
    }

    private BurnInResult Reached(PatientBatch batch, int lane)
    {
        var snapshot = new double[prepared.Model.SnapshotLength];
        batch.ReadSnapshot(lane, snapshot);
        return new BurnInResult(snapshot, null);
    }

    private void LeaveBurnIn(PatientBatch batch, int lane, BurnInResult result)
    {
        Release(batch, lane);
        burnIns.Add(_candidate.Index, result);
        if (result.State is { } state)
        {
            Enrol(batch, lane, state);
            return;
        }
        Reject(result.Rejection!);
        TryCandidates(batch, lane);
    }

    /// <summary>Puts the candidate on day 0, with the baseline visit before anything is given.</summary>
    private void Enrol(PatientBatch batch, int lane, ReadOnlySpan<double> state)
    {
        var entry = _trial.Design.EnrolmentDays * _candidate.Chance("enrolment").Uniform(0);
        _patient = new StudyPatient(prepared, place, _candidate,
            _trial.Design.FollowUpDays + (_trial.Design.EnrolmentDays - entry));
        _patient.Load(batch, lane, state);
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

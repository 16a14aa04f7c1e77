using System.Collections.Immutable;
using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>One place of the randomisation list from its first candidate to its outcome, in one lane of a batch.</summary>
/// <remarks>
/// The lane's clock is model time; study days are days. Candidates for a place are tried in a fixed order that depends on the place alone:
/// burn-in, then the baseline scan and eligibility, before anything is given. The first who passes is the patient.
/// </remarks>
internal sealed class PatientSession(PreparedTrial prepared, RunSettings settings, Place place, BurnInStore burnIns)
{
    /// <summary>Status of a place that no candidate could take.</summary>
    public const string NoCandidate = "NoCandidate";

    private const int MostCandidates = 10_000;
    private const int BaselineTag = 0;
    private const int ScanTag = 1;
    private const int SampleTag = 2;

    private readonly TrialSpecification _trial = prepared.Trial;
    private readonly TrialBindings _bound = prepared.Bindings;
    private readonly List<string> _rejections = [];
    private readonly double[] _diameters = new double[prepared.Bindings.Lesions.Length];
    private readonly double[] _state = new double[prepared.Model.StateCount];
    private readonly List<DecisionRule> _waiting = [];
    private readonly bool[] _happened = new bool[Enum.GetValues<Trigger>().Length];
    private readonly ImmutableArray<Concentration>.Builder _concentrations = ImmutableArray.CreateBuilder<Concentration>();
    private int _attempt;
    private bool _burningIn;
    private Candidate _candidate = null!;
    private TumourHistory _tumours = null!;
    private TreatmentPlan _plan = null!;
    private IEnumerator<double> _scans = null!;
    private double _end;
    private bool _newLesion;
    private bool _scanning;
    private long _stepsOfEarlierLoads;

    public Place Place => place;

    /// <summary>Position among all places, which is the order of delivery.</summary>
    public required int Order { get; init; }

    /// <summary>Why candidates before the patient were not enrolled, in order.</summary>
    public IReadOnlyList<string> Rejections => _rejections;

    public PatientOutcome? Outcome { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Loads the first candidate into a free lane.</summary>
    public void Start(PatientBatch batch, int lane) => Try(batch, lane);

    /// <summary>Does what an arrival asks for; afterwards either the lane goes on or <see cref="Outcome"/> is set and the lane is free.</summary>
    public void Handle(PatientBatch batch, int lane)
    {
        var arrival = batch.ArrivalOf(lane);
        var day = arrival.Time * _bound.DaysPerTime;
        if (_burningIn) EndBurnIn(batch, lane, arrival);
        else
        {
            switch (arrival.Kind)
            {
                case PatientArrivalKind.Failed:
                    Fail(batch, lane, arrival, day);
                    break;
                case PatientArrivalKind.End:
                    Finish(batch, lane, StudyEnd.Administrative, _end);
                    break;
                case PatientArrivalKind.Watch:
                    Strike(batch, lane, arrival.Index, day);
                    break;
                case PatientArrivalKind.Visit when arrival.Index == BaselineTag:
                    Baseline(batch, lane);
                    break;
                case PatientArrivalKind.Visit when arrival.Index == ScanTag:
                    Scan(batch, lane, day);
                    break;
                case PatientArrivalKind.Visit when arrival.Index == SampleTag:
                    Sample(batch, lane, day);
                    break;
            }
        }
    }

    private void Try(PatientBatch batch, int lane)
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
        batch.Load(lane, new PatientStart { Id = (long)_candidate.Index, End = _trial.BurnIn!.AtMostDays / _bound.DaysPerTime, Parameters = _candidate.Parameters });
        if (batch.Observe(lane, _bound.BurnIn.Observable) >= _candidate.BurnInTarget)
        {
            batch.ReadState(lane, _state);
            Leave(batch, lane, new BurnInResult((double[])_state.Clone(), null));
            return;
        }
        _burningIn = true;
        batch.Watch(lane, _bound.BurnIn.Watch, _candidate.BurnInTarget);
    }

    private void EndBurnIn(PatientBatch batch, int lane, PatientArrival arrival)
    {
        _burningIn = false;
        if (arrival.Kind == PatientArrivalKind.Watch) batch.ReadState(lane, _state);
        var most = _trial.BurnIn!.AtMostDays / Quantities.DaysPerYear;
        Leave(batch, lane, arrival.Kind switch
        {
            PatientArrivalKind.Watch => new BurnInResult((double[])_state.Clone(), null),
            PatientArrivalKind.Failed => new BurnInResult(null, $"burn-in failed: {arrival.Status}"),
            _ => new BurnInResult(null, string.Create(CultureInfo.InvariantCulture, $"did not grow to the size at enrolment within {most:0.#} years")),
        });
    }

    private void Leave(PatientBatch batch, int lane, BurnInResult result)
    {
        Release(batch, lane);
        burnIns.Add(_candidate.Index, result);
        if (result.State is { } state)
        {
            Enrol(batch, lane, state);
            return;
        }
        Reject(result.Rejection!);
        Try(batch, lane);
    }

    private void Reject(string reason)
    {
        _rejections.Add(reason);
        _attempt++;
    }

    /// <summary>Day 0: the candidate stands at the baseline visit, before any dose.</summary>
    private void Enrol(PatientBatch batch, int lane, ReadOnlySpan<double> state)
    {
        var entry = _trial.Design.EnrolmentDays * _candidate.Chance("enrolment").Uniform(0);
        _end = _trial.Design.FollowUpDays + (_trial.Design.EnrolmentDays - entry);
        batch.Load(lane, new PatientStart
        {
            Id = (long)_candidate.Index, End = _end / _bound.DaysPerTime, Parameters = _candidate.Parameters, State = state,
        });
        batch.VisitAt(lane, 0, BaselineTag);
    }

    private void Baseline(PatientBatch batch, int lane)
    {
        Measure(batch, lane);
        _tumours = new TumourHistory(_trial.Map.Lesions, _trial.Recist, _trial.Measurement.NewLesion, _candidate.NewScanner(_trial.Measurement, _trial.Map.Lesions));
        _tumours.Baseline(_diameters);
        if (Ineligible(batch, lane) is { } reason)
        {
            Release(batch, lane);
            Reject(reason);
            Try(batch, lane);
            return;
        }
        _plan = new TreatmentPlan(prepared, _candidate.Body);
        _waiting.AddRange(_trial.Decisions);
        foreach (var course in _plan.Begin(_trial.Arms[place.Arm].Regimens)) Schedule(batch, lane, course);
        foreach (var (_, key, observable, watch) in _bound.Hazards)
            batch.Watch(lane, watch, batch.Observe(lane, observable) + _candidate.Chance(key).Exponential(0));
        if (_trial.Sampling is { } sampling)
        {
            foreach (var sampleDay in VisitSchedule.DaysOf(0, sampling.Times, Math.Min(sampling.UntilDays, _end)).Skip(1))
                batch.VisitAt(lane, sampleDay / _bound.DaysPerTime, SampleTag);
            Sample(batch, lane, 0);
        }
        _scanning = true;
        _scans = _trial.Visits.Days(_end).GetEnumerator();
        NextScan(batch, lane);
    }

    private string? Ineligible(PatientBatch batch, int lane)
    {
        if (_trial.Recist.MeasurableDisease && !_tumours.IsMeasurable) return "no measurable lesion at baseline";
        for (var i = 0; i < _trial.Eligibility.Length; i++)
        {
            var rule = _trial.Eligibility[i];
            var value = batch.Observe(lane, _bound.Eligibility[i]);
            if (!(value >= rule.AtLeast && value <= rule.AtMost)) return rule.Reason;
        }
        return null;
    }

    private void NextScan(PatientBatch batch, int lane)
    {
        while (_scanning && _scans.MoveNext())
        {
            var minute = (ulong)Math.Round(_scans.Current * 1440);
            if (_candidate.Chance("missed scan").Uniform(minute) < _trial.Visits.MissedProbability)
            {
                _tumours.Miss(_scans.Current);
                continue;
            }
            var shift = _trial.Visits.WindowDays == 0 ? 0 : _trial.Visits.WindowDays * (2 * _candidate.Chance("visit window").Uniform(minute) - 1);
            var day = _scans.Current + shift;
            if (day <= _end) batch.VisitAt(lane, day / _bound.DaysPerTime, ScanTag);
            return;
        }
    }

    private void Scan(PatientBatch batch, int lane, double day)
    {
        Measure(batch, lane);
        _tumours.Scan(_scans.Current, day, _diameters, _newLesion);
        var rules = _trial.Recist;
        var points = _tumours.Points;
        var confirmedProgression = BestResponse.ConfirmedProgression(points, rules) >= 0;
        if (!double.IsNaN(_tumours.ProgressionDay)) Happened(Trigger.Progression);
        else
        {
            if (points[^1].Overall <= Response.PartialResponse) Happened(Trigger.Response);
            if (points[^1].Overall == Response.CompleteResponse) Happened(Trigger.CompleteResponse);
            if (BestResponse.CompleteResponseIsConfirmed(points, rules)) Happened(Trigger.ConfirmedCompleteResponse);
        }
        if (confirmedProgression) Happened(Trigger.ConfirmedProgression);
        Decide(batch, lane, day);
        _scanning = _trial.Visits.StopAt switch
        {
            ScanStop.Progression => double.IsNaN(_tumours.ProgressionDay),
            ScanStop.ConfirmedProgression => !confirmedProgression,
            _ => true,
        };
        NextScan(batch, lane);
    }

    private void Happened(Trigger trigger) => _happened[(int)trigger] = true;

    /// <summary>Applies, in their order, the rules whose trigger has come; each is judged once, at the first occasion not before its time.</summary>
    private void Decide(PatientBatch batch, int lane, double day)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var rule = _waiting[i];
            if (!_happened[(int)rule.When] || day < rule.AfterDays) continue;
            _waiting.RemoveAt(i--);
            if (!rule.Received.All(d => _plan.Received(d, day)) || rule.NotReceived.Any(d => _plan.Received(d, day))) continue;
            if (rule.Probability < 1 && _candidate.Chance("decision/" + rule.Id).Uniform(0) >= rule.Probability) continue;
            if (rule.StopAll || !rule.Stop.IsEmpty) Stop(batch, lane, rule.StopAll ? null : rule.Stop, day, ReasonOf(rule.When));
            foreach (var course in _plan.Give(rule.Give, day + rule.DelayDays)) Schedule(batch, lane, course);
        }
    }

    private void Stop(PatientBatch batch, int lane, ImmutableArray<string>? drugs, double day, string reason)
    {
        _plan.Stop(drugs, day, reason);
        if (drugs is not { } names) batch.CancelDoses(lane, null, batch.TimeOf(lane));
        else
            foreach (var name in names) batch.CancelDoses(lane, _trial.Map.Drug(name)!.Species.Text, batch.TimeOf(lane));
    }

    private void Schedule(PatientBatch batch, int lane, Course course)
    {
        batch.Schedule(lane, course.ToRecord(_bound.DaysPerTime));
        if (_trial.Sampling is not { } sampling) return;
        foreach (var day in course.DosesBefore(Math.Min(sampling.UntilDays, _end)))
        {
            if (sampling.PreDose && day > 0) batch.VisitAt(lane, day / _bound.DaysPerTime, SampleTag);
            var finished = day + course.Regimen.InfusionDays;
            if (sampling.EndOfInfusion && finished > day && finished <= _end) batch.VisitAt(lane, finished / _bound.DaysPerTime, SampleTag);
        }
    }

    private void Sample(PatientBatch batch, int lane, double day)
    {
        for (var i = 0; i < _bound.Concentrations.Length; i++)
        {
            var map = _trial.Map.Concentrations[i];
            _concentrations.Add(new Concentration(map.Analyte, day, batch.Observe(lane, _bound.Concentrations[i]), map.Unit));
        }
    }

    /// <summary>A cumulative hazard has reached the patient's number.</summary>
    private void Strike(PatientBatch batch, int lane, int watch, double day)
    {
        switch (_bound.Hazards.First(h => h.Watch == watch).Hazard)
        {
            case Hazard.Death:
                Finish(batch, lane, StudyEnd.Death, day);
                break;
            case Hazard.DropOut:
                Finish(batch, lane, StudyEnd.DropOut, day);
                break;
            case Hazard.NewLesion:
                _newLesion = true;
                break;
            case Hazard.Discontinuation:
                Stop(batch, lane, null, day, ReasonOf(Trigger.Discontinuation));
                Happened(Trigger.Discontinuation);
                Decide(batch, lane, day);
                break;
        }
    }

    private void Measure(PatientBatch batch, int lane)
    {
        for (var i = 0; i < _diameters.Length; i++) _diameters[i] = prepared.Diameter(i, batch.Observe(lane, _bound.Lesions[i]));
    }

    private void Finish(PatientBatch batch, int lane, StudyEnd reason, double day)
    {
        Release(batch, lane);
        var rules = _trial.Recist;
        var (treatmentEnd, treatmentReason) = _plan.EndOfTreatment(reason, day);
        var subject = NewSubject() with
        {
            TreatmentEndDay = treatmentEnd, TreatmentEndReason = treatmentReason, DeathDay = reason == StudyEnd.Death ? day : double.NaN, LastDay = day,
            EndOfStudyReason = reason switch { StudyEnd.Death => "DEATH", StudyEnd.DropOut => "WITHDRAWN FROM STUDY", _ => "END OF FOLLOW-UP" },
        };
        Outcome = new PatientOutcome
        {
            Subject = subject,
            Exposures = _plan.Exposures(day),
            Measurements = _tumours.Measurements,
            Responses = _tumours.Responses.AddRange(
                new ResponseAssessment("BOR", double.NaN, BestResponse.Unconfirmed(_tumours.Points, rules), Response.NotEvaluable, null, NewLesion: false),
                new ResponseAssessment("CBOR", double.NaN, BestResponse.Confirmed(_tumours.Points, rules), Response.NotEvaluable, null, NewLesion: false)),
            TimesToEvent = Endpoints.Derive(_tumours, rules, reason, day, _plan.NewTreatmentDay),
            Concentrations = _concentrations.ToImmutable(),
        };
    }

    private void Fail(PatientBatch batch, int lane, PatientArrival arrival, double day)
    {
        Release(batch, lane);
        Outcome = new PatientOutcome
        {
            Subject = NewSubject() with
            {
                LastDay = day, EndOfStudyReason = "FAILED INTEGRATION", Status = arrival.Status.ToString(),
                StatusReason = string.Create(CultureInfo.InvariantCulture, $"day {day:0.###}: {arrival.Reason ?? arrival.Status.ToString()}"),
            },
            Exposures = _plan?.Exposures(day) ?? [],
            Measurements = _tumours?.Measurements ?? [],
            Responses = _tumours?.Responses ?? [],
            Concentrations = _concentrations.ToImmutable(),
        };
    }

    private void GiveUp()
    {
        var most = _rejections.GroupBy(r => r, StringComparer.Ordinal).MaxBy(g => g.Count())?.Key;
        Outcome = new PatientOutcome
        {
            Subject = NewSubject() with
            {
                EndOfStudyReason = "NOT ENROLLED", Status = NoCandidate,
                StatusReason = $"none of {_attempt} candidates could be enrolled; most often: {most}",
            },
        };
    }

    private Subject NewSubject()
    {
        var arm = _trial.Arms[place.Arm];
        var id = string.Create(CultureInfo.InvariantCulture, $"{_trial.Study.Id}-{arm.Id}-{place.Number + 1:D6}");
        return new Subject(id, arm.Id, place.Arm, (long)place.Number, _candidate.Patient.Covariates, double.NaN, "", double.NaN, double.NaN, "", "ok", null);
    }

    private static string ReasonOf(Trigger trigger) => trigger switch
    {
        Trigger.Progression => "PROGRESSION",
        Trigger.ConfirmedProgression => "CONFIRMED PROGRESSION",
        Trigger.CompleteResponse or Trigger.ConfirmedCompleteResponse => "COMPLETE RESPONSE",
        Trigger.Response => "RESPONSE",
        _ => "ADVERSE EVENT",
    };

    private void Release(PatientBatch batch, int lane)
    {
        Steps = _stepsOfEarlierLoads += batch.StepsOf(lane);
        batch.Release(lane);
    }
}

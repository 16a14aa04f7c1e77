using System.Collections.Immutable;
using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>
/// A patient from the baseline visit to the end of study: observes, decides, schedules. The lane's clock is model time; study
/// days are days.
/// </summary>
/// <param name="enrolled">State and model time at enrolment; study days count from there.</param>
internal sealed class StudyPatient(PreparedTrial prepared, Place place, Candidate candidate, Enrolment enrolled, double end)
{
    private const int BaselineTag = 0;
    private const int ScanTag = 1;
    private const int SampleTag = 2;

    /// <summary>From here on a tag says which pharmacokinetic parameter is taken: two tags for each, where its interval begins and where it ends.</summary>
    private const int PharmacokineticTag = 4;

    /// <summary>A decision whose quantity came to its value before the rule's time.</summary>
    private const int DecisionTag = 3;

    /// <summary>From here on a tag says which finding is looked at.</summary>
    private int FindingTag => PharmacokineticTag + 2 * _trial.Pharmacokinetics.Length;

    private readonly TrialSpecification _trial = prepared.Trial;
    private readonly TrialBindings _bound = prepared.Bindings;
    private readonly double[] _diameters = new double[prepared.Bindings.Lesions.Length];
    private readonly Scars _scars = new(prepared.Bindings.Lesions.Length);
    private readonly DecisionQueue _decisions = new(prepared.Trial.Decisions);
    private readonly TreatmentPlan _plan = new(prepared, candidate.Body);
    private readonly TumourHistory _tumours = new(prepared.Trial, candidate);
    private readonly IEnumerator<double> _scans = prepared.Trial.Visits.Days(end).GetEnumerator();
    private readonly ImmutableArray<Concentration>.Builder _concentrations = ImmutableArray.CreateBuilder<Concentration>();
    private readonly double[] _pharmacokinetics = [.. prepared.Trial.Pharmacokinetics.Select(_ => double.NaN)];
    private readonly double[] _begun = new double[prepared.Trial.Pharmacokinetics.Length];
    private readonly double[] _findings = new double[prepared.Trial.Findings.Length];
    private readonly double[] _findingTotals = [.. prepared.Trial.Findings.Select(f => f.Of is null ? 1.0 : 0)];
    private readonly int[] _looks = new int[prepared.Trial.Findings.Length];
    private readonly Dictionary<string, double> _acted = new(StringComparer.Ordinal);
    private bool _newLesion;
    private bool _scanning = !prepared.Trial.Map.Lesions.IsEmpty;

    /// <summary>Why the candidate is not eligible; known after the baseline visit.</summary>
    public string? Rejection { get; private set; }

    public PatientOutcome? Outcome { get; private set; }

    public static Subject NewSubject(TrialSpecification trial, Place place, Candidate candidate)
    {
        var arm = trial.Arms[place.Arm];
        var id = string.Create(CultureInfo.InvariantCulture, $"{trial.Study.Id}-{arm.Id}-{place.Number + 1:D6}");
        return new Subject(
            id, arm.Id, place.Arm, (long)place.Number, candidate.Patient.Covariates, double.NaN, "", double.NaN, double.NaN, "",
            "ok", null);
    }

    public void Load(PatientBatch batch, int lane)
    {
        batch.Load(lane, new PatientStart
        {
            Id = (long)candidate.Index, Seed = candidate.Seed, Replicate = candidate.Replicate,
            Time = enrolled.Time, End = At(end), Parameters = candidate.Parameters, State = enrolled.State,
        });
        batch.VisitAt(lane, At(0), BaselineTag);
    }

    public void Handle(PatientBatch batch, int lane, PatientArrival arrival)
    {
        var day = (arrival.Time - enrolled.Time) * _bound.DaysPerTime;
        switch (arrival.Kind)
        {
            case PatientArrivalKind.Failed:
                Fail(arrival, day);
                break;
            case PatientArrivalKind.End:
                Finish(batch, lane, StudyEnd.Administrative, end);
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
            case PatientArrivalKind.Visit when arrival.Index == DecisionTag:
                Decide(batch, lane, day);
                break;
            case PatientArrivalKind.Visit when arrival.Index >= FindingTag:
                LookAt(batch, lane, arrival.Index - FindingTag);
                break;
            case PatientArrivalKind.Visit when arrival.Index >= PharmacokineticTag:
                TakeParameter(batch, lane, (arrival.Index - PharmacokineticTag) / 2, begins: (arrival.Index - PharmacokineticTag) % 2 == 0);
                break;
        }
    }

    /// <summary>What held at one look holds. Of a patient who is not among those of a finding, nothing is held.</summary>
    private void LookAt(PatientBatch batch, int lane, int finding)
    {
        _looks[finding]++;
        var total = _bound.FindingTotals[finding] >= 0 ? batch.Observe(lane, _bound.FindingTotals[finding]) : 1;
        if (!(total > 0)) return;
        _findingTotals[finding] = Math.Max(_findingTotals[finding], total);
        _findings[finding] = Math.Max(_findings[finding], batch.Observe(lane, _bound.Findings[finding]));
    }

    private void Baseline(PatientBatch batch, int lane)
    {
        Measure(batch, lane);
        if (_diameters.Length > 0) _tumours.Baseline(_diameters);
        Rejection = Ineligibility(batch, lane);
        if (Rejection is not null) return;
        foreach (var course in _plan.Begin(_trial.Arms[place.Arm].Regimens)) Schedule(batch, lane, course);
        foreach (var (_, key, observable, watch) in _bound.Hazards)
            batch.Watch(lane, watch, batch.Observe(lane, observable) + candidate.Chance(key).Exponential(0));
        if (_trial.Sampling is { } sampling)
        {
            foreach (var day in VisitSchedule.DaysOf(0, sampling.Times, Math.Min(sampling.UntilDays, end)).Skip(1))
                batch.VisitAt(lane, At(day), SampleTag);
            Sample(batch, lane, 0);
        }
        for (var i = 0; i < _trial.Pharmacokinetics.Length; i++)
        {
            var parameter = _trial.Pharmacokinetics[i];
            if (!double.IsNaN(parameter.FromDay)) batch.VisitAt(lane, At(parameter.FromDay), PharmacokineticTag + 2 * i);
            batch.VisitAt(lane, At(parameter.Day), PharmacokineticTag + 2 * i + 1);
        }
        for (var i = 0; i < _trial.Findings.Length; i++)
            foreach (var day in _trial.Findings[i].Days) batch.VisitAt(lane, At(day), FindingTag + i);
        ScheduleNextScan(batch, lane);
        Await(batch, lane);
    }

    /// <summary>Decisions that wait for a quantity: one that stands at its value already is due now.</summary>
    private void Await(PatientBatch batch, int lane)
    {
        for (var i = 0; i < _trial.Decisions.Length; i++)
        {
            if (_trial.Decisions[i].Reaches is not { } threshold) continue;
            if (batch.Observe(lane, _bound.Reaches[i].Observable) >= threshold.Value) Reach(batch, lane, _trial.Decisions[i], 0);
            else batch.Watch(lane, _bound.Reaches[i].Watch, threshold.Value);
        }
    }

    private void Reach(PatientBatch batch, int lane, DecisionRule rule, double day)
    {
        _decisions.Note(rule);
        if (day < rule.AfterDays && rule.AfterDays <= end) batch.VisitAt(lane, At(rule.AfterDays), DecisionTag);
        else Decide(batch, lane, day);
    }

    private string? Ineligibility(PatientBatch batch, int lane)
    {
        if (_trial.Recist.MeasurableDisease && _diameters.Length > 0 && !_tumours.IsMeasurable) return "no measurable lesion at baseline";
        for (var i = 0; i < _trial.Eligibility.Length; i++)
        {
            var rule = _trial.Eligibility[i];
            var value = batch.Observe(lane, _bound.Eligibility[i]);
            if (!(value >= rule.AtLeast && value <= rule.AtMost)) return rule.Reason.English;
        }
        return null;
    }

    private void ScheduleNextScan(PatientBatch batch, int lane)
    {
        var visits = _trial.Visits;
        while (_scanning && _scans.MoveNext())
        {
            var scheduled = _scans.Current;
            if (visits.IsMissed(scheduled, candidate))
            {
                _tumours.Miss(scheduled);
                continue;
            }
            var shift = visits.Shift(scheduled, candidate);
            if (scheduled + shift <= end) batch.VisitAt(lane, At(scheduled + shift), ScanTag);
            return;
        }
    }

    private void Scan(PatientBatch batch, int lane, double day)
    {
        Measure(batch, lane);
        _tumours.Scan(_scans.Current, day, _diameters, _newLesion);
        _decisions.Note(_tumours, _trial.Recist);
        Decide(batch, lane, day);
        _scanning = _trial.Visits.StopAt switch
        {
            ScanStop.Progression => !_decisions.HasHappened(Trigger.Progression),
            ScanStop.ConfirmedProgression => !_decisions.HasHappened(Trigger.ConfirmedProgression),
            _ => true,
        };
        ScheduleNextScan(batch, lane);
    }

    private void Decide(PatientBatch batch, int lane, double day)
    {
        foreach (var rule in _decisions.Due(day, drug => _plan.FirstDose(drug, day)))
        {
            if (!rule.Received.All(drug => Received(drug, day))
                || rule.NotReceived.Any(drug => Received(drug, day)))
                continue;
            if (rule.Probability < 1 && candidate.Chance("decision/" + rule.Id).Uniform(0) >= rule.Probability) continue;
            _acted.TryAdd(rule.Id, day);
            if (rule.StopAll || !rule.Stop.IsEmpty)
                // A quantity may reach its value by a dose: that dose was given, what follows is stopped.
                Stop(batch, lane, rule.StopAll ? null : rule.Stop, rule.Reaches is null ? day : Math.BitIncrement(day), DecisionQueue.ReasonOf(rule.When));
            foreach (var course in _plan.Give(rule.Give, day + rule.DelayDays)) Schedule(batch, lane, course);
        }
    }

    /// <summary>Whether the patient got a drug before, in the run-in or since.</summary>
    private bool Received(string drug, double day) => enrolled.Received.Contains(drug) || _plan.Received(drug, day);

    private void Stop(PatientBatch batch, int lane, ImmutableArray<string>? drugs, double day, string reason)
    {
        _plan.Stop(drugs, day, reason);
        // The batch knows species, not drugs: what other drugs still give into the same species is put back.
        batch.CancelDoses(lane, null, batch.TimeOf(lane));
        foreach (var course in _plan.Running(day))
            batch.Schedule(lane, course.Record(course.FirstDoseFrom(day), enrolled.Time, _bound.DaysPerTime));
    }

    private void Schedule(PatientBatch batch, int lane, Course course)
    {
        batch.Schedule(lane, course.Record(0, enrolled.Time, _bound.DaysPerTime));
        if (_trial.Sampling is not { } sampling) return;
        foreach (var day in course.DosesBefore(Math.Min(sampling.UntilDays, end)))
        {
            if (sampling.PreDose && day > 0) batch.VisitAt(lane, At(day), SampleTag);
            var finished = day + course.Regimen.InfusionDays;
            if (sampling.EndOfInfusion && finished > day && finished <= end)
                batch.VisitAt(lane, At(finished), SampleTag);
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

    private void TakeParameter(PatientBatch batch, int lane, int parameter, bool begins)
    {
        var value = batch.Observe(lane, _bound.Pharmacokinetics[parameter]);
        if (begins) _begun[parameter] = value;
        else _pharmacokinetics[parameter] = value - _begun[parameter];
    }

    private void Measure(PatientBatch batch, int lane) => prepared.Measure(batch, lane, _scars, _diameters);

    /// <summary>Model time of a study day.</summary>
    private double At(double day) => enrolled.Time + day / _bound.DaysPerTime;

    /// <summary>A cumulative hazard has reached the patient's number, or a quantity the value that a decision waits for.</summary>
    private void Strike(PatientBatch batch, int lane, int watch, double day)
    {
        for (var i = 0; i < _bound.Reaches.Length; i++)
        {
            if (_bound.Reaches[i].Watch != watch) continue;
            Reach(batch, lane, _trial.Decisions[i], day);
            return;
        }
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
                Stop(batch, lane, null, day, DecisionQueue.ReasonOf(Trigger.Discontinuation));
                _decisions.Note(Trigger.Discontinuation);
                Decide(batch, lane, day);
                break;
        }
    }

    private void Finish(PatientBatch batch, int lane, StudyEnd reason, double day)
    {
        for (var i = 0; i < _findings.Length; i++)
            if (_looks[i] < _trial.Findings[i].Days.Length) LookAt(batch, lane, i);
        var rules = _trial.Recist;
        var (treatmentEnd, treatmentReason) = _plan.EndOfTreatment(reason, day);
        Outcome = Rows(day) with
        {
            Subject = NewSubject(_trial, place, candidate) with
            {
                TreatmentEndDay = treatmentEnd,
                TreatmentEndReason = treatmentReason,
                DeathDay = reason == StudyEnd.Death ? day : double.NaN,
                LastDay = day,
                EndOfStudyReason = Endpoints.Name(reason),
            },
            Responses = _diameters.Length == 0 ? [] : ResponsesUntil(day).AddRange(
                Best("BOR", BestResponse.Unconfirmed(_tumours.PointsUntil(_plan.NewTreatmentDay), rules)),
                Best("CBOR", BestResponse.Confirmed(_tumours.PointsUntil(_plan.NewTreatmentDay), rules))),
            TimesToEvent = [
                .. _diameters.Length > 0 ? Endpoints.Derive(_tumours, rules, reason, day, _plan.NewTreatmentDay)
                    : _bound.Hazards.Any(h => h.Hazard == Hazard.Death) ? [Endpoints.Survival(reason, day)] : [],
                .. Composites(reason, day),
            ],
            Pharmacokinetics = [.. _pharmacokinetics],
            Findings = [.. _findings],
            FindingTotals = [.. _findingTotals],
        };
    }

    private IEnumerable<TimeToEvent> Composites(StudyEnd reason, double day) => _trial.Endpoints.Where(e => !e.Events.IsEmpty && Belongs(e))
        .Select(e => CompositeEndpoint.Derive(e, _tumours.Responses, _plan, _acted, reason, day)).OfType<TimeToEvent>();

    /// <summary>Whether the patient is of the subgroup that an endpoint is of; who is not among those of a finding is of neither side of it.</summary>
    private bool Belongs(SurvivalEndpoint endpoint)
    {
        bool Is(string? finding, bool held)
        {
            if (finding is null) return true;
            var at = _trial.Findings.IndexOf(_trial.Findings.First(f => f.Id == finding));
            return _findingTotals[at] > 0 && _findings[at] > 0 == held;
        }
        return Is(endpoint.Among, held: true) && Is(endpoint.Outside, held: false);
    }

    private void Fail(PatientArrival arrival, double day)
    {
        Outcome = Rows(day) with
        {
            Subject = NewSubject(_trial, place, candidate) with
            {
                LastDay = day,
                EndOfStudyReason = "FAILED INTEGRATION",
                Status = arrival.Status.ToString(),
                StatusReason = string.Create(CultureInfo.InvariantCulture,
                    $"day {day:0.###}: {arrival.Reason ?? arrival.Status.ToString()}"),
            },
        };
    }

    private PatientOutcome Rows(double day) => new()
    {
        Subject = NewSubject(_trial, place, candidate),
        Candidate = candidate.Index,
        Exposures = _plan.Exposures(day),
        Measurements = _tumours.Measurements,
        Responses = ResponsesUntil(day),
        Concentrations = _concentrations.ToImmutable(),
    };

    /// <summary>A missed scan is noted when the one before it is done; the patient may leave the study before its day.</summary>
    private ImmutableArray<ResponseAssessment> ResponsesUntil(double day) => _tumours.Responses.RemoveAll(r => r.Day > day);

    private static ResponseAssessment Best(string visit, Response response) =>
        new(visit, double.NaN, response, Response.NotEvaluable, null, NewLesion: false);
}

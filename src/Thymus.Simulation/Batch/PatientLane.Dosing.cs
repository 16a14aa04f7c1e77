using System.Globalization;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Treatment of the patient in the lane: records become doses, doses become jumps of the state and infusion rates.</summary>
internal sealed unsafe partial class PatientLane
{
    private readonly OwnDosing _own;
    private readonly SteadyState _steadyState;

    /// <summary>Tag of the record that was just carried out and of which the host is told once its model events are done.</summary>
    private int? _owedTag;

    public void Schedule(in EventRecord record)
    {
        if (record.EventId == EventId.Observation)
        {
            Check(record);
            VisitAt(record.Time, PatientBatch.ObservationTag);
            return;
        }
        Schedule(record, tag: 0, tells: false);
    }

    /// <summary>Takes up a record; where it <paramref name="tells"/>, the host is told its tag right after it.</summary>
    public void Schedule(in EventRecord record, int tag, bool tells)
    {
        Check(record);
        var hasCompartment = record.EventId is not (EventId.Observation or EventId.Other or EventId.Reset);
        var item = Agenda.New();
        item.Dose = new DoseOrder
        {
            Id = record.EventId,
            Start = record.Time,
            Amount = record.Amount,
            Rate = record.Rate,
            Interval = record.Interval,
            Additional = record.AdditionalDoses,
            SteadyState = record.SteadyState,
            State = hasCompartment ? _model.StateIndex(record.Compartment) : -1,
            RateRow = record.Rate == 0 ? -1 : _model.InfusionRateIndex(record.Compartment),
        };
        (item.Tag, item.Tells) = (tag, tells);
        Put(item, AgendaKind.Record, record.Time);
    }

    private void Check(in EventRecord record)
    {
        if (EventRecordCheck.FaultOf(_model, record, Now) is { } fault)
            throw new ArgumentException($"{fault.Message} {fault.Advice}", nameof(record));
    }

    /// <summary>Adds a dose whose values are settled.</summary>
    public void Add(in DoseOrder dose)
    {
        var item = Agenda.New();
        item.Dose = dose;
        Put(item, AgendaKind.PendingDose, dose.DueTime);
    }

    private void Put(AgendaItem item, AgendaKind kind, double time)
    {
        (item.Kind, item.Time, item.Sequence) = (kind, time, _sequence++);
        Agenda.Add(item);
    }

    private void CarryOut(AgendaItem item)
    {
        if (item.Kind == AgendaKind.PendingDose)
        {
            Give(item);
            return;
        }
        if (item.Tells) _owedTag = item.Tag;
        ref var dose = ref item.Dose;
        switch (dose.Id)
        {
            case EventId.Reset:
                Reset();
                break;
            case EventId.Replace:
                State[dose.State] = dose.Amount;
                _model.ScaleSensitivities(dose.State, 0, State);
                break;
            case EventId.Multiply:
                State[dose.State] *= dose.Amount;
                _model.ScaleSensitivities(dose.State, dose.Amount, State);
                break;
            case EventId.Dose or EventId.ResetAndDose:
                Begin(item);
                return;
        }
        if (dose.Id != EventId.Observation) Jumped();
        if (dose.Id != EventId.Observation && dose.HasNext)
        {
            dose.Given++;
            Put(item, AgendaKind.Record, dose.DueTime);
        }
        else
        {
            Agenda.Discard(item);
        }
    }

    /// <summary>A dose record at its time: settles what the patient's own values decide, resets, reaches steady state, and gives the
    /// first dose unless it lags.</summary>
    private void Begin(AgendaItem item)
    {
        ref var dose = ref item.Dose;
        if (dose.Id == EventId.ResetAndDose)
        {
            Reset();
            Jumped();
        }
        if (!Settle(ref dose)) return;
        // The doses that follow a reset and dose are plain doses, as in NONMEM.
        dose.Id = EventId.Dose;
        if (dose.SteadyState != 0 && !ReachSteadyState(dose)) return;
        if (dose.Lag > 0) Put(item, AgendaKind.PendingDose, dose.DueTime);
        else Give(item);
    }

    /// <summary>Amount, lag, rate and duration from the record and the patient; false where the patient's own values make the dose
    /// impossible.</summary>
    private bool Settle(ref DoseOrder dose)
    {
        if (_own.BioavailabilityOf(dose.State) is var f and >= 0)
        {
            if (Own(f) is not (>= 0 and < double.PositiveInfinity)) return Refuse(f, "bioavailability is 0 or above.");
            dose.Amount *= Own(f);
        }
        if (_own.LagOf(dose.State) is var lag and >= 0)
        {
            dose.Lag = Own(lag);
            if (dose.Lag is not (>= 0 and < double.PositiveInfinity)) return Refuse(lag, "a lag time is 0 or above.");
            if (dose.SteadyState != 0 && dose.Interval > 0 && dose.Lag > dose.Interval)
                return Refuse(lag, string.Create(CultureInfo.InvariantCulture, $"at steady state a lag time is at most the interval of {dose.Interval:R}."));
        }
        switch (dose.Rate)
        {
            case EventRecordCheck.ModelledDuration:
                dose.Duration = Own(_own.DurationOf(dose.State));
                dose.Rate = dose.Amount / dose.Duration;
                return IsPositive(dose.Duration) || Refuse(_own.DurationOf(dose.State), "an infusion needs a duration above 0.");
            case EventRecordCheck.ModelledRate:
                dose.Rate = Own(_own.RateOf(dose.State));
                if (!IsPositive(dose.Rate)) return Refuse(_own.RateOf(dose.State), "an infusion needs a rate above 0.");
                break;
        }
        dose.Duration = dose.Rate == 0 ? 0 : dose.Amount / dose.Rate;
        return true;

        static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
    }

    private double Own(int observable) => _model.Observe(observable, Now, State, _parameters);

    /// <summary>A patient whose own value is impossible is a failed row: the record is right, and other patients can take it.</summary>
    private bool Refuse(int observable, string need)
    {
        _failure = IntegrationStatus.InvalidDose;
        _reason = string.Create(CultureInfo.InvariantCulture, $"'{_model.ObservableNames[observable]}' is {Own(observable):R}; {need}");
        return false;
    }

    /// <summary>One dose arrives; the next of its series is put on the agenda.</summary>
    private void Give(AgendaItem item)
    {
        ref var dose = ref item.Dose;
        var isBolus = dose.Rate == 0 || Now + dose.Duration <= Now;
        if (isBolus) State[dose.State] += dose.Amount;
        else if (dose.Amount > 0) Infuse(dose, Now + dose.Duration);
        Dosed(isBolus ? NoRow : dose.RateRow);
        if (dose.HasNext)
        {
            dose.Given++;
            Put(item, AgendaKind.PendingDose, dose.DueTime);
        }
        else
        {
            Agenda.Discard(item);
        }
    }

    private void Infuse(in DoseOrder dose, double until)
    {
        Infusions.Begin(_sequence, dose.RateRow, dose.Rate);
        _parameters[dose.RateRow] = Infusions.Rate(dose.RateRow);
        var end = Agenda.New();
        end.Tag = dose.RateRow;
        Put(end, AgendaKind.InfusionEnd, until);
    }

    private void EndInfusions()
    {
        while (Agenda.NextTime <= Now && Agenda.Next.Kind == AgendaKind.InfusionEnd)
        {
            var end = Agenda.Take();
            Rest();
            Infusions.End(end.Sequence);
            _parameters[end.Tag] = Infusions.Rate(end.Tag);
            Dosed(end.Tag);
            Agenda.Discard(end);
        }
    }

    private void Reset()
    {
        _start.CopyTo(State, 0);
        StopTreatment();
    }

    /// <summary>Turns infusions off and drops the additional and lagged doses of earlier records.</summary>
    private void StopTreatment()
    {
        Infusions.Clear();
        Agenda.DropPending();
        foreach (var row in _rateRows) _parameters[row] = 0;
    }

    /// <summary>Puts the patient to where the dose, given for ever before, has led; false where that leads nowhere.</summary>
    private bool ReachSteadyState(in DoseOrder dose)
    {
        if (_steadyState.Find(dose, Now, _start, _parameters) is { } fault)
        {
            (_failure, _reason) = (IntegrationStatus.NoSteadyState, fault);
            return false;
        }
        if (dose.SteadyState == 1)
        {
            StopTreatment();
            foreach (var i in _steadyState.Settling) State[i] = _steadyState.State[i];
        }
        else
        {
            // Superposition, which is meaningful for linear kinetics, as NONMEM says of SS 2; what stands at the start does not count twice.
            foreach (var i in _steadyState.Settling) State[i] += _steadyState.State[i] - _start[i];
        }
        // Infusions of the doses before this one may still run.
        for (var left = _steadyState.LeftOfLastInfusion; left > 0; left -= dose.Interval) Infuse(dose, Now + left);
        Jumped();
        return true;
    }
}

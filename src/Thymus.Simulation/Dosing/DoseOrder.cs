namespace Thymus.Simulation;

/// <summary>An <see cref="EventRecord"/> made ready for a lane: names are rows of the model, the series ADDL and II is a
/// counter.</summary>
internal struct DoseOrder
{
    public EventId Id;

    /// <summary>Time of the record, which is that of the first dose of the series without its lag.</summary>
    public double Start;

    /// <summary>AMT; times the bioavailability once the order is pending.</summary>
    public double Amount;

    /// <summary>RATE; once the order is pending the amount a time unit, 0 for a bolus.</summary>
    public double Rate;

    /// <summary>How long the infusion lasts; 0 for a bolus.</summary>
    public double Duration;

    /// <summary>Time from administration to arrival.</summary>
    public double Lag;

    public double Interval;

    /// <summary>State row that is dosed; −1 where the record names none (EVID 0, 2, 3).</summary>
    public int State;

    /// <summary>Parameter row of the infusion rate; −1 for a bolus.</summary>
    public int RateRow;

    /// <summary>How many doses of the series have been given.</summary>
    public int Given;

    /// <summary>How many follow the first.</summary>
    public int Additional;

    /// <summary>SS: 0, 1 or 2.</summary>
    public int SteadyState;

    /// <summary>When the dose after <see cref="Given"/> others is administered: set from the start of the series, never summed.</summary>
    public readonly double AdministrationTime => Start + Given * Interval;

    /// <summary>When that dose arrives in its compartment.</summary>
    public readonly double DueTime => AdministrationTime + Lag;

    /// <summary>Whether the series has another dose after the one due now.</summary>
    public readonly bool HasNext => Given < Additional;

    public void DropRepetitionsFrom(double time)
    {
        while (Additional > Given && Start + Additional * Interval >= time) Additional--;
    }
}

namespace Thymus.Simulation;

/// <summary>One record of treatment, in NONMEM's words and meaning.</summary>
/// <param name="Time">TIME, day since the patient's start.</param>
/// <param name="EventId">EVID.</param>
/// <param name="Amount">AMT, in the substance unit of the compartment; for <see cref="EventId.Multiply"/> the factor, for
/// <see cref="EventId.Replace"/> the value.</param>
/// <param name="Compartment">CMT, by name: a species of the model.</param>
/// <param name="Rate">RATE: 0 bolus, &gt; 0 infusion in amount a time unit, −1 rate from the patient's parameter <c>R_CMT</c>, −2 duration from
/// <c>D_CMT</c>, both as they stand when the record is scheduled.</param>
/// <param name="Interval">II, day between additional doses.</param>
/// <param name="AdditionalDoses">ADDL; after a reset and dose the additional doses are plain doses.</param>
/// <param name="SteadyState">SS: 0 none, 1 reset to steady state, 2 add to what is there.</param>
public readonly record struct EventRecord(
    double Time,
    EventId EventId,
    double Amount,
    string Compartment,
    double Rate = 0,
    double Interval = 0,
    int AdditionalDoses = 0,
    int SteadyState = 0);

/// <summary>EVID: 0–4 as NONMEM, 5 and 6 ours.</summary>
public enum EventId
{
    Observation = 0,
    Dose = 1,
    /// <summary>Changes nothing but what the record carries (a covariate).</summary>
    Other = 2,
    /// <summary>Puts every compartment back to its initial value and turns infusions off.</summary>
    Reset = 3,
    ResetAndDose = 4,
    /// <summary>Sets a state to a value (surgery that removes a lesion).</summary>
    Replace = 5,
    /// <summary>Multiplies a state (a surviving fraction).</summary>
    Multiply = 6,
}

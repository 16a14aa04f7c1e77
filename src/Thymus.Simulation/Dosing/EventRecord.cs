namespace Thymus.Simulation;

/// <summary>One record of treatment, in NONMEM's words and meaning.</summary>
/// <param name="Time">TIME, day since the patient's start.</param>
/// <param name="EventId">EVID.</param>
/// <param name="Amount">AMT, in the substance unit of the compartment; for <see cref="EventId.Multiply"/> the factor, for
/// <see cref="EventId.Replace"/> the value.</param>
/// <param name="Compartment">CMT, by name: a species of the model.</param>
/// <param name="Rate">RATE: 0 bolus, &gt; 0 infusion in amount a time unit, −1 rate from the patient's symbol <c>R_CMT</c>, −2 duration from
/// <c>D_CMT</c>.</param>
/// <param name="Interval">II, time between additional doses, and between the doses that a steady state implies.</param>
/// <param name="AdditionalDoses">ADDL; after a reset and dose, or a dose at steady state, the additional doses are plain doses.</param>
/// <param name="SteadyState">SS: 0 none, 1 put every compartment to the steady state of this dose, 2 add the steady state to what is
/// there.</param>
/// <remarks>
/// A model that has the symbols <c>F_CMT</c> and <c>ALAG_CMT</c> gives them as bioavailability and lag time to every dose into CMT. They and
/// R and D are read at the record's time and hold for the record's whole series. Bioavailability scales the amount: an infusion of a given rate gets shorter,
/// one of a given duration slower.
/// </remarks>
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
    /// <summary>Puts every compartment back to its initial value, turns infusions off and drops additional and lagged doses of earlier
    /// records.</summary>
    Reset = 3,
    ResetAndDose = 4,
    /// <summary>Sets a state to a value (surgery that removes a lesion).</summary>
    Replace = 5,
    /// <summary>Multiplies a state (a surviving fraction).</summary>
    Multiply = 6,
}

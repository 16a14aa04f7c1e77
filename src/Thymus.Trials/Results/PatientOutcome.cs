using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>Everything a trial records of one patient: the rows that become ADSL, ADEX, ADTR, ADRS, ADTTE and ADPC.</summary>
/// <remarks>Study day 1 is the day of randomisation; <c>Day</c> here counts from 0 and may hold fractions (an infusion of 30 minutes).</remarks>
public sealed record PatientOutcome
{
    public required Subject Subject { get; init; }

    /// <summary>Number within the cohort of the candidate who took the place: with seed and replicate it determines all values of the patient.</summary>
    public ulong Candidate { get; init; }

    public ImmutableArray<Exposure> Exposures { get; init; } = [];
    public ImmutableArray<TumourMeasurement> Measurements { get; init; } = [];
    public ImmutableArray<ResponseAssessment> Responses { get; init; } = [];
    public ImmutableArray<TimeToEvent> TimesToEvent { get; init; } = [];
    public ImmutableArray<Concentration> Concentrations { get; init; } = [];

    /// <summary>In the order of <see cref="TrialSpecification.Pharmacokinetics"/>; NaN of a patient who left before.</summary>
    public ImmutableArray<double> Pharmacokinetics { get; init; } = [];

    /// <summary>In the order of <see cref="TrialSpecification.Findings"/>: 1 where it held, 0 where not; where things are counted, the number of which it held.</summary>
    public ImmutableArray<double> Findings { get; init; } = [];

    /// <summary>In the same order: of how many they are; 1 of a patient who is counted, 0 of one who is not, the number of things where things are counted.</summary>
    public ImmutableArray<double> FindingTotals { get; init; } = [];
}

/// <summary>A row of ADSL.</summary>
/// <param name="SubjectId">USUBJID, unique over arms: <c>STUDY-ARM-000123</c>.</param>
/// <param name="ArmIndex">Position of the arm in the trial file.</param>
/// <param name="PatientIndex">Number of the patient on the randomisation list, ascending within an arm; twins share it.</param>
/// <param name="Covariates">Baseline covariates in the order of <see cref="TrialSummary.CovariateNames"/>.</param>
/// <param name="DeathDay">Day of death; NaN while alive at the end of follow-up.</param>
/// <param name="LastDay">Last day on which the patient was known to be alive or to have died.</param>
/// <param name="EndOfStudyReason">Death, administrative censoring, drop-out, failed integration.</param>
/// <param name="Status">"ok", or the status of a patient whose integration failed, with <paramref name="StatusReason"/>.</param>
public sealed record Subject(
    string SubjectId,
    string Arm,
    int ArmIndex,
    long PatientIndex,
    ImmutableArray<double> Covariates,
    double TreatmentEndDay,
    string TreatmentEndReason,
    double DeathDay,
    double LastDay,
    string EndOfStudyReason,
    string Status,
    string? StatusReason);

/// <summary>A row of ADEX: one administration.</summary>
public sealed record Exposure(string Treatment, double Day, double Duration, double Dose, string DoseUnit, double Amount, string AmountUnit, string Route, int Cycle);

/// <summary>A row of ADTR: one diameter, or the sum of diameters of the target lesions (lesion "SUM").</summary>
/// <param name="Value">Measured value in mm, rounded as the protocol says.</param>
/// <param name="TrueValue">What an error-free measurement would have given, in mm.</param>
/// <param name="Kind">"target", "non-target", "new" or "sum".</param>
/// <param name="PercentChangeFromBaseline">Of the measured value; NaN at baseline.</param>
/// <param name="PercentChangeFromNadir">Of the measured value against the smallest before it; NaN at baseline.</param>
public sealed record TumourMeasurement(
    string Lesion, string Kind, string Visit, double Day, double Value, double TrueValue,
    double PercentChangeFromBaseline, double PercentChangeFromNadir);

/// <summary>RECIST 1.1 categories.</summary>
public enum Response
{
    CompleteResponse,
    PartialResponse,
    StableDisease,
    ProgressiveDisease,
    NotEvaluable,
}

/// <summary>A row of ADRS: the assessment at one visit, or the best overall response (visit "BOR" unconfirmed, "CBOR" confirmed).</summary>
public sealed record ResponseAssessment(
    string Visit, double Day, Response Overall, Response Target, Response? NonTarget, bool NewLesion);

/// <summary>A row of ADTTE.</summary>
/// <param name="Parameter">PARAMCD: OS, PFS, DOR, TTP, TTR …</param>
/// <param name="Days">AVAL in days from randomisation (DOR: from first response).</param>
/// <param name="Censored">CNSR: false for an event.</param>
/// <param name="Description">EVNTDESC or CNSDTDSC.</param>
public sealed record TimeToEvent(string Parameter, double Days, bool Censored, string Description)
{
    /// <summary>Day from which <see cref="Days"/> are counted: 0 for randomisation.</summary>
    public double OriginDay { get; init; }

    /// <summary>CNSR 2: another event came first, after which the one that is waited for does not count. Then <see cref="Censored"/> is true.</summary>
    public bool Competing { get; init; }
}

/// <summary>A row of ADPC: a concentration of a drug.</summary>
public sealed record Concentration(string Analyte, double Day, double Value, string Unit);

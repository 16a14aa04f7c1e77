using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>
/// A trial as its file says it: times in days, lengths in mm, fractions as numbers from 0 to 1. See docs/trials.md.
/// </summary>
/// <remarks>Names of the model and the population are not resolved here but by <c>TrialPreparation</c>.</remarks>
public sealed record TrialSpecification
{
    public required string File { get; init; }
    public required Study Study { get; init; }
    public required ModelReference Model { get; init; }
    public required ModelMap Map { get; init; }
    public required PopulationReference Population { get; init; }
    public required TrialDesign Design { get; init; }
    public required ImmutableArray<Arm> Arms { get; init; }
    public BurnIn? BurnIn { get; init; }
    public RunIn? RunIn { get; init; }
    public ImmutableArray<EligibilityRule> Eligibility { get; init; } = [];
    public required VisitSchedule Visits { get; init; }
    public MeasurementRules Measurement { get; init; } = new();
    public RecistRules Recist { get; init; } = new();
    public ImmutableArray<DecisionRule> Decisions { get; init; } = [];
    public SamplingRules? Sampling { get; init; }
    public ImmutableArray<SurvivalEndpoint> Endpoints { get; init; } = [];
    public ImmutableArray<PharmacokineticParameter> Pharmacokinetics { get; init; } = [];
    public ImmutableArray<Finding> Findings { get; init; } = [];
    public ImmutableArray<ContrastRequest> Contrasts { get; init; } = [];
    public EvidenceComparisons? Compare { get; init; }

    /// <summary>Sentences on what the model cannot claim, by language.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Limits { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Every regimen that somebody may receive: of the run-in, the arms and the decisions.</summary>
    internal IEnumerable<Regimen> AllRegimens =>
        (RunIn?.Regimens ?? []).Concat(Arms.SelectMany(a => a.Regimens)).Concat(Decisions.SelectMany(d => d.Give));

    /// <summary>Reads a trial file; every fault is listed, and the specification is null where one is an error.</summary>
    /// <param name="overrides">Scalars of the file (<c>design.patients</c>) or values of model parameters, by name, as
    /// text.</param>
    public static TrialReadResult Read(string path, IReadOnlyDictionary<string, string>? overrides = null) =>
        TrialReader.Read(path, overrides);

    /// <summary>
    /// The same from text; <paramref name="file"/> names it in messages and gives the folder of relative paths.
    /// </summary>
    public static TrialReadResult Parse(string text, string file, IReadOnlyDictionary<string, string>? overrides = null) =>
        TrialReader.Parse(text, file, overrides);
}

/// <summary>What reading a trial gives: a specification where there was no error, and every fault in any case.</summary>
public sealed record TrialReadResult(TrialSpecification? Trial, DiagnosticBag Diagnostics);

public sealed record Study(string Id, Wording Title, string? Registry, ImmutableArray<string> Citations);

/// <param name="Fitted">The file of a calibration whose values <paramref name="Parameters"/> begins with; null for none.</param>
/// <param name="Parameters">Values that hold in every patient, from the fitted file, the trial file or <c>--set</c>; later ones win.</param>
public sealed record ModelReference(
    string File, string? Fitted, SourceSpan Span, Method Method, double RelativeTolerance, ImmutableArray<ParameterValue> Parameters)
{
    /// <summary>Modules that this trial uses in the model beside those of the model's own file.</summary>
    public ImmutableArray<ModuleUse> Modules { get; init; } = [];
}

/// <param name="Wins">True for <c>--set</c>: the value holds over what the population draws.</param>
public sealed record ParameterValue(string Name, double Value, SourceSpan Span, bool Wins)
{
    /// <summary>A model without this symbol is no fault: the value is of another tumour that was fitted beside this one.</summary>
    public bool IfPresent { get; init; }
}

/// <summary>A formula over the model's symbols, as text until the model is known.</summary>
public sealed record Formula(string Text, SourceSpan Span);

/// <param name="File">A population file, or null where <paramref name="Inline"/> holds it.</param>
public sealed record PopulationReference(
    string? File, YamlMap? Inline, SourceSpan Span, YamlScalar? Weight, YamlScalar? Height, YamlScalar? Gfr);

public enum Assignment
{
    /// <summary>Different, randomised patients in every arm: what every test and interval needs.</summary>
    Randomised,
    /// <summary>The same patients with the same luck in every arm: for individual contrasts only.</summary>
    Twins,
}

/// <param name="PatientsPerArm">Unless the arm says otherwise.</param>
/// <param name="FollowUpDays">From the entry of the last patient to administrative censoring.</param>
/// <param name="EnrolmentDays">Patients enter uniformly over this time.</param>
public sealed record TrialDesign(Assignment Assignment, int PatientsPerArm, ulong Seed, double FollowUpDays,
    double EnrolmentDays);

/// <summary>Growth from the model's start to the size at enrolment, before day 0.</summary>
/// <param name="Until">Watched quantity.</param>
/// <param name="Reaches">A number, or a population variable.</param>
public sealed record BurnIn(Formula Until, YamlScalar Reaches, double AtMostDays);

/// <summary>A bound on a formula at baseline; a candidate outside is counted under the reason and replaced.</summary>
public sealed record EligibilityRule(Formula Quantity, double AtLeast, double AtMost, Wording Reason);

/// <param name="Times">The days after day 0 on which concentrations are drawn up to <paramref name="UntilDays"/>.</param>
public sealed record SamplingRules(bool PreDose, bool EndOfInfusion, ImmutableArray<VisitPeriod> Times, double UntilDays);

/// <summary>Kaplan–Meier figures wanted of OS, PFS, DOR, TTR, or of an endpoint that the trial composes of events.</summary>
/// <param name="HazardRatioDays">Cut-offs at which the hazard ratio is given besides the one over all follow-up.</param>
public sealed record SurvivalEndpoint(
    string Id, Wording Label, ImmutableArray<double> RateDays, ImmutableArray<double> RestrictedMeanDays,
    ImmutableArray<double> HazardRatioDays)
{
    /// <summary>What counts, of a composite endpoint; empty of the four that every trial knows.</summary>
    public ImmutableArray<EndpointEvent> Events { get; init; } = [];

    /// <summary>The first dose of this drug begins the time of a composite endpoint, and who did not get it has none; null: randomisation.</summary>
    public string? From { get; init; }

    /// <summary>A finding: only patients in whom it holds have this composite endpoint; null: whether or not it holds.</summary>
    public string? Among { get; init; }

    /// <summary>A finding: only patients in whom it was looked for and does not hold have this composite endpoint.</summary>
    public string? Outside { get; init; }

    /// <summary>
    /// Days at which the share of patients is given in whom the first of <see cref="Events"/> has happened, the others competing with it; null of an endpoint whose
    /// events count alike.
    /// </summary>
    public ImmutableArray<double>? IncidenceDays { get; init; }

    /// <summary>True of an incidence: one event counts, and the others end the wait for it.</summary>
    public bool IsIncidence => IncidenceDays is not null;

    /// <summary>True where arms are compared by it: not of what only responders have.</summary>
    internal bool IsOfEverybody => Id is not ("DOR" or "TTR");
}

/// <summary>A quantity of every patient at one time, such as a trough or an area: its geometric mean by arm, and the ratios between arms.</summary>
/// <param name="Day">Since randomisation, before a dose of that time.</param>
/// <param name="FromDay">The value of this day is taken from that of <paramref name="Day"/>, as of the area in an interval; NaN: nothing is.</param>
/// <param name="Unit">As written beside the number.</param>
public sealed record PharmacokineticParameter(string Id, Wording Label, Formula Quantity, double FromDay, double Day, string Unit);

/// <summary>Whether something holds of a patient, or of how many of a patient's things: the share by arm, and differences between arms.</summary>
/// <param name="When">A condition over the model's symbols; where <paramref name="Counts"/>, the number of things of which it holds.</param>
/// <param name="Days">When it is looked at, in days since randomisation, rising: what holds at one look holds of the patient, and of numbers the largest counts. The day of
/// leaving stands for the looks that a patient does not live to.</param>
/// <param name="Of">A condition: patients of whom it does not hold are left out; where <paramref name="Counts"/>, the number of things. Null: every patient.</param>
/// <param name="Counts">True of a share of things, such as lesions, of which a patient has several or none.</param>
public sealed record Finding(string Id, Wording Label, Formula When, ImmutableArray<double> Days, Formula? Of = null, bool Counts = false)
{
    /// <summary>The last look.</summary>
    public double Day => Days[^1];
}

public sealed record ContrastRequest(string Arm, string Reference);

/// <param name="File">The evidence CSV.</param>
public sealed record EvidenceComparisons(string File, SourceSpan Span, ImmutableArray<EvidenceRow> Rows);

/// <param name="Endpoint">In the ids of <see cref="TrialSummary"/>, e.g. <c>OS.rate@365.25</c>.</param>
/// <param name="Reference">Arm on the other side of a contrast, or null for an estimate in one arm.</param>
/// <param name="Role">"fitted", "checked" or "predicted".</param>
public sealed record EvidenceRow(string Id, string Endpoint, string Arm, string? Reference, string Role, SourceSpan Span);

using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>What a validation found: every published number beside its prediction, misses first.</summary>
public sealed record ValidationResult
{
    public required ImmutableArray<ValidationTrial> Trials { get; init; }

    /// <summary>Misses first, farthest first; then hits, farthest first; then what is not scored.</summary>
    public required ImmutableArray<ValidationRow> Rows { get; init; }

    public required ImmutableArray<CoverageGroup> Coverage { get; init; }
    /// <summary>Scores of predicted numbers beside those of two forecasts without a model: all, then by unit.</summary>
    public required ImmutableArray<ScoreGroup> Scores { get; init; }

    public required Sharpness Sharpness { get; init; }
    public required int Replicates { get; init; }

    /// <summary>Fitted numbers by tier and owner, and the known breaches of their rule.</summary>
    public required ImmutableArray<LedgerCount> Ledger { get; init; }

    public required ImmutableArray<string> KnownBreaches { get; init; }
}

/// <param name="PatientsPerRepetition">Of all arms.</param>
/// <param name="DrawnParameters">Fitted parameters whose standard error is in the prediction.</param>
/// <param name="Unidentified">Of them, those that the targets left as their prior had them.</param>
/// <param name="HasCorrelation">Whether the values were drawn with their correlations; else each for itself, which makes intervals too wide as a rule.</param>
public sealed record ValidationTrial(
    string Id, string Study, string Title, ImmutableDictionary<string, string> Note, int PatientsPerRepetition, ImmutableArray<string> DrawnParameters,
    ImmutableArray<string> Unidentified, ImmutableArray<string> Calibrations, bool HasCorrelation)
{
    /// <summary>Other structures whose predictions are in the interval.</summary>
    public ImmutableArray<string> Structures { get; init; } = [];

    /// <summary>What the trial calls its parts in other languages (<see cref="Trials.TrialSummary.Words"/>).</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Words { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;
}

/// <param name="Group">"calibrated" (level 1), "same trial" (2) or "predicted" (3 to 5).</param>
public sealed record CoverageGroup(string Group, Coverage Half, Coverage Ninety)
{
    /// <summary>More lie inside than chance lets: the intervals promise less than they hold, and agreement with them is cheap.</summary>
    public bool IsTooWide => Half.Inside > Half.MostOfChance || Ninety.Inside > Ninety.MostOfChance;

    /// <summary>Fewer lie inside than chance lets.</summary>
    public bool IsTooNarrow => Half.Inside < Half.FewestOfChance || Ninety.Inside < Ninety.FewestOfChance;
}

public sealed record LedgerCount(string Tier, string Owner, int Parameters, int Limit);

/// <summary>One published number beside its prediction.</summary>
/// <param name="Entry">Id of the entry of the validation.</param>
/// <param name="Reference">The other arm of a contrast; null for a number of one arm.</param>
/// <param name="Grade">Worst grade of the parameters behind it, A to D; D where a fitted one was not identified; empty where no table is named.</param>
/// <param name="Prediction">Null where too few repetitions gave a number.</param>
/// <param name="Z">(published − predicted) in standard deviations of the prediction.</param>
/// <param name="Inside90">Whether the published number lies in the 90 % interval; null where there is none.</param>
/// <param name="NotScored">Why the row does not count ("unverified", "model", "no interval"); null where it does.</param>
public sealed record ValidationRow(
    string Entry, string EvidenceId, string Endpoint, string Label, string Arm, string? Reference, double Published, double PublishedLower, double PublishedUpper, int? Patients,
    string Unit, PredictionInterval? Prediction, double Z, bool? Inside50, bool? Inside90, Match Criteria, Match Assessor, Match Population, string Grade,
    EvidenceLevel Level, string? NotScored, string Source)
{
    /// <summary>Of a predicted number that counts; null for any other.</summary>
    public PredictionScore? Score { get; init; }

    /// <summary>Whether the number counts and no patient of its trial was fitted.</summary>
    public bool IsPredicted => NotScored is null && Level.IsPredicted();

    /// <summary>The level as a number, 0 to 5.</summary>
    public int LevelNumber => (int)Level;

    public bool IsMiss => NotScored is null && Inside90 == false;
}

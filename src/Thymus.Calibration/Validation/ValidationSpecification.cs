using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Calibration;

/// <summary>The trials that the project stands by, and what it says of each: <c>validation/validation.yaml</c>, checked.</summary>
public sealed record ValidationSpecification
{
    public required string File { get; init; }

    /// <summary>Independent repetitions of every trial; at least <see cref="FewestReplicates"/>.</summary>
    public required int Replicates { get; init; }

    public required ImmutableArray<ValidationEntry> Entries { get; init; }

    /// <summary>Whether predictions hold the doubt about structure: that of every calibration with several, from the values fitted for each.</summary>
    public bool Structures { get; init; }

    /// <summary>Folder of the calibrations, all of which the ledger must hold.</summary>
    public required string Calibrations { get; init; }

    /// <summary>Folder of the trials, none of which may hold a fitted number.</summary>
    public required string TrialFiles { get; init; }

    public required string Evidence { get; init; }

    /// <summary>The CSV of what the evidence's arms are of; null: predictions are then compared with no other trial.</summary>
    public string? Arms { get; init; }

    public required string Ledger { get; init; }

    /// <summary>The CSV of known breaches of the rule on fitted numbers.</summary>
    public required string Breaches { get; init; }

    /// <summary>A spread that is estimated from fewer says nothing.</summary>
    public const int FewestReplicates = 3;

    /// <summary>Reads a validation file and every trial that it names; null after an error (codes TV…).</summary>
    public static ValidationSpecification? Read(string path, DiagnosticBag diagnostics) => ValidationReader.Read(path, diagnostics);
}

/// <summary>One trial that is held against what was published of it.</summary>
public sealed record ValidationEntry
{
    /// <summary>Name of the entry; a trial may stand here twice, with other fitted values.</summary>
    public required string Id { get; init; }

    public required TrialSpecification Trial { get; init; }

    /// <summary>Text for people on what this entry is, by language.</summary>
    public required ImmutableDictionary<string, string> Note { get; init; }

    /// <summary>True where the entry runs the trial with other fitted values than its file names; the roles of the file are then not of this entry.</summary>
    public required bool HasOwnFitted { get; init; }

    /// <summary>Of what the patients suffer; with the drugs of an arm it makes the pair that level 4 is about.</summary>
    public required string Tumour { get; init; }

    /// <summary>Whether those simulated are like those enrolled.</summary>
    public required Match Population { get; init; }

    /// <summary>Whose reading of scans the simulated one stands for; empty where the file does not say.</summary>
    public required string Assessor { get; init; }

    /// <summary>Tables of parameters whose worst grade is that of the predictions.</summary>
    public required ImmutableArray<GradeTable> Grades { get; init; }

    /// <summary>Arms whose patients gave values of the model by the hands of others: what is compared with them is an input (level 0).</summary>
    public required ImmutableArray<ArmKey> Inputs { get; init; }

    /// <summary>Arms of the trial whose drugs were fitted to no patient with this tumour (declared, and checked).</summary>
    public required ImmutableArray<string> NewArms { get; init; }

    /// <summary>Proof that everything was fixed before the numbers were published; null for none.</summary>
    public FrozenPrediction? Frozen { get; init; }

    public required SourceSpan Span { get; init; }
}

/// <param name="Drugs">Rows of these drugs only; empty for every row.</param>
public sealed record GradeTable(string File, ImmutableArray<string> Drugs, SourceSpan Span);

/// <param name="On">Day on which the files were fixed.</param>
/// <param name="Hash">SHA-256 over the contents of the trial, model, fitted values and population as they were.</param>
/// <param name="Published">Day on which the numbers came out.</param>
public sealed record FrozenPrediction(DateOnly On, string Hash, DateOnly Published, SourceSpan Span);

/// <summary>Whether the published number is of what is simulated.</summary>
public enum Match
{
    Unknown,
    Yes,
    No,
}

using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>How widely a fitted number holds, and how many of them there may be.</summary>
/// <param name="Limit">At most so many distinct parameters for each owner.</param>
/// <param name="HasOwner">Whether a row says whose it is; a class of immunology belongs to all.</param>
public sealed record LedgerTier(string Name, int Limit, bool HasOwner)
{
    /// <summary>A trial may own none: what differs from trial to trial is a random effect, not a fitted number.</summary>
    public static ImmutableArray<LedgerTier> All { get; } =
    [
        new("immunology", 6, false), new("tumour", 6, true), new("drug", 1, true), new("product", 2, true), new("line", 1, true), new("trial", 0, true),
    ];

    public bool IsOfTrial => Name == "trial";
}

/// <summary>One fitted number: a row of <c>models/ledger.csv</c>.</summary>
/// <param name="Owner">The tumour, drug, product, line or trial whose number it is; empty for immunology.</param>
/// <param name="Prior">Not a number where the calibration has none.</param>
/// <param name="Calibration">File name of the calibration that fits it.</param>
/// <param name="Evidence">Rows of the evidence that it is fitted to.</param>
public sealed record LedgerRow(
    string Parameter, LedgerTier Tier, string Owner, string Unit, ParameterScale Scale, double Prior, double PriorStandardDeviation, string Calibration,
    ImmutableArray<string> Evidence, string Why, Modeling.SourceSpan Span);

/// <summary>A way in which the project breaks its own rule on fitted numbers.</summary>
/// <param name="Name">Stable name, by which <c>models/ledger.breaches.csv</c> lists it: <c>scope:KEYNOTE-006:pd1_strength</c>.</param>
public sealed record LedgerBreach(string Name, string Sentence, Modeling.SourceSpan Span);

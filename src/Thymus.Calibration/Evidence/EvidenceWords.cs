using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>The words that the evidence may use in the columns on how a number came about. Empty stands for "not known", "-" for "does not apply".</summary>
public static class EvidenceWords
{
    /// <summary>What responses, progression or toxicity were read by.</summary>
    public static ImmutableArray<string> Criteria { get; } =
        ["", "-", "RECIST 1.0", "RECIST 1.1", "iRECIST", "irRC", "WHO", "mWHO", "modified", "Lugano", "IMWG", "Penn", "Lee", "ASTCT"];

    public static ImmutableArray<string> Assessors { get; } = ["", "-", "investigator", "central"];

    /// <summary>
    /// primary, interim, update and final analyses of a trial; reconstruction from a printed curve; recomputed from data of single patients;
    /// derived from another row; baseline of those enrolled; observation of patients without the treatment; model: printed by a model, not by a trial.
    /// </summary>
    public static ImmutableArray<string> Roles { get; } =
        ["", "primary", "interim", "update", "final", "reconstruction", "recomputed", "derived", "baseline", "observation", "model"];

    public static ImmutableArray<string> Verified { get; } = ["yes", "no", "derived"];
}

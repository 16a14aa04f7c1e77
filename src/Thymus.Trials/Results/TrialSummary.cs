using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>The estimates of a trial: what <c>summary.json</c> holds and the report prints.</summary>
public sealed record TrialSummary
{
    public required string Trial { get; init; }
    public required string Title { get; init; }
    /// <summary>"randomised" or "twins"; twins carry no test and no interval between arms.</summary>
    public required string Assignment { get; init; }
    public required ulong Seed { get; init; }
    public required ImmutableArray<string> CovariateNames { get; init; }
    public required ImmutableArray<ArmSummary> Arms { get; init; }
    public required ImmutableArray<Contrast> Contrasts { get; init; }
    /// <summary>Plausibility screen: candidates drawn, accepted, and rejections by reason.</summary>
    public required ScreeningSummary Screening { get; init; }
    /// <summary>Sentences on what this model cannot claim, from the trial and model files, by language ("en", "fr").</summary>
    public required ImmutableDictionary<string, ImmutableArray<string>> Limits { get; init; }
    /// <summary>Published numbers beside simulated ones; empty where the trial names none.</summary>
    public ImmutableArray<PublishedComparison> Published { get; init; } = [];
    /// <summary>
    /// What the trial calls its parts in other languages than English, by language and key: <c>trial.title</c>, <c>arm.ID</c>, <c>endpoint.ID</c> of what has a
    /// name of its own, <c>reason.…</c>. A report in that language looks here first.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Words { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;

    /// <summary>The key of <see cref="Words"/> for a reason to refuse a candidate.</summary>
    public static string ReasonKey(string reason) => "reason." + reason.ToLowerInvariant().Replace(' ', '-');
}

/// <param name="Failed">Patients whose integration failed, counted and left out of the estimates.</param>
public sealed record ArmSummary(string Id, string Label, int Patients, int Failed, ImmutableArray<EndpointEstimate> Endpoints);

/// <summary>An estimate in one arm.</summary>
/// <param name="Id">Stable id: <c>ORR</c>, <c>CR</c>, <c>OS.median</c>, <c>OS.rate@365.25</c>, <c>PFS.rmst@730.5</c> …</param>
/// <param name="Unit">"%", "months", "days", "mm".</param>
/// <param name="Method">How estimate and interval were made, e.g. "Kaplan–Meier, log-log".</param>
/// <param name="MonteCarloError">Standard error of the estimate over the simulated patients; NaN where not defined.</param>
public sealed record EndpointEstimate(
    string Id, string Label, double Estimate, double Lower, double Upper, string Unit, string Method, double MonteCarloError)
{
    /// <summary>Patients that a share is of; null: all of the arm that were evaluated.</summary>
    public int? Of { get; init; }
}

/// <summary>An estimate between two arms.</summary>
/// <param name="PValue">Two-sided; null where no test is allowed (twins) or none exists.</param>
public sealed record Contrast(
    string Id, string Label, string Arm, string Reference, double Estimate, double Lower, double Upper, double? PValue,
    string Method, double MonteCarloError);

public sealed record ScreeningSummary(long Drawn, long Accepted, ImmutableArray<RejectionCount> Rejections);

public sealed record RejectionCount(string Reason, long Patients);

/// <summary>One published number beside the simulated one.</summary>
/// <param name="EvidenceId">Row of evidence, e.g. KM-0298.</param>
/// <param name="Role">"fitted", "checked" or "predicted".</param>
/// <param name="PredictionLower">
/// Prediction interval for a trial of the published size: Monte Carlo and sampling error, without the spread between trials; NaN
/// for an end that is not reached or not defined.
/// </param>
/// <param name="Agrees">
/// Whether the published value lies in the prediction interval; null where there is no interval to judge by (twins' contrasts,
/// what was not reached).
/// </param>
public sealed record PublishedComparison(
    string EvidenceId, string Endpoint, string Arm, double Published, double PublishedLower, double PublishedUpper,
    double Simulated, double MonteCarloError, double PredictionLower, double PredictionUpper, string Unit, string Role, string Source, bool? Agrees);

using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>A candidate on day 0.</summary>
/// <param name="State">Snapshot; empty for the model's own start.</param>
/// <param name="Time">Model time of day 0: 0, or how long the run-in took.</param>
/// <param name="Received">Drugs of the run-in.</param>
internal sealed record Enrolment(double[] State, double Time, ImmutableArray<string> Received)
{
    /// <summary>Nothing came before.</summary>
    public static Enrolment AtStart { get; } = new([], 0, []);
}

/// <summary>How burn-in and run-in ended: the candidate at enrolment, or why it is rejected.</summary>
internal sealed record PreludeResult(Enrolment? Enrolment, string? Rejection);

/// <summary>
/// Burn-ins and run-ins of candidates who stand in several arms (twins); where every patient stands in one arm, nothing is kept.
/// </summary>
internal sealed class PreludeStore(bool keep)
{
    private readonly ConcurrentDictionary<ulong, PreludeResult> _results = new();

    public PreludeResult? Find(ulong candidate) => _results.GetValueOrDefault(candidate);

    public void Add(ulong candidate, PreludeResult result)
    {
        if (keep) _results[candidate] = result;
    }
}

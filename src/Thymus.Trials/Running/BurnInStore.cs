using System.Collections.Concurrent;

namespace Thymus.Trials;

/// <summary>How a burn-in ended: the state at enrolment, or why the candidate is rejected.</summary>
internal sealed record BurnInResult(double[]? State, string? Rejection);

/// <summary>
/// Burn-ins of candidates who stand in several arms (twins); where every patient stands in one arm, nothing is kept.
/// </summary>
internal sealed class BurnInStore(bool keep)
{
    private readonly ConcurrentDictionary<ulong, BurnInResult> _results = new();

    public BurnInResult? Find(ulong candidate) => _results.GetValueOrDefault(candidate);

    public void Add(ulong candidate, BurnInResult result)
    {
        if (keep) _results[candidate] = result;
    }
}

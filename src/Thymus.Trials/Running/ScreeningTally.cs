namespace Thymus.Trials;

/// <summary>Counts candidates over all places; sums of whole numbers, so the order of threads does not matter.</summary>
/// <param name="countedArm">Twins: the one arm whose places are counted, since all arms try the same candidates. Null: every
/// arm.</param>
internal sealed class ScreeningTally(int? countedArm)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private long _accepted;

    public long Steps { get; private set; }

    public void Add(PatientSession session)
    {
        lock (_lock)
        {
            Steps += session.Steps;
            if (countedArm is { } arm && session.Place.Arm != arm) return;
            if (session.Outcome!.Subject.Status != PatientSession.NoCandidate) _accepted++;
            foreach (var reason in session.Rejections) _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        }
    }

    public ScreeningSummary Summary => new(_accepted + _reasons.Values.Sum(), _accepted,
        [.. _reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => new RejectionCount(r.Key, r.Value))]);
}

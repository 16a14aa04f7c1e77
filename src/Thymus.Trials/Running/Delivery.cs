namespace Thymus.Trials;

/// <summary>Hands outcomes to the sink in their order; those that come early wait.</summary>
internal sealed class Delivery(int total, Action<PatientOutcome> sink, IProgress<RunProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, PatientOutcome> _waiting = [];
    private int _next;
    private long _finished;
    private volatile bool _broken;

    public long Delivered { get; private set; }

    public long Failed { get; private set; }

    /// <summary>True where the sink or a thread threw: the others end.</summary>
    public bool Broken => _broken;

    public void Break() => _broken = true;

    public void Add(int order, PatientOutcome outcome)
    {
        lock (_lock)
        {
            _finished++;
            if (outcome.Subject.Status != "ok") Failed++;
            _waiting.Add(order, outcome);
            while (_waiting.Remove(_next, out var due))
            {
                _next++;
                Hand(due);
            }
            progress?.Report(new RunProgress(_finished, total, Failed));
        }
    }

    /// <summary>After a stop: what is finished goes out in order, with gaps where patients were still on their way.</summary>
    public void FlushRest()
    {
        foreach (var outcome in _waiting.Values) Hand(outcome);
        _waiting.Clear();
    }

    private void Hand(PatientOutcome outcome)
    {
        sink(outcome);
        Delivered++;
    }
}

namespace Thymus.Simulation;

/// <summary>Model events that have fired in one lane and wait to be executed, each with the values it will assign where it keeps
/// those of its trigger time.</summary>
internal sealed class PendingEvents(int widestEvent)
{
    internal struct Entry
    {
        public double Time;
        public long Sequence;
        public int Event;
        public int Slot;
    }

    private Entry[] _entries = new Entry[4];
    private double[] _values = new double[4 * widestEvent];

    public int Count { get; private set; }

    public ref readonly Entry this[int index] => ref _entries[index];

    public double NextTime
    {
        get
        {
            var next = double.PositiveInfinity;
            for (var i = 0; i < Count; i++) next = Math.Min(next, _entries[i].Time);
            return next;
        }
    }

    public void Clear() => Count = 0;

    /// <summary>Adds an execution and returns room for the values to assign.</summary>
    public Span<double> Add(int modelEvent, double time, long sequence)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
            Array.Resize(ref _values, 2 * Count * widestEvent);
        }
        var slot = FreeSlot();
        _entries[Count++] = new Entry { Event = modelEvent, Time = time, Sequence = sequence, Slot = slot };
        return Values(slot);
    }

    public Span<double> Values(int slot) => _values.AsSpan(slot * widestEvent, widestEvent);

    public void RemoveAt(int index)
    {
        Count--;
        for (var i = index; i < Count; i++) _entries[i] = _entries[i + 1];
    }

    /// <summary>Calls off every execution of an event that is not persistent and whose trigger fell back.</summary>
    public void CallOff(int modelEvent)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
            if (_entries[i].Event != modelEvent) _entries[kept++] = _entries[i];
        Count = kept;
    }

    private int FreeSlot()
    {
        for (var slot = 0; ; slot++)
        {
            var taken = false;
            for (var i = 0; i < Count; i++) taken |= _entries[i].Slot == slot;
            if (!taken) return slot;
        }
    }
}

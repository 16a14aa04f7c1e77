namespace Thymus.Simulation;

/// <summary>What a lane stops for, in the order in which things at one and the same time happen.</summary>
/// <remarks>
/// At a time t: infusions end; model events are executed until none is due; crossed watches are told to the host; visits are
/// told to the host in the order in which they were scheduled (so a trough is seen before the dose of that day); the patient
/// ends; doses that an earlier record left pending (additional and lagged ones) are given; records are carried out in record order. Each dose
/// and record is followed by the model events that it triggers. A dose at the end is thus not given. That pending doses come before the
/// records of their time is NONMEM's order: an observation at that time sees them.
/// </remarks>
internal enum AgendaKind : byte
{
    InfusionEnd,
    Visit,
    PendingDose,
    Record,
}

/// <summary>One entry of a lane's agenda.</summary>
internal struct AgendaItem
{
    public double Time;

    /// <summary>Order of scheduling; ties at one time and kind are settled by it, and an infusion keeps the number of its
    /// dose.</summary>
    public long Sequence;

    public DoseOrder Dose;

    /// <summary>The host's tag of a visit, or of a record after which the host is told.</summary>
    public int Tag;

    /// <summary>Whether the host is told after the record.</summary>
    public bool Tells;

    public AgendaKind Kind;

    public readonly bool IsBefore(in AgendaItem other) =>
        Time != other.Time ? Time < other.Time
        : Kind != other.Kind ? Kind < other.Kind
        : Sequence < other.Sequence;
}

/// <summary>What one lane still has to do at set times: a binary heap by time, kind and order of scheduling.</summary>
/// <remarks>Grows when it must, so that a lane in steady use allocates nothing.</remarks>
internal sealed class Agenda
{
    private AgendaItem[] _items = new AgendaItem[16];

    public int Count { get; private set; }

    /// <summary>Time of the next item; +∞ where there is none.</summary>
    public double NextTime => Count == 0 ? double.PositiveInfinity : _items[0].Time;

    public ref readonly AgendaItem Next => ref _items[0];

    public void Clear() => Count = 0;

    public void Add(in AgendaItem item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, 2 * Count);
        _items[Count] = item;
        SiftUp(Count++);
    }

    public AgendaItem Take()
    {
        var first = _items[0];
        _items[0] = _items[--Count];
        if (Count > 0) SiftDown(0);
        return first;
    }

    /// <summary>Takes back the doses administered at or after <paramref name="from"/> into one state, or into all where it is
    /// −1.</summary>
    /// <remarks>A series of doses that began before keeps its earlier members, and what was administered before but arrives later, by its
    /// lag, still arrives. Infusions that run already go on to their end.</remarks>
    public void CancelDoses(int state, double from)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            ref var item = ref _items[i];
            if (item.Kind is AgendaKind.Record or AgendaKind.PendingDose && (state < 0 || item.Dose.State == state))
            {
                if (item.Dose.AdministrationTime >= from) continue;
                item.Dose.DropRepetitionsFrom(from);
            }
            _items[kept++] = item;
        }
        Restore(kept);
    }

    /// <summary>Takes back what earlier records have left: the ends of their infusions, their additional and lagged doses.</summary>
    public void DropPending()
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
            if (_items[i].Kind is AgendaKind.Visit or AgendaKind.Record) _items[kept++] = _items[i];
        Restore(kept);
    }

    /// <summary>Makes the first items a heap again.</summary>
    private void Restore(int count)
    {
        Count = count;
        for (var i = Count / 2 - 1; i >= 0; i--) SiftDown(i);
    }

    private void SiftUp(int child)
    {
        while (child > 0)
        {
            var parent = (child - 1) / 2;
            if (!_items[child].IsBefore(_items[parent])) return;
            (_items[child], _items[parent]) = (_items[parent], _items[child]);
            child = parent;
        }
    }

    private void SiftDown(int parent)
    {
        while (true)
        {
            var child = 2 * parent + 1;
            if (child >= Count) return;
            if (child + 1 < Count && _items[child + 1].IsBefore(_items[child])) child++;
            if (!_items[child].IsBefore(_items[parent])) return;
            (_items[child], _items[parent]) = (_items[parent], _items[child]);
            parent = child;
        }
    }
}

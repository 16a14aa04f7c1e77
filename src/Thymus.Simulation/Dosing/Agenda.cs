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
/// <remarks>A class, so that the heap moves references: an order is 90 bytes, and a dose of a series goes through the agenda again and
/// again.</remarks>
internal sealed class AgendaItem
{
    public double Time;

    /// <summary>Order of scheduling; ties at one time and kind are settled by it, and an infusion keeps the number of its
    /// dose.</summary>
    public long Sequence;

    public AgendaKind Kind;

    /// <summary>Of a record or pending dose; what it holds otherwise means nothing.</summary>
    public DoseOrder Dose;

    /// <summary>The host's tag of a visit, or of a record after which the host is told; of an infusion's end the parameter row of its
    /// rate.</summary>
    public int Tag;

    /// <summary>Whether the host is told after the record.</summary>
    public bool Tells;

    public bool IsDose => Kind is AgendaKind.Record or AgendaKind.PendingDose;

    public bool IsBefore(AgendaItem other) =>
        Time != other.Time ? Time < other.Time
        : Kind != other.Kind ? Kind < other.Kind
        : Sequence < other.Sequence;
}

/// <summary>What one lane still has to do at set times: a binary heap by time, kind and order of scheduling.</summary>
/// <remarks>Grows when it must and keeps the items it no longer needs for the next, so that a lane in steady use allocates nothing.</remarks>
internal sealed class Agenda
{
    private readonly Stack<AgendaItem> _spare = new(16);
    private AgendaItem[] _items = new AgendaItem[16];

    public int Count { get; private set; }

    /// <summary>Time of the next item; +∞ where there is none.</summary>
    public double NextTime => Count == 0 ? double.PositiveInfinity : _items[0].Time;

    public AgendaItem Next => _items[0];

    public void Clear() => Shrink(0);

    /// <summary>An item to fill and to <see cref="Add"/>; what is in it is left over from its last use.</summary>
    public AgendaItem New() => _spare.TryPop(out var item) ? item : new AgendaItem();

    /// <summary>Takes back an item that came from <see cref="Take"/> and is not added again.</summary>
    public void Discard(AgendaItem item) => _spare.Push(item);

    public void Add(AgendaItem item)
    {
        if (Count == _items.Length) Array.Resize(ref _items, 2 * Count);
        _items[Count] = item;
        SiftUp(Count++);
    }

    /// <summary>The next item, which is the caller's until it is added again or discarded.</summary>
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
            var item = _items[i];
            if (item.IsDose && (state < 0 || item.Dose.State == state))
            {
                if (item.Dose.AdministrationTime >= from) continue;
                item.Dose.DropRepetitionsFrom(from);
            }
            Keep(i, ref kept);
        }
        Restore(kept);
    }

    /// <summary>Takes back what earlier records have left: the ends of their infusions, their additional and lagged doses.</summary>
    public void DropPending()
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
            if (_items[i].Kind is AgendaKind.Visit or AgendaKind.Record) Keep(i, ref kept);
        Restore(kept);
    }

    /// <summary>Moves an item to those that stay; what stood there goes behind them.</summary>
    private void Keep(int i, ref int kept)
    {
        (_items[kept], _items[i]) = (_items[i], _items[kept]);
        kept++;
    }

    /// <summary>Makes the first items a heap again, of which the others are no longer part.</summary>
    private void Restore(int count)
    {
        Shrink(count);
        for (var i = Count / 2 - 1; i >= 0; i--) SiftDown(i);
    }

    private void Shrink(int count)
    {
        for (var i = count; i < Count; i++) Discard(_items[i]);
        Count = count;
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

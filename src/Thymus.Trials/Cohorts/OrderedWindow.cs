namespace Thymus.Trials;

/// <summary>
/// Deals out patients 0, 1, 2 … to threads and hands their courses to the sink in that order. No patient is begun further ahead of the
/// slowest than the window is wide, so that memory does not grow with the number of patients.
/// </summary>
internal sealed class OrderedWindow(long total, int width, Action<PatientCourse> sink, Func<PatientCourse> create)
{
    /// <summary>Written between two looks at the lock: few enough that room for others is not long in coming.</summary>
    private const int MostAtOnce = 64;

    private readonly Lock _lock = new();
    private readonly PatientCourse?[] _finished = new PatientCourse?[width];
    private readonly Stack<PatientCourse> _spare = new();
    private readonly AutoResetEvent _moved = new(false);
    private long _taken;
    private long _delivered;
    private bool _delivering;
    private int _waiting;
    private volatile bool _broken;

    private bool HasRoom => _taken - _delivered < width;

    public long Delivered => Volatile.Read(ref _delivered);

    public bool Broken => _broken;

    public void Break()
    {
        _broken = true;
        _moved.Set();
    }

    /// <summary>A course for the next patient; null where there is none to begin now.</summary>
    /// <param name="exhausted">True where none is left at all.</param>
    public PatientCourse? TryTake(out bool exhausted)
    {
        lock (_lock)
        {
            exhausted = _taken == total;
            if (exhausted || !HasRoom) return null;
            var course = _spare.TryPop(out var spare) ? spare : create();
            course.Patient = _taken++;
            return course;
        }
    }

    /// <summary>For a thread whose lanes are all empty: until the window has moved.</summary>
    public void WaitForRoom()
    {
        lock (_lock)
        {
            if (HasRoom) return;
            _waiting++;
        }
        _moved.WaitOne(TimeSpan.FromMilliseconds(50));
        lock (_lock) _waiting--;
    }

    /// <summary>One thread at a time writes what is due, outside the lock, while the others go on computing.</summary>
    public void Add(PatientCourse course)
    {
        int due;
        lock (_lock)
        {
            _finished[course.Patient % width] = course;
            if (_delivering) return;
            due = CountDue();
            _delivering = due > 0;
        }
        try
        {
            while (due > 0)
            {
                for (var i = 0; i < due; i++) sink(_finished[(_delivered + i) % width]!);
                due = Retire(due);
            }
        }
        catch
        {
            Break();
            throw;
        }
    }

    /// <summary>How many of the oldest patients have finished, one after the other, up to what is written at once.</summary>
    private int CountDue()
    {
        var due = 0;
        while (due < Math.Min(width, MostAtOnce) && _finished[(_delivered + due) % width] is not null) due++;
        return due;
    }

    /// <summary>Moves the window past what was written; how many have become due meanwhile. The lock is taken once for all of them, not for each.</summary>
    private int Retire(int written)
    {
        bool wake;
        int due;
        lock (_lock)
        {
            for (var i = 0; i < written; i++)
            {
                var slot = _delivered++ % width;
                _spare.Push(_finished[slot]!);
                _finished[slot] = null;
            }
            due = CountDue();
            _delivering = due > 0;
            wake = _waiting > 0;
        }
        // Waking costs more than a patient's place in the window, so nobody is woken who does not wait.
        if (wake) _moved.Set();
        return due;
    }
}

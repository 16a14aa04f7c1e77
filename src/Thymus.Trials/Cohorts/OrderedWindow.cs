namespace Thymus.Trials;

/// <summary>
/// Deals out patients 0, 1, 2 … to threads and hands their courses to the sink in that order. No patient is begun further ahead of the
/// slowest than the window is wide, so that memory does not grow with the number of patients.
/// </summary>
internal sealed class OrderedWindow(long total, int width, Action<PatientCourse> sink, Func<PatientCourse> create)
{
    private readonly Lock _lock = new();
    private readonly PatientCourse?[] _finished = new PatientCourse?[width];
    private readonly Stack<PatientCourse> _spare = new();
    private readonly AutoResetEvent _moved = new(false);
    private long _taken;
    private long _delivered;
    private bool _delivering;
    private volatile bool _broken;

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
            if (exhausted || _taken - _delivered >= width) return null;
            var course = _spare.TryPop(out var spare) ? spare : create();
            course.Patient = _taken++;
            return course;
        }
    }

    /// <summary>For a thread whose lanes are all empty: until the window has moved.</summary>
    public void WaitForRoom() => _moved.WaitOne(TimeSpan.FromMilliseconds(50));

    /// <summary>One thread at a time writes what is due, outside the lock, while the others go on computing.</summary>
    public void Add(PatientCourse course)
    {
        lock (_lock)
        {
            _finished[course.Patient % width] = course;
            if (_delivering) return;
            _delivering = true;
        }
        try
        {
            while (NextDue() is { } due)
            {
                sink(due);
                lock (_lock)
                {
                    _delivered++;
                    _spare.Push(due);
                }
                _moved.Set();
            }
        }
        catch
        {
            Break();
            throw;
        }
    }

    private PatientCourse? NextDue()
    {
        lock (_lock)
        {
            var slot = _delivered % width;
            var due = _finished[slot];
            _finished[slot] = null;
            _delivering = due is not null;
            return due;
        }
    }
}

namespace Thymus.Trials;

/// <summary>
/// Deals out patients 0, 1, 2 … to threads, a block at a time, and hands their courses to the sink in that order. No block is begun further ahead
/// of the slowest than the window is wide, so that memory does not grow with the number of patients.
/// </summary>
/// <param name="blockSize">Patients in a block.</param>
/// <param name="width">Of the window, in blocks.</param>
internal sealed class OrderedWindow(long total, int blockSize, int width, Action<PatientCourse> sink, Func<PatientCourse> create)
{
    private readonly Lock _lock = new();
    private readonly CourseBlock?[] _finished = new CourseBlock?[width];
    private readonly Stack<CourseBlock> _spare = new();
    private readonly AutoResetEvent _moved = new(false);
    private readonly long _blocks = (total + blockSize - 1) / blockSize;
    private long _taken;
    private long _delivered;
    private long _deliveredPatients;
    private bool _delivering;
    private int _waiting;
    private volatile bool _broken;

    private bool HasRoom => _taken - _delivered < width;

    /// <summary>Patients whose courses the sink has taken.</summary>
    public long Delivered => Volatile.Read(ref _deliveredPatients);

    public bool Broken => _broken;

    public void Break()
    {
        _broken = true;
        _moved.Set();
    }

    /// <summary>The next patients; null where there are none to begin now.</summary>
    /// <param name="exhausted">True where none is left at all.</param>
    public CourseBlock? TryTake(out bool exhausted)
    {
        long number;
        CourseBlock? block;
        lock (_lock)
        {
            exhausted = _taken == _blocks;
            if (exhausted || !HasRoom) return null;
            number = _taken++;
            _spare.TryPop(out block);
        }
        block ??= new CourseBlock(blockSize, create);
        var first = number * blockSize;
        block.Begin(number, first, (int)Math.Min(blockSize, total - first));
        return block;
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

    /// <summary>Takes back a block whose patients have all come to an end. One thread at a time writes what is due, outside the lock, while the
    /// others go on computing.</summary>
    public void Add(CourseBlock block)
    {
        CourseBlock? due;
        lock (_lock)
        {
            _finished[block.Number % width] = block;
            if (_delivering) return;
            due = _finished[_delivered % width];
            _delivering = due is not null;
        }
        try
        {
            while (due is not null)
            {
                foreach (var course in due.Courses) sink(course);
                due = Retire(due);
            }
        }
        catch
        {
            Break();
            throw;
        }
    }

    /// <summary>Moves the window past a block that was written; the next, if it is due.</summary>
    private CourseBlock? Retire(CourseBlock written)
    {
        bool wake;
        CourseBlock? due;
        lock (_lock)
        {
            _finished[_delivered++ % width] = null;
            _deliveredPatients += written.Courses.Length;
            _spare.Push(written);
            due = _finished[_delivered % width];
            _delivering = due is not null;
            wake = _waiting > 0;
        }
        // Waking costs more than a place in the window, so nobody is woken who does not wait.
        if (wake) _moved.Set();
        return due;
    }
}

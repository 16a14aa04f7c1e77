namespace Thymus.Trials;

/// <summary>Patients that follow one another and are simulated by one thread: what is dealt out, handed in and written at once.</summary>
/// <remarks>Patient by patient, two threads wait for each other's lock a fiftieth of their time (decision 012).</remarks>
internal sealed class CourseBlock(int size, Func<PatientCourse> create)
{
    private readonly PatientCourse?[] _courses = new PatientCourse?[size];
    private int _count;
    private int _started;
    private int _finished;

    /// <summary>Place among all blocks.</summary>
    public long Number { get; private set; }

    public bool IsStarted => _started == _count;

    public bool IsFinished => _finished == _count;

    /// <summary>The courses of its patients, in order.</summary>
    public ReadOnlySpan<PatientCourse> Courses => _courses.AsSpan(0, _count)!;

    public void Begin(long number, long first, int count)
    {
        (Number, _count, _started, _finished) = (number, count, 0, 0);
        for (var i = 0; i < count; i++) (_courses[i] ??= create()).Patient = first + i;
    }

    /// <summary>The course of the next patient, who begins now.</summary>
    public PatientCourse Start() => _courses[_started++]!;

    /// <summary>One of its patients, whichever, has come to an end.</summary>
    public void Finish() => _finished++;
}

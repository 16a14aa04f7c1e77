using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Finds where a root function changes sign within a step, on each lane's own dense output.</summary>
/// <remarks>
/// Signs are −, 0 and +, and any change is a root: leaving an exact zero at the start, reaching one, and crossing it. The step is
/// then retaken to the root, so that the state there is that of a full-order step and not of the interpolant; where the retaken
/// state is not yet across, the lane goes on from there and is across by a step so short that its interpolant is exact.
/// </remarks>
internal sealed unsafe class RootFinder<T> : IDisposable
    where T : struct, ILanes<T>
{
    /// <summary>Halvings of the step: the bracket ends 2⁻⁴⁸ of it wide.</summary>
    private const int Halvings = 48;

    /// <summary>The step is retaken to this part of it beyond the bracket, so that roots of one instant are reported together.</summary>
    private const double Beyond = 1.0 / (1L << 45);

    /// <summary>Least advance, in parts of the time itself: a few units in its last place.</summary>
    private const double LeastAdvance = 1.0 / (1L << 50);

    private readonly Workspace _workspace;
    private readonly int _count;
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _signs;
    private readonly AlignedBuffer _changes;
    private readonly AlignedBuffer _rows = new(5);

    public RootFinder(Workspace workspace)
    {
        _workspace = workspace;
        _count = workspace.System.RootCount;
        (_values, _signs, _changes) = (new(_count), new(_count), new(_count));
    }

    private double* Time => _rows.Row(0);
    private double* Low => _rows.Row(1);
    private double* High => _rows.Row(2);
    private double* Middle => _rows.Row(3);
    private double* Changed => _rows.Row(4);

    /// <summary>Takes the signs at the present state of the lanes in a mask row as those to change from.</summary>
    public void Restart(double* restarted)
    {
        var w = _workspace;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(Time + i, T.Load(w.Origin + i) + T.Load(w.Elapsed + i));
        w.System.EvaluateRoots(Time, w.State, w.Parameters, _values.Pointer);
        for (var i = 0; i < _values.Rows * LaneSystem.Lanes; i += T.Width)
            T.Store(_values.Pointer + i, Sign(T.Load(_values.Pointer + i), T.Load(_signs.Pointer + i)));
        LaneBlock<T>.Select(restarted, _values.Pointer, _signs.Pointer, _count);
    }

    /// <summary>Looks for sign changes over the accepted steps.</summary>
    /// <returns>
    /// Lanes that stand at a root at the end of their step, with its changes recorded; and lanes with a root before the end, whose
    /// step must be taken back and retaken to RootElapsed. One bit each.
    /// </returns>
    public (uint AtRoot, uint Retake) Inspect(uint accepted, StepMethod method)
    {
        var w = _workspace;
        var retaken = 0u;
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            if (w.RootElapsed[lane] < double.PositiveInfinity) retaken |= 1u << lane;
            w.RootElapsed[lane] = double.PositiveInfinity;
        }
        SetTimeToEnd();
        var crossed = accepted & Compare(w.Trial);
        if (crossed == 0) return (0, 0);

        var retake = 0u;
        if ((crossed & ~retaken) != 0)
        {
            Bracket(method);
            foreach (var lane in new LaneMask(crossed & ~retaken))
                if (Aim(lane)) retake |= 1u << lane;
            SetTimeToEnd();
            Compare(w.Trial);
        }
        foreach (var lane in new LaneMask(crossed & ~retake))
            Record(lane);
        return (crossed & ~retake, retake);
    }

    /// <summary>+1 where root function <paramref name="root"/> rose at the lane's arrival, −1 where it fell, 0 where it did not change.</summary>
    public int Change(int lane, int root) => (int)_changes.Row(root)[lane];

    public void Dispose()
    {
        _values.Dispose();
        _signs.Dispose();
        _changes.Dispose();
        _rows.Dispose();
    }

    /// <summary>Signs of the root functions at Time and a state, into the values; lanes where any differs from before.</summary>
    private uint Compare(double* state)
    {
        var w = _workspace;
        w.System.EvaluateRoots(Time, state, w.Parameters, _values.Pointer);
        var bits = 0u;
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var any = T.Broadcast(0);
            for (var i = offset; i < _count * LaneSystem.Lanes; i += LaneSystem.Lanes)
            {
                var before = T.Load(_signs.Pointer + i);
                var now = Sign(T.Load(_values.Pointer + i), before);
                T.Store(_values.Pointer + i, now);
                any = T.Or(any, T.AndNot(T.BroadcastBits(-1), T.Equal(now, before)));
            }
            T.Store(Changed + offset, any);
            bits |= T.MaskBits(any) << offset;
        }
        return bits;
    }

    /// <summary>Halves [0, 1] of every lane's step towards the first place where any sign has changed.</summary>
    private void Bracket(StepMethod method)
    {
        var w = _workspace;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            T.Store(Low + i, T.Broadcast(0));
            T.Store(High + i, T.Broadcast(1));
        }
        for (var halving = 0; halving < Halvings; halving++)
        {
            for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            {
                var middle = T.Broadcast(0.5) * (T.Load(Low + i) + T.Load(High + i));
                T.Store(Middle + i, middle);
                T.Store(Time + i, T.Load(w.Origin + i) + T.Fma(middle, T.Load(w.Step + i), T.Load(w.Elapsed + i)));
            }
            method.Interpolate(w.State, Middle, w.Scratch);
            Compare(w.Scratch);
            for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            {
                var (changed, middle) = (T.Load(Changed + i), T.Load(Middle + i));
                T.Store(High + i, T.Select(changed, middle, T.Load(High + i)));
                T.Store(Low + i, T.Select(changed, T.Load(Low + i), middle));
            }
        }
    }

    /// <summary>Sets the lane's RootElapsed just beyond the bracket; false where that is the end of the step.</summary>
    private bool Aim(int lane)
    {
        var w = _workspace;
        var least = LeastAdvance * (Math.Abs(w.Origin[lane]) + w.Target[lane]);
        var root = w.Elapsed[lane] + Math.Max((High[lane] + Beyond) * w.Step[lane], least);
        if (!(root < w.Target[lane])) return false;
        w.RootElapsed[lane] = root;
        return true;
    }

    /// <summary>Keeps which root functions changed, and takes their new signs as those to change from.</summary>
    private void Record(int lane)
    {
        for (var root = 0; root < _count; root++)
        {
            var (now, before) = (_values.Row(root)[lane], _signs.Row(root)[lane]);
            _changes.Row(root)[lane] = now > before ? 1 : now < before ? -1 : 0;
            _signs.Row(root)[lane] = now;
        }
    }

    private void SetTimeToEnd()
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(Time + i, T.Load(_workspace.Origin + i) + T.Load(_workspace.Target + i));
    }

    /// <summary>−1, 0 or 1; what it was before where the value is NaN.</summary>
    private static T Sign(T value, T before)
    {
        var zero = T.Broadcast(0);
        var sign = T.Select(T.Less(value, zero), T.Broadcast(-1), T.And(T.Less(zero, value), T.Broadcast(1)));
        return T.Select(T.Equal(value, value), sign, before);
    }
}

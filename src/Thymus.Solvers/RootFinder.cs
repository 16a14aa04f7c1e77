using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Stops a lane where a root function changes sign within a step.</summary>
/// <remarks>
/// A step is looked at where it ends and, through <see cref="HiddenRoots{T}"/>, in between. The place is found on the lane's own dense output. The step is then retaken to it, so that the state there is that of a
/// full-order step and not of the interpolant; where the retaken state is not yet across, the lane goes on from there and is across
/// by a step so short that its interpolant is exact. So at a reported root the functions have their new signs, as triggers need.
/// </remarks>
internal sealed unsafe class RootFinder<T> : IDisposable
    where T : struct, ILanes<T>
{
    /// <summary>The step is retaken to this part of it beyond the bracket, so that roots of one instant are reported together.</summary>
    private const double Beyond = 2 * RootBracket<T>.Width;

    /// <summary>Least advance, in parts of the time itself: a few units in its last place.</summary>
    private const double LeastAdvance = 1.0 / (1L << 50);

    /// <summary>Beyond these the least advance is a thousandth of the time itself.</summary>
    private const int MostDoublings = 40;

    /// <summary>How often in succession each lane's retaken step ended short of its root.</summary>
    private readonly int[] _misses = new int[LaneSystem.Lanes];

    private readonly Workspace _workspace;
    private readonly RootSigns<T> _signs;
    private readonly RootBracket<T> _bracket;
    private readonly HiddenRoots<T> _hidden;
    private readonly AlignedBuffer _time = new(1);
    private readonly AlignedBuffer _end;
    private readonly AlignedBuffer _begun = new(1);

    public RootFinder(Workspace workspace)
    {
        _workspace = workspace;
        _signs = new(workspace);
        _bracket = new(workspace, _signs);
        _hidden = new(workspace, _signs);
        _end = new(_signs.Count);
    }

    /// <summary>Takes the signs at the present state of the lanes in a mask row as those to change from.</summary>
    public void Restart(double* restarted)
    {
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            if (BitConverter.DoubleToInt64Bits(restarted[lane]) != 0)
            {
                _misses[lane] = 0;
                _hidden.Restart(lane);
            }
        SetTime(_workspace.Elapsed);
        _signs.Restart(restarted, _time.Pointer, _workspace.State);
        _hidden.Begin(restarted, _signs.Values);
    }

    /// <summary>Looks for sign changes over the accepted steps.</summary>
    /// <returns>
    /// Lanes that stand at a root at the end of their step, with its changes recorded; and lanes with a root before the end, whose
    /// step must be taken back and retaken to RootElapsed. One bit each.
    /// </returns>
    public (uint AtRoot, uint Retake) Inspect(uint accepted, StepMethod method)
    {
        var w = _workspace;
        var retaken = TakeRetaken() & ~_hidden.Shortened;
        var found = _hidden.LookAtMiddle(accepted & ~retaken, method);
        SetTime(w.Target);
        var crossed = accepted & _signs.Compare(_time.Pointer, w.Trial);
        Buffer.MemoryCopy(_signs.Values, _end.Pointer, _end.Rows * LaneSystem.Lanes * sizeof(double), _end.Rows * LaneSystem.Lanes * sizeof(double));
        var (between, shortened) = _hidden.LookBeside(accepted & ~retaken, crossed | found, _end.Pointer, method);
        var retake = (crossed | found | between) & ~(retaken | shortened);
        foreach (var lane in new LaneMask(retaken & accepted)) _misses[lane] = (crossed >> lane & 1) != 0 ? 0 : _misses[lane] + 1;
        if (retake != 0)
        {
            _bracket.Close(retake, _hidden.High, _end.Pointer, method);
            foreach (var lane in new LaneMask(retake))
                if (!Aim(lane)) retake &= ~(1u << lane);
        }
        retake |= shortened;
        if ((crossed & ~retake) != 0)
        {
            _signs.Compare(_time.Pointer, w.Trial);
            foreach (var lane in new LaneMask(crossed & ~retake)) _signs.Record(lane);
        }
        LaneEngine.SetMask(_begun.Pointer, accepted & ~retake);
        _hidden.Begin(_begun.Pointer, _end.Pointer);
        return (crossed & ~retake, retake);
    }

    /// <inheritdoc cref="RootSigns{T}.Change"/>
    public int Change(int lane, int root) => _signs.Change(lane, root);

    public void Dispose()
    {
        _signs.Dispose();
        _bracket.Dispose();
        _hidden.Dispose();
        _end.Dispose();
        _begun.Dispose();
        _time.Dispose();
    }

    /// <summary>Lanes whose step was retaken to a root; an aim holds for one attempt.</summary>
    private uint TakeRetaken()
    {
        var retaken = 0u;
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            if (_workspace.RootElapsed[lane] < double.PositiveInfinity) retaken |= 1u << lane;
            _workspace.RootElapsed[lane] = double.PositiveInfinity;
        }
        return retaken;
    }

    /// <summary>Sets the lane's RootElapsed just beyond the bracket; false where that is the end of the step.</summary>
    private bool Aim(int lane)
    {
        var w = _workspace;
        // A state one rounding short of its root may not move at all in so short a step: each miss doubles the least advance.
        var least = LeastAdvance * (1L << Math.Min(_misses[lane], MostDoublings)) * (Math.Abs(w.Origin[lane]) + w.Target[lane]);
        var root = w.Elapsed[lane] + Math.Max((_bracket.High[lane] + Beyond) * w.Step[lane], least);
        if (!(root < w.Target[lane])) return false;
        w.RootElapsed[lane] = root;
        return true;
    }

    private void SetTime(double* elapsed)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(_time.Pointer + i, T.Load(_workspace.Origin + i) + T.Load(elapsed + i));
    }
}

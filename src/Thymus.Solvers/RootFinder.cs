using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Stops a lane where a root function changes sign within a step.</summary>
/// <remarks>
/// The place is found on the lane's own dense output. The step is then retaken to it, so that the state there is that of a
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

    private readonly Workspace _workspace;
    private readonly RootSigns<T> _signs;
    private readonly RootBracket<T> _bracket;
    private readonly AlignedBuffer _time = new(1);

    /// <summary>
    /// How far beyond its bracket each lane aims, in multiples of the usual. It grows with each aim that falls short: a slow function with a
    /// large offset (a hazard of 1e-3 a day that stands at 5) moves by less than its rounding over the usual advance, and would never be across.
    /// </summary>
    private readonly AlignedBuffer _reach = new(1);

    public RootFinder(Workspace workspace)
    {
        _workspace = workspace;
        _signs = new(workspace);
        _bracket = new(workspace, _signs);
        for (var lane = 0; lane < LaneSystem.Lanes; lane++) _reach.Pointer[lane] = 1;
    }

    /// <summary>Takes the signs at the present state of the lanes in a mask row as those to change from.</summary>
    public void Restart(double* restarted)
    {
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            if (BitConverter.DoubleToInt64Bits(restarted[lane]) != 0) _reach.Pointer[lane] = 1;
        SetTime(_workspace.Elapsed);
        _signs.Restart(restarted, _time.Pointer, _workspace.State);
    }

    /// <summary>Looks for sign changes over the accepted steps.</summary>
    /// <returns>
    /// Lanes that stand at a root at the end of their step, with its changes recorded; and lanes with a root before the end, whose
    /// step must be taken back and retaken to RootElapsed. One bit each.
    /// </returns>
    public (uint AtRoot, uint Retake) Inspect(uint accepted, StepMethod method)
    {
        var w = _workspace;
        var retaken = TakeRetaken();
        SetTime(w.Target);
        var crossed = accepted & _signs.Compare(_time.Pointer, w.Trial);
        foreach (var lane in new LaneMask(accepted))
        {
            var missed = (retaken & ~crossed) >> lane & 1;
            var looking = (crossed & ~retaken) >> lane & 1;
            if (missed != 0) _reach.Pointer[lane] *= 4;
            else if (looking == 0) _reach.Pointer[lane] = 1;
        }
        var retake = crossed & ~retaken;
        if (retake != 0)
        {
            _bracket.Close(retake, method);
            foreach (var lane in new LaneMask(retake))
                if (!Aim(lane)) retake &= ~(1u << lane);
            _signs.Compare(_time.Pointer, w.Trial);
        }
        foreach (var lane in new LaneMask(crossed & ~retake))
            _signs.Record(lane);
        return (crossed & ~retake, retake);
    }

    /// <inheritdoc cref="RootSigns{T}.Change"/>
    public int Change(int lane, int root) => _signs.Change(lane, root);

    public void Dispose()
    {
        _signs.Dispose();
        _bracket.Dispose();
        _time.Dispose();
        _reach.Dispose();
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
        var reach = _reach.Pointer[lane];
        var least = reach * LeastAdvance * (Math.Abs(w.Origin[lane]) + w.Target[lane]);
        var root = w.Elapsed[lane] + Math.Max((_bracket.High[lane] + reach * Beyond) * w.Step[lane], least);
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

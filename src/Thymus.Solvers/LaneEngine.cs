using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The parts of an integration that are compiled for a width of lanes.</summary>
internal abstract unsafe class LaneEngine : IDisposable
{
    public static LaneEngine Create(Workspace workspace) => (workspace.Options.Width ?? LaneWidths.Default) switch
    {
        LaneWidth.Eight => new LaneEngine<Lanes8>(workspace),
        LaneWidth.Four => new LaneEngine<Lanes4>(workspace),
        LaneWidth.Two => new LaneEngine<Lanes2>(workspace),
        LaneWidth.One => new LaneEngine<Lanes1>(workspace),
        var other => throw new ArgumentException($"There are no lanes of width {other}."),
    };

    /// <summary>Begins (again) at the present state of some lanes; returns those of them whose state and slope are finite.</summary>
    /// <param name="fresh">Those of them that have no step to go on with.</param>
    public abstract uint Restart(uint lanes, uint fresh);

    /// <summary>Takes the present signs of some lanes' root functions as those to change from.</summary>
    public abstract void RestartRoots(uint lanes);

    /// <summary>Chooses the next step of each active lane; returns those that cannot advance.</summary>
    public abstract uint Propose();

    /// <summary>Tries the proposed steps. Lanes at a root and lanes whose step is taken back are told apart.</summary>
    public abstract StepVerdict Attempt(out uint atRoot);

    /// <summary>Moves accepted lanes to the end of their step, and keeps the state before it.</summary>
    public abstract void Commit();

    public abstract void Interpolate(int lane, double theta, Span<double> target);

    /// <summary>Takes the states at the next sample of the lanes that have one in the step just accepted; returns those lanes.</summary>
    public abstract uint Sample(LaneSamples samples);

    public abstract int RootChange(int lane, int root);

    public abstract void Dispose();

    /// <summary>A mask row from one bit a lane.</summary>
    internal static void SetMask(double* row, uint bits)
    {
        // Not lane by lane: a vector that is read right after eight writes waits for all of them.
        var (low, high, all) = (Vector256.Create(1L, 2, 4, 8), Vector256.Create(16L, 32, 64, 128), Vector256.Create((long)bits));
        Vector256.Equals(all & low, low).AsDouble().Store(row);
        Vector256.Equals(all & high, high).AsDouble().Store(row + 4);
    }

    internal static void SetActive(Workspace workspace, uint bits) => SetMask(workspace.Active, bits);
}

/// <inheritdoc/>
internal sealed unsafe class LaneEngine<T> : LaneEngine
    where T : struct, ILanes<T>
{
    /// <summary>Up to as many lanes are interpolated one by one; the bits are the same.</summary>
    private const int FewLanes = 1;

    private readonly Workspace _workspace;
    private readonly StepMethod _method;
    private readonly InitialStep<T> _initialStep;
    private readonly RootFinder<T>? _roots;
    private readonly AlignedBuffer _restarted = new(1);

    public LaneEngine(Workspace workspace)
    {
        _workspace = workspace;
        _method = StepMethod.Create<T>(workspace);
        _initialStep = new(workspace);
        _roots = workspace.System.RootCount > 0 ? new(workspace) : null;
    }

    public override uint Restart(uint lanes, uint fresh)
    {
        var restarted = _restarted.Pointer;
        SetMask(restarted, lanes);
        var committed = _workspace.Committed;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(committed + i, T.AndNot(T.Load(committed + i), T.Load(restarted + i)));
        _roots?.Restart(restarted);
        // Where roots are watched for, a first step is short: a long one could leap over two of them.
        if (!_method.ResumesStep || _roots is not null) fresh = lanes;
        var finite = 0u;
        if ((lanes & ~fresh) is not 0 and var known)
        {
            if (fresh != 0) SetMask(restarted, known);
            finite |= known & _initialStep.Resume(restarted, _method);
        }
        if ((lanes & fresh) is not 0 and var unknown)
        {
            SetMask(restarted, unknown);
            finite |= unknown & _initialStep.Choose(restarted, _method);
        }
        return finite;
    }

    public override void RestartRoots(uint lanes)
    {
        SetMask(_restarted.Pointer, lanes);
        _roots?.Restart(_restarted.Pointer);
    }

    public override uint Propose() => StepController<T>.Propose(_workspace);

    public override StepVerdict Attempt(out uint atRoot)
    {
        _method.Attempt();
        var verdict = StepController<T>.Judge(_workspace, _method.ErrorOrder);
        atRoot = 0;
        if (_roots is null) return verdict;
        (atRoot, var retake) = _roots.Inspect(verdict.Accepted, _method);
        if (retake == 0) return verdict;
        verdict = new(verdict.Accepted & ~retake, verdict.Exhausted, verdict.AtStop & ~retake);
        SetMask(_workspace.Accepted, verdict.Accepted);
        return verdict;
    }

    public override void Commit() => StepController<T>.Commit(_workspace);

    public override void Interpolate(int lane, double theta, Span<double> target) =>
        _method.Interpolate(_workspace.Previous, lane, theta, target);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override uint Sample(LaneSamples samples)
    {
        var w = _workspace;
        var (due, inside) = (0u, 0u);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var (sample, target) = (T.Load(w.SampleElapsed + i), T.Load(w.Target + i));
            due |= T.MaskBits(T.And(T.Load(w.Accepted + i), T.LessOrEqual(sample, target))) << i;
            inside |= T.MaskBits(T.Less(sample, target)) << i;
            T.Store(w.SampleTheta + i, (sample - T.Load(w.Elapsed + i)) / T.Load(w.Step + i));
        }
        inside &= due;
        foreach (var lane in new LaneMask(due & ~inside)) Take(w.Trial, lane, samples);
        if (BitOperations.PopCount(inside) > FewLanes)
        {
            _method.Interpolate(w.State, w.SampleTheta, w.Scratch);
            foreach (var lane in new LaneMask(inside)) Take(w.Scratch, lane, samples);
        }
        else
        {
            foreach (var lane in new LaneMask(inside))
                _method.Interpolate(w.State, lane, w.SampleTheta[lane], samples.Take(lane));
        }
        return due;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Take(double* block, int lane, LaneSamples samples)
    {
        var target = samples.Take(lane);
        for (var i = 0; i < target.Length; i++) target[i] = block[LaneSystem.Lanes * i + lane];
    }

    public override int RootChange(int lane, int root) => _roots?.Change(lane, root) ?? 0;

    public override void Dispose()
    {
        _method.Dispose();
        _initialStep.Dispose();
        _roots?.Dispose();
        _restarted.Dispose();
    }
}

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
    public abstract uint Restart(uint lanes);

    /// <summary>Takes the present signs of some lanes' root functions as those to change from.</summary>
    public abstract void RestartRoots(uint lanes);

    /// <summary>Chooses the next step of each active lane; returns those that cannot advance.</summary>
    public abstract uint Propose();

    /// <summary>Tries the proposed steps. Lanes at a root and lanes whose step is taken back are told apart.</summary>
    public abstract StepVerdict Attempt(out uint atRoot);

    /// <summary>Moves accepted lanes to the end of their step; <paramref name="keep"/> says that a host may interpolate in it.</summary>
    public abstract void Commit(bool keep);

    public abstract void Interpolate(int lane, double theta, Span<double> target);

    public abstract int RootChange(int lane, int root);

    public abstract void Dispose();

    /// <summary>A mask row from one bit a lane.</summary>
    internal static void SetMask(double* row, uint bits)
    {
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            row[lane] = BitConverter.Int64BitsToDouble((bits >> lane & 1) != 0 ? -1L : 0L);
    }

    internal static void SetActive(Workspace workspace, uint bits) => SetMask(workspace.Active, bits);
}

/// <inheritdoc/>
internal sealed unsafe class LaneEngine<T> : LaneEngine
    where T : struct, ILanes<T>
{
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

    public override uint Restart(uint lanes)
    {
        var restarted = _restarted.Pointer;
        SetMask(restarted, lanes);
        var committed = _workspace.Committed;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(committed + i, T.AndNot(T.Load(committed + i), T.Load(restarted + i)));
        _roots?.Restart(restarted);
        return lanes & _initialStep.Choose(restarted, _method);
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
        var verdict = StepController<T>.Judge(_workspace);
        atRoot = 0;
        if (_roots is null) return verdict;
        (atRoot, var retake) = _roots.Inspect(verdict.Accepted, _method);
        if (retake == 0) return verdict;
        verdict = new(verdict.Accepted & ~retake, verdict.Exhausted, verdict.AtStop & ~retake);
        SetMask(_workspace.Accepted, verdict.Accepted);
        return verdict;
    }

    public override void Commit(bool keep)
    {
        if (keep) Buffer.MemoryCopy(_workspace.State, _workspace.Previous, _workspace.BlockLength * sizeof(double), _workspace.BlockLength * sizeof(double));
        StepController<T>.Commit(_workspace);
    }

    public override void Interpolate(int lane, double theta, Span<double> target) =>
        _method.Interpolate(_workspace.Previous, lane, theta, target);

    public override int RootChange(int lane, int root) => _roots?.Change(lane, root) ?? 0;

    public override void Dispose()
    {
        _method.Dispose();
        _initialStep.Dispose();
        _roots?.Dispose();
        _restarted.Dispose();
    }
}

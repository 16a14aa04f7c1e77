using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>What explicit Runge–Kutta methods whose last slope is the next step's first have in common.</summary>
/// <param name="extraSlopes">Slopes that only the continuous extension needs, after those of the step.</param>
internal abstract unsafe class ExplicitRungeKutta<T>(Workspace workspace, ExplicitStages stages, int extraSlopes = 0) : StepMethod
    where T : struct, ILanes<T>
{
    private readonly AlignedBuffer _slopes = new((stages.Weights.Length + extraSlopes) * workspace.StateCount);
    private readonly bool _fusesStages = workspace.System.FusesStages;
    private readonly AlignedBuffer _stageTime = new(1);
    private readonly double[][] _weights = [.. stages.Weights.Select(row => row.ToArray())];

    /// <summary>Time and step, as stages computed at once want them.</summary>
    private readonly AlignedBuffer _clock = new(2);

    protected Workspace Workspace => workspace;

    public override bool ResumesStep => true;

    public override void Restart(double* restarted, double* derivative) =>
        LaneBlock<T>.Select(restarted, derivative, Slope(0), workspace.StateCount);

    /// <remarks>kᵢ = f(t + cᵢh, y + h Σⱼ aᵢⱼkⱼ); the argument of the last is the new state.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Attempt()
    {
        LaneBlock<T>.Select(workspace.Committed, Slope(_weights.Length - 1), Slope(0), workspace.StateCount);
        if (_fusesStages) RunFusedStages();
        else RunStages();
        MeasureError();
    }

    /// <summary>ErrorNorm of the workspace, from slopes, State and Trial.</summary>
    protected abstract void MeasureError();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected double* Slope(int stage) => _slopes.Pointer + (nint)stage * workspace.BlockLength;

    /// <summary>One slope, of an argument that begins at <paramref name="start"/> and is kept in <paramref name="argument"/>.</summary>
    protected void Evaluate(int stage, double node, double[] weights, double* start, double* argument)
    {
        LaneBlock<T>.AddScaledSum(argument, start, workspace.Step, Slope(0), weights, workspace.StateCount);
        LaneBlock<T>.AddScaled(_stageTime.Pointer, workspace.Time, workspace.Step, node);
        workspace.System.Evaluate(_stageTime.Pointer, argument, workspace.Parameters, Slope(stage));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunFusedStages()
    {
        var w = workspace;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            T.Store(_clock.Row(0) + i, T.Load(w.Time + i));
            T.Store(_clock.Row(1) + i, T.Load(w.Step + i));
        }
        w.System.EvaluateStages(stages, _clock.Pointer, w.State, w.Parameters, Slope(0), w.Trial);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStages()
    {
        for (var stage = 1; stage < _weights.Length; stage++)
            Evaluate(stage, stages.Nodes[stage], _weights[stage], workspace.State, stage == _weights.Length - 1 ? workspace.Trial : workspace.Scratch);
    }

    public override void Dispose()
    {
        _slopes.Dispose();
        _clock.Dispose();
        _stageTime.Dispose();
    }
}

using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Rodas5P: Rosenbrock–Wanner method of order 5, eight stages, embedded order 4, L-stable, stiffly accurate.</summary>
/// <remarks>
/// Steinebach: Construction of Rosenbrock–Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations
/// package, BIT 63 (2023) 27, 10.1007/s10543-023-00967-x. Stage i solves, with W = I/(γh) − ∂f/∂y,
/// W uᵢ = f(t + cᵢh, y + Σⱼ aᵢⱼuⱼ) + (1/h) Σⱼ Cᵢⱼuⱼ + h dᵢ ∂f/∂t
/// (Hairer, Wanner: Solving Ordinary Differential Equations II, IV.7). One factorisation a step; Jacobian and factors are made at
/// each attempt, for other lanes of the group stand at new states whenever one repeats a step.
/// </remarks>
internal sealed unsafe class Rodas5P<T> : StepMethod
    where T : struct, ILanes<T>
{
    private readonly Workspace _workspace;
    private readonly AlignedBuffer _stages;
    private readonly AlignedBuffer _derivative;
    private readonly AlignedBuffer _timeDerivative;
    private readonly AlignedBuffer _jacobian;
    private readonly AlignedBuffer _factors;
    private readonly AlignedBuffer _rows = new(4);

    public Rodas5P(Workspace workspace)
    {
        _workspace = workspace;
        var states = workspace.StateCount;
        _stages = new(Rodas5PTableau.Stages * states);
        _derivative = new(states);
        _timeDerivative = new(states);
        _jacobian = new(workspace.System.JacobianEntryCount);
        _factors = new(workspace.System.FactorEntryCount);
        for (var lane = 0; lane < LaneSystem.Lanes; lane++) One[lane] = 1;
    }

    public override int ErrorOrder => 5;

    private double* StageTime => _rows.Row(0);

    /// <summary>1/h of each lane.</summary>
    private double* Inverse => _rows.Row(1);

    /// <summary>1/(γh) of each lane.</summary>
    private double* Shift => _rows.Row(2);

    private double* One => _rows.Row(3);

    /// <remarks>A try costs a factorisation, and a long step over a transient passes the error test too easily.</remarks>
    public override bool ResumesStep => false;

    public override void Restart(double* restarted, double* derivative)
    {
        // Every attempt evaluates f and its derivatives anew: there is nothing to remember.
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Attempt()
    {
        var w = _workspace;
        InvertStep();
        w.System.EvaluateWithJacobian(w.Time, w.State, w.Parameters, _derivative.Pointer, _jacobian.Pointer, _timeDerivative.Pointer);
        w.System.Factorise(_jacobian.Pointer, Shift, _factors.Pointer, w.SmallestPivot);
        for (var stage = 0; stage < Rodas5PTableau.Stages; stage++)
        {
            var u = Stage(stage);
            if (stage > 0)
            {
                Argument(stage);
                LaneBlock<T>.AddScaled(StageTime, w.Time, w.Step, Rodas5PTableau.Nodes[stage]);
                w.System.Evaluate(StageTime, w.Trial, w.Parameters, _derivative.Pointer);
            }
            RightHandSide(stage, u);
            w.System.Solve(_factors.Pointer, u);
        }
        // Stiffly accurate: the last stage is what the solution of order 5 adds to the embedded one.
        ErrorTest<T>.AddAndMeasure(w, Stage(Rodas5PTableau.Stages - 1));
    }

    public override void Interpolate(double* start, double* theta, double* target) =>
        ContinuousExtension<T, Extension<T>>.Interpolate(_workspace, Stage(0), start, theta, target);

    public override void Interpolate(double* start, int lane, double theta, Span<double> target) =>
        ContinuousExtension<Lanes1, Extension<Lanes1>>.Interpolate(_workspace, Stage(0), start, lane, theta, target);

    public override void Dispose()
    {
        _stages.Dispose();
        _derivative.Dispose();
        _timeDerivative.Dispose();
        _jacobian.Dispose();
        _factors.Dispose();
        _rows.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InvertStep()
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var inverse = T.Broadcast(1) / T.Load(_workspace.Step + i);
            T.Store(Inverse + i, inverse);
            T.Store(Shift + i, inverse / T.Broadcast(Rodas5PTableau.Gamma));
        }
    }

    /// <summary>The argument of a stage, kept in Trial: from stage 7 on each adds the stage before.</summary>
    private void Argument(int stage)
    {
        if (stage < Rodas5PTableau.A.Length)
            LaneBlock<T>.AddScaledSum(_workspace.Trial, _workspace.State, One, Stage(0), Rodas5PTableau.A[stage], _workspace.StateCount);
        else
            AddStage(stage - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddStage(int stage)
    {
        var trial = _workspace.Trial;
        var u = Stage(stage);
        for (var i = 0; i < _workspace.BlockLength; i += T.Width)
            T.Store(trial + i, T.Load(trial + i) + T.Load(u + i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RightHandSide(int stage, double* target)
    {
        var f = _derivative.Pointer;
        if (stage > 0)
        {
            LaneBlock<T>.AddScaledSum(target, f, Inverse, Stage(0), Rodas5PTableau.C[stage], _workspace.StateCount);
            f = target;
        }
        var weight = Rodas5PTableau.TimeWeights[stage];
        if (weight != 0 && !_workspace.System.IsAutonomous)
            AddTimeDerivative(target, f, weight);
        else if (f != target)
            Buffer.MemoryCopy(f, target, _workspace.BlockLength * sizeof(double), _workspace.BlockLength * sizeof(double));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTimeDerivative(double* target, double* source, double weight)
    {
        var w = _workspace;
        for (var i = 0; i < w.BlockLength; i += T.Width)
        {
            var scale = T.Broadcast(weight) * T.Load(w.Step + (i & (LaneSystem.Lanes - 1)));
            T.Store(target + i, T.Fma(scale, T.Load(_timeDerivative.Pointer + i), T.Load(source + i)));
        }
    }

    private double* Stage(int stage) => _stages.Pointer + (nint)stage * _workspace.BlockLength;

    /// <summary>The continuous extension at one place of the step: y(θ) = (1 − θ)y₀ + θ(y₁ + (1 − θ)(k₁ + θ(k₂ + θk₃))), sorted by stages.</summary>
    private readonly struct Extension<TLanes> : IContinuousExtension<TLanes, Extension<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private readonly TLanes _start, _end, _u0, _u1, _u2, _u3, _u4, _u5, _u6, _u7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Extension(TLanes theta)
        {
            (_start, _end) = (TLanes.Broadcast(1) - theta, theta);
            var both = _start * theta;
            _u0 = both * Bump(0, theta);
            _u1 = both * Bump(1, theta);
            _u2 = both * Bump(2, theta);
            _u3 = both * Bump(3, theta);
            _u4 = both * Bump(4, theta);
            _u5 = both * Bump(5, theta);
            _u6 = both * Bump(6, theta);
            _u7 = both * Bump(7, theta);
        }

        public static Extension<TLanes> At(TLanes theta, TLanes step) => new(theta);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Value(double* start, double* end, double* stages, int block)
        {
            var bump = _u0 * TLanes.Load(stages);
            bump = TLanes.Fma(_u1, TLanes.Load(stages + block), bump);
            bump = TLanes.Fma(_u2, TLanes.Load(stages + 2 * block), bump);
            bump = TLanes.Fma(_u3, TLanes.Load(stages + 3 * block), bump);
            bump = TLanes.Fma(_u4, TLanes.Load(stages + 4 * block), bump);
            bump = TLanes.Fma(_u5, TLanes.Load(stages + 5 * block), bump);
            bump = TLanes.Fma(_u6, TLanes.Load(stages + 6 * block), bump);
            bump = TLanes.Fma(_u7, TLanes.Load(stages + 7 * block), bump);
            return TLanes.Fma(_start, TLanes.Load(start), TLanes.Fma(_end, TLanes.Load(end), bump));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Bump(int stage, TLanes theta) => TLanes.Fma(
            theta,
            TLanes.Fma(theta, TLanes.Broadcast(Rodas5PTableau.Dense[2][stage]), TLanes.Broadcast(Rodas5PTableau.Dense[1][stage])),
            TLanes.Broadcast(Rodas5PTableau.Dense[0][stage]));
    }
}

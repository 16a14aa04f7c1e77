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

    private double* StageTime => _rows.Row(0);

    /// <summary>1/h of each lane.</summary>
    private double* Inverse => _rows.Row(1);

    /// <summary>1/(γh) of each lane.</summary>
    private double* Shift => _rows.Row(2);

    private double* One => _rows.Row(3);

    public override void Restart(double* restarted, double* derivative)
    {
        // Every attempt evaluates f and its derivatives anew: there is nothing to remember.
    }

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
        AddStage(Rodas5PTableau.Stages - 1);
        ErrorTest<T>.Measure(w, Stage(Rodas5PTableau.Stages - 1));
    }

    public override void Interpolate(double* start, double* theta, double* target)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var x = T.Load(theta + offset);
            for (var i = offset; i < _workspace.BlockLength; i += LaneSystem.Lanes)
                T.Store(target + i, At<T>(start, i, x));
        }
    }

    public override void Interpolate(double* start, int lane, double theta, Span<double> target)
    {
        for (var i = 0; i < _workspace.StateCount; i++)
            target[i] = At<Lanes1>(start, LaneSystem.Lanes * i + lane, new(theta)).Value;
    }

    public override void Dispose()
    {
        _stages.Dispose();
        _derivative.Dispose();
        _timeDerivative.Dispose();
        _jacobian.Dispose();
        _factors.Dispose();
        _rows.Dispose();
    }

    /// <summary>y(θ) = (1 − θ)y₀ + θ(y₁ + (1 − θ)(k₁ + θ(k₂ + θk₃))).</summary>
    private TLanes At<TLanes>(double* start, int index, TLanes theta)
        where TLanes : struct, ILanes<TLanes>
    {
        var (k1, k2, k3) = (TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0));
        for (var j = 0; j < Rodas5PTableau.Stages; j++)
        {
            var u = TLanes.Load(Stage(j) + index);
            k1 = TLanes.Fma(TLanes.Broadcast(Rodas5PTableau.Dense[0][j]), u, k1);
            k2 = TLanes.Fma(TLanes.Broadcast(Rodas5PTableau.Dense[1][j]), u, k2);
            k3 = TLanes.Fma(TLanes.Broadcast(Rodas5PTableau.Dense[2][j]), u, k3);
        }
        var rest = TLanes.Broadcast(1) - theta;
        var bump = TLanes.Fma(theta, TLanes.Fma(theta, k3, k2), k1);
        return TLanes.Fma(rest, TLanes.Load(start + index), theta * TLanes.Fma(rest, bump, TLanes.Load(_workspace.Trial + index)));
    }

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

    private void AddStage(int stage)
    {
        var trial = _workspace.Trial;
        var u = Stage(stage);
        for (var i = 0; i < _workspace.BlockLength; i += T.Width)
            T.Store(trial + i, T.Load(trial + i) + T.Load(u + i));
    }

    private void RightHandSide(int stage, double* target)
    {
        var f = _derivative.Pointer;
        if (stage > 0)
        {
            LaneBlock<T>.AddScaledSum(target, f, Inverse, Stage(0), Rodas5PTableau.C[stage], _workspace.StateCount);
            f = target;
        }
        var weight = Rodas5PTableau.TimeWeights[stage];
        if (weight != 0)
            AddTimeDerivative(target, f, weight);
    }

    private void AddTimeDerivative(double* target, double* source, double weight)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var scale = T.Broadcast(weight) * T.Load(_workspace.Step + offset);
            for (var i = offset; i < _workspace.BlockLength; i += LaneSystem.Lanes)
                T.Store(target + i, T.Fma(scale, T.Load(_timeDerivative.Pointer + i), T.Load(source + i)));
        }
    }

    private double* Stage(int stage) => _stages.Pointer + (nint)stage * _workspace.BlockLength;
}

using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Dormand–Prince 5(4): order 5, seven stages of which the last is the next step's first, embedded order 4.</summary>
/// <remarks>
/// Dormand, Prince: A family of embedded Runge–Kutta formulae, J. Comput. Appl. Math. 6 (1980) 19; continuous extension of order 4:
/// Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.6. Preferred to Tsitouras 5(4), which needs about a tenth
/// fewer steps: every coefficient here is a rational number that a reader can check against the order conditions, and the pair is
/// what ode45, SciPy and Boost run, so results can be compared step for step.
/// </remarks>
internal sealed unsafe class DormandPrince5<T> : StepMethod
    where T : struct, ILanes<T>
{
    private readonly Workspace _workspace;
    private readonly AlignedBuffer _slopes;
    private readonly AlignedBuffer _zero;
    private readonly AlignedBuffer _stageTime = new(1);

    public DormandPrince5(Workspace workspace)
    {
        _workspace = workspace;
        _slopes = new(DormandPrinceTableau.Stages * workspace.StateCount);
        _zero = new(workspace.StateCount);
    }

    public override void Restart(double* restarted, double* derivative) =>
        LaneBlock<T>.Select(restarted, derivative, Slope(0), _workspace.StateCount);

    /// <remarks>kᵢ = f(t + cᵢh, y + h Σⱼ aᵢⱼkⱼ); y₊ = y + h Σ bᵢkᵢ; error = h Σ eᵢkᵢ.</remarks>
    public override void Attempt()
    {
        var w = _workspace;
        LaneBlock<T>.Select(w.Committed, Slope(DormandPrinceTableau.Stages - 1), Slope(0), w.StateCount);
        for (var stage = 1; stage < DormandPrinceTableau.Stages; stage++)
        {
            var argument = stage == DormandPrinceTableau.Stages - 1 ? w.Trial : w.Scratch;
            LaneBlock<T>.AddScaledSum(argument, w.State, w.Step, Slope(0), DormandPrinceTableau.A[stage], w.StateCount);
            LaneBlock<T>.AddScaled(_stageTime.Pointer, w.Time, w.Step, DormandPrinceTableau.C[stage]);
            w.System.Evaluate(_stageTime.Pointer, argument, w.Parameters, Slope(stage));
        }
        LaneBlock<T>.AddScaledSum(w.Scratch, _zero.Pointer, w.Step, Slope(0), DormandPrinceTableau.Error, w.StateCount);
        ErrorTest<T>.Measure(w, w.Scratch);
    }

    public override void Interpolate(double* start, double* theta, double* target)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var (x, h) = (T.Load(theta + offset), T.Load(_workspace.Step + offset));
            for (var i = offset; i < _workspace.BlockLength; i += LaneSystem.Lanes)
                T.Store(target + i, At<T>(start, i, x, h));
        }
    }

    public override void Interpolate(double* start, int lane, double theta, Span<double> target)
    {
        var (x, h) = (new Lanes1(theta), new Lanes1(_workspace.StepLength[lane]));
        for (var i = 0; i < _workspace.StateCount; i++)
            target[i] = At<Lanes1>(start, LaneSystem.Lanes * i + lane, x, h).Value;
    }

    public override void Dispose()
    {
        _slopes.Dispose();
        _zero.Dispose();
        _stageTime.Dispose();
    }

    /// <summary>y(θ) = y₀ + θ(Δ + (1 − θ)(r₃ + θ(r₄ + (1 − θ)r₅))) with Δ = y₁ − y₀, r₃ = hk₁ − Δ, r₄ = Δ − hk₇ − r₃, r₅ = h Σ dᵢkᵢ.</summary>
    private TLanes At<TLanes>(double* start, int index, TLanes theta, TLanes h)
        where TLanes : struct, ILanes<TLanes>
    {
        var y0 = TLanes.Load(start + index);
        var change = TLanes.Load(_workspace.Trial + index) - y0;
        var bump = TLanes.Broadcast(0);
        for (var j = 0; j < DormandPrinceTableau.Stages; j++)
            bump = TLanes.Fma(TLanes.Broadcast(DormandPrinceTableau.Dense[j]), TLanes.Load(Slope(j) + index), bump);
        var r3 = TLanes.Fma(h, TLanes.Load(Slope(0) + index), -change);
        var r4 = change - TLanes.Fma(h, TLanes.Load(Slope(DormandPrinceTableau.Stages - 1) + index), r3);
        var rest = TLanes.Broadcast(1) - theta;
        var inner = TLanes.Fma(theta, TLanes.Fma(rest, h * bump, r4), r3);
        return TLanes.Fma(theta, TLanes.Fma(rest, inner, change), y0);
    }

    private double* Slope(int stage) => _slopes.Pointer + (nint)stage * _workspace.BlockLength;
}

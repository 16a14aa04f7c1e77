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

    public override bool ResumesStep => true;

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
            var weights = new Extension<T>(T.Load(theta + offset), T.Load(_workspace.Step + offset));
            for (var i = offset; i < _workspace.BlockLength; i += LaneSystem.Lanes)
                T.Store(target + i, weights.At(start + i, _workspace.Trial + i, Slope(0) + i, _workspace.BlockLength));
        }
    }

    public override void Interpolate(double* start, int lane, double theta, Span<double> target)
    {
        var weights = new Extension<Lanes1>(new(theta), new(_workspace.Step[lane]));
        for (var i = 0; i < _workspace.StateCount; i++)
        {
            var row = LaneSystem.Lanes * i + lane;
            target[i] = weights.At(start + row, _workspace.Trial + row, Slope(0) + row, _workspace.BlockLength).Value;
        }
    }

    public override void Dispose()
    {
        _slopes.Dispose();
        _zero.Dispose();
        _stageTime.Dispose();
    }

    private double* Slope(int stage) => _slopes.Pointer + (nint)stage * _workspace.BlockLength;

    /// <summary>
    /// The continuous extension at one place of the step: y(θ) = y₀ + θ(Δ + (1 − θ)(r₃ + θ(r₄ + (1 − θ)r₅))) with Δ = y₁ − y₀,
    /// r₃ = hk₁ − Δ, r₄ = Δ − hk₇ − r₃, r₅ = h Σ dᵢkᵢ, sorted by slopes.
    /// </summary>
    private readonly struct Extension<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        private readonly TLanes _change, _k1, _k3, _k4, _k5, _k6, _k7;

        public Extension(TLanes theta, TLanes h)
        {
            var rest = TLanes.Broadcast(1) - theta;
            var both = theta * rest;
            var bend = h * both * both;
            _change = theta * TLanes.Fma(rest, theta + theta - TLanes.Broadcast(1), TLanes.Broadcast(1));
            _k1 = TLanes.Fma(TLanes.Broadcast(DormandPrinceTableau.Dense[0]), bend, h * both * rest);
            _k3 = TLanes.Broadcast(DormandPrinceTableau.Dense[2]) * bend;
            _k4 = TLanes.Broadcast(DormandPrinceTableau.Dense[3]) * bend;
            _k5 = TLanes.Broadcast(DormandPrinceTableau.Dense[4]) * bend;
            _k6 = TLanes.Broadcast(DormandPrinceTableau.Dense[5]) * bend;
            _k7 = TLanes.Fma(TLanes.Broadcast(DormandPrinceTableau.Dense[6]), bend, -(h * both * theta));
        }

        /// <param name="slopes">k₁ of the state; the others follow at multiples of <paramref name="block"/>.</param>
        public TLanes At(double* start, double* end, double* slopes, int block)
        {
            var y0 = TLanes.Load(start);
            var bump = _k1 * TLanes.Load(slopes);
            bump = TLanes.Fma(_k3, TLanes.Load(slopes + 2 * block), bump);
            bump = TLanes.Fma(_k4, TLanes.Load(slopes + 3 * block), bump);
            bump = TLanes.Fma(_k5, TLanes.Load(slopes + 4 * block), bump);
            bump = TLanes.Fma(_k6, TLanes.Load(slopes + 5 * block), bump);
            bump = TLanes.Fma(_k7, TLanes.Load(slopes + 6 * block), bump);
            return TLanes.Fma(_change, TLanes.Load(end) - y0, y0 + bump);
        }
    }
}

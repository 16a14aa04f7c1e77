using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Dormand–Prince 5(4): order 5, seven stages of which the last is the next step's first, embedded order 4.</summary>
/// <remarks>
/// Dormand, Prince: A family of embedded Runge–Kutta formulae, J. Comput. Appl. Math. 6 (1980) 19; continuous extension of order 4:
/// Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.6. Preferred to Tsitouras 5(4), which needs about a tenth
/// fewer steps: every coefficient here is a rational number that a reader can check against the order conditions, and the pair is
/// what ode45, SciPy and Boost run, so results can be compared step for step.
/// </remarks>
internal sealed unsafe class DormandPrince5<T>(Workspace workspace) : ExplicitRungeKutta<T>(workspace, DormandPrinceTableau.All)
    where T : struct, ILanes<T>
{
    public override int ErrorOrder => 5;

    /// <summary>As <see cref="ErrorTest{T}.AddAndMeasure"/>, of an error that is summed on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void MeasureError()
    {
        var w = Workspace;
        var k = Slope(0);
        var (block, e) = (w.BlockLength, DormandPrinceTableau.Error);
        var (zero, relative) = (T.Broadcast(0), T.Broadcast(w.Options.RelativeTolerance));
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var (norm, notFinite, h) = (zero, zero, T.Load(w.Step + offset));
            for (var row = 0; row < w.StateCount; row++)
            {
                var i = row * LaneSystem.Lanes + offset;
                var error = T.Broadcast(e[0]) * T.Load(k + i);
                error = T.Fma(T.Broadcast(e[2]), T.Load(k + i + 2 * block), error);
                error = T.Fma(T.Broadcast(e[3]), T.Load(k + i + 3 * block), error);
                error = T.Fma(T.Broadcast(e[4]), T.Load(k + i + 4 * block), error);
                error = T.Fma(T.Broadcast(e[5]), T.Load(k + i + 5 * block), error);
                error = h * T.Fma(T.Broadcast(e[6]), T.Load(k + i + 6 * block), error);
                var (y, trial) = (T.Load(w.State + i), T.Load(w.Trial + i));
                var scale = T.Fma(relative, T.Max(T.Abs(y), T.Abs(trial)), T.Broadcast(w.Tolerance[row]));
                norm = T.Max(T.Abs(error) / scale, norm);
                notFinite = T.Fma(error, zero, T.Fma(trial, zero, notFinite));
            }
            T.Store(w.ErrorNorm + offset, norm + notFinite);
        }
    }

    public override void Interpolate(double* start, double* theta, double* target) =>
        ContinuousExtension<T, Extension<T>>.Interpolate(Workspace, Slope(0), start, theta, target);

    public override void Interpolate(double* start, int lane, double theta, Span<double> target) =>
        ContinuousExtension<Lanes1, Extension<Lanes1>>.Interpolate(Workspace, Slope(0), start, lane, theta, target);

    /// <summary>
    /// The continuous extension at one place of the step: y(θ) = y₀ + θ(Δ + (1 − θ)(r₃ + θ(r₄ + (1 − θ)r₅))) with Δ = y₁ − y₀,
    /// r₃ = hk₁ − Δ, r₄ = Δ − hk₇ − r₃, r₅ = h Σ dᵢkᵢ, sorted by slopes.
    /// </summary>
    private readonly struct Extension<TLanes> : IContinuousExtension<TLanes, Extension<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private readonly TLanes _change, _k1, _k3, _k4, _k5, _k6, _k7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Extension(TLanes theta, TLanes h)
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

        public static Extension<TLanes> At(TLanes theta, TLanes step) => new(theta, step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Value(double* start, double* end, double* slopes, int block)
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

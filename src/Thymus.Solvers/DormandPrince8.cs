using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Dormand–Prince 8(5, 3): order 8, twelve stages, estimates of orders 5 and 3, continuous extension of order 7 by three more stages.</summary>
/// <remarks>
/// Prince, Dormand: High order embedded Runge–Kutta formulae, J. Comput. Appl. Math. 7 (1981) 67, in the form of DOP853: Hairer, Nørsett, Wanner:
/// Solving Ordinary Differential Equations I, II.5 and II.10. The extra stages are computed when a step is first looked into, so
/// steps without samples do not pay for them.
/// </remarks>
internal sealed unsafe class DormandPrince8<T> : ExplicitRungeKutta<T>
    where T : struct, ILanes<T>
{
    private const double Least = 1e-200;

    private readonly AlignedBuffer _argument;

    /// <summary>Rows of equal numbers: the weights of <see cref="DormandPrince8Tableau.Error5"/>, then of <see cref="DormandPrince8Tableau.Order3"/>.</summary>
    private readonly AlignedBuffer _errorWeights;
    private bool _extended;

    public DormandPrince8(Workspace workspace)
        : base(workspace, DormandPrince8Tableau.All, DormandPrince8Tableau.ExtraStages)
    {
        _argument = new(workspace.StateCount);
        double[] weights = [.. DormandPrince8Tableau.Error5, .. DormandPrince8Tableau.Order3];
        _errorWeights = new(weights.Length);
        for (var i = 0; i < _errorWeights.Span.Length; i++) _errorWeights.Span[i] = weights[i / LaneSystem.Lanes];
    }

    public override int ErrorOrder => 8;

    /// <remarks>Workload A at equal error: 7 % fewer steps than with 1.</remarks>
    public override double ResumedChange => 3;

    public override void Attempt()
    {
        _extended = false;
        base.Attempt();
    }

    /// <summary>As <see cref="ErrorTest{T}.AddAndMeasure"/>, of h·e₅²/√(e₅² + e₃²/100), which falls as h⁸ (Hairer, Nørsett, Wanner, II.10).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void MeasureError()
    {
        var w = Workspace;
        var (states, block) = (w.StateCount, (nint)w.BlockLength);
        double* slopes = Slope(0), state = w.State, trial = w.Trial, tolerance = w.Tolerance, weights = _errorWeights.Pointer;
        var (zero, relative) = (T.Broadcast(0), T.Broadcast(w.Options.RelativeTolerance));
        for (nint offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var (largest, notFinite, h) = (zero, zero, T.Load(w.Step + offset));
            var perStep = T.Broadcast(1) / h;
            var i = offset;
            for (var row = 0; row < states; row++)
            {
                double* near = slopes + i + 5 * block, far = near + 3 * block;
                T first = T.Load(slopes + i), ninth = T.Load(far), twelfth = T.Load(far + 3 * block);
                var five = Weight(weights, 0) * first;
                five = T.Fma(Weight(weights, 1), T.Load(near), five);
                five = T.Fma(Weight(weights, 2), T.Load(near + block), five);
                five = T.Fma(Weight(weights, 3), T.Load(near + 2 * block), five);
                five = T.Fma(Weight(weights, 4), ninth, five);
                five = T.Fma(Weight(weights, 5), T.Load(far + block), five);
                five = T.Fma(Weight(weights, 6), T.Load(far + 2 * block), five);
                five = T.Fma(Weight(weights, 7), twelfth, five);
                var (y, next) = (T.Load(state + i), T.Load(trial + i));
                var three = T.SubtractProduct(next - y, perStep, Weight(weights, 8) * first);
                three = T.Fma(Weight(weights, 10), twelfth, T.Fma(Weight(weights, 9), ninth, three));
                var weight = Estimates<T>.Reciprocal(T.Fma(relative, T.Max(T.Abs(y), T.Abs(next)), T.Broadcast(tolerance[row])));
                five *= weight;
                three *= weight;
                var square = five * five;
                // A state of which nothing moves has no error, rather than 0/0.
                var both = T.Max(T.Fma(T.Broadcast(0.01) * three, three, square), T.Broadcast(Least));
                var ratio = square * square * Estimates<T>.Reciprocal(both);
                largest = T.Max(ratio, largest);
                // An error beyond what its square can hold gives ∞/∞, which a maximum would lose.
                notFinite = T.Fma(ratio, zero, T.Fma(next, zero, notFinite));
                i += LaneSystem.Lanes;
            }
            T.Store(w.ErrorNorm + offset, T.Fma(h, T.Sqrt(largest), notFinite));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Weight(double* weights, int term) => T.Load(weights + LaneSystem.Lanes * term);

    public override void Interpolate(double* start, double* theta, double* target)
    {
        Extend(start);
        ContinuousExtension<T, Extension<T>>.Interpolate(Workspace, Slope(0), start, theta, target);
    }

    public override void Interpolate(double* start, int lane, double theta, Span<double> target)
    {
        Extend(start);
        ContinuousExtension<Lanes1, Extension<Lanes1>>.Interpolate(Workspace, Slope(0), start, lane, theta, target);
    }

    public override void Dispose()
    {
        _argument.Dispose();
        _errorWeights.Dispose();
        base.Dispose();
    }

    private void Extend(double* start)
    {
        if (_extended) return;
        for (var i = 0; i < DormandPrince8Tableau.ExtraStages; i++)
            Evaluate(DormandPrince8Tableau.Stages + i, DormandPrince8Tableau.ExtraC[i], DormandPrince8Tableau.ExtraA[i], start, _argument.Pointer);
        _extended = true;
    }

    /// <summary>
    /// The continuous extension at one place of the step, with θ' = 1 − θ, Δ = y₁ − y₀ and four combinations r of all slopes:
    /// y(θ) = y₀ + θ(Δ + θ'(hk₁ − Δ + θ(2Δ − hk₁ − hk₁₃ + θ'(r₄ + θ(r₅ + θ'(r₆ + θr₇)))))), sorted by slopes.
    /// </summary>
    private readonly struct Extension<TLanes> : IContinuousExtension<TLanes, Extension<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private readonly TLanes _change, _k1, _k6, _k7, _k8, _k9, _k10, _k11, _k12, _k13, _k14, _k15, _k16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Extension(TLanes theta, TLanes h)
        {
            var rest = TLanes.Broadcast(1) - theta;
            var both = theta * rest;
            var bend = theta * both;
            _change = TLanes.Fma(TLanes.Broadcast(2), bend, theta - both);
            var r4 = h * bend * rest;
            var r5 = r4 * theta;
            var r6 = r5 * rest;
            var r7 = r6 * theta;
            _k1 = Combined(0) + h * (both - bend);
            _k6 = Combined(1);
            _k7 = Combined(2);
            _k8 = Combined(3);
            _k9 = Combined(4);
            _k10 = Combined(5);
            _k11 = Combined(6);
            _k12 = Combined(7);
            _k13 = Combined(8) - h * bend;
            _k14 = Combined(9);
            _k15 = Combined(10);
            _k16 = Combined(11);

            TLanes Combined(int term) => TLanes.Fma(
                r7,
                TLanes.Broadcast(DormandPrince8Tableau.Dense[3][term]),
                TLanes.Fma(
                    r6,
                    TLanes.Broadcast(DormandPrince8Tableau.Dense[2][term]),
                    TLanes.Fma(r5, TLanes.Broadcast(DormandPrince8Tableau.Dense[1][term]), r4 * TLanes.Broadcast(DormandPrince8Tableau.Dense[0][term]))));
        }

        public static Extension<TLanes> At(TLanes theta, TLanes step) => new(theta, step);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Value(double* start, double* end, double* slopes, int block)
        {
            var y0 = TLanes.Load(start);
            var sum = _k1 * TLanes.Load(slopes);
            sum = TLanes.Fma(_k6, TLanes.Load(slopes + 5 * block), sum);
            sum = TLanes.Fma(_k7, TLanes.Load(slopes + 6 * block), sum);
            sum = TLanes.Fma(_k8, TLanes.Load(slopes + 7 * block), sum);
            sum = TLanes.Fma(_k9, TLanes.Load(slopes + 8 * block), sum);
            sum = TLanes.Fma(_k10, TLanes.Load(slopes + 9 * block), sum);
            sum = TLanes.Fma(_k11, TLanes.Load(slopes + 10 * block), sum);
            sum = TLanes.Fma(_k12, TLanes.Load(slopes + 11 * block), sum);
            sum = TLanes.Fma(_k13, TLanes.Load(slopes + 12 * block), sum);
            sum = TLanes.Fma(_k14, TLanes.Load(slopes + 13 * block), sum);
            sum = TLanes.Fma(_k15, TLanes.Load(slopes + 14 * block), sum);
            sum = TLanes.Fma(_k16, TLanes.Load(slopes + 15 * block), sum);
            return TLanes.Fma(_change, TLanes.Load(end) - y0, y0 + sum);
        }
    }
}

namespace Thymus.Calibration;

/// <summary>The best values for targets whose numbers come from a pool, and τ where trials may differ.</summary>
/// <remarks>
/// The search moves on the parameters' scales; behind them stand the trials' effects, each with the prior N(0, τ²). τ itself comes from expectation–maximisation
/// over fits, with the effects' errors from (JᵀJ)⁻¹. Where weights leave fewer effective patients than are asked for, the search may not go: it
/// stops before, and the next round is simulated around that place.
/// </remarks>
internal sealed class PoolFit
{
    private const int MaximumRounds = 30;
    private const double LeastTau = 0.02;

    private readonly CalibrationSpecification _specification;
    private readonly Func<IReadOnlyList<double[]>, (double[] Numbers, double Effective)> _numbers;
    private readonly double[] _published;
    private readonly double[] _errors;
    private readonly Func<double[], IEnumerable<double>> _prior;
    private readonly TrialValues _values;

    /// <param name="numbers">Targets' numbers from each trial's values of all parameters, on their scales.</param>
    /// <param name="published">What they should be, ratios on the logarithm.</param>
    /// <param name="errors">Standard errors of published and simulated numbers together.</param>
    /// <param name="prior">Residuals of the parameters from their prior.</param>
    public PoolFit(
        CalibrationSpecification specification, Func<IReadOnlyList<double[]>, (double[] Numbers, double Effective)> numbers, double[] published, double[] errors,
        Func<double[], IEnumerable<double>> prior)
    {
        (_specification, _numbers, _published, _errors, _prior) = (specification, numbers, published, errors, prior);
        _values = new TrialValues(specification);
    }

    private int Count => _values.Count;

    private int Effects => _values.Effects;

    /// <param name="start">Parameters on their scales, then the trials' effects.</param>
    /// <param name="floor">Fewest effective patients that the search may leave an arm.</param>
    public (LeastSquaresResult Fit, double Tau) Search(double[] start, double tau, double floor)
    {
        for (var round = 1; ; round++)
        {
            var fit = Fit(start, tau, floor);
            if (Effects == 0) return (fit, 0);
            var next = Math.Max(LeastTau, TrialEffects.Maximise(
                [.. Enumerable.Range(Count, Effects).Select(i => (fit.Parameters[i], Finite(fit.Covariance[i, i], tau * tau)))], _specification.Between!.PriorScale));
            // Expectation–maximisation creeps; a hundredth of a standard deviation of the logarithm is far below what the trials can tell.
            if (Math.Abs(next - tau) < 0.005 || round == MaximumRounds) return (fit, next);
            (tau, start) = (next, [.. fit.Parameters]);
        }
    }

    /// <summary>The best values where τ is known.</summary>
    public LeastSquaresResult Fit(double[] start, double tau, double floor) =>
        LeastSquares.Fit(x => At(x, tau, floor), start, Bounds(p => p.Lower, -3), Bounds(p => p.Upper, 3), Widths(), maximumIterations: 30, tolerance: 1e-3, sideBySide: true);

    private Evaluation At(double[] x, double tau, double floor)
    {
        var (numbers, effective) = _numbers(_values.Of(x));
        var residuals = new List<double>(numbers.Length + Count + Effects);
        for (var t = 0; t < numbers.Length; t++)
        {
            var scaled = _specification.Targets[t].Published.IsRatio ? Math.Log(numbers[t]) : numbers[t];
            residuals.Add((scaled - _published[t]) / _errors[t]);
        }
        residuals.AddRange(_prior(x[..Count]));
        for (var s = 0; s < Effects; s++) residuals.Add(x[Count + s] / tau);
        return new Evaluation([.. residuals], effective >= floor);
    }

    private double[] Bounds(Func<CalibratedParameter, double> of, double effect) =>
        [.. _specification.Parameters.Select(p => p.ToScale(of(p))), .. Enumerable.Repeat(effect, Effects)];

    /// <summary>Weights are smooth in the values; what steps is a median, by one patient's time.</summary>
    private double[] Widths() => [.. _specification.Parameters.Select(p => 0.05 * (p.HasPrior ? Math.Min(1, p.PriorStandardDeviation) : 1)), .. Enumerable.Repeat(0.02, Effects)];

    private static double Finite(double variance, double otherwise) => double.IsFinite(variance) ? variance : otherwise;
}

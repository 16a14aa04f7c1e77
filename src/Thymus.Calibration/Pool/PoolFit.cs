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
    private readonly int[] _between;

    /// <param name="numbers">Targets' numbers from each trial's values of all parameters, on their scales.</param>
    /// <param name="published">What they should be, ratios on the logarithm.</param>
    /// <param name="errors">Standard errors of published and simulated numbers together.</param>
    /// <param name="prior">Residuals of the parameters from their prior.</param>
    public PoolFit(
        CalibrationSpecification specification, Func<IReadOnlyList<double[]>, (double[] Numbers, double Effective)> numbers, double[] published, double[] errors,
        Func<double[], IEnumerable<double>> prior)
    {
        (_specification, _numbers, _published, _errors, _prior) = (specification, numbers, published, errors, prior);
        _between = [.. (specification.Between?.Parameters ?? []).Select(name => IndexOf(specification, name))];
    }

    private int Count => _specification.Parameters.Length;

    private int Effects => _between.Length == 0 ? 0 : _specification.Trials.Length;

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
        LeastSquares.Fit(x => Residuals(x, tau), start, Bounds(p => p.Lower, -3), Bounds(p => p.Upper, 3), Widths(), maximumIterations: 30, tolerance: 1e-3,
            allowed: x => _numbers(ByTrial(x)).Effective >= floor);

    /// <summary>Values of each trial: the parameters, some of them moved by the trial's effect.</summary>
    public IReadOnlyList<double[]> ByTrial(ReadOnlySpan<double> x)
    {
        var trials = new double[_specification.Trials.Length][];
        for (var s = 0; s < trials.Length; s++)
        {
            trials[s] = x[..Count].ToArray();
            foreach (var k in _between) trials[s][k] += x[Count + s];
        }
        return trials;
    }

    private double[] Residuals(double[] x, double tau)
    {
        var numbers = _numbers(ByTrial(x)).Numbers;
        var residuals = new List<double>(numbers.Length + Count + Effects);
        for (var t = 0; t < numbers.Length; t++)
        {
            var scaled = _specification.Targets[t].Published.IsRatio ? Math.Log(numbers[t]) : numbers[t];
            residuals.Add((scaled - _published[t]) / _errors[t]);
        }
        residuals.AddRange(_prior(x[..Count]));
        for (var s = 0; s < Effects; s++) residuals.Add(x[Count + s] / tau);
        return [.. residuals];
    }

    private double[] Bounds(Func<CalibratedParameter, double> of, double effect) =>
        [.. _specification.Parameters.Select(p => p.ToScale(of(p))), .. Enumerable.Repeat(effect, Effects)];

    /// <summary>Weights are smooth in the values; what steps is a median, by one patient's time.</summary>
    private double[] Widths() => [.. _specification.Parameters.Select(p => 0.05 * (p.HasPrior ? Math.Min(1, p.PriorStandardDeviation) : 1)), .. Enumerable.Repeat(0.02, Effects)];

    private static double Finite(double variance, double otherwise) => double.IsFinite(variance) ? variance : otherwise;

    internal static int IndexOf(CalibrationSpecification specification, string parameter) =>
        specification.Parameters.ToList().FindIndex(p => p.Name == parameter);
}

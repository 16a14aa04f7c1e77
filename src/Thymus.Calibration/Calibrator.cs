using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <param name="Value">Simulated value of a target.</param>
/// <param name="MonteCarloError">Its standard error, in the same unit.</param>
public readonly record struct SimulatedNumber(double Value, double MonteCarloError);

/// <summary>Fits parameters so that simulated trials meet published numbers.</summary>
public static class Calibrator
{
    /// <summary>Half-width of the finite differences, as a share of a parameter's range on its scale.</summary>
    private const double DifferenceShare = 0.04;

    /// <param name="simulate">Values of the parameters in → the targets' simulated numbers, in the order of the specification.</param>
    public static CalibrationResult Fit(
        CalibrationSpecification specification, Func<ImmutableArray<double>, ImmutableArray<SimulatedNumber>> simulate,
        Action<int, double, ImmutableArray<double>>? progress = null)
    {
        var parameters = specification.Parameters;
        double[] Residuals(double[] scaled) => [.. TargetResiduals(specification, simulate(FromScale(parameters, scaled))).Select(t => t.Residual), .. PriorResiduals(parameters, scaled)];
        double[] lower = [.. parameters.Select(p => p.ToScale(p.Lower))], upper = [.. parameters.Select(p => p.ToScale(p.Upper))];
        double[] start = [.. parameters.Select(p => p.ToScale(p.Start))];
        double[] widths = [.. parameters.Select((p, i) => p.HasPrior ? Math.Min(p.PriorStandardDeviation / 3, upper[i] - lower[i]) : DifferenceShare * (upper[i] - lower[i]))];
        var fit = LeastSquares.Fit(Residuals, start, lower, upper, widths, progress: (i, cost, x) => progress?.Invoke(i, cost, FromScale(parameters, x)));
        var values = FromScale(parameters, [.. fit.Parameters]);
        return new CalibrationResult(
            [.. parameters.Select((p, i) => Describe(p, fit, i, values[i], lower[i], upper[i]))],
            TargetResiduals(specification, simulate(values)), fit.Cost, fit.Evaluations + 1, fit.Converged ? SearchEnd.Settled : SearchEnd.RoundsRanOut)
        {
            Correlation = CorrelationOf(fit.Covariance, parameters.Length),
        };
    }

    /// <summary>Of the first <paramref name="n"/> values; whatever else was searched for is integrated out.</summary>
    internal static double[,] CorrelationOf(double[,] covariance, int n)
    {
        var correlation = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) correlation[i, j] = covariance[i, j] / Math.Sqrt(covariance[i, i] * covariance[j, j]);
        return correlation;
    }

    /// <summary>A target that the simulated trial gives no number for cannot be fitted: its time lies past the last scan, or nobody is left.</summary>
    public static void ReportUnknown(CalibrationSpecification specification, ImmutableArray<SimulatedNumber> simulated, DiagnosticBag diagnostics)
    {
        foreach (var (target, number) in specification.Targets.Zip(simulated).Where(t => !double.IsFinite(t.Second.Value) || !double.IsFinite(t.Second.MonteCarloError)))
            diagnostics.Error("TE0203", target.Span, $"At the start values the trial has no number for '{target.Endpoint}' of '{target.Arm}' ({target.Published.Row.Id}).",
                "Its follow-up may end before the last scan that the number needs: lengthen 'design.follow-up' below 'set:'.");
    }

    internal static FittedParameter Describe(CalibratedParameter parameter, LeastSquaresResult fit, int i, double value, double lower, double upper)
    {
        var error = Math.Sqrt(fit.Covariance[i, i]);
        var shrinkage = parameter.HasPrior ? 1 - error * error / (parameter.PriorStandardDeviation * parameter.PriorStandardDeviation) : double.NaN;
        return new FittedParameter(parameter, value, error, shrinkage, LeastSquares.IsAtBound(fit.Parameters[i], lower, upper));
    }

    internal static ImmutableArray<FittedTarget> TargetResiduals(CalibrationSpecification specification, ImmutableArray<SimulatedNumber> simulated)
    {
        var rows = ImmutableArray.CreateBuilder<FittedTarget>(simulated.Length);
        for (var i = 0; i < simulated.Length; i++)
        {
            var published = specification.Targets[i].Published;
            var (value, error) = published.IsRatio
                ? (Math.Log(simulated[i].Value), simulated[i].MonteCarloError / simulated[i].Value)
                : (simulated[i].Value, simulated[i].MonteCarloError);
            var residual = (value - published.Scaled) / Math.Sqrt(published.StandardError * published.StandardError + error * error);
            rows.Add(new FittedTarget(specification.Targets[i], simulated[i].Value, simulated[i].MonteCarloError, residual));
        }
        return rows.MoveToImmutable();
    }

    internal static IEnumerable<double> PriorResiduals(ImmutableArray<CalibratedParameter> parameters, double[] scaled) =>
        parameters.Select((p, i) => p.HasPrior ? (scaled[i] - p.ToScale(p.Prior)) / p.PriorStandardDeviation : 0);

    private static ImmutableArray<double> FromScale(ImmutableArray<CalibratedParameter> parameters, double[] scaled) =>
        [.. parameters.Select((p, i) => p.FromScale(scaled[i]))];
}

namespace Thymus.Statistics;

/// <summary>Geometric means and their ratios: the estimates of bioequivalence, for values above 0 that are skewed to the right.</summary>
/// <remarks>
/// Intervals are those of the mean logarithm with the normal quantile, made for the hundreds of patients of a simulated arm; standard errors are
/// those of the logarithm times the estimate. A value that is not above 0 has no logarithm: every number is then NaN, as for an empty group.
/// </remarks>
public static class GeometricMean
{
    public static Estimate Of(IReadOnlyList<double> values, double level = 0.95) => Exponential(Logarithms(values), level);

    /// <summary>The first group's over the second's, of independent groups; unequal variances are allowed.</summary>
    public static Estimate Ratio(IReadOnlyList<double> values, IReadOnlyList<double> reference, double level = 0.95)
    {
        var (a, b) = (Logarithms(values), Logarithms(reference));
        return Exponential((a.Mean - b.Mean, a.Variance + b.Variance), level);
    }

    /// <summary>Coefficient of variation of a log-normal law with this spread: √(exp σ² − 1), σ² the sample variance of the logarithms.</summary>
    public static double CoefficientOfVariation(IReadOnlyList<double> values) =>
        Math.Sqrt(Math.Exp(Logarithms(values).Variance * values.Count) - 1);

    /// <summary>Mean of the logarithms and the variance of that mean; NaN of one value alone.</summary>
    private static (double Mean, double Variance) Logarithms(IReadOnlyList<double> values)
    {
        var mean = 0.0;
        foreach (var value in values) mean += value > 0 ? Math.Log(value) : double.NaN;
        mean /= values.Count;
        var squares = 0.0;
        foreach (var value in values) squares += (Math.Log(value) - mean) * (Math.Log(value) - mean);
        return (mean, squares / (values.Count - 1) / values.Count);
    }

    private static Estimate Exponential((double Mean, double Variance) logarithm, double level)
    {
        var (value, error) = (Math.Exp(logarithm.Mean), Math.Sqrt(logarithm.Variance));
        var reach = Quantiles.Normal((1 + level) / 2) * error;
        return new Estimate(value, Math.Exp(logarithm.Mean - reach), Math.Exp(logarithm.Mean + reach), value * error);
    }
}

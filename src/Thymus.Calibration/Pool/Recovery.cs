using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Calibration;

/// <summary>How well a calibration finds again what made its data.</summary>
/// <param name="Inside90">Data sets whose 90 % interval held the value that made them.</param>
/// <param name="Inside50">The same of 50 % intervals.</param>
/// <param name="Ranks">Of the true value within its posterior, counted in ten equal parts: flat where the errors are right (Talts et al. 2018, arXiv 1804.06788).</param>
/// <param name="Sets">Data sets that were fitted: those whose values the pool reached, where the parameter has an error.</param>
/// <param name="Bias">Mean of (found − true) in standard errors; not a number without any set.</param>
public sealed record RecoveredParameter(string Name, int Sets, int Inside90, int Inside50, ImmutableArray<int> Ranks, double Bias)
{
    internal const int Bins = 10;

    internal static RecoveredParameter Of(string name, IReadOnlyList<double> z)
    {
        var ranks = new int[Bins];
        foreach (var value in z) ranks[Math.Min(Bins - 1, (int)(Bins * MathNet.Numerics.Distributions.Normal.CDF(0, 1, value)))]++;
        return new RecoveredParameter(name, z.Count, z.Count(v => Math.Abs(v) < 1.6448536), z.Count(v => Math.Abs(v) < 0.6744898), [.. ranks], z.Count == 0 ? double.NaN : -z.Average());
    }
}

/// <summary>Synthetic data sets of the published sizes, drawn at values that are drawn too, and fitted as the real one was.</summary>
/// <remarks>
/// The values come from the posterior of the real data, which is then the prior of each synthetic fit: wide enough to differ, narrow enough for the pool to reach. Patients
/// of a synthetic trial are drawn from the pool with its weights there, as many an arm as the trial enrolled. The trials' own effects are drawn as N(0, τ²).
/// </remarks>
/// <param name="numbers">Targets' numbers, and effective patients, from each trial's values on their scales.</param>
/// <param name="resampled">Numbers that trials of the published sizes would give there; null where the pool does not reach these values.</param>
/// <param name="real">The fit to the real data.</param>
internal sealed class Recovery(
    CalibrationSpecification specification, Func<IReadOnlyList<double[]>, (double[] Numbers, double Effective)> numbers,
    Func<IReadOnlyList<double[]>, RandomStream, double[]?> resampled, LeastSquaresResult real, double tau)
{
    private readonly TrialValues _values = new(specification);

    private readonly int _count = specification.Parameters.Length;

    /// <param name="finished">Told of data sets done.</param>
    public ImmutableArray<RecoveredParameter> Run(int sets, int threads, Action<int>? finished, CancellationToken cancellation)
    {
        var factor = Factor();
        var z = new double[]?[sets];
        var done = 0;
        Parallel.For(0, sets, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation }, set =>
        {
            z[set] = One((uint)set, factor);
            finished?.Invoke(Interlocked.Increment(ref done));
        });
        var fitted = z.OfType<double[]>().ToList();
        return [.. specification.Parameters.Select((p, i) => RecoveredParameter.Of(p.Name, [.. fitted.Select(s => s[i]).Where(double.IsFinite)]))];
    }

    /// <returns>(true − found) / standard error of each parameter; null where the pool does not reach the values drawn.</returns>
    private double[]? One(uint set, CholeskyFactor factor)
    {
        var chance = RandomStream.For(specification.Seed, set, 0, "recovery");
        var truth = new double[real.Parameters.Length];
        double[] normal = [.. Enumerable.Range(0, truth.Length).Select(i => chance.Normal((ulong)i))];
        for (var i = 0; i < _count; i++) truth[i] = real.Parameters[i] + factor.RowTimes(i, normal);
        for (var i = _count; i < truth.Length; i++) truth[i] = tau * normal[i];

        var published = resampled(_values.Of(truth), RandomStream.For(specification.Seed, set, 0, "recovery/patients"));
        if (published is null) return null;
        double[] scaled = [.. published.Select((v, t) => specification.Targets[t].Published.IsRatio ? Math.Log(v) : v)];
        double[] errors = [.. specification.Targets.Select(t => t.Published.StandardError)];
        var fit = new PoolFit(specification, numbers, scaled, errors, x => Whitened(x, factor)).Fit([.. real.Parameters], tau, PatientPool.Fewest);
        return [.. Enumerable.Range(0, _count).Select(i => (truth[i] - fit.Parameters[i]) / Math.Sqrt(fit.Covariance[i, i]))];
    }

    /// <summary>Residuals from the prior of a synthetic fit: L⁻¹(x − x̂).</summary>
    private double[] Whitened(double[] x, CholeskyFactor factor)
    {
        double[] residuals = [.. Enumerable.Range(0, _count).Select(i => x[i] - real.Parameters[i])];
        factor.Solve(residuals);
        return residuals;
    }

    /// <summary>Of the parameters' covariance; one at its bound has none and stays where it is.</summary>
    private CholeskyFactor Factor()
    {
        const double none = 1e-12;
        var covariance = new double[_count, _count];
        for (var i = 0; i < _count; i++)
            for (var j = 0; j < _count; j++) covariance[i, j] = double.IsFinite(real.Covariance[i, j]) ? real.Covariance[i, j] : i == j ? none : 0;
        return CholeskyFactor.Raised(covariance, none);
    }
}

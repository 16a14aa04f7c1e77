using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Calibration;

/// <summary>How well a calibration finds again what made its data.</summary>
/// <param name="Inside90">Data sets whose 90 % interval held the value that made them.</param>
/// <param name="Inside50">The same of 50 % intervals.</param>
/// <param name="Ranks">Of the true value within its posterior, counted in ten equal parts: flat where the errors are right (Talts et al. 2018, arXiv 1804.06788).</param>
/// <param name="Bias">Mean of (found − true) in standard errors.</param>
public sealed record RecoveredParameter(string Name, int Sets, int Inside90, int Inside50, ImmutableArray<int> Ranks, double Bias)
{
    internal const int Bins = 10;

    internal static RecoveredParameter Of(string name, IReadOnlyList<double> z)
    {
        var ranks = new int[Bins];
        foreach (var value in z) ranks[Math.Min(Bins - 1, (int)(Bins * MathNet.Numerics.Distributions.Normal.CDF(0, 1, value)))]++;
        return new RecoveredParameter(name, z.Count, z.Count(v => Math.Abs(v) < 1.6448536), z.Count(v => Math.Abs(v) < 0.6744898), [.. ranks], -z.Average());
    }
}

/// <summary>Synthetic data sets of the published sizes, drawn at values that are drawn too, and fitted as the real one was.</summary>
/// <remarks>
/// The values come from the posterior of the real data, which is then the prior of each synthetic fit: wide enough to differ, narrow enough for the pool to reach. Patients
/// of a synthetic trial are drawn from the pool with its weights there, as many an arm as the trial enrolled. The trials' own effects are drawn as N(0, τ²).
/// </remarks>
internal sealed class Recovery(CalibrationSpecification specification, PooledTargets targets, LeastSquaresResult real, double tau, ImmutableArray<ImmutableArray<int>> sizes)
{
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
    private double[]? One(uint set, double[,] factor)
    {
        var chance = RandomStream.For(specification.Seed, set, 0, "recovery");
        var truth = new double[real.Parameters.Length];
        double[] normal = [.. Enumerable.Range(0, truth.Length).Select(i => chance.Normal((ulong)i))];
        for (var i = 0; i < _count; i++)
        {
            truth[i] = real.Parameters[i];
            for (var j = 0; j <= i; j++) truth[i] += factor[i, j] * normal[j];
        }
        for (var i = _count; i < truth.Length; i++) truth[i] = tau * normal[i];

        var make = new PoolFit(specification, targets.At, [], [], _ => []);
        var published = targets.Resampled(make.ByTrial(truth), sizes, RandomStream.For(specification.Seed, set, 0, "recovery/patients"));
        if (published is null) return null;
        double[] scaled = [.. published.Select((v, t) => specification.Targets[t].Published.IsRatio ? Math.Log(v) : v)];
        double[] errors = [.. specification.Targets.Select(t => t.Published.StandardError)];
        var fit = new PoolFit(specification, targets.At, scaled, errors, x => Whitened(x, factor)).Fit([.. real.Parameters], tau, PatientPool.Fewest);
        return [.. Enumerable.Range(0, _count).Select(i => (truth[i] - fit.Parameters[i]) / Math.Sqrt(fit.Covariance[i, i]))];
    }

    /// <summary>Residuals from the prior of a synthetic fit: L⁻¹(x − x̂) by forward substitution.</summary>
    private IEnumerable<double> Whitened(double[] x, double[,] factor)
    {
        var residuals = new double[_count];
        for (var i = 0; i < _count; i++)
        {
            var rest = x[i] - real.Parameters[i];
            for (var j = 0; j < i; j++) rest -= factor[i, j] * residuals[j];
            residuals[i] = rest / factor[i, i];
        }
        return residuals;
    }

    /// <summary>Cholesky's lower factor of the parameters' covariance; one at its bound has none and stays where it is.</summary>
    private double[,] Factor()
    {
        var l = new double[_count, _count];
        for (var i = 0; i < _count; i++)
            for (var j = 0; j <= i; j++)
            {
                var rest = double.IsFinite(real.Covariance[i, j]) ? real.Covariance[i, j] : i == j ? 1e-12 : 0;
                for (var k = 0; k < j; k++) rest -= l[i, k] * l[j, k];
                l[i, j] = i == j ? Math.Sqrt(Math.Max(rest, 1e-12)) : rest / l[j, j];
            }
        return l;
    }
}

using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <param name="Parameters">Best parameters seen, within their bounds.</param>
/// <param name="Residuals">At those parameters.</param>
/// <param name="Jacobian">Of the last linearisation, [residual, parameter].</param>
/// <param name="Covariance">
/// (JᵀJ)⁻¹ there over the parameters that are off their bounds: their covariance if residuals are in standard errors. A parameter
/// at its bound has no error of this kind (NaN); one that the residuals do not determine has an infinite variance.
/// </param>
/// <param name="Evaluations">Calls of the residual function: one a place.</param>
public sealed record LeastSquaresResult(
    ImmutableArray<double> Parameters, ImmutableArray<double> Residuals, double[,] Jacobian, double[,] Covariance, int Evaluations, bool Converged)
{
    /// <summary>Sum of squared residuals.</summary>
    public double Cost => Residuals.Sum(r => r * r);
}

/// <param name="Residuals">In units of their standard errors.</param>
/// <param name="IsAllowed">Whether the search may go there; derivatives may look beyond.</param>
public readonly record struct Evaluation(double[] Residuals, bool IsAllowed);

/// <summary>Levenberg–Marquardt for residuals that come from simulated trials: finite differences of a stated width and bounds.</summary>
/// <remarks>
/// A survival rate of N patients is a staircase with steps of 1/N; derivatives therefore come from central differences as wide
/// as the caller says (a twentieth of the parameter's range is usual), with the same random numbers on both sides, and the
/// search ends when a step no longer lowers the cost by more than <c>tolerance</c>, not at a gradient of zero.
/// (Marquardt 1963, SIAM J. Appl. Math. 11:431; damping as in Madsen, Nielsen and Tingleff 2004.)
/// </remarks>
public static class LeastSquares
{
    private const int Attempts = 8;

    /// <param name="residuals">Residuals in units of their standard errors; called with parameters within the bounds.</param>
    /// <param name="differences">Half-width of the finite difference of each parameter.</param>
    /// <param name="progress">Told after each linearisation: iteration, cost, parameters.</param>
    public static LeastSquaresResult Fit(
        Func<double[], double[]> residuals, ReadOnlySpan<double> start, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper,
        ReadOnlySpan<double> differences, int maximumIterations = 15, double tolerance = 0.01, Action<int, double, double[]>? progress = null) =>
        Fit(x => new Evaluation(residuals(x), IsAllowed: true), start, lower, upper, differences, maximumIterations, tolerance, progress);

    /// <summary>The same where the search may not go everywhere within the bounds.</summary>
    /// <param name="evaluate">Residuals at a place, and whether the search may stay there.</param>
    /// <param name="sideBySide">Whether derivatives may ask for several places at once, on several threads. The result is the same.</param>
    public static LeastSquaresResult Fit(
        Func<double[], Evaluation> evaluate, ReadOnlySpan<double> start, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper,
        ReadOnlySpan<double> differences, int maximumIterations = 15, double tolerance = 0.01, Action<int, double, double[]>? progress = null, bool sideBySide = false)
    {
        var (low, high, width) = (lower.ToArray(), upper.ToArray(), differences.ToArray());
        var x = Clamp(start.ToArray(), low, high);
        var r = evaluate(x).Residuals;
        var evaluations = 1;
        var cost = Cost(r);
        var damping = 1e-2;
        var jacobian = new double[r.Length, x.Length];
        var converged = false;
        for (var iteration = 1; iteration <= maximumIterations && !converged; iteration++)
        {
            evaluations += Linearise(evaluate, x, low, high, width, jacobian, sideBySide);
            progress?.Invoke(iteration, cost, x);
            converged = true;
            // A step that fails is tried again shorter, a few times, before the place counts as the minimum.
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var candidate = Clamp(Step(x, r, jacobian, damping), low, high);
                var (trial, isAllowed) = evaluate(candidate);
                evaluations++;
                var gain = cost - Cost(trial);
                if (!isAllowed || !(gain > 0))
                {
                    damping *= 5;
                    continue;
                }
                (x, r, cost) = (candidate, trial, Cost(trial));
                damping = Math.Max(damping / 5, 1e-6);
                converged = gain < tolerance;
                break;
            }
        }
        return new LeastSquaresResult([.. x], [.. r], jacobian, Covariance(jacobian, x, low, high), evaluations, converged);
    }

    private static int Linearise(Func<double[], Evaluation> evaluate, double[] x, double[] low, double[] high, double[] width, double[,] jacobian, bool sideBySide)
    {
        if (sideBySide) Parallel.For(0, x.Length, Column);
        else
            for (var j = 0; j < x.Length; j++) Column(j);
        return 2 * x.Length;

        // Each column is written by one thread alone.
        void Column(int j)
        {
            var (up, down) = ((double[])x.Clone(), (double[])x.Clone());
            up[j] = Math.Min(x[j] + width[j], high[j]);
            down[j] = Math.Max(x[j] - width[j], low[j]);
            var (a, b) = (evaluate(up).Residuals, evaluate(down).Residuals);
            for (var i = 0; i < a.Length; i++) jacobian[i, j] = (a[i] - b[i]) / (up[j] - down[j]);
        }
    }

    private static double[] Step(double[] x, double[] r, double[,] jacobian, double damping)
    {
        var n = x.Length;
        var normal = Normal(jacobian);
        var gradient = new double[n];
        for (var j = 0; j < n; j++)
        {
            for (var i = 0; i < r.Length; i++) gradient[j] -= jacobian[i, j] * r[i];
            normal[j, j] += damping * Math.Max(normal[j, j], 1e-12);
        }
        var matrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.OfArray(normal);
        var step = matrix.Solve(MathNet.Numerics.LinearAlgebra.Double.DenseVector.OfArray(gradient));
        return [.. x.Select((v, j) => v + step[j])];
    }

    private static double[,] Normal(double[,] jacobian)
    {
        var (m, n) = (jacobian.GetLength(0), jacobian.GetLength(1));
        var normal = new double[n, n];
        for (var a = 0; a < n; a++)
            for (var b = 0; b < n; b++)
                for (var i = 0; i < m; i++) normal[a, b] += jacobian[i, a] * jacobian[i, b];
        return normal;
    }

    /// <remarks>
    /// By the eigenvalues of JᵀJ scaled to a unit diagonal, so that units do not matter. A direction of (nearly) no curvature makes the
    /// variance of all parameters that lie along it infinite; a pseudo-inverse would call them known exactly.
    /// </remarks>
    private static double[,] Covariance(double[,] jacobian, double[] x, double[] low, double[] high)
    {
        const double flat = 1e-12, along = 1e-6;
        var n = x.Length;
        var normal = Normal(jacobian);
        var covariance = new double[n, n];
        // A residual without a number near the end leaves no derivative to speak of.
        if (normal.Cast<double>().Any(v => !double.IsFinite(v))) return covariance;
        int[] free = [.. Enumerable.Range(0, n).Where(j => !IsAtBound(x[j], low[j], high[j]))];
        for (var a = 0; a < n; a++)
            for (var b = 0; b < n; b++) covariance[a, b] = double.NaN;
        if (free.Length == 0) return covariance;
        double[] scale = [.. free.Select(j => normal[j, j] > 0 ? 1 / Math.Sqrt(normal[j, j]) : 1)];
        var scaled = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.Create(
            free.Length, free.Length, (a, b) => normal[free[a], free[b]] * scale[a] * scale[b]);
        var eigen = scaled.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        for (var a = 0; a < free.Length; a++)
        {
            for (var b = 0; b < free.Length; b++)
            {
                var sum = 0.0;
                for (var k = 0; k < free.Length; k++)
                {
                    var product = eigen.EigenVectors[a, k] * eigen.EigenVectors[b, k];
                    if (eigen.EigenValues[k].Real > flat) sum += product / eigen.EigenValues[k].Real;
                    else if (Math.Abs(product) > along * along) sum = product > 0 ? double.PositiveInfinity : double.NegativeInfinity;
                    if (double.IsInfinity(sum)) break;
                }
                covariance[free[a], free[b]] = sum * scale[a] * scale[b];
            }
        }
        return covariance;
    }

    internal static bool IsAtBound(double value, double low, double high)
    {
        var edge = 1e-6 * (high - low);
        return value <= low + edge || value >= high - edge;
    }

    private static double[] Clamp(double[] x, double[] low, double[] high) => [.. x.Select((v, j) => Math.Clamp(v, low[j], high[j]))];

    private static double Cost(double[] residuals)
    {
        var sum = 0.0;
        foreach (var r in residuals) sum += r * r;
        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }
}

using System.Collections.Immutable;

namespace Thymus.Statistics;

/// <summary>How events at one time share their likelihood.</summary>
public enum Ties
{
    /// <summary>Efron 1977: R's default.</summary>
    Efron,
    /// <summary>Breslow 1974: SAS's default.</summary>
    Breslow,
}

/// <summary>One coefficient of a Cox regression. <paramref name="HazardRatio"/> is exp(coefficient) with its Wald interval; NaN throughout
/// where the other covariates, or the strata, determine the covariate (NA in R).</summary>
public readonly record struct CoxCoefficient(double Value, double StandardError, Estimate HazardRatio, double Z, double PValue);

/// <param name="LogLikelihood">At the estimate; <paramref name="NullLogLikelihood"/> with all coefficients 0.</param>
/// <param name="ScoreTest">Chi-squared of the score test; with one binary covariate and no ties it is the log-rank test.</param>
/// <param name="Converged">False where a coefficient runs to infinity (a group without events): the estimate is then the last iterate.</param>
public sealed record CoxResult(
    ImmutableArray<CoxCoefficient> Coefficients, double LogLikelihood, double NullLogLikelihood, double ScoreTest, double WaldTest,
    int Iterations, bool Converged)
{
    public double LikelihoodRatioTest => 2 * (LogLikelihood - NullLogLikelihood);
}

/// <summary>Proportional hazards regression by partial likelihood (Cox 1972), as R's <c>coxph</c> gives it.</summary>
public static class Cox
{
    private const int MaximumIterations = 50;
    private const double Tolerance = 1e-12;

    /// <summary>The hazard ratio of the patients with <paramref name="treated"/> against the others.</summary>
    public static CoxResult HazardRatio(
        ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<bool> treated, Ties ties = Ties.Efron, double level = 0.95)
    {
        var covariates = new double[treated.Length, 1];
        for (var i = 0; i < treated.Length; i++) covariates[i, 0] = treated[i] ? 1 : 0;
        return Fit(covariates, time, isEvent, ties, level: level);
    }

    /// <param name="covariates">[patient, covariate].</param>
    /// <param name="strata">Stratum of each patient, each with its own baseline hazard; empty for one.</param>
    public static CoxResult Fit(
        double[,] covariates, ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, Ties ties = Ties.Efron,
        ReadOnlySpan<int> strata = default, double level = 0.95)
    {
        SurvivalData.Check(time, isEvent);
        var likelihood = new PartialLikelihood(covariates, time, isEvent, strata, ties);
        var p = covariates.GetLength(1);
        var beta = new double[p];
        likelihood.Evaluate(beta);
        var nullValue = likelihood.Value;
        var score = SymmetricSystem.QuadraticForm(likelihood.Information, likelihood.Gradient);
        var value = nullValue;
        var nullInformation = (double[,])likelihood.Information.Clone();
        var converged = false;
        var iteration = 0;
        while (!converged && iteration < MaximumIterations)
        {
            iteration++;
            var step = SymmetricSystem.Solve(likelihood.Information, likelihood.Gradient);
            var trial = new double[p];
            // Halve a step that lowers the likelihood, as coxph does.
            for (var scale = 1.0; ; scale /= 2)
            {
                for (var j = 0; j < p; j++) trial[j] = beta[j] + scale * step[j];
                likelihood.Evaluate(trial);
                if (likelihood.Value >= value - Tolerance * Math.Abs(value) || scale < 1e-6) break;
            }
            var moved = 0.0;
            for (var j = 0; j < p; j++) moved = Math.Max(moved, Math.Abs(trial[j] - beta[j]));
            converged = moved <= 1e-10 * (1 + Norm(trial));
            beta = trial;
            value = likelihood.Value;
        }
        // A group without events has a coefficient on its way to infinity, where the likelihood is flat.
        for (var j = 0; j < p; j++) converged &= likelihood.Information[j, j] > 1e-6 * nullInformation[j, j];
        var inverse = SymmetricSystem.Invert(likelihood.Information);
        var z95 = Quantiles.Normal((1 + level) / 2);
        var coefficients = ImmutableArray.CreateBuilder<CoxCoefficient>(p);
        for (var j = 0; j < p; j++)
        {
            // A covariate that the others determine carries no information of its own and is left out of the factors.
            var error = inverse[j, j] > 0 ? Math.Sqrt(inverse[j, j]) : double.NaN;
            var b = double.IsNaN(error) ? double.NaN : beta[j];
            var z = b / error;
            var ratio = new Estimate(Math.Exp(b), Math.Exp(b - z95 * error), Math.Exp(b + z95 * error), Math.Exp(b) * error);
            coefficients.Add(new CoxCoefficient(b, error, ratio, z, Quantiles.TwoSided(z)));
        }
        return new CoxResult(
            coefficients.MoveToImmutable(), value, nullValue, score, SymmetricSystem.QuadraticForm(inverse, beta), iteration, converged);
    }

    private static double Norm(double[] vector)
    {
        var largest = 0.0;
        foreach (var v in vector) largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }
}

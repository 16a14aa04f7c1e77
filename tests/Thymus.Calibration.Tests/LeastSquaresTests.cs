namespace Thymus.Calibration.Tests;

public sealed class LeastSquaresTests
{
    [Fact]
    public void A_linear_problem_is_solved_with_its_covariance()
    {
        // y = a + b x at x = 0 … 4, standard errors 1: covariance (JᵀJ)⁻¹ = [[0.6, −0.2], [−0.2, 0.1]].
        double[] y = [1, 3, 5, 7, 9];
        var fit = LeastSquares.Fit(p => [.. y.Select((v, i) => p[0] + p[1] * i - v)], [0, 0], [-100, -100], [100, 100], [0.1, 0.1], 30, 1e-20);
        Assert.Equal(1, fit.Parameters[0], 1e-6);
        Assert.Equal(2, fit.Parameters[1], 1e-6);
        Assert.Equal(0.6, fit.Covariance[0, 0], 1e-9);
        Assert.Equal(-0.2, fit.Covariance[0, 1], 1e-9);
    }

    [Fact]
    public void Derivatives_side_by_side_change_no_bit()
    {
        static Evaluation Rosenbrock(double[] p) => new([10 * (p[1] - p[0] * p[0]), 1 - p[0]], IsAllowed: true);
        var (one, many) = (Fit(false), Fit(true));
        Assert.Equal(one.Parameters, many.Parameters);
        Assert.Equal((one.Cost, one.Evaluations), (many.Cost, many.Evaluations));
        Assert.Equal(one.Covariance, many.Covariance);

        static LeastSquaresResult Fit(bool sideBySide) => LeastSquares.Fit(Rosenbrock, [-1.2, 1], [-5, -5], [5, 5], [1e-5, 1e-5], 200, 1e-25, sideBySide: sideBySide);
    }

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_floor()
    {
        var fit = LeastSquares.Fit(p => [10 * (p[1] - p[0] * p[0]), 1 - p[0]], [-1.2, 1], [-5, -5], [5, 5], [1e-5, 1e-5], 200, 1e-25);
        Assert.True(fit.Converged);
        Assert.Equal(1, fit.Parameters[0], 1e-5);
        Assert.Equal(1, fit.Parameters[1], 1e-5);
    }

    [Fact]
    public void Parameters_stay_within_their_bounds()
    {
        var fit = LeastSquares.Fit(p =>
        {
            Assert.InRange(p[0], 0, 2);
            return [p[0] - 5];
        }, [1], [0], [2], [0.1]);
        Assert.Equal(2, fit.Parameters[0]);
    }

    [Fact]
    public void A_parameter_that_nothing_depends_on_has_an_infinite_variance_not_none()
    {
        var fit = LeastSquares.Fit(p => [p[0] - 1, p[0] - 2], [0, 0], [-10, -10], [10, 10], [0.1, 0.1]);
        Assert.Equal(0.5, fit.Covariance[0, 0], 1e-9);
        Assert.Equal(double.PositiveInfinity, fit.Covariance[1, 1]);
    }

    [Fact]
    public void Parameters_of_which_only_the_sum_is_seen_have_infinite_variances()
    {
        var fit = LeastSquares.Fit(p => [p[0] + 1000 * p[1] - 1, p[2] - 3], [0, 0, 0], [-10, -10, -10], [10, 10, 10], [0.1, 0.1, 0.1]);
        Assert.Equal(double.PositiveInfinity, fit.Covariance[0, 0]);
        Assert.Equal(double.PositiveInfinity, fit.Covariance[1, 1]);
        Assert.Equal(1, fit.Covariance[2, 2], 1e-9);
    }

    [Fact]
    public void A_parameter_at_its_bound_has_no_error_and_the_others_are_judged_with_it_held()
    {
        // y = a + b x at x = 0 … 4 with b held at its bound: the variance of a is 1/5, not 0.6.
        double[] y = [1, 3, 5, 7, 9];
        var fit = LeastSquares.Fit(p => [.. y.Select((v, i) => p[0] + p[1] * i - v)], [0, 0], [-100, -100], [100, 1], [0.1, 0.1], 30, 1e-20);
        Assert.Equal(1, fit.Parameters[1]);
        Assert.Equal(0.2, fit.Covariance[0, 0], 1e-9);
        Assert.Equal(double.NaN, fit.Covariance[1, 1]);
    }

    [Fact]
    public void A_closed_place_is_not_gone_to_and_each_place_is_looked_at_once()
    {
        var seen = new List<double>();
        // The minimum is at 5; beyond 3 the search may not go, though derivatives look there.
        var fit = LeastSquares.Fit(p =>
        {
            seen.Add(p[0]);
            return new Evaluation([p[0] - 5], p[0] <= 3);
        }, [2.95], [0], [10], [0.1]);
        Assert.Equal(seen.Count, fit.Evaluations);
        Assert.InRange(fit.Parameters[0], 2.95, 3);
        Assert.Contains(seen, x => x > 3);
        // Places repeat only where a derivative is taken again around the same values.
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public void A_staircase_of_simulated_patients_is_fitted_to_within_a_step()
    {
        // The share of 500 "patients" that live, as a function of a rate: a step function, as every simulated endpoint is.
        static double Share(double rate) => Enumerable.Range(0, 500).Count(i => -Math.Log((i + 0.5) / 500) > rate) / 500.0;
        var fit = LeastSquares.Fit(p => [(Share(p[0]) - 0.6) / 0.02], [1.5], [0.01], [3], [0.05]);
        Assert.Equal(-Math.Log(0.6), fit.Parameters[0], 0.01);
    }
}

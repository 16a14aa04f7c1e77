namespace Thymus.Numerics.Tests;

/// <summary>Cholesky's factor, against matrices whose factor is known in whole numbers or in closed form.</summary>
public sealed class CholeskyFactorTests
{
    /// <summary>A matrix of whole numbers has a factor of whole numbers here, so every step is exact.</summary>
    [Fact]
    public void A_matrix_of_whole_numbers_has_its_factor_to_the_last_bit()
    {
        var factor = CholeskyFactor.Of(new double[,] { { 4, 12, -16 }, { 12, 37, -43 }, { -16, -43, 98 } })!;
        double[,] expected = { { 2, 0, 0 }, { 6, 1, 0 }, { -8, 5, 3 } };
        Assert.Equal(3, factor.Size);
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++) Assert.Equal(expected[i, j], factor[i, j]);
        Assert.Equal(-8 * 1 + 5 * 10 + 3 * 100, factor.RowTimes(2, [1, 10, 100]));
        double[] vector = [2, 6 + 10, -8 + 50 + 300];
        factor.Solve(vector);
        Assert.Equal([1, 10, 100], vector);
    }

    /// <summary>Correlations ρ^|i − j|: the first column is ρ^i, the others √(1 − ρ²) ρ^(i − j).</summary>
    [Fact]
    public void The_factor_of_an_autoregression_has_its_closed_form()
    {
        const int n = 8;
        const double rho = 0.7;
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) matrix[i, j] = Math.Pow(rho, Math.Abs(i - j));
        var factor = CholeskyFactor.Of(matrix)!;
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) Assert.Equal(Math.Pow(rho, i - j) * (j == 0 ? 1 : Math.Sqrt(1 - rho * rho)), factor[i, j], 1e-14);
        // Its independent numbers are the innovations: (z_i − ρ z_{i−1}) / √(1 − ρ²).
        double[] z = [0.3, -1.2, 0.8, 2.1, -0.4, 0, 1.1, -2.2];
        var y = (double[])z.Clone();
        factor.Solve(y);
        Assert.Equal(z[0], y[0]);
        for (var i = 1; i < n; i++) Assert.Equal((z[i] - rho * z[i - 1]) / Math.Sqrt(1 - rho * rho), y[i], 1e-13);
        for (var i = 0; i < n; i++) Assert.Equal(z[i], factor.RowTimes(i, y), 1e-14);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_none()
    {
        Assert.Null(CholeskyFactor.Of(new double[,] { { 1, 2 }, { 2, 1 } }));
        Assert.Null(CholeskyFactor.Of(new double[,] { { 1, 1 }, { 1, 1 } }));
        Assert.Null(CholeskyFactor.Of(new double[,] { { 0 } }));
        Assert.Null(CholeskyFactor.Of(new[,] { { 1, double.NaN }, { double.NaN, 1 } }));
        // A pivot of 1 − ρ² = 2e-9 is positive, and nothing where less than 1e-8 is rounding.
        double[,] nearly = { { 1, 1 - 1e-9 }, { 1 - 1e-9, 1 } };
        Assert.NotNull(CholeskyFactor.Of(nearly));
        Assert.Null(CholeskyFactor.Of(nearly, leastPivot: 1e-8));
        Assert.Throws<ArgumentException>(() => CholeskyFactor.Of(new double[2, 3]));
    }

    [Fact]
    public void A_singular_covariance_may_be_raised_to_one_that_has_a_factor()
    {
        var factor = CholeskyFactor.Raised(new double[,] { { 4, 2 }, { 2, 1 } }, 1e-12);
        Assert.Equal(2, factor[0, 0]);
        Assert.Equal(1, factor[1, 0]);
        Assert.Equal(1e-6, factor[1, 1], 1e-18);
        // One that is positive definite is not touched.
        Assert.Equal(CholeskyFactor.Of(new double[,] { { 2, 1 }, { 1, 2 } })![1, 1], CholeskyFactor.Raised(new double[,] { { 2, 1 }, { 1, 2 } }, 1e-12)[1, 1]);
    }

    [Fact]
    public void Solving_allocates_nothing()
    {
        var factor = CholeskyFactor.Of(new double[,] { { 2, 1 }, { 1, 2 } })!;
        double[] vector = [1, 2];
        factor.Solve(vector);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            factor.Solve(vector);
            vector[0] = factor.RowTimes(1, vector);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

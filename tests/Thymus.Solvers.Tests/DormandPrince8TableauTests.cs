namespace Thymus.Solvers.Tests;

/// <summary>Conditions that the coefficients of order 8 fulfil; <see cref="ConvergenceTests"/> measures the order itself.</summary>
public sealed class DormandPrince8TableauTests
{
    /// <summary>Sums of a dozen products of up to 300 in doubles.</summary>
    private const double Rounding = 2e-13;

    private static readonly double[] C = DormandPrince8Tableau.C;
    private static readonly double[] Solution = DormandPrince8Tableau.A[^1];

    [Fact]
    public void Each_row_of_the_tableau_sums_to_its_node()
    {
        Assert.All(DormandPrince8Tableau.A.Index(), row => Assert.Equal(C[row.Index], row.Item.Sum(), Rounding));
        Assert.All(DormandPrince8Tableau.ExtraA.Index(), row => Assert.Equal(DormandPrince8Tableau.ExtraC[row.Index], row.Item.Sum(), Rounding));
    }

    /// <summary>Powers of t up to the seventh are integrated exactly, and the eighth is not.</summary>
    [Fact]
    public void The_solution_is_a_quadrature_of_order_eight()
    {
        for (var power = 0; power < 8; power++) Assert.Equal(1.0 / (power + 1), Solution.Zip(C, (b, c) => b * Math.Pow(c, power)).Sum(), Rounding);
        Assert.NotEqual(1.0 / 9, Solution.Zip(C, (b, c) => b * Math.Pow(c, 8)).Sum(), 1e-8);
    }

    /// <summary>Rows from the third stage on integrate c twice: Σ aᵢⱼcⱼ = cᵢ²/2, from the sixth on also its square (Hairer, Nørsett, Wanner, II.5).</summary>
    [Fact]
    public void Stages_have_the_orders_on_which_the_method_is_built()
    {
        for (var i = 2; i < 12; i++) Assert.Equal(C[i] * C[i] / 2, Sum(i, 1), Rounding);
        for (var i = 3; i < 12; i++) Assert.Equal(Math.Pow(C[i], 3) / 3, Sum(i, 2), Rounding);

        static double Sum(int stage, int power) => DormandPrince8Tableau.A[stage].Zip(C, (a, c) => a * Math.Pow(c, power)).Sum();
    }

    [Fact]
    public void Errors_vanish_where_nothing_bends()
    {
        int[] used = DormandPrince8Tableau.Used;
        Assert.Equal(0, DormandPrince8Tableau.Error5.Sum(), Rounding);
        for (var power = 1; power < 5; power++) Assert.Equal(0, DormandPrince8Tableau.Error5.Zip(used, (e, i) => e * Math.Pow(C[i], power)).Sum(), Rounding);
    }

    [Fact]
    public void The_solution_that_measures_the_large_error_is_of_order_3()
    {
        double[] nodes = [C[0], C[8], C[11]];
        for (var power = 0; power < 3; power++) Assert.Equal(1.0 / (power + 1), DormandPrince8Tableau.Order3.Zip(nodes, (b, c) => b * Math.Pow(c, power)).Sum(), Rounding);
    }
}

namespace Thymus.Solvers.Tests;

/// <summary>Butcher's order conditions, one for each rooted tree (Hairer, Nørsett, Wanner I, table II.2.1).</summary>
public sealed class DormandPrinceTableauTests
{
    /// <summary>Sums of some twenty products of order 10 in doubles.</summary>
    private const double Rounding = 1e-14;

    private static readonly double[] C = DormandPrinceTableau.C;
    private static readonly double[] Fifth = [.. DormandPrinceTableau.A[6], 0];
    private static readonly double[] Fourth = [.. Fifth.Zip(DormandPrinceTableau.Error, (b, e) => b - e)];

    [Fact]
    public void Each_row_of_the_tableau_sums_to_its_node() =>
        Assert.All(Enumerable.Range(0, DormandPrinceTableau.Stages), i => Assert.Equal(C[i], DormandPrinceTableau.A[i].Sum(), Rounding));

    [Fact]
    public void The_solution_fulfils_the_seventeen_conditions_of_order_five() => Assert.All(Conditions(5), c => Assert.Equal(c.Exact, Dot(Fifth, c.Tree), Rounding));

    [Fact]
    public void The_embedded_solution_fulfils_the_eight_conditions_of_order_four_and_not_those_of_order_five()
    {
        Assert.All(Conditions(4), c => Assert.Equal(c.Exact, Dot(Fourth, c.Tree), Rounding));
        Assert.Contains(Conditions(5), c => Math.Abs(c.Exact - Dot(Fourth, c.Tree)) > 1e-5);
    }

    private static List<(double[] Tree, double Exact)> Conditions(int order)
    {
        var one = Power(0);
        List<(double[], double)> conditions =
        [
            (one, 1), (C, 1 / 2.0), (Power(2), 1 / 3.0), (A(C), 1 / 6.0),
            (Power(3), 1 / 4.0), (Times(C, A(C)), 1 / 8.0), (A(Power(2)), 1 / 12.0), (A(A(C)), 1 / 24.0),
        ];
        if (order == 5)
            conditions.AddRange(
            [
                (Power(4), 1 / 5.0), (Times(Power(2), A(C)), 1 / 10.0), (Times(A(C), A(C)), 1 / 20.0), (Times(C, A(Power(2))), 1 / 15.0),
                (Times(C, A(A(C))), 1 / 30.0), (A(Power(3)), 1 / 20.0), (A(Times(C, A(C))), 1 / 40.0), (A(A(Power(2))), 1 / 60.0), (A(A(A(C))), 1 / 120.0),
            ]);
        return conditions;
    }

    private static double[] Power(int k) => [.. C.Select(c => Math.Pow(c, k))];

    private static double[] A(double[] v) => [.. DormandPrinceTableau.A.Select(row => Dot(row, v))];

    private static double[] Times(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x * y)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

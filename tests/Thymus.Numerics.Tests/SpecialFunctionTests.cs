namespace Thymus.Numerics.Tests;

/// <summary>Expected digits from mpmath 1.3 at 30 digits (<c>loggamma</c>, <c>gammainc(…, regularized=True)</c>).</summary>
public sealed class SpecialFunctionTests
{
    [Theory]
    [InlineData(1e-3, 6.90717888538385366)]
    [InlineData(0.5, 0.572364942924700087)]
    [InlineData(1.5, -0.120782237635245222)]
    [InlineData(3.7, 1.42807232666538813)]
    [InlineData(11.9, 17.258477450595522)]
    [InlineData(12, 17.5023078458738858)]
    [InlineData(150.25, 601.261504032499726)]
    [InlineData(1e6, 12815504.5691476117)]
    public void The_logarithm_of_gamma_has_all_digits_but_the_last(double x, double expected) =>
        Assert.Equal(expected, LogGamma.At(x), 6e-15 + 4e-16 * Math.Abs(expected));

    [Fact]
    public void Factorials_are_products_of_whole_numbers()
    {
        var product = 1.0;
        for (var k = 0; k <= 20; k++)
        {
            if (k > 0) product *= k;
            Assert.Equal(LaneMath.Log(product), LogGamma.Factorial(k), 1e-14);
        }
    }

    [Theory]
    [InlineData(0.5, 0.02, 0.158519418878206048, 0.841480581121793952)]
    [InlineData(0.5, 30, 0.999999999999990514, 9.48573757107384839e-15)]
    [InlineData(1, 2, 0.864664716763387308, 0.135335283236612692)]
    [InlineData(2.5, 2.4, 0.559227031913337023, 0.440772968086662977)]
    [InlineData(2.5, 30, 0.99999999998784543, 1.21545697771830389e-11)]
    [InlineData(100, 80, 0.0171083130351331142, 0.982891686964866886)]
    [InlineData(100, 130, 0.997249591632693474, 0.00275040836730652628)]
    [InlineData(1e4, 10002, 0.509307257932582151, 0.490692742067417849)]
    public void The_incomplete_gamma_functions_hold_both_tails(double a, double x, double lower, double upper)
    {
        // ln Γ(10⁴) ≈ 8e4 costs 1e-11 of its exponential; the others hold 13 digits.
        var relative = a > 1e3 ? 5e-11 : 2e-13;
        var found = IncompleteGamma.At(a, x);
        Assert.Equal(lower, found.Lower, relative * lower);
        Assert.Equal(upper, found.Upper, relative * upper);
    }

    [Fact]
    public void Arguments_out_of_range_are_not_numbers()
    {
        Assert.True(double.IsNaN(LogGamma.At(-1)));
        Assert.True(double.IsNaN(IncompleteGamma.At(0, 1).Lower));
        Assert.True(double.IsNaN(IncompleteGamma.At(1, -1).Upper));
        Assert.Equal((0, 1), IncompleteGamma.At(2, 0));
        Assert.Equal((1, 0), IncompleteGamma.At(2, double.PositiveInfinity));
    }
}

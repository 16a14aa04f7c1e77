using Thymus.Numerics;

namespace Thymus.Solvers.Tests;

/// <summary>Estimates of powers, against the platform's: as near as they say, over the range that they say.</summary>
public sealed class EstimatesTests
{
    [Fact]
    public void A_reciprocal_is_within_7e_6()
    {
        Assert.InRange(Worst(-300, 300, x => x * Estimates<Lanes1>.Reciprocal(new Lanes1(x)).Value), 1e-7, 7e-6);
        Assert.InRange(Worst(-300, 300, x => -x * Estimates<Lanes1>.Reciprocal(new Lanes1(-x)).Value), 1e-7, 7e-6);
    }

    [Fact]
    public void Roots_are_within_a_part_in_ten_thousand()
    {
        Assert.InRange(Worst(-12, 12, x => Estimates<Lanes1>.InverseEighthRoot(new Lanes1(x)).Value * Math.Pow(x, 1.0 / 8)), 1e-7, 1e-4);
        Assert.InRange(Worst(-6, 6, x => Estimates<Lanes1>.InverseFifthRoot(new Lanes1(x)).Value * Math.Pow(x, 1.0 / 5)), 1e-7, 1e-4);
    }

    [Fact]
    public void Roots_are_held_beyond_their_range()
    {
        foreach (var x in new[] { 0, double.Epsilon, 1e-13 })
            Assert.Equal(Estimates<Lanes1>.InverseEighthRoot(new Lanes1(1e-12)).Value, Estimates<Lanes1>.InverseEighthRoot(new Lanes1(x)).Value);
        foreach (var x in new[] { 1e13, double.PositiveInfinity })
            Assert.Equal(Estimates<Lanes1>.InverseEighthRoot(new Lanes1(1e12)).Value, Estimates<Lanes1>.InverseEighthRoot(new Lanes1(x)).Value);
    }

    /// <summary>Largest distance from 1 over powers of ten, finely spaced so that every mantissa comes by.</summary>
    private static double Worst(int from, int to, Func<double, double> one)
    {
        var worst = 0.0;
        for (var i = 0; i <= 100_000; i++) worst = Math.Max(worst, Math.Abs(one(Math.Pow(10, from + (to - from) * i / 100_000.0)) - 1));
        return worst;
    }
}

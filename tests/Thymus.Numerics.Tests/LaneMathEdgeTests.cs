namespace Thymus.Numerics.Tests;

/// <summary>Zeros, infinities, NaN and domain edges: as the platform, which follows C's Annex F.</summary>
public sealed class LaneMathEdgeTests
{
    private static readonly double[] Edges =
    [
        0.0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 9007199254740991, -9007199254740991, 9007199254740992, 1e300, -1e-300,
    ];

    [Fact]
    public void Pow_has_the_special_values_of_C()
    {
        foreach (var x in Edges)
            foreach (var y in Edges)
                Same(Math.Pow(x, y), LaneMath.Pow(x, y), $"pow({x:r}, {y:r})");
    }

    [Fact]
    public void Functions_of_one_argument_have_the_special_values_of_C()
    {
        foreach (var x in Edges)
        {
            Same(Math.Exp(x), LaneMath.Exp(x), $"exp {x:r}");
            Same(Math.Log(x), LaneMath.Log(x), $"log {x:r}");
            Same(Math.Log2(x), LaneMath.Log2(x), $"log2 {x:r}");
            Same(Math.Log10(x), LaneMath.Log10(x), $"log10 {x:r}");
            Same(Math.Cbrt(x), LaneMath.Cbrt(x), $"cbrt {x:r}");
            Same(Math.Asin(x), LaneMath.Asin(x), $"asin {x:r}");
            Same(Math.Acos(x), LaneMath.Acos(x), $"acos {x:r}");
            Same(Math.Atan(x), LaneMath.Atan(x), $"atan {x:r}");
            Same(Math.Sinh(x), LaneMath.Sinh(x), $"sinh {x:r}");
            Same(Math.Cosh(x), LaneMath.Cosh(x), $"cosh {x:r}");
            Same(Math.Tanh(x), LaneMath.Tanh(x), $"tanh {x:r}");
            Same(Math.Asinh(x), LaneMath.Asinh(x), $"asinh {x:r}");
            Same(Math.Acosh(x), LaneMath.Acosh(x), $"acosh {x:r}");
            Same(Math.Atanh(x), LaneMath.Atanh(x), $"atanh {x:r}");
            if (Math.Abs(x) > LaneMath.LargestAngle) continue;
            Same(Math.Sin(x), LaneMath.Sin(x), $"sin {x:r}");
            Same(Math.Cos(x), LaneMath.Cos(x), $"cos {x:r}");
            Same(Math.Tan(x), LaneMath.Tan(x), $"tan {x:r}");
        }
    }

    /// <summary>Where the value is ordinary it is the cube root to the bit; elsewhere, and by sign, it is what pow says.</summary>
    [Fact]
    public void Third_power_has_the_special_values_of_pow()
    {
        foreach (var x in Edges)
        {
            var (expected, actual) = (Math.Pow(x, 1.0 / 3), LaneMath.PowThird(x));
            if (double.IsFinite(expected) && expected != 0) Assert.Equal(LaneMath.Cbrt(x), actual);
            else Same(expected, actual, $"third power of {x:r}");
        }
        Assert.True(double.IsNaN(LaneMath.PowThird(-8)));
    }

    [Theory]
    [InlineData(-1, double.NegativeInfinity)]
    [InlineData(-2, double.NaN)]
    [InlineData(0, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1e-300, 1e-300)]
    public void Log1p_has_exact_edges(double x, double expected) => Assert.Equal(expected, LaneMath.Log1p(x));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(-1000, -1)]
    [InlineData(1000, double.PositiveInfinity)]
    [InlineData(1e-300, 1e-300)]
    public void Expm1_has_exact_edges(double x, double expected) => Assert.Equal(expected, LaneMath.Expm1(x));

    [Theory]
    [InlineData(709.782712893384, 1.797693134862273e308)]
    [InlineData(709.7827128933841, double.PositiveInfinity)]
    [InlineData(-745, double.Epsilon)]
    [InlineData(-745.2, 0)]
    public void Exp_overflows_and_underflows_where_it_must(double x, double expected) =>
        Assert.True(expected.Equals(LaneMath.Exp(x)) || Math.Abs(LaneMath.Exp(x) / expected - 1) < 1e-12, $"exp({x:r}) = {LaneMath.Exp(x):r}");

    /// <summary>Equal, both NaN, or within 2 units in the last place; zeros with their signs.</summary>
    private static void Same(double expected, double actual, string what)
    {
        if (expected.Equals(actual) && double.IsNegative(expected) == double.IsNegative(actual)) return;
        if (double.IsNaN(expected) && double.IsNaN(actual)) return;
        var near = double.IsFinite(expected) && expected != 0 && Math.Abs(actual - expected) <= 2 * Math.Abs(Math.BitIncrement(expected) - expected);
        Assert.True(near, $"{what} is {actual:r}, expected {expected:r}");
    }
}

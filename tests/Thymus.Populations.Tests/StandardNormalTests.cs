namespace Thymus.Populations.Tests;

public sealed class StandardNormalTests
{
    [Theory]
    // Abramowitz and Stegun, table 26.1 (15 digits), and the tail value of Wolfram's Erfc.
    [InlineData(0.0, 0.5)]
    [InlineData(1.0, 0.841344746068543)]
    [InlineData(1.96, 0.975002104851780)]
    [InlineData(-2.0, 0.022750131948179)]
    [InlineData(3.0, 0.998650101968370)]
    public void Probability_has_the_digits_of_the_tables(double z, double expected) =>
        Assert.Equal(expected, StandardNormal.Probability(z), 1e-14);

    [Fact]
    public void The_far_tail_keeps_relative_accuracy() =>
        Assert.Equal(1, StandardNormal.Probability(-10) / 7.619853024160527e-24, 1e-12);

    [Fact]
    public void Quantile_inverts_probability()
    {
        for (var z = -8.0; z <= 8; z += 0.125)
            Assert.Equal(z, Numerics.NormalQuantile.At(StandardNormal.Probability(z)), z <= 0 ? 1e-12 : 1e-16 / (StandardNormal.Probability(-z) + 1e-17) + 1e-12);
    }
}

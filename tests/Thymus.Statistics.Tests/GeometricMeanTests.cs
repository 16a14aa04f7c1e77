namespace Thymus.Statistics.Tests;

public sealed class GeometricMeanTests
{
    private const double Z95 = 1.959963984540054;

    /// <summary>Logarithms 0 and 2: mean 1, sample variance 2, standard error of the mean 1.</summary>
    [Fact]
    public void Mean_and_interval_are_those_of_the_logarithms()
    {
        var mean = GeometricMean.Of([1, Math.Exp(2)]);
        Assert.Equal(Math.E, mean.Value, 1e-14);
        Assert.Equal(Math.Exp(1 - Z95), mean.Lower, 1e-14);
        Assert.Equal(Math.Exp(1 + Z95), mean.Upper, 1e-12);
        Assert.Equal(Math.E, mean.StandardError, 1e-14);
        Assert.Equal(Math.Sqrt(Math.Exp(2) - 1), GeometricMean.CoefficientOfVariation([1, Math.Exp(2)]), 1e-14);
    }

    /// <summary>Logarithms 0, 2 over 0, 0, 3: difference of means 0, variances of the means 1 and 3/3 = 1.</summary>
    [Fact]
    public void Ratio_adds_the_variances_of_both_groups_and_turns_over_when_they_change_places()
    {
        double[] a = [1, Math.Exp(2)], b = [1, 1, Math.Exp(3)];
        var ratio = GeometricMean.Ratio(a, b, level: 0.90);
        Assert.Equal(1, ratio.Value, 1e-14);
        Assert.Equal(Math.Sqrt(2), ratio.StandardError, 1e-14);
        Assert.Equal(Math.Exp(1.6448536269514722 * Math.Sqrt(2)), ratio.Upper, 1e-12);
        Assert.Equal(1 / ratio.Upper, ratio.Lower, 1e-14);
        var scaled = GeometricMean.Ratio([.. a.Select(x => 3 * x)], b);
        Assert.Equal(3, scaled.Value, 1e-13);
        Assert.Equal(1 / 3.0, GeometricMean.Ratio(b, [.. a.Select(x => 3 * x)]).Value, 1e-14);
    }

    [Fact]
    public void Nothing_and_values_without_a_logarithm_have_no_geometric_mean()
    {
        Assert.True(double.IsNaN(GeometricMean.Of([]).Value));
        Assert.True(double.IsNaN(GeometricMean.Of([1, 0]).Value));
        Assert.True(double.IsNaN(GeometricMean.Of([1, -1]).Upper));
        Assert.True(double.IsNaN(GeometricMean.Ratio([1, 2], []).Value));
        Assert.Equal(5, GeometricMean.Of([5]).Value, 1e-14);
        Assert.True(double.IsNaN(GeometricMean.Of([5]).StandardError));
    }
}

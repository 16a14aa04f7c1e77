using MathNet.Numerics.Distributions;

namespace Thymus.Statistics.Tests;

/// <summary>The closed forms of the score against its definition, integrated numerically.</summary>
public sealed class RankedProbabilityTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(2, 0.5, 3.1)]
    [InlineData(-1, 3, -9)]
    public void Normal_is_the_integral_of_its_definition(double mean, double deviation, double observed)
    {
        var integral = Integral(x => Normal.CDF(mean, deviation, x), observed, mean, 12 * deviation + Math.Abs(observed - mean));
        Assert.Equal(integral, RankedProbability.Normal(mean, deviation, observed), 1e-6);
    }

    [Theory]
    [InlineData(0, 1, 2.5, 0)]
    [InlineData(2, 0.5, 4, 3.1)]
    [InlineData(-1, 3, 11.3, -9)]
    [InlineData(0.7, 0.2, 40, 0.9)]
    public void Students_is_the_integral_of_its_definition(double location, double scale, double freedom, double observed)
    {
        // A tail beyond x adds some x^(1 − 2ν): the range makes that less than the tolerance.
        var reach = Math.Pow(1e7, 1 / (2 * freedom - 1)) * 10 * scale + Math.Abs(observed - location);
        var integral = Integral(x => StudentT.CDF(location, scale, freedom, x), observed, location, reach);
        Assert.Equal(integral, RankedProbability.Student(location, scale, freedom, observed), 1e-5 * scale);
    }

    [Fact]
    public void At_its_centre_a_standard_normal_scores_what_is_known()
    {
        // (√2 − 1)/√π.
        Assert.Equal((Math.Sqrt(2) - 1) / Math.Sqrt(Math.PI), RankedProbability.Normal(0, 1, 0), 1e-15);
        Assert.Equal(RankedProbability.Normal(0, 1, 1.3), RankedProbability.Student(0, 1, 1e6, 1.3), 1e-6);
    }

    [Fact]
    public void Without_width_the_score_is_the_distance_and_without_mean_it_is_not_finite()
    {
        Assert.Equal(2.5, RankedProbability.Normal(1, 0, 3.5));
        Assert.Equal(2.5, RankedProbability.Student(1, 0, 5, -1.5));
        Assert.Equal(double.PositiveInfinity, RankedProbability.Student(0, 1, 1, 0));
    }

    /// <summary>The score is proper: what comes from N(0, 1) is scored best, on average, by N(0, 1).</summary>
    [Fact]
    public void The_true_distribution_scores_best_on_average()
    {
        double Mean(double mean, double deviation) => Enumerable.Range(0, 1999).Average(i => RankedProbability.Normal(mean, deviation, Normal.InvCDF(0, 1, (i + 1) / 2000.0)));
        var best = Mean(0, 1);
        foreach (var (mean, deviation) in new[] { (0.3, 1.0), (0, 0.6), (0, 1.7), (-0.5, 0.8) }) Assert.True(Mean(mean, deviation) > best);
    }

    /// <summary>Simpson's rule on either side of the step.</summary>
    private static double Integral(Func<double, double> distribution, double observed, double centre, double reach)
    {
        double Simpson(double from, double to, Func<double, double> f)
        {
            const int n = 40_000;
            var (h, sum) = ((to - from) / n, f(from) + f(to));
            for (var i = 1; i < n; i++) sum += (i % 2 == 1 ? 4 : 2) * f(from + i * h);
            return sum * h / 3;
        }
        return Simpson(Math.Min(centre, observed) - reach, observed, x => Math.Pow(distribution(x), 2)) + Simpson(observed, Math.Max(centre, observed) + reach, x => Math.Pow(1 - distribution(x), 2));
    }
}

using Thymus.Numerics;

namespace Thymus.Calibration.Tests;

/// <summary>Prediction intervals against samples whose law is known.</summary>
public sealed class PredictionIntervalTests
{
    [Theory]
    [InlineData(300, 300)]
    [InlineData(100, 400)]
    [InlineData(400, 100)]
    public void A_new_trial_falls_into_the_90_percent_interval_nine_times_of_ten_whatever_its_size(int simulated, int published)
    {
        // Log-normal medians with error 2/√n; five repetitions, so that Student's t matters. 20,000 intervals: a standard error of 0.2 points.
        var stream = RandomStream.For(1, 0, 0, "test");
        var (index, ninety, half) = (0UL, 0, 0);
        const int trials = 20_000;
        for (var k = 0; k < trials; k++)
        {
            var estimates = Enumerable.Range(0, 5).Select(_ => 10 * Math.Exp(2 / Math.Sqrt(simulated) * stream.Normal(index++))).ToArray();
            var next = 10 * Math.Exp(2 / Math.Sqrt(published) * stream.Normal(index++));
            var interval = PredictionInterval.Of(estimates, [], "months", simulated, published)!;
            if (interval.Holds(next, 0, interval.Lower90, interval.Upper90) == true) ninety++;
            if (interval.Holds(next, 0, interval.Lower50, interval.Upper50) == true) half++;
        }
        Assert.Equal(0.9, (double)ninety / trials, 0.01);
        Assert.Equal(0.5, (double)half / trials, 0.015);
    }

    [Fact]
    public void The_uncertainty_of_parameters_is_the_spread_of_what_their_draws_change_in_the_same_patients()
    {
        double[] fitted = [1.0, 2.0, 3.0, 4.0], drawn = [1.5, 1.5, 3.5, 3.5];
        var interval = PredictionInterval.Of(fitted, drawn, "mg", 100, 100)!;
        // The changes are ±0.5: a variance of 1/3.
        Assert.Equal(1 / 3.0, interval.ParameterVariance, 1e-12);
        Assert.Equal(5 / 3.0, interval.SamplingVariance, 1e-12);
        Assert.Equal(5 / 12.0, interval.MonteCarloVariance, 1e-12);
        Assert.Equal((2.5, Math.Sqrt(5 / 12.0)), (interval.Estimate, interval.MonteCarloError));
    }

    [Fact]
    public void A_share_that_never_varies_still_has_the_sampling_error_of_a_proportion()
    {
        var interval = PredictionInterval.Of([0, 0, 0, 0], [], "%", 50, 50)!;
        Assert.Equal(0, interval.Lower90);
        // No responder of 4 × 50: one in twenty of 50 would surprise, one in fifty would not.
        Assert.InRange(interval.Upper90, 1, 6);
        Assert.True(interval.Holds(2, 0.5, interval.Lower90, interval.Upper90));
    }

    [Fact]
    public void A_median_that_half_of_the_repetitions_reach_has_an_open_end_and_the_law_of_all_of_them()
    {
        // Times of e^N(3, 0.5), seen up to e^3 only: mean and spread come from the lower half.
        var stream = RandomStream.For(2, 0, 0, "test");
        var all = Enumerable.Range(0, 400).Select(i => Math.Exp(3 + 0.5 * stream.Normal((ulong)i))).ToArray();
        var interval = PredictionInterval.Of([.. all.Select(t => t < Math.Exp(3.2) ? t : double.NaN)], [], "months", 100, 100)!;
        Assert.Equal(3, interval.Mean, 0.08);
        Assert.Equal(0.25, interval.SamplingVariance, 0.05);
        Assert.True(interval.IsOpen);
        Assert.True(double.IsNaN(interval.Upper90));
        Assert.True(interval.Holds(500, 0, interval.Lower90, interval.Upper90));
        Assert.False(interval.Holds(5, 0, interval.Lower90, interval.Upper90));
    }

    [Theory]
    [InlineData("ratio")]
    [InlineData("%")]
    public void Only_a_time_can_be_not_reached(string unit) => Assert.Null(PredictionInterval.Of([50, 60, double.NaN, 70], [], unit, 10, 10));

    [Fact]
    public void A_printed_digit_is_no_more_exact_than_it_was_printed()
    {
        // Medians on the day of a scan: 2.76 months in every repetition, and 2.8 is printed for it.
        var interval = PredictionInterval.Of([2.76, 2.76, 2.76], [], "months", 100, 100)!;
        Assert.True(interval.Holds(2.8, 0.05, interval.Lower90, interval.Upper90));
        Assert.False(interval.Holds(2.9, 0.05, interval.Lower90, interval.Upper90));
        Assert.Equal(Math.Log(2.8 / 2.76) / (Math.Log(2.85 / 2.75) / 2 / Math.Sqrt(3)), interval.Z(2.8, 0.05), 1e-9);
    }

    [Theory]
    // qbinom(c(0.025, 0.975), n, p) of R.
    [InlineData(10, 0.5, 2, 8)]
    [InlineData(28, 0.9, 22, 28)]
    [InlineData(100, 0.9, 84, 95)]
    [InlineData(0, 0.9, 0, 0)]
    public void The_band_of_chance_is_the_binomial_one(int n, double share, int fewest, int most)
    {
        var coverage = Coverage.Of(share, Enumerable.Repeat(true, n));
        Assert.Equal((n, fewest, most), (coverage.Inside, coverage.FewestOfChance, coverage.MostOfChance));
    }
}

using CsCheck;

namespace Thymus.Statistics.Tests;

/// <summary>What needs no outside data: a data set that fits in a page, closed forms, and properties.</summary>
public sealed class SurvivalTests
{
    // Acute myelogenous leukaemia, maintained arm (Miller 1997, Survival Analysis, p. 49; + is censored):
    // 9 13 13+ 18 23 28+ 31 34 45+ 48 161+. Expected values are those of R's survfit(conf.type = "log-log").
    private static readonly double[] MaintainedTime = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161];
    private static readonly bool[] MaintainedEvent = [true, true, false, true, true, false, true, true, false, true, false];
    private static readonly double[] ControlTime = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45];
    private static readonly bool[] ControlEvent = [true, true, true, true, true, false, true, true, true, true, true, true];

    [Fact]
    public void Kaplan_Meier_of_the_leukaemia_data_has_the_published_steps()
    {
        var curve = KaplanMeier.Estimate(MaintainedTime, MaintainedEvent);
        Assert.Equal(0.909090909090909, curve.At(9).Value, 14);
        Assert.Equal(0.508080205769930, curve.At(9).Lower, 10);
        Assert.Equal(0.986673822667823, curve.At(9).Upper, 10);
        Assert.Equal(0.715909090909091, curve.At(20).Value, 14);
        Assert.Equal(0.139664970557228, curve.At(20).StandardError, 12);
        Assert.Equal(31, curve.Median.Value);
        Assert.Equal(1, curve.At(1).Value);
        Assert.Equal(8, curve.AtRisk(18));
    }

    [Fact]
    public void Without_censoring_survival_is_the_share_that_lives()
    {
        // Hundredths: equal times are ties, and none are so close that the tolerance of ties decides.
        var gen = Gen.Int[10, 10_000].Select(i => i / 100.0).Array[1, 60];
        gen.Sample(times =>
        {
            var curve = KaplanMeier.Estimate(times, [.. times.Select(_ => true)]);
            foreach (var t in times)
                if (Math.Abs(curve.At(t).Value - times.Count(x => x > t) / (double)times.Length) > 1e-12) return false;
            return true;
        }, iter: 300);
    }

    [Fact]
    public void The_area_below_an_uncensored_curve_is_the_mean()
    {
        double[] times = [1, 2, 4, 9];
        var mean = KaplanMeier.Estimate(times, [true, true, true, true]).RestrictedMean(9);
        Assert.Equal(4, mean.Value, 12);
    }

    [Fact]
    public void A_curve_that_stands_at_one_half_has_its_median_in_the_middle()
    {
        var curve = KaplanMeier.Estimate([1, 2, 3, 4], [true, true, true, true]);
        Assert.Equal(2.5, curve.Median.Value);
    }

    [Fact]
    public void A_median_that_is_not_reached_is_not_a_number() =>
        Assert.True(double.IsNaN(KaplanMeier.Estimate([1, 2, 3, 4], [true, false, false, false]).Median.Value));

    [Fact]
    public void Scaling_time_changes_no_statistic()
    {
        var (time, isEvent, group) = Leukaemia();
        var scaled = time.Select(t => t * 30.4375).ToArray();
        Assert.Equal(LogRank.Test(time, isEvent, group).ChiSquared, LogRank.Test(scaled, isEvent, group).ChiSquared, 12);
    }

    [Fact]
    public void The_log_rank_test_of_the_leukaemia_data_equals_survdiff()
    {
        var (time, isEvent, group) = Leukaemia();
        // R: survdiff(Surv(time, status) ~ x, aml): chisq 3.4 on 1 df, p 0.07 (3.396389, 0.0653393).
        var result = LogRank.Test(time, isEvent, group);
        Assert.Equal(3.396389, result.ChiSquared, 1e-6);
        Assert.Equal(0.0653393, result.PValue, 1e-7);
        Assert.Equal(18, result.Observed.Sum());
        Assert.Equal(18, result.Expected.Sum(), 12);
    }

    [Fact]
    public void Swapping_the_arms_inverts_the_hazard_ratio()
    {
        var (time, isEvent, group) = Leukaemia();
        bool[] treated = [.. group.Select(g => g == 0)];
        bool[] swapped = [.. group.Select(g => g == 1)];
        var (one, other) = (Cox.HazardRatio(time, isEvent, treated), Cox.HazardRatio(time, isEvent, swapped));
        Assert.Equal(1, one.Coefficients[0].HazardRatio.Value * other.Coefficients[0].HazardRatio.Value, 12);
        Assert.Equal(one.LogLikelihood, other.LogLikelihood, 12);
    }

    [Fact]
    public void Without_ties_the_score_test_is_the_log_rank_test()
    {
        var gen = Gen.Select(Gen.Double[0.1, 50], Gen.Bool, Gen.Int[0, 1]).Array[10, 60];
        gen.Where(p => p.Select(x => x.Item3).Distinct().Count() == 2 && p.Any(x => x.Item2)).Sample(p =>
        {
            // Irregular spacing keeps times apart, so that neither statistic has ties to settle.
            var time = p.Select((x, i) => x.Item1 + 100.0 * i).ToArray();
            var isEvent = p.Select(x => x.Item2).ToArray();
            var logRank = LogRank.Test(time, isEvent, [.. p.Select(x => x.Item3)]);
            var cox = Cox.HazardRatio(time, isEvent, [.. p.Select(x => x.Item3 == 1)]);
            return logRank.DegreesOfFreedom == 0 || Math.Abs(logRank.ChiSquared - cox.ScoreTest) < 1e-9 * (1 + logRank.ChiSquared);
        }, iter: 200);
    }

    [Fact]
    public void An_arm_without_events_is_reported_as_not_converged() =>
        Assert.False(Cox.HazardRatio([1, 2, 3, 4], [true, true, false, false], [true, true, false, false]).Converged);

    [Fact]
    public void A_covariate_that_another_determines_has_no_estimate()
    {
        double[] time = [.. MaintainedTime, .. ControlTime];
        bool[] events = [.. MaintainedEvent, .. ControlEvent];
        var covariates = new double[time.Length, 2];
        for (var i = 0; i < time.Length; i++) (covariates[i, 0], covariates[i, 1]) = (i < 11 ? 1 : 0, i < 11 ? -2 : 5);
        var fit = Cox.Fit(covariates, time, events);
        var alone = Cox.HazardRatio(time, events, [.. Enumerable.Range(0, time.Length).Select(i => i < 11)]);
        Assert.Equal(alone.Coefficients[0].Value, fit.Coefficients[0].Value, 1e-9);
        Assert.Equal(alone.WaldTest, fit.WaldTest, 1e-9);
        var lost = fit.Coefficients[1];
        Assert.All([lost.Value, lost.StandardError, lost.HazardRatio.Value, lost.HazardRatio.Lower, lost.PValue], x => Assert.True(double.IsNaN(x)));
    }

    [Fact]
    public void A_time_that_is_not_a_number_is_refused_with_its_place()
    {
        var error = Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1, double.NaN], [true, true]));
        Assert.Contains("Time 1 is NaN", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    // R's binom.test; 0 and n have closed forms 1 − (α/2)^(1/n).
    [InlineData(17, 60, 0.1745052835, 0.4144360689)]
    [InlineData(0, 10, 0, 0.3084971078)]
    [InlineData(10, 10, 0.6915028922, 1)]
    public void Clopper_Pearson_equals_binom_test(int successes, int trials, double lower, double upper)
    {
        var interval = ClopperPearson.Interval(successes, trials);
        Assert.Equal(lower, interval.Lower, 1e-9);
        Assert.Equal(upper, interval.Upper, 1e-9);
    }

    private static (double[] Time, bool[] IsEvent, int[] Group) Leukaemia() =>
        ([.. MaintainedTime, .. ControlTime], [.. MaintainedEvent, .. ControlEvent],
            [.. MaintainedTime.Select(_ => 0), .. ControlTime.Select(_ => 1)]);
}

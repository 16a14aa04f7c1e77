namespace Thymus.Statistics.Tests;

/// <summary>Against the digits of R's survival 3.5-3 on its own data sets; 1e-8 relative is what the digits of the files allow.</summary>
public sealed class SurvivalReferenceTests
{
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData("lung", "sex", "sex")]
    [InlineData("veteran", "trt", "trt")]
    [InlineData("aml", "x", "x")]
    public void Kaplan_Meier_steps_equal_survfit(string data, string column, string stratumName)
    {
        var expected = new ReferenceData($"km_curve_{data}_loglog.csv");
        var patients = Patients.Read(data, column);
        var checkedSteps = 0;
        for (var g = 0; g < patients.GroupNames.Length; g++)
        {
            var (time, isEvent) = patients.OfGroup(g);
            var curve = KaplanMeier.Estimate(time, isEvent);
            var rows = Enumerable.Range(0, expected.Rows).Where(r => expected.Text(r, "stratum").Trim() == $"{stratumName}={patients.GroupNames[g]}").ToArray();
            Assert.Equal(rows.Length, curve.Steps.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                var (step, row) = (curve.Steps[i], rows[i]);
                Assert.Equal(expected.Number(row, "time"), step.Time);
                Assert.Equal(expected.Number(row, "n.risk"), step.AtRisk);
                Assert.Equal(expected.Number(row, "n.event"), step.Events);
                Assert.Equal(expected.Number(row, "n.censor"), step.Censored);
                Close(expected.Number(row, "surv"), step.Survival);
                Close(expected.Number(row, "std.err"), step.StandardError);
                if (step.Survival < 1)
                {
                    Close(expected.Number(row, "lower"), step.Lower);
                    Close(expected.Number(row, "upper"), step.Upper);
                }
                checkedSteps++;
            }
        }
        Assert.Equal(expected.Rows, checkedSteps);
    }

    [Fact]
    public void Medians_and_restricted_means_equal_survfit_with_all_three_intervals()
    {
        var expected = new ReferenceData("expected_survfit_summary.csv");
        for (var row = 0; row < expected.Rows; row++)
        {
            var stratum = expected.Text(row, "stratum").Split('=');
            var patients = Patients.Read(expected.Text(row, "dataset"), stratum[0]);
            var kind = expected.Text(row, "conf.type") switch
            {
                "plain" => IntervalKind.Plain,
                "log" => IntervalKind.Log,
                _ => IntervalKind.LogLog,
            };
            var (time, isEvent) = patients.OfGroup(Array.IndexOf(patients.GroupNames, stratum[1]));
            var curve = KaplanMeier.Estimate(time, isEvent, 0.95, kind);
            Assert.Equal(expected.Number(row, "records"), curve.Patients);
            Close(expected.Number(row, "median"), curve.Median.Value);
            Close(expected.Number(row, "lcl"), curve.Median.Lower);
            Close(expected.Number(row, "ucl"), curve.Median.Upper);
            // R's common restricted mean ends at the last time of all strata.
            var mean = curve.RestrictedMean(patients.Time.Max());
            Close(expected.Number(row, "rmean"), mean.Value);
            Close(expected.Number(row, "se_rmean"), mean.StandardError);
        }
    }

    [Fact]
    public void The_log_rank_family_equals_survdiff()
    {
        var expected = new ReferenceData("expected_logrank_fh.csv");
        for (var row = 0; row < expected.Rows; row++)
        {
            var patients = Patients.Read(expected.Text(row, "dataset"), null);
            var result = LogRank.Test(patients.Time, patients.IsEvent, patients.Group, rho: expected.Number(row, "rho"));
            Assert.Equal(expected.Number(row, "df"), result.DegreesOfFreedom);
            Close(expected.Number(row, "chisq"), result.ChiSquared);
            Close(expected.Number(row, "p"), result.PValue);
            // The files print observed and expected with 12 digits.
            foreach (var (e, a) in ReferenceData.List(expected.Text(row, "obs")).Zip(result.Observed)) Close(e, a);
            foreach (var (e, a) in ReferenceData.List(expected.Text(row, "exp")).Zip(result.Expected)) Close(e, a);
        }
    }

    [Fact]
    public void The_stratified_log_rank_test_equals_survdiff()
    {
        var expected = new ReferenceData("expected_stratified_logrank.csv");
        for (var row = 0; row < expected.Rows; row++)
        {
            var patients = Patients.Read(expected.Text(row, "dataset"), null, expected.Text(row, "strata"));
            var result = LogRank.Test(patients.Time, patients.IsEvent, patients.Group, patients.Stratum);
            Close(expected.Number(row, "chisq"), result.ChiSquared);
        }
    }

    [Fact]
    public void Cox_regression_equals_coxph_for_Efron_and_Breslow_ties()
    {
        var expected = new ReferenceData("expected_coxph.csv");
        var compared = 0;
        for (var row = 0; row < expected.Rows; row++)
        {
            var ties = expected.Text(row, "ties");
            if (ties == "exact") continue;
            compared++;
            var patients = Patients.Read(expected.Text(row, "dataset"), null);
            var x = new double[patients.Time.Length, 1];
            for (var i = 0; i < patients.Time.Length; i++) x[i, 0] = patients.GroupValue(i);
            var result = Cox.Fit(x, patients.Time, patients.IsEvent, ties == "efron" ? Ties.Efron : Ties.Breslow);
            var coefficient = result.Coefficients[0];
            Assert.True(result.Converged);
            Close(expected.Number(row, "coef"), coefficient.Value);
            Close(expected.Number(row, "se"), coefficient.StandardError);
            Close(expected.Number(row, "hr"), coefficient.HazardRatio.Value);
            Close(expected.Number(row, "lo"), coefficient.HazardRatio.Lower);
            Close(expected.Number(row, "hi"), coefficient.HazardRatio.Upper);
            Close(expected.Number(row, "z"), coefficient.Z);
            // coxph stops at a relative change of 1e-9 of the likelihood; a p value magnifies what that leaves in z.
            Assert.Equal(1, coefficient.PValue / expected.Number(row, "p"), 1e-7);
            Close(expected.Number(row, "loglik"), result.LogLikelihood);
            Close(expected.Number(row, "lrt"), result.LikelihoodRatioTest);
            Close(expected.Number(row, "score"), result.ScoreTest);
            Assert.Equal(expected.Number(row, "wald"), result.WaldTest, 0.005 + 1e-9); // printed with two decimals
        }
        Assert.Equal(6, compared);
    }

    private static void Close(double expected, double actual)
    {
        if (double.IsNaN(expected)) Assert.True(double.IsNaN(actual), $"expected none, got {actual}");
        else Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(Math.Abs(expected), 1e-3), $"expected {expected:R}, got {actual:R}");
    }
}

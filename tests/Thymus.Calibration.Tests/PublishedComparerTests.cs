using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Calibration.Tests;

public sealed class PublishedComparerTests
{
    private const string Header = "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se";

    [Fact]
    public void The_ends_of_a_rate_move_by_the_root_of_one_plus_simulated_over_published_patients()
    {
        // 100 simulated and 300 published: √(4/3).
        var row = Compare("300", 50, "%", new EndpointEstimate("X", "X", 40, 30, 51, "%", "", 5));
        Assert.Equal(40 - 10 * Math.Sqrt(4 / 3.0), row.PredictionLower, 1e-12);
        Assert.Equal(40 + 11 * Math.Sqrt(4 / 3.0), row.PredictionUpper, 1e-12);
        Assert.True(row.Agrees);
    }

    [Fact]
    public void No_responder_of_ten_is_not_a_rate_known_to_be_zero()
    {
        // Clopper–Pearson of 0 of 10: 0 to 30.8 %; the standard error is 0.
        var row = Compare("100", 20, "%", new EndpointEstimate("X", "X", 0, 0, 30.85, "%", "Clopper–Pearson", 0));
        Assert.Equal((0, true), (row.PredictionLower, row.Agrees));
        Assert.True(row.PredictionUpper > 30.85);
    }

    [Theory]
    [InlineData(2.8, true)]
    [InlineData(2.9, false)]
    public void A_median_on_the_day_of_a_scan_agrees_with_the_number_that_is_printed_for_it(double published, bool agrees)
    {
        var day84 = 84 / 30.4375;
        Assert.Equal(agrees, Compare("100", published, "months", new EndpointEstimate("X", "X", day84, day84, day84, "months", "", 0)).Agrees);
    }

    [Fact]
    public void A_median_keeps_the_skew_of_its_interval()
    {
        var row = Compare("100", 70, "months", new EndpointEstimate("X", "X", 20, 16, 40, "months", "", 6));
        Assert.Equal(20 * Math.Pow(0.8, Math.Sqrt(2)), row.PredictionLower, 1e-12);
        Assert.Equal(20 * Math.Pow(2, Math.Sqrt(2)), row.PredictionUpper, 1e-12);
        Assert.False(row.Agrees);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(10, false)]
    public void A_median_whose_upper_end_is_not_reached_agrees_with_any_later_time(double published, bool agrees)
    {
        var row = Compare("100", published, "months", new EndpointEstimate("X", "X", 20, 16, double.PositiveInfinity, "months", "", double.NaN));
        Assert.Equal(agrees, row.Agrees);
        Assert.True(double.IsNaN(row.PredictionUpper));
    }

    [Fact]
    public void What_was_not_reached_stands_in_the_table_without_a_verdict()
    {
        var row = Compare("100", 16, "months", new EndpointEstimate("X", "X", double.NaN, 50, double.NaN, "months", "", double.NaN));
        Assert.Null(row.Agrees);
    }

    [Fact]
    public void A_contrast_of_twins_has_no_interval_and_so_no_verdict()
    {
        var contrast = new Contrast("X", "X", "drug", "none", 0.6, double.NaN, double.NaN, null, "twins", double.NaN);
        var row = Compare("200", 0.7, "ratio", contrast: contrast);
        Assert.Equal((0.6, null), (row.Simulated, row.Agrees));
    }

    [Fact]
    public void A_ratio_is_compared_on_its_logarithm_with_the_patients_of_both_arms()
    {
        var contrast = new Contrast("X", "X", "drug", "none", 0.6, 0.3, 1.2, 0.1, "", 0.2);
        var row = Compare("200", 0.7, "ratio", contrast: contrast);
        Assert.Equal(0.6 * Math.Pow(0.5, Math.Sqrt(2)), row.PredictionLower, 1e-12);
        Assert.Equal(0.6 * Math.Pow(2, Math.Sqrt(2)), row.PredictionUpper, 1e-12);
        Assert.True(row.Agrees);
    }

    private static PublishedComparison Compare(string patients, double value, string unit, EndpointEstimate? estimate = null, Contrast? contrast = null)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, FormattableString.Invariant($"{Header}\nE1,,,,,{patients},,,{value},{unit},,,,,,yes,T:drug,-,-,,\n"));
            var span = SourceSpan.WholeFile(file);
            var trial = TrialSpecification.Read(Repository.Fixture("trials", "lesions.yaml")).Trial! with
            {
                Compare = new EvidenceComparisons(file, span, [new EvidenceRow("E1", "X", "drug", contrast is null ? null : "none", "checked", span)]),
            };
            var summary = new TrialSummary
            {
                Trial = "T", Title = "T", Assignment = "randomised", Seed = 1, CovariateNames = [],
                Arms = [new ArmSummary("drug", "", 110, 10, estimate is null ? [] : [estimate]), new ArmSummary("none", "", 100, 0, [])],
                Contrasts = contrast is null ? [] : [contrast], Screening = new ScreeningSummary(0, 0, []),
                Limits = ImmutableDictionary<string, ImmutableArray<string>>.Empty,
            };
            var diagnostics = new DiagnosticBag();
            var compared = PublishedComparer.Compare(trial, summary, diagnostics);
            Assert.Empty(diagnostics.Select(d => d.ToString()));
            return Assert.Single(compared.Published);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using Thymus.Modeling;

namespace Thymus.Calibration.Tests;

/// <summary>Recovery where theory says what must come out: targets that are linear in the values, with normal errors.</summary>
/// <remarks>Posterior and interval are then exact, so the 90 % intervals hold 90 % of the truths and ranks are uniform. Seeds are fixed; bounds are those that chance leaves in 999 of 1,000 cases.</remarks>
public sealed class RecoveryTests
{
    private const int Sets = 400;

    /// <summary>Four rows: two of the first trial, two of the second, in their sensitivities to the two values.</summary>
    private static readonly double[][] Slopes = [[20, 5], [3, 12], [10, -8], [6, 15]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Intervals_cover_as_they_promise_and_ranks_are_flat(bool between)
    {
        foreach (var p in Recover(between, noise: 1))
        {
            Assert.Equal(Sets, p.Sets);
            // Binomial standard deviations of 400 sets: 6 and 10; 3.3 of them.
            Assert.InRange(p.Inside90, 340, 380);
            Assert.InRange(p.Inside50, 167, 233);
            // Chi-squared with nine degrees of freedom exceeds 27.9 in one case of 1,000.
            Assert.True(ChiSquared(p) < 27.9, $"{p.Name}: {string.Join(' ', p.Ranks)}");
            Assert.Equal(0, p.Bias, 3.3 / Math.Sqrt(Sets));
        }
    }

    [Fact]
    public void Errors_that_are_called_half_of_what_they_are_show_in_coverage_and_ranks() => Assert.Contains(Recover(between: false, noise: 2), p => p.Inside90 < 340 && ChiSquared(p) > 27.9);

    [Fact]
    public void The_same_seed_gives_the_same_counts_for_any_number_of_threads()
    {
        var (one, two) = (Recover(between: true, noise: 1, threads: 1), Recover(between: true, noise: 1, threads: 2));
        foreach (var (a, b) in one.Zip(two))
        {
            Assert.Equal((a.Name, a.Sets, a.Inside90, a.Inside50, a.Bias), (b.Name, b.Sets, b.Inside90, b.Inside50, b.Bias));
            Assert.Equal(a.Ranks, b.Ranks);
        }
    }

    [Fact]
    public void Values_that_the_pool_does_not_reach_are_not_counted()
    {
        var recovered = Recover(between: false, noise: double.NaN);
        Assert.All(recovered, p => Assert.Equal((0, 0), (p.Sets, p.Inside90)));
        Assert.All(recovered, p => Assert.True(double.IsNaN(p.Bias)));
    }

    /// <param name="noise">True error of a published number, in those that the fit is told; not a number: no data set can be made.</param>
    private static IReadOnlyList<RecoveredParameter> Recover(bool between, double noise, int threads = 2)
    {
        var specification = Specification(between);
        double[] Numbers(IReadOnlyList<double[]> x) => [.. Slopes.Select((s, t) => 50 + s[0] * x[t / 2][0] + s[1] * x[t / 2][1])];
        var effects = between ? 2 : 0;
        var covariance = new double[2 + effects, 2 + effects];
        (covariance[0, 0], covariance[1, 1], covariance[0, 1], covariance[1, 0]) = (0.04, 0.09, 0.03, 0.03);
        var real = new LeastSquaresResult([0.1, -0.2, .. new double[effects]], [], new double[0, 0], covariance, 1, true);
        return new Recovery(
            specification, x => (Numbers(x), 1000),
            (x, chance) => double.IsNaN(noise) ? null : [.. Numbers(x).Select((v, t) => v + noise * specification.Targets[t].Published.StandardError * chance.Normal((ulong)t))],
            real, between ? 0.3 : 0).Run(Sets, threads, null, TestContext.Current.CancellationToken);
    }

    private static CalibrationSpecification Specification(bool between)
    {
        var span = SourceSpan.WholeFile("x.yaml");
        CalibratedParameter Parameter(string name) => new(name, 1, 1e-6, 1e6, ParameterScale.Log, double.NaN, double.NaN, null, span);
        CalibrationTarget Target(int t)
        {
            Assert.True(ArmKey.TryParse($"S{t / 2}:arm", out var arms, out _));
            var row = new PublishedResult($"T{t}", "", "", "", "", 100, "", "share", 50, "%", double.NaN, double.NaN, "", "", "", true) { Arms = arms! };
            return new CalibrationTarget(new PublishedNumber(row, 2 + t), t / 2, "arm", null, "share", span);
        }
        var trial = new CalibrationTrial("x.yaml", System.Collections.Immutable.ImmutableDictionary<string, string>.Empty, span);
        return new CalibrationSpecification
        {
            File = "x.yaml", Trials = [trial, trial], Seed = 11, Patients = 1, Replicates = 1, Targets = [.. Enumerable.Range(0, Slopes.Length).Select(Target)],
            Parameters = [Parameter("first"), Parameter("second")], Between = between ? new BetweenTrials(["first"], 0.3, span) : null,
        };
    }

    private static double ChiSquared(RecoveredParameter p) => p.Ranks.Sum(r => Math.Pow(r - Sets / 10.0, 2) / (Sets / 10.0));
}

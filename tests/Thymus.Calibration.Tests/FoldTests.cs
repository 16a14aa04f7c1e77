using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Populations;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Calibration.Tests;

/// <summary>Leaving a study out with the patients of the whole fit, on shares with a closed form.</summary>
public sealed class FoldTests : IDisposable
{
    /// <summary>Of a logarithm of a typical level: shares of some 5,000 patients have errors of 0.7 points, 0.015 on that scale; four of them.</summary>
    private const double Tolerance = 0.06;

    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-folds-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_fold_is_the_fit_without_that_study_and_both_have_their_closed_form()
    {
        var file = LevelCalibration.Write(_folder);
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(file, diagnostics)!;
        using var trials = CalibrationTrials.Prepare(specification, diagnostics)!;
        var pool = trials.Pool(diagnostics)!;
        var whole = pool.Fit(2, diagnostics, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Close(Level(40), whole, 0);
        Close(Level(60), whole, 1);
        // Two values and three targets, one of them in the middle of two: 5² + 5² points over errors of 2 and of the pool.
        Assert.InRange(whole.ChiSquared, 30, 52);

        foreach (var (study, left, right) in new[] { ("X", Level(50), Level(60)), ("Y", Level(30), Level(60)), ("Z", Level(40), 0.0) })
        {
            var (fold, found) = pool.LeaveOut(study, TestContext.Current.CancellationToken)!.Value;
            Assert.Equal((study, 2, SearchEnd.Settled), (fold.LeftOut, fold.Targets.Length, found.End));
            Close(left, found, 0);
            Close(right, found, 1);
            var alone = specification.WithoutStudy(study)!;
            using var again = CalibrationTrials.Prepare(alone, diagnostics)!;
            var fitted = again.Pool(diagnostics)!.Fit(2, diagnostics, cancellation: TestContext.Current.CancellationToken)!;
            Assert.Equal(fold.FittedFile, alone.FittedFile);
            for (var i = 0; i < 2; i++)
            {
                Close(Math.Log(fitted.Parameters[i].Value), found, i);
                Assert.Equal(fitted.Parameters[i].StandardError, found.Parameters[i].StandardError, 0.1 * fitted.Parameters[i].StandardError);
            }
        }
        // Without Z nothing tells of the right level: its value is its prior, and no variance was removed.
        var without = pool.LeaveOut("Z", TestContext.Current.CancellationToken)!.Value.Result;
        Assert.Equal(1, without.Parameters[1].Value, 1e-3);
        Assert.Equal(0, without.Parameters[1].Shrinkage, 1e-6);
    }

    [Fact]
    public void A_fold_that_the_pool_does_not_reach_says_that_patients_are_too_few()
    {
        // Between 4 and 96 % lies 50 %; without one of them the answer is 1.75 standard deviations of the patients away.
        var file = LevelCalibration.Write(_folder, 4, 96, pool: "pool: {patients: 1500, effective: 1000, rounds: 2}");
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(file, diagnostics)!;
        using var trials = CalibrationTrials.Prepare(specification, diagnostics)!;
        var pool = trials.Pool(diagnostics)!;
        Assert.NotNull(pool.Fit(2, diagnostics, cancellation: TestContext.Current.CancellationToken));
        var (fold, found) = pool.LeaveOut("X", TestContext.Current.CancellationToken)!.Value;
        Assert.Equal(SearchEnd.TooFewPatients, found.End);
        Assert.InRange(found.Effective, 750, 1.01 * 750);   // a quarter of 3000
        var text = FittedValues.Write(fold, found);
        Assert.Contains("; NOT SETTLED: farther on, too few patients would have counted; --leave-out simulates them.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rounds ran out", text, StringComparison.Ordinal);
        Assert.Contains("; NOT SETTLED: the rounds ran out first.", FittedValues.Write(fold, found with { End = SearchEnd.RoundsRanOut }), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_out_of_no_fit_nor_a_study_that_is_not_there()
    {
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(LevelCalibration.Write(_folder, pool: "pool: {patients: 300, effective: 100, rounds: 1}"), diagnostics)!;
        using var trials = CalibrationTrials.Prepare(specification, diagnostics)!;
        var pool = trials.Pool(diagnostics)!;
        Assert.Throws<InvalidOperationException>(() => pool.LeaveOut("X", TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => pool.Recover(10, 1, cancellation: TestContext.Current.CancellationToken));
        Assert.NotNull(pool.Fit(1, diagnostics, cancellation: TestContext.Current.CancellationToken));
        Assert.Null(pool.LeaveOut("W", TestContext.Current.CancellationToken));
    }

    /// <summary>Weights are one array for each arm that is read; what is done for a patient needs no memory, nor does a number from weights.</summary>
    [Fact]
    public void The_loop_over_patients_allocates_nothing()
    {
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(LevelCalibration.Write(_folder, pool: "pool: {patients: 500, effective: 100, rounds: 3}"), diagnostics)!;
        using var trial = PreparedTrial.Prepare(TrialSpecification.Read(specification.Trials[0].File).Trial!, diagnostics)!;
        var shift = LocationShift.Of(trial.Cohort, ["left_relative", "right_relative"], [specification.Parameters[0].Span, specification.Parameters[1].Span], diagnostics)!;
        long Of(int rounds, int patients)
        {
            var pool = new PatientPool(trial, specification with { Pool = specification.Pool! with { Patients = patients } }, shift, [0, 1]);
            for (var round = 0; round < rounds; round++) pool.Simulate([0.1 * round, 0], 1, null, TestContext.Current.CancellationToken);
            double[] to = [0.15, -0.1];
            pool.Weights(0, to);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var weights = pool.Weights(0, to);
            var used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(rounds * patients, weights.Length);
            return used - 8L * weights.Length;
        }
        Assert.Equal(Of(2, 100), Of(2, 1000));
        Assert.InRange(Of(3, 1000) - Of(2, 1000), 0, 400);

        var outcomes = Enumerable.Range(1, 400).Select(i => new PooledPatient([], Response.StableDisease, Response.StableDisease, [new TimeToEvent("OS", i, i % 4 == 0, "")], [], [])).ToList();
        var arm = outcomes.Where((_, i) => i % 2 == 0).ToList();
        foreach (var (endpoint, reference) in new[] { ("OS.rate@100", false), ("OS.median", false), ("OS.rmst@90", false), ("OS.hr", true) })
        {
            var number = PooledNumber.Of(endpoint, trial.Trial, [.. arm], reference ? [.. outcomes.Where((_, i) => i % 2 == 1)] : null)!;
            double[] weights = [.. arm.Select((_, i) => 1.0 + i % 3)], others = reference ? [.. weights] : [];
            Assert.True(double.IsFinite(number.At(weights, others)), endpoint);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) number.At(weights, others);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static double Level(double percent) => LevelCalibration.Omega * NormalQuantile.At(percent / 100);

    private static void Close(double expected, CalibrationResult result, int parameter) => Assert.Equal(expected, Math.Log(result.Parameters[parameter].Value), Tolerance);
}

using CsCheck;

namespace Thymus.Statistics.Tests;

/// <summary>Weighted estimates: whole weights are copies, equal ones change nothing, and the plain estimates are held against R elsewhere.</summary>
public sealed class WeightedTests
{
    private static readonly Gen<(double Time, bool IsEvent, bool Treated, int Copies)[]> Patients =
        Gen.Select(Gen.Int[10, 3000].Select(i => i / 100.0), Gen.Bool, Gen.Bool, Gen.Int[0, 3]).Array[4, 60];

    [Fact]
    public void Whole_weights_are_copies_in_survival_and_restricted_mean()
    {
        Patients.Where(p => p.Sum(x => x.Copies) > 0).Sample(patients =>
        {
            var weighted = new WeightedSurvival([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.IsEvent)]);
            double[] weights = [.. patients.Select(p => (double)p.Copies)];
            var copies = patients.SelectMany(p => Enumerable.Repeat(p, p.Copies)).ToArray();
            var curve = KaplanMeier.Estimate([.. copies.Select(p => p.Time)], [.. copies.Select(p => p.IsEvent)]);
            foreach (var at in (double[])[5, 10, 20, copies.Max(p => p.Time)])
            {
                var value = weighted.At(at, weights);
                var known = curve.Steps[^1].Time >= at || curve.Steps[^1].Survival == 0;
                if (known ? Math.Abs(value - curve.At(at).Value) > 1e-12 : !double.IsNaN(value)) return false;
                if (known && Math.Abs(weighted.RestrictedMean(at, weights) - curve.RestrictedMean(at).Value) > 1e-10) return false;
            }
            return true;
        }, iter: 300);
    }

    [Fact]
    public void Whole_weights_are_copies_in_the_hazard_ratio_with_Breslows_ties()
    {
        var compared = 0;
        Patients.Sample(patients =>
        {
            var copies = patients.SelectMany(p => Enumerable.Repeat(p, p.Copies)).ToArray();
            if (copies.Length < 4 || copies.All(p => p.Treated) || !copies.Any(p => p.Treated)) return true;
            var plain = Cox.HazardRatio([.. copies.Select(p => p.Time)], [.. copies.Select(p => p.IsEvent)], [.. copies.Select(p => p.Treated)], Ties.Breslow);
            // Where nobody of one group is at risk at any event there is no ratio, only rounding.
            if (!plain.Converged || !(plain.Coefficients[0].StandardError < 100) || Math.Abs(plain.Coefficients[0].Value) > 8) return true;
            var weighted = new WeightedHazardRatio([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.IsEvent)], [.. patients.Select(p => p.Treated)]);
            Interlocked.Increment(ref compared);
            return Math.Abs(Math.Log(weighted.Estimate([.. patients.Select(p => (double)p.Copies)])) - plain.Coefficients[0].Value) < 1e-7;
        }, iter: 300);
        Assert.True(compared > 200, $"{compared} compared");
    }

    [Fact]
    public void Equal_weights_give_the_median_and_a_scale_of_the_weights_changes_nothing()
    {
        double[] time = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161];
        bool[] isEvent = [true, true, false, true, true, false, true, true, false, true, false];
        var survival = new WeightedSurvival(time, isEvent);
        double[] one = [.. time.Select(_ => 1.0)], seventh = [.. time.Select(_ => 1 / 7.0)];
        Assert.Equal(31, survival.TimeOf(0.5, one));
        Assert.Equal(31, survival.TimeOf(0.5, seventh));
        Assert.True(double.IsNaN(survival.TimeOf(0.01, one)));
        Assert.True(double.IsNaN(survival.At(200, one)));
        Assert.True(double.IsNaN(survival.RestrictedMean(200, one)));
        Assert.Equal(survival.At(20, one), survival.At(20, seventh), 1e-14);
    }

    /// <summary>The curve as a list of all its steps, then asked: what the walk must give bit for bit.</summary>
    [Fact]
    public void A_walk_that_ends_early_has_the_bits_of_the_whole_curve()
    {
        Gen.Select(Patients, Gen.Double[0, 2].Array[60]).Where(p => p.Item2.Take(p.Item1.Length).Sum() > 0).Sample((patients, scale) =>
        {
            double[] weights = [.. patients.Select((p, i) => p.Copies * scale[i])];
            if (weights.Sum() == 0) return true;
            var survival = new WeightedSurvival([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.IsEvent)]);
            var steps = new List<(double Time, double Survival)>();
            var (atRisk, now) = (0.0, 1.0);
            foreach (var w in weights) atRisk += w;
            foreach (var at in patients.Select((p, i) => (p.Time, p.IsEvent, Weight: weights[i])).OrderBy(p => p.Time).GroupBy(p => p.Time).TakeWhile(_ => atRisk > 0))
            {
                var (events, left) = (0.0, 0.0);
                foreach (var p in at)
                {
                    left += p.Weight;
                    if (p.IsEvent) events += p.Weight;
                }
                if (left == 0) continue;
                now *= events >= atRisk * (1 - 1e-12) ? 0 : (atRisk - events) / atRisk;
                atRisk -= left;
                steps.Add((at.Key, now));
            }
            foreach (var time in (double[])[2, 11, 17.5, 31])
            {
                var whole = steps.LastOrDefault(s => s.Time <= time, (double.NaN, 1)).Survival;
                var expected = steps.Exists(s => s.Time >= time) || steps[^1].Survival == 0 ? whole : double.NaN;
                if (survival.At(time, weights).CompareTo(expected) != 0) return false;
            }
            foreach (var share in (double[])[0.9, 0.5, 0.1])
                if (survival.TimeOf(share, weights).CompareTo(steps.FirstOrDefault(s => s.Survival <= share + 1.4901161193847656e-8, (double.NaN, 0)).Time) != 0) return false;
            return true;
        }, iter: 500);
    }

    [Fact]
    public void Estimates_for_new_weights_allocate_nothing()
    {
        double[] time = [.. Enumerable.Range(1, 500).Select(i => i * 0.7)];
        bool[] isEvent = [.. time.Select((_, i) => i % 3 != 0)], treated = [.. time.Select((_, i) => i % 2 == 0)];
        double[] weights = [.. time.Select((_, i) => 1.0 + i % 5)];
        var (survival, ratio) = (new WeightedSurvival(time, isEvent), new WeightedHazardRatio(time, isEvent, treated));
        double All() => survival.At(100, weights) + survival.TimeOf(0.5, weights) + survival.RestrictedMean(200, weights) + ratio.Estimate(weights);
        Assert.True(double.IsFinite(All()));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_group_without_events_has_no_ratio()
    {
        var ratio = new WeightedHazardRatio([1, 2, 3, 4], [true, true, false, false], [true, true, false, false]);
        Assert.True(double.IsNaN(ratio.Estimate([1, 1, 1, 1])));
    }
}

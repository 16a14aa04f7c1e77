using CsCheck;

namespace Thymus.Statistics.Tests;

/// <summary>Cumulative incidence against what it must be: counts without censoring, one minus survival without competitors, and a sum of one.</summary>
public sealed class IncidenceTests
{
    private static readonly Gen<(double Time, int Kind, int Copies)[]> Patients =
        Gen.Select(Gen.Int[10, 3000].Select(i => i / 100.0), Gen.Int[0, 2], Gen.Int[0, 3]).Array[4, 60];

    private static IncidenceCurve Of((double Time, int Kind, int Copies)[] patients, int kind = 1) =>
        CumulativeIncidence.Estimate([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.Kind == kind)], [.. patients.Select(p => p.Kind == 3 - kind)]);

    /// <summary>Six patients by hand: at 1 an event of 6, at 2 another of 5, at 3 one leaves, at 4 an event of 3, at 5 another of 2, at 6 one leaves.</summary>
    [Fact]
    public void Six_patients_by_hand()
    {
        var curve = Of([(1, 1, 1), (2, 2, 1), (3, 0, 1), (4, 1, 1), (5, 2, 1), (6, 0, 1)]);
        Assert.Equal([1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0 + 2 / 9.0, 7 / 18.0, 7 / 18.0], curve.Steps.Select(s => s.Incidence), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([6, 5, 4, 3, 2, 1], curve.Steps.Select(s => s.AtRisk));
        Assert.Equal(2 / 9.0, curve.FreeAtEnd, 1e-15);
        Assert.Equal(0, curve.At(0.5).Value);
        Assert.Equal((true, false), (curve.IsKnownAt(6), curve.IsKnownAt(6.1)));
    }

    [Fact]
    public void Without_censoring_it_is_a_share_with_the_error_of_a_share()
    {
        Patients.Sample(patients =>
        {
            var known = patients.Select(p => p with { Kind = 1 + p.Kind % 2 }).ToArray();
            var curve = Of(known);
            double n = known.Length;
            foreach (var at in (double[])[8, 15, 31])
            {
                var share = known.Count(p => p.Kind == 1 && p.Time <= at) / n;
                var found = curve.At(at);
                if (Math.Abs(found.Value - share) > 1e-12 || Math.Abs(found.StandardError - Math.Sqrt(share * (1 - share) / n)) > 1e-7) return false;
            }
            return true;
        }, iter: 300);
    }

    [Fact]
    public void Without_competitors_it_is_one_minus_survival_with_Greenwoods_error()
    {
        Patients.Sample(patients =>
        {
            var alone = patients.Select(p => p with { Kind = p.Kind == 1 ? 1 : 0 }).ToArray();
            var curve = Of(alone);
            var survival = KaplanMeier.Estimate([.. alone.Select(p => p.Time)], [.. alone.Select(p => p.Kind == 1)]);
            return curve.Steps.Zip(survival.Steps).All(s => Math.Abs(1 - s.First.Incidence - s.Second.Survival) < 1e-12
                && (s.Second.Survival is 0 or 1 || (Math.Abs(s.First.StandardError - s.Second.StandardError) < 1e-7
                    && Math.Abs(1 - s.First.Upper - s.Second.Lower) < 1e-6 && Math.Abs(1 - s.First.Lower - s.Second.Upper) < 1e-6)));
        }, iter: 300);
    }

    [Fact]
    public void Event_other_and_neither_are_everybody_at_every_time()
    {
        Patients.Sample(patients =>
        {
            var (happened, other) = (Of(patients), Of(patients, kind: 2));
            var any = KaplanMeier.Estimate([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.Kind != 0)]);
            return any.Steps.All(s => Math.Abs(happened.At(s.Time).Value + other.At(s.Time).Value + s.Survival - 1) < 1e-12);
        }, iter: 300);
    }

    [Fact]
    public void Whole_weights_are_copies()
    {
        Patients.Where(p => p.Sum(x => x.Copies) > 0).Sample(patients =>
        {
            var weighted = new WeightedIncidence([.. patients.Select(p => p.Time)], [.. patients.Select(p => p.Kind == 1)], [.. patients.Select(p => p.Kind == 2)]);
            double[] weights = [.. patients.Select(p => (double)p.Copies)];
            var curve = Of([.. patients.SelectMany(p => Enumerable.Repeat(p, p.Copies))]);
            return ((double[])[5, 10, 20, 31]).All(at => curve.IsKnownAt(at) ? Math.Abs(weighted.At(at, weights) - curve.At(at).Value) < 1e-12 : double.IsNaN(weighted.At(at, weights)));
        }, iter: 300);
    }

    [Fact]
    public void Who_has_both_is_refused() =>
        Assert.Contains("Patient 1", Assert.Throws<ArgumentException>(() => CumulativeIncidence.Estimate([1, 2], [false, true], [false, true])).Message, StringComparison.Ordinal);
}

using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Draws of formulas: each distribution against its distribution function, bounded ones down to far tails.</summary>
public sealed class DrawTests
{
    private const int Draws = 8_000;

    [Theory]
    [InlineData(MathFunction.Normal, 3.0, 2.0)]
    [InlineData(MathFunction.Normal, 3.0, 2.0, 4.0, 4.5)]
    [InlineData(MathFunction.Normal, 0.0, 1.0, 5.0, double.PositiveInfinity)]
    [InlineData(MathFunction.LogNormal, 1.0, 2.0)]
    [InlineData(MathFunction.LogNormal, 1.0, 2.0, 3.0, 10.0)]
    [InlineData(MathFunction.Exponential, 0.5)]
    [InlineData(MathFunction.Exponential, 2.0, 10.0, 11.0)]
    [InlineData(MathFunction.Gamma, 0.7, 3.0)]
    [InlineData(MathFunction.Gamma, 2.5, 2.0, 60.0, 80.0)]
    [InlineData(MathFunction.ChiSquare, 3.2)]
    [InlineData(MathFunction.ChiSquare, 2.0, 2.0, 8.0)]
    [InlineData(MathFunction.Cauchy, 2.0)]
    [InlineData(MathFunction.Cauchy, 1.0, 2.0)]
    [InlineData(MathFunction.Cauchy, 1.0, 2.0, 1e3, 1e6)]
    [InlineData(MathFunction.Laplace, 2.0)]
    [InlineData(MathFunction.Laplace, 1.0, 0.5)]
    [InlineData(MathFunction.Laplace, 1.0, 0.5, -20.0, -10.0)]
    [InlineData(MathFunction.Rayleigh, 2.0)]
    [InlineData(MathFunction.Rayleigh, 2.0, 12.0, 15.0)]
    public void Numbers_have_their_distribution(MathFunction function, params double[] arguments)
    {
        var bounded = RandomDraw.IsBounded(function, arguments.Length);
        var shape = bounded ? arguments[..^2] : arguments;
        if (function is MathFunction.Cauchy or MathFunction.Laplace && shape.Length == 1) shape = [0, shape[0]];
        var (from, to) = bounded ? (Truncation.Tails(function, shape, arguments[^2]), Truncation.Tails(function, shape, arguments[^1])) : ((0, 1), (1, 0));
        var sorted = Sample(function, arguments);
        Array.Sort(sorted);
        // Kolmogorov's bound for a chance of 1e-4 is 2.23/√n.
        var distance = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var at = Truncation.Tails(function, shape, sorted[i]);
            var part = from.Lower > 0.5 ? (from.Upper - at.Upper) / (from.Upper - to.Upper) : (at.Lower - from.Lower) / (to.Lower - from.Lower);
            distance = Math.Max(distance, Math.Abs(part - (i + 0.5) / sorted.Length));
        }
        Assert.True(distance < 2.23 / Math.Sqrt(Draws), $"{distance}");
        if (bounded) Assert.True(sorted[0] >= arguments[^2] && sorted[^1] <= arguments[^1]);
    }

    /// <summary>Means and deviations from mpmath 1.3 at 40 digits.</summary>
    [Theory]
    [InlineData(MathFunction.Normal, 8.1211889929798, 0.118947647235026, 0.0, 1.0, 8.0, 9.0)]
    [InlineData(MathFunction.Gamma, 62.0968821202, 2.08851571686, 2.5, 2.0, 60.0, 80.0)]
    [InlineData(MathFunction.Poisson, 25.1290524064, 0.379726922885, 3.0, 25.0, 40.0)]
    [InlineData(MathFunction.Binomial, 30.0762231711, 0.284584668825, 50.0, 0.1, 30.0, 50.0)]
    [InlineData(MathFunction.Poisson, 2.63539506962908, 0.882369293818378, 1.5, 2.0, 18.0)]
    [InlineData(MathFunction.Uniform, 3.0, 1.15470053837925, 1.0, 5.0)]
    [InlineData(MathFunction.Bernoulli, 0.3, 0.458257569495584, 0.3)]
    public void Bounded_numbers_have_their_mean_and_deviation_however_rare_they_are(MathFunction function, double mean, double deviation, params double[] arguments)
    {
        var sample = Sample(function, arguments);
        var own = sample.Average();
        Assert.Equal(mean, own, 4 * deviation / Math.Sqrt(Draws));
        // The kurtosis is below 20: that of the bounded binomial, nearly a Bernoulli number of chance 0.07, is the largest.
        Assert.Equal(1, sample.Sum(x => (x - own) * (x - own)) / Draws / (deviation * deviation), 4 * Math.Sqrt(19.0 / Draws));
    }

    [Fact]
    public void Tails_hold_their_digits()
    {
        // mpmath: erfc and atan.
        Assert.Equal(6.22096057427178e-16, Truncation.Tails(MathFunction.Normal, [0, 1], 8).Upper, 1e-27);
        Assert.Equal(0.0668072012688581, Truncation.Tails(MathFunction.Normal, [1, 2], -2).Lower, 1e-14);
        Assert.Equal(3.18309886183685e-07, Truncation.Tails(MathFunction.Cauchy, [0, 1], 1e6).Upper, 1e-20);
        Assert.Equal(Math.Exp(-40) / 2, Truncation.Tails(MathFunction.Laplace, [0, 1], 40).Upper, 1e-31);
    }

    [Theory]
    [InlineData(MathFunction.Normal, 0.0, -1.0)]
    [InlineData(MathFunction.Normal, 0.0, 1.0, 2.0, 1.0)]
    [InlineData(MathFunction.Uniform, 2.0, 1.0)]
    [InlineData(MathFunction.Exponential, 0.0)]
    [InlineData(MathFunction.Poisson, -1.0)]
    [InlineData(MathFunction.Poisson, 3.0, 5.2, 5.8)]
    [InlineData(MathFunction.Binomial, 10.0, 0.5, 11.0, 20.0)]
    [InlineData(MathFunction.Bernoulli, 1.5)]
    public void Impossible_distributions_give_no_number(MathFunction function, params double[] arguments)
    {
        var chance = new RandomSequence(RandomStream.For(1, 0, 0, "none"));
        Assert.True(double.IsNaN(DrawSampler.Draw(function, arguments, ref chance)));
    }

    [Fact]
    public void A_patient_draws_by_its_own_key_in_any_lane()
    {
        var model = TestModels.Compile("""
            model m
              x = normal(10, 2); y := 2*x; z = 0;
              at (time > 1): z = uniform(x, x + 1);
            end
            """, new CompileOptions());
        using var batch = new PatientBatch(model, new Solvers.IntegratorOptions());
        var (y, z) = (model.ObservableIndex("y"), model.ObservableIndex("z"));
        var seen = new Dictionary<(long, int), (double, double)>();
        foreach (var shift in new[] { 0, 3 })
        {
            for (var lane = 0; lane < 8; lane++) batch.Load(lane, new PatientStart { Id = (lane + shift) % 8, Seed = 3, End = 2 });
            while (batch.Advance(out var arrived))
                foreach (var lane in arrived)
                {
                    seen[(batch.PatientOf(lane), shift)] = (batch.Observe(lane, y), batch.Observe(lane, z));
                    Assert.InRange(batch.Observe(lane, z) - batch.Observe(lane, y) / 2, 0, 1);
                    batch.Release(lane);
                }
        }
        Assert.Equal(16, seen.Count);
        for (var id = 0L; id < 8; id++) Assert.Equal(seen[(id, 0)], seen[(id, 3)]);
        Assert.Equal(8, seen.Values.Distinct().Count());
    }

    private static double[] Sample(MathFunction function, double[] arguments)
    {
        var chance = new RandomSequence(RandomStream.For(11, 0, 0, $"{function} {string.Join(' ', arguments)}"));
        var sample = new double[Draws];
        for (var i = 0; i < Draws; i++) sample[i] = DrawSampler.Draw(function, arguments, ref chance);
        return sample;
    }
}

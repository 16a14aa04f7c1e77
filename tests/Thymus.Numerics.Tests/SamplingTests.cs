namespace Thymus.Numerics.Tests;

/// <summary>Samplers against the probabilities of their distribution, with fixed seeds.</summary>
public sealed class SamplingTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(9.9)]
    [InlineData(10)]
    [InlineData(47.5)]
    [InlineData(3000)]
    public void Poisson_counts_have_their_probabilities(double mean)
    {
        var chance = Sequence($"poisson {mean}");
        Compare(() => PoissonDraw.From(mean, ref chance), k => k * LaneMath.Log(mean) - mean - LogGamma.Factorial(k), mean, Math.Sqrt(mean));
    }

    [Theory]
    [InlineData(5, 0.5)]
    [InlineData(1000, 0.004)]
    [InlineData(40, 0.3)]
    [InlineData(40, 0.7)]
    [InlineData(100_000, 0.2)]
    public void Binomial_counts_have_their_probabilities(double n, double p)
    {
        var chance = Sequence($"binomial {n} {p}");
        Compare(() => BinomialDraw.From(n, p, ref chance),
            k => LogGamma.Factorial(n) - LogGamma.Factorial(k) - LogGamma.Factorial(n - k) + k * LaneMath.Log(p) + (n - k) * LaneMath.Log1p(-p),
            n * p, Math.Sqrt(n * p * (1 - p)), n);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(7.5)]
    public void Gamma_numbers_have_their_distribution(double shape)
    {
        var chance = Sequence($"gamma {shape}");
        var sorted = new double[20_000];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = GammaDraw.From(shape, ref chance);
        Array.Sort(sorted);
        // Kolmogorov's bound for a chance of 1e-4 is 2.23/√n.
        var distance = sorted.Select((x, i) => Math.Abs(IncompleteGamma.At(shape, x).Lower - (i + 0.5) / sorted.Length)).Max();
        Assert.True(distance < 2.23 / Math.Sqrt(sorted.Length), $"{distance}");
    }

    [Fact]
    public void Impossible_parameters_give_no_number()
    {
        var chance = Sequence("none");
        Assert.True(double.IsNaN(PoissonDraw.From(-1, ref chance)));
        Assert.True(double.IsNaN(PoissonDraw.From(double.PositiveInfinity, ref chance)));
        Assert.True(double.IsNaN(BinomialDraw.From(2.5, 0.5, ref chance)));
        Assert.True(double.IsNaN(BinomialDraw.From(3, 1.5, ref chance)));
        Assert.True(double.IsNaN(GammaDraw.From(0, ref chance)));
        Assert.Equal((0, 0, 7), (PoissonDraw.From(0, ref chance), BinomialDraw.From(7, 0, ref chance), BinomialDraw.From(7, 1, ref chance)));
        Assert.Equal(0UL, chance.Count);
    }

    [Fact]
    public void A_sequence_is_its_stream_in_order()
    {
        var stream = RandomStream.For(1, 2, 3, "p");
        var sequence = new RandomSequence(stream);
        Assert.Equal((stream.Uniform(0), stream.Exponential(1), stream.Normal(2), 3UL), (sequence.Uniform(), sequence.Exponential(), sequence.Normal(), sequence.Count));
    }

    /// <summary>χ² over bins of at least 30 expected counts, within four standard deviations of its mean.</summary>
    private static void Compare(Func<double> draw, Func<double, double> logProbability, double mean, double sd, double most = int.MaxValue)
    {
        var (first, last) = (Math.Max(0, (int)(mean - 6 * sd) - 3), (int)Math.Min(most, mean + 6 * sd + 10));
        var counts = new int[last - first + 1];
        for (var i = 0; i < Draws; i++) counts[Math.Clamp((int)draw() - first, 0, counts.Length - 1)]++;
        var (chiSquared, bins, expected, found, all) = (0.0, 0, 0.0, 0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            expected += Draws * LaneMath.Exp(logProbability(first + i));
            found += counts[i];
            if (expected < 30 && i < counts.Length - 1) continue;
            (chiSquared, bins, all) = (chiSquared + (found - expected) * (found - expected) / Math.Max(expected, 1), bins + 1, all + expected);
            (expected, found) = (0, 0);
        }
        Assert.Equal(Draws, all, 1e-3 * Draws);
        Assert.True(Math.Abs(chiSquared - bins) < 4 * Math.Sqrt(2.0 * bins) + 4, $"χ² {chiSquared} over {bins} bins");
    }

    private static RandomSequence Sequence(string purpose) => new(RandomStream.For(20, 0, 0, purpose));
}

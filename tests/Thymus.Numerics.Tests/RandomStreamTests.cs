namespace Thymus.Numerics.Tests;

public sealed class RandomStreamTests
{
    private const int Count = 200_000;

    [Fact]
    public void The_streams_of_a_purpose_are_those_named_one_by_one()
    {
        var streams = RandomStreams.For(1, 2, "clearance");
        foreach (var patient in (ReadOnlySpan<ulong>)[0, 3, ulong.MaxValue])
            Assert.Equal(RandomStream.For(1, 2, patient, "clearance").Bits(4), streams[patient].Bits(4));
        Assert.Throws<ArgumentException>(() => RandomStreams.For(1, 2, ""));
    }

    [Fact]
    public void Each_part_of_the_key_changes_the_numbers()
    {
        var first = RandomStream.For(1, 2, 3, "clearance").Bits(4);
        Assert.Equal(first, RandomStream.For(1, 2, 3, "clearance").Bits(4));
        ulong[] others =
        [
            RandomStream.For(2, 2, 3, "clearance").Bits(4), RandomStream.For(1, 3, 3, "clearance").Bits(4),
            RandomStream.For(1, 2, 4, "clearance").Bits(4), RandomStream.For(1, 2, 3, "volume").Bits(4), RandomStream.For(1, 2, 3, "clearance").Bits(5),
        ];
        Assert.Equal(others.Length + 1, others.Append(first).Distinct().Count());
    }

    /// <summary>Held, for a change would change every published run; computed by a second implementation of the key (Python integers).</summary>
    [Fact]
    public void Naming_a_stream_allocates_nothing_and_long_names_are_names_too()
    {
        _ = RandomStream.For(1, 0, 0, "purpose").Uniform(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0UL; i < 1000; i++) _ = RandomStream.For(1, 0, i, "purpose").Uniform(0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        var longName = new string('\u00e9', 400);
        Assert.NotEqual(RandomStream.For(1, 0, 0, longName).Bits(0), RandomStream.For(1, 0, 0, longName + "x").Bits(0));
    }

    [Fact]
    public void The_numbers_of_a_stream_never_change()
    {
        var stream = RandomStream.For(20260101, 0, 17, "death");
        Assert.Equal(0x2cb26480b523ff64UL, stream.Bits(0));
        Assert.Equal(0x6a10772d5fb49b35UL, stream.Bits(1));
    }

    /// <summary>Moments within 5 standard errors; neighbouring patients and indices uncorrelated.</summary>
    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_uniform_distribution()
    {
        var (sum, squares, byIndex, byPatient) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var stream = RandomStream.For(7, 0, (ulong)i, "moments");
            var (u, next, neighbour) = (stream.Uniform(0) - 0.5, stream.Uniform(1) - 0.5, RandomStream.For(7, 0, (ulong)i + 1, "moments").Uniform(0) - 0.5);
            (sum, squares, byIndex, byPatient) = (sum + u, squares + u * u, byIndex + u * next, byPatient + u * neighbour);
        }
        var error = 5 / Math.Sqrt(Count);
        Assert.Equal(0, sum / Count, error * Math.Sqrt(1 / 12.0));
        Assert.Equal(1 / 12.0, squares / Count, error * Math.Sqrt(1 / 180.0));
        Assert.Equal(0, byIndex / Count, error / 12);
        Assert.Equal(0, byPatient / Count, error / 12);
    }

    [Fact]
    public void Normal_and_exponential_numbers_have_their_moments()
    {
        var stream = RandomStream.For(7, 0, 0, "moments");
        var (normal, square, fourth, exponential) = (0.0, 0.0, 0.0, 0.0);
        for (ulong i = 0; i < Count; i++)
        {
            var z = stream.Normal(i);
            (normal, square, fourth, exponential) = (normal + z, square + z * z, fourth + z * z * z * z, exponential + stream.Exponential(i));
        }
        var error = 5 / Math.Sqrt(Count);
        Assert.Equal(0, normal / Count, error);
        Assert.Equal(1, square / Count, error * Math.Sqrt(2));
        Assert.Equal(3, fourth / Count, error * Math.Sqrt(96));
        Assert.Equal(1, exponential / Count, error);
    }

    /// <summary>Roots of erfc(−x/√2)/2 = p in 40-digit arithmetic (mpmath).</summary>
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.9599639845400540)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.001, -3.0902323061678132)]
    [InlineData(1e-10, -6.3613409024040557)]
    [InlineData(1e-300, -37.047096299361199)]
    public void The_normal_quantile_is_exact_to_its_last_digits(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.At(probability), 2e-15 * Math.Max(1, Math.Abs(expected)));

    [Theory]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(-0.1, double.NaN)]
    [InlineData(1.1, double.NaN)]
    public void The_normal_quantile_has_exact_edges(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.At(probability));

    [Fact]
    public void The_normal_quantile_rises_across_the_joins_of_its_approximations()
    {
        foreach (var join in new[] { 0.075, 0.925, Math.Exp(-25), 0.5 })
        {
            var below = double.NegativeInfinity;
            for (var i = -50; i <= 50; i++)
            {
                var x = NormalQuantile.At(join * (1 + i * 1e-13));
                Assert.True(x >= below, $"the quantile falls near {join}");
                below = x;
            }
        }
    }
}

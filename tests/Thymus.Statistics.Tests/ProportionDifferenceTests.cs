namespace Thymus.Statistics.Tests;

public sealed class ProportionDifferenceTests
{
    /// <summary>Newcombe 1998 (Statist. Med. 17:873), Table II, method 10: printed to four decimals.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.2000, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6000, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 10, 1.0000, 0.6075, 1.0000)]
    [InlineData(10, 10, 0, 20, 1.0000, 0.6791, 1.0000)]
    public void Newcombe_gives_the_published_intervals(int x, int m, int y, int n, double difference, double lower, double upper)
    {
        var estimate = ProportionDifference.Newcombe(x, m, y, n);
        Assert.Equal(difference, estimate.Value, 5e-5);
        Assert.Equal(lower, estimate.Lower, 5e-5);
        Assert.Equal(upper, estimate.Upper, 5e-5);
    }
}

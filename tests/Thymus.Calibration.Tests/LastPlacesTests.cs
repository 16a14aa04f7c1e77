namespace Thymus.Calibration.Tests;

public class LastPlacesTests
{
    [Fact]
    public void A_place_is_known_by_its_bits_and_the_longest_unasked_goes_first()
    {
        var places = new LastPlaces<int>();
        for (var i = 0; i < 32; i++) places.Keep([i, 0.5], i);
        Assert.True(places.TryFind([0, 0.5], out var first));
        Assert.Equal(0, first);
        Assert.False(places.TryFind([double.BitIncrement(1), 0.5], out _));
        places.Keep([99, 0.5], 99);
        Assert.True(places.TryFind([0, 0.5], out _));
        Assert.False(places.TryFind([1, 0.5], out _));
        Assert.True(places.TryFind([2, 0.5], out var third));
        Assert.Equal(2, third);
    }
}

namespace Thymus.Trials.Tests;

public sealed class ScarTests
{
    [Fact]
    public void A_lesion_that_is_gone_leaves_its_share_of_the_largest_diameter()
    {
        var scars = new Scars(2);
        Assert.Equal(40, scars.Seen(0, 40, 0.25));
        // Half the diameter is an eighth of the volume; of the other seven eighths 0.25^3 stays.
        Assert.Equal(40 * Math.Pow(0.125 + 0.875 / 64, 1 / 3.0), scars.Seen(0, 20, 0.25), 1e-12);
        Assert.Equal(10, scars.Seen(0, 0, 0.25), 1e-12);
        Assert.Equal(50, scars.Seen(0, 50, 0.25));
        Assert.Equal(12.5, scars.Seen(0, 0, 0.25), 1e-12);
        // The neighbour has its own.
        Assert.Equal(7, scars.Seen(1, 7, 0.25));
    }

    [Fact]
    public void Without_a_scar_a_lesion_is_as_large_as_its_tissue()
    {
        var scars = new Scars(1);
        foreach (var diameter in (double[])[30, 12, 0, 5]) Assert.Equal(diameter, scars.Seen(0, diameter, 0));
    }
}

namespace Thymus.Statistics.Tests;

public sealed class RestrictedMeanTests
{
    [Fact]
    public void The_difference_equals_survRM2_on_the_lung_data()
    {
        // survRM2 1.0-4, tau = 365, female less male.
        var patients = Patients.Read("lung", "sex");
        var (femaleTime, femaleEvent) = patients.OfGroup(1);
        var (maleTime, maleEvent) = patients.OfGroup(0);
        var female = KaplanMeier.Estimate(femaleTime, femaleEvent);
        var male = KaplanMeier.Estimate(maleTime, maleEvent);
        Assert.Equal(297.46540953, female.RestrictedMean(365).Value, 1e-7);
        Assert.Equal(10.79132398, female.RestrictedMean(365).StandardError, 1e-7);
        var (difference, p) = RestrictedMeanDifference.Between(female, male, 365);
        Assert.Equal(55.97032434, difference.Value, 1e-7);
        Assert.Equal(26.65293638, difference.Lower, 1e-7);
        Assert.Equal(85.28771230, difference.Upper, 1e-7);
        Assert.Equal(0.0001827065, p, 1e-9);
    }
}

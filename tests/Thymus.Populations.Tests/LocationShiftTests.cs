using Thymus.Modeling;

namespace Thymus.Populations.Tests;

/// <summary>Density ratios of shifted populations, against sampling and closed forms.</summary>
public sealed class LocationShiftTests : IDisposable
{
    private const ulong Patients = 40_000;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void An_uncorrelated_lognormal_has_the_ratio_of_two_normal_densities()
    {
        var cohort = Read("  a: {distribution: lognormal, median: 2, omega: 0.5, grade: D}\n");
        var shift = Shift(cohort, "a");
        // ln a moves from the median 2 to 3, so a value's score falls by ln(3/2)/0.5.
        const double down = -0.81093021621632876;
        var moved = new double[1];
        foreach (var z in (double[])[-2, 0, 1.3])
            Assert.Equal(-0.5 * ((z + down) * (z + down) - z * z), shift.LogRatio([z], [Math.Log(2.0 / 3)], moved), 1e-12);
        Assert.Equal(0.5, Assert.Single(shift.Omegas));
    }

    /// <summary>Weighted patients of one population have the moments of patients drawn from the other, in all quantities of their block, ranges and neighbours included.</summary>
    [Fact]
    public void Weighted_patients_are_as_those_drawn_around_the_other_medians()
    {
        const string correlations = "correlations:\n  - {between: [a, b], rho: 0.5}\n  - {between: [b, c], rho: -0.4}\n";
        string Population(double a, double c) => FormattableString.Invariant(
            $"  a: {{distribution: lognormal, median: {a}, omega: 0.5, range: [{0.3 * a}, {4 * a}], grade: D}}\n  b: {{distribution: normal, mean: 5, sd: 2, grade: D}}\n  c: {{distribution: lognormal, median: {c}, omega: 0.8, grade: D}}\n  d: {{distribution: uniform, lower: 0, upper: 1, grade: D}}\n{correlations}");
        var drawn = Moments(Read(Population(1.3, 0.8)), null);
        var cohort = Read(Population(1, 1));
        var plain = Moments(cohort, null);
        var weighted = Moments(cohort, (Shift(cohort, "a", "c"), [Math.Log(1 / 1.3), Math.Log(1 / 0.8)]));
        for (var i = 0; i < drawn.Length; i++)
            // Four standard errors: of 40,000 patients the weights of this shift leave half.
            Assert.True(Math.Abs(weighted[i] - drawn[i]) < 0.03, $"moment {i}: {weighted[i]} for {drawn[i]}, unweighted {plain[i]}");
        Assert.True(Math.Abs(plain[0] - drawn[0]) > 0.2 && Math.Abs(plain[4] - drawn[4]) > 0.2);
    }

    [Fact]
    public void A_value_outside_the_shifted_range_cannot_be()
    {
        var cohort = Read("  a: {distribution: lognormal, median: 1, omega: 0.5, range: [0.5, 2], grade: D}\n");
        var shift = Shift(cohort, "a");
        // The highest values stand at the range's end; doubled, they are beyond it.
        Assert.Equal(double.NegativeInfinity, shift.LogRatio([2.5], [Math.Log(2)], new double[1]));
        Assert.True(double.IsFinite(shift.LogRatio([0], [Math.Log(1.2)], new double[1])));
    }

    [Fact]
    public void Shifts_of_a_quantity_named_twice_add_up()
    {
        var cohort = Read("  a: {distribution: lognormal, median: 1, omega: 0.5, grade: D}\n  b: {distribution: lognormal, median: 1, omega: 0.5, grade: D}\ncorrelations:\n  - {between: [a, b], rho: 0.5}\n");
        var (twice, once) = (Shift(cohort, "a", "b", "a"), Shift(cohort, "a", "b"));
        var moved = new double[2];
        Assert.Equal(once.LogRatio([0.3, -1], [0.5, 0.1], moved), twice.LogRatio([0.3, -1], [0.2, 0.1, 0.3], moved), 1e-12);
    }

    [Fact]
    public void Another_distribution_or_an_unknown_name_is_refused()
    {
        var cohort = Read("  a: {distribution: normal, mean: 1, sd: 1, grade: D}\n");
        var faults = new DiagnosticBag();
        Assert.Null(LocationShift.Of(cohort, ["a", "z"], [SourceSpan.WholeFile("x"), SourceSpan.WholeFile("x")], faults));
        Assert.Equal(["TP0140", "TP0140"], faults.Select(f => f.Code));
    }

    /// <summary>Means of the logarithms of a and c, of b and d, of products and squares.</summary>
    private static double[] Moments(Cohort cohort, (LocationShift Shift, double[] By)? weights)
    {
        var draws = new CohortDraws(cohort, 3, 0);
        var sums = new double[8];
        var total = 0.0;
        var moved = new double[4];
        for (ulong i = 0; i < Patients; i++)
        {
            var v = draws.Draw(i);
            // The weighted patients keep their values: the population around them is what changes.
            var w = weights is { } k ? Math.Exp(k.Shift.LogRatio(draws.Scores, k.By, moved)) : 1;
            var (a, b, c, d) = (Math.Log(v[0]), (v[1] - 5) / 2, Math.Log(v[2]), v[3]);
            double[] m = [a, a * a, b, a * b, c, c * c, b * c, d];
            for (var j = 0; j < m.Length; j++) sums[j] += w * m[j];
            total += w;
        }
        return [.. sums.Select(s => s / total)];
    }

    private static LocationShift Shift(Cohort cohort, params string[] names)
    {
        var faults = new DiagnosticBag();
        var shift = LocationShift.Of(cohort, names, [.. names.Select(_ => SourceSpan.WholeFile("x"))], faults);
        Assert.Empty(faults.Select(f => f.ToString()));
        return shift!;
    }

    private Cohort Read(string parameters)
    {
        File.WriteAllText(_file, "title: made up\nparameters:\n" + parameters);
        var faults = new DiagnosticBag();
        var population = PopulationSpecification.Read(_file, faults);
        Assert.Empty(faults.Select(f => f.ToString()));
        return new Cohort(population!);
    }
}

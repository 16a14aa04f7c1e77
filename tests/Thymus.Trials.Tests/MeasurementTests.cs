using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Trials.Tests;

public sealed class MeasurementTests
{
    private static readonly ImmutableArray<LesionMap> OneLesion = Lesions(1);

    /// <summary>T16: what measurement error alone does to a tumour that does not change.</summary>
    /// <remarks>
    /// Expected 5.5 % ± 0.5 (within-reader error 4.1 % on the sum, one lesion of 70 mm, rounding 1 mm). 20,000 patients have a binomial standard
    /// error of 0.16 %.
    /// </remarks>
    [Fact]
    public void A_stable_sum_of_70_mm_shows_false_progression_in_5_5_percent_within_12_scans()
    {
        const int patients = 20_000;
        var progressed = 0;
        Parallel.For(0, patients, p =>
        {
            var history = History(OneLesion, new MeasurementRules(), (ulong)p);
            history.Baseline([70]);
            for (var scan = 1; scan <= 12 && double.IsNaN(history.ProgressionDay); scan++) history.Scan(42 * scan, 42 * scan, [70], newLesionOnset: false);
            if (!double.IsNaN(history.ProgressionDay)) Interlocked.Increment(ref progressed);
        });
        Assert.Equal(5.5, 100.0 * progressed / patients, 0.5);
    }

    [Theory]
    [InlineData(new[] { 70.0 })]
    [InlineData(new[] { 40.0, 30.0, 20.0, 10.0 })]
    [InlineData(new[] { 100.0, 11.0, 11.0, 11.0, 11.0 })]
    public void The_sum_of_diameters_has_the_within_reader_error_whatever_the_lesions(double[] diameters)
    {
        var rules = new MeasurementRules(Rounding: 0);
        var lesions = Lesions(diameters.Length);
        var targets = Enumerable.Repeat(LesionRole.Target, diameters.Length).ToArray();
        var scanner = new Scanner(rules, lesions, 1, 0, 5);
        var measured = new double[diameters.Length];
        const int scans = 20_000;
        double sum = 0, squares = 0;
        for (var scan = 0; scan < scans; scan++)
        {
            scanner.Read(diameters, targets, scan, measured);
            sum += measured.Sum();
            squares += measured.Sum() * measured.Sum();
        }
        var mean = sum / scans;
        // One patient has one reader, so that the spread is the error within the reader. Standard error of an SD: 1/√(2n) = 0.5 %;
        // exp(σε) makes the SD of a lesion larger than σ by σ²/2, at most 0.5 % here.
        Assert.Equal(0.041, Math.Sqrt(squares / scans - mean * mean) / mean, 0.041 * 0.025);
    }

    [Fact]
    public void The_reader_is_drawn_once_a_patient_with_what_the_spread_between_readers_leaves()
    {
        var rules = new MeasurementRules(WithinReader: 0, BetweenReaders: 0.07, Rounding: 0);
        Assert.Equal(Math.Sqrt(0.07 * 0.07 - 0.041 * 0.041), new MeasurementRules().ReaderBias, 1e-15);
        var biases = new List<double>();
        for (ulong patient = 0; patient < 4000; patient++)
        {
            var scanner = new Scanner(rules, OneLesion, 1, 0, patient);
            var measured = new double[2];
            scanner.Read([50], [LesionRole.Target], 84, measured.AsSpan(0, 1));
            scanner.Read([50], [LesionRole.Target], 126, measured.AsSpan(1, 1));
            Assert.Equal(measured[0], measured[1]);
            biases.Add(Math.Log(measured[0] / 50));
        }
        Assert.Equal(0.07, Math.Sqrt(biases.Average(b => b * b)), 0.07 * 0.04); // 3.5 standard errors of 1/√8000
    }

    [Fact]
    public void A_scan_reads_the_same_whatever_was_scanned_before_it()
    {
        var (often, once) = (History(OneLesion, new MeasurementRules(), 3), History(OneLesion, new MeasurementRules(), 3));
        often.Baseline([50]);
        once.Baseline([50]);
        often.Scan(42, 42, [51], false);
        often.Scan(84, 86, [52], false);
        once.Scan(84, 83, [52], false);
        Assert.Equal(often.Measurements.Last().Value, once.Measurements.Last().Value);
    }

    [Theory]
    [InlineData(2.9, 0)] // not seen
    [InlineData(3.1, 5)] // too small to measure
    [InlineData(4.9, 5)]
    [InlineData(7.4, 7)]
    [InlineData(7.5, 8)]
    public void Small_lesions_are_lost_or_recorded_as_5_mm(double diameter, double recorded)
    {
        var measured = new double[1];
        new Scanner(new MeasurementRules(WithinReader: 0, BetweenReaders: 0), OneLesion, 1, 0, 1).Read([diameter], [LesionRole.Target], 1, measured);
        Assert.Equal(recorded, measured[0]);
    }

    [Fact]
    public void Targets_are_the_five_largest_measurable_lesions_with_at_most_two_an_organ()
    {
        ImmutableArray<LesionMap> lesions =
        [
            Lesion("a", "liver"), Lesion("b", "liver"), Lesion("c", "liver"), Lesion("d", "lung"), Lesion("n", "node", node: true),
            Lesion("m", "neck", node: true), Lesion("e", null), Lesion("f", null), Lesion("g", null), Lesion("h", "skin"),
        ];
        var roles = new LesionRole[10];
        TargetSelection.Choose(lesions, [60, 50, 40, 9, 14, 9, 30, 29, 28, 0], new RecistRules(), roles);
        Assert.Equal(
            [LesionRole.Target, LesionRole.Target, LesionRole.NonTarget, LesionRole.NonTarget, LesionRole.NonTarget, LesionRole.Normal,
                LesionRole.Target, LesionRole.Target, LesionRole.Target, LesionRole.Occult], roles);
    }

    [Fact]
    public void An_occult_lesion_that_shows_is_new_and_means_progression()
    {
        var history = History(Lesions(2), new MeasurementRules(WithinReader: 0, BetweenReaders: 0), 1);
        history.Baseline([50, 1]);
        history.Scan(84, 84, [40, 9.4], false);
        history.Scan(126, 126, [30, 10], false);
        Assert.Equal([Response.StableDisease, Response.ProgressiveDisease], history.Responses.Select(r => r.Overall));
        Assert.True(history.Responses[1].NewLesion);
        Assert.Equal(126, history.ProgressionDay);
        Assert.Contains(history.Measurements, m => m is { Lesion: "L2", Kind: "new", Visit: "WEEK 18", Value: 10 });
        Assert.DoesNotContain(history.Measurements, m => m is { Lesion: "L2", Visit: "WEEK 12" });
    }

    [Fact]
    public void Changes_are_from_baseline_and_from_the_nadir_before_the_scan()
    {
        var history = History(OneLesion, new MeasurementRules(WithinReader: 0, BetweenReaders: 0), 1);
        history.Baseline([100]);
        history.Scan(84, 84, [50], false);
        history.Scan(126, 126, [60], false);
        var sums = history.Measurements.Where(m => m.Kind == "sum").ToList();
        Assert.Equal([double.NaN, -50, -40], sums.Select(m => m.PercentChangeFromBaseline));
        Assert.Equal([double.NaN, -50, 20], sums.Select(m => m.PercentChangeFromNadir));
        Assert.Equal([Response.PartialResponse, Response.ProgressiveDisease], history.Responses.Select(r => r.Overall));
    }

    /// <summary>T15.</summary>
    [Fact]
    public void Doses_by_surface_weight_and_filtration_are_exact()
    {
        var body = new BodySize(70, 170, 90);
        Assert.Equal(1.8181, DoseArithmetic.BodySurface(170, 70), 5e-5);
        Assert.Equal(575, DoseArithmetic.Calvert(5, 90));
        Assert.Equal(700, Amount(10, DoseBasis.BodyWeight));
        Assert.Equal(200, Amount(200, DoseBasis.Flat));
        Assert.Equal(75 * Math.Sqrt(170 * 70 / 3600.0), Amount(75, DoseBasis.BodySurface));
        Assert.Equal(575, Amount(5, DoseBasis.Calvert));
        Assert.Equal(600, DoseArithmetic.Amount(new Dose(10, Unit.Parse("mg"), DoseBasis.BodyWeight, 600, 125), body));
        Assert.Equal(750, DoseArithmetic.Amount(new Dose(5, Unit.Parse("mg"), DoseBasis.Calvert, 2000, 125), body with { GfrMillilitresPerMinute = 160 }));

        double Amount(double value, DoseBasis basis) =>
            DoseArithmetic.Amount(new Dose(value, Unit.Parse("mg"), basis, double.PositiveInfinity, double.PositiveInfinity), body);
    }

    [Theory]
    [InlineData("mg", "ug", double.NaN, 1000.0)]
    [InlineData("mg", "nmol", 149e3, 1e6 / 149e3)]
    [InlineData("nmol", "mg", 149e3, 149e3 * 1e-6)]
    [InlineData("cell", "cell", double.NaN, 1.0)]
    [InlineData("mg", "nmol", double.NaN, null)]
    [InlineData("mg", "cell", 149e3, null)]
    public void Amounts_convert_by_unit_and_molar_mass(string from, string to, double gramsPerMole, double? factor)
    {
        var found = AmountUnits.Factor(Unit.Parse(from), Unit.Parse(to), gramsPerMole);
        Assert.Equal(factor is null, found is null);
        if (factor is { } f) Assert.Equal(f, found!.Value, 1e-12 * f);
    }

    private static TumourHistory History(ImmutableArray<LesionMap> lesions, MeasurementRules rules, ulong patient) =>
        new(lesions, new RecistRules(), rules.NewLesion, new Scanner(rules, lesions, 1, 0, patient));

    private static ImmutableArray<LesionMap> Lesions(int count) => [.. Enumerable.Range(1, count).Select(i => Lesion($"L{i}", null))];

    private static LesionMap Lesion(string id, string? organ, bool node = false) => new(id, new Formula(id, default), LesionQuantity.Diameter, 1, organ, node);
}

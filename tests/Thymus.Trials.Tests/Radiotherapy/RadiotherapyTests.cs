using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Radiotherapy;

/// <summary>Radiotherapy against its law, its source, and the lung model that it is joined to.</summary>
public sealed class RadiotherapyTests
{
    private const double Tolerance = 1e-6;

    /// <summary>SF(2 Gy, 0.3, 0.03) = exp(−0.72) = 0.4868 a fraction, of visible and invisible cells alike; T cells follow their own alpha.</summary>
    [Theory]
    [InlineData(2, 1, 0.4868)]
    [InlineData(2, 5, 0.0273)]
    [InlineData(8, 1, 0.0133)]
    public void A_fraction_leaves_what_the_linear_quadratic_law_says(double gray, int fractions, double share)
    {
        using var lesion = new ReferencePatient(PathOf("lesion-alone.ant"), "beam");
        var run = lesion.RunAll([4.5], [Fractions(gray, fractions, 1)], ["visible", "invisible", "effector", "circulating", "lymphocytes", "lesion__doomed", "dead"]);
        Assert.Equal(share, run[0][0] / 1e9, 0.00005);
        Assert.Equal(run[0][0] / 1e9, run[1][0] / 1e6, 1e-9);
        Assert.Equal(Math.Exp(-0.83 * gray * fractions), run[2][0] / 1e6, 1e-9);
        Assert.Equal(Math.Exp(-0.83 * 0.03 * gray * fractions), run[3][0] / 1e8, 1e-9);
        Assert.True(run[4][0] < 1.5e9 && run[4][0] > 0.5e9); // cells per litre, on the way back
        Assert.Equal(1.001e9, run[0][0] + run[1][0] + run[5][0] + run[6][0], 1); // no cell is lost from the books
    }

    /// <summary>Kosinsky 2018 without treatment as an independent program runs its SBML (BIOMD0000000863); the same with its repair as deposited.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_untreated_tumour_is_Kosinskys(double deposited)
    {
        using var mouse = new ReferencePatient(PathOf("kosinsky-2018.ant"));
        Assert.Equal([256.56, 1048.25, 1667.46], mouse.Run([10, 20, 30], [], "volume", 1e-10, ("deposited", deposited)).Select(v => Math.Round(v, 2)));
    }

    /// <summary>At a dose rate that lasts, breaks stand at delta·rate·tau, and the quadratic kill is 0.2·alpha·tau·rate².</summary>
    [Fact]
    public void Breaks_repair_within_half_an_hour()
    {
        using var mouse = new ReferencePatient(PathOf("kosinsky-2018.ant"));
        var run = mouse.RunAll([2], [], ["breaks", "hit"], 1e-10, ("rate", 5));
        Assert.Equal(19 * 5 * 0.02, run[0][0], 1e-8);
        Assert.Equal(0.146 * 5 + 0.2 * 0.146 * 0.02 * 25, run[1][0], 1e-8);
    }

    [Fact]
    public void Present_at_no_dose_it_moves_the_lung_model_by_less_than_ten_tolerances()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Repository.PathOf("models", "lung.ant"), "pembrolizumab__central");
        using var both = new ReferencePatient(PathOf("lung-irradiated.ant"), "pembrolizumab__central", "beam");
        var antibody = Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 18, 21);
        var without = alone.RunAll(times, [antibody], quantities, Tolerance);
        var with = both.RunAll(times, [antibody, Fractions(0, 3, 2)], quantities, Tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    [Fact]
    public void Every_line_of_the_lung_model_is_there()
    {
        var here = File.ReadAllLines(PathOf("lung-irradiated.ant")).ToHashSet(StringComparer.Ordinal);
        var body = File.ReadAllLines(Repository.PathOf("models", "lung.ant")).SkipWhile(l => !l.StartsWith("model *", StringComparison.Ordinal)).Skip(1);
        Assert.Equal(["antigen", "deaths", "immunity"], body.Where(l => !here.Contains(l)).Select(l => l.Trim().Split(' ', ':')[0]));
    }

    /// <summary>What reaches a lesion outside the field comes by licensing and antigen; the field itself shrinks.</summary>
    [Fact]
    public void A_lesion_outside_the_field_is_reached_through_immunity()
    {
        using var patient = new ReferencePatient(PathOf("lung-irradiated.ant"), "pembrolizumab__central", "beam");
        EventRecord[] doses = [Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 9, 21), Fractions(8, 3, 2)];
        double[] Day180(double strength) =>
            [.. patient.RunAll([180], doses, ["lesion1__cells", "lesion2__cells"], Tolerance, ("strength", strength), ("lesion1__seed", 1e9), ("lesion2__seed", 1e9)).Select(q => q[0])];
        var (deaf, heard) = (Day180(0), Day180(3.55));
        Assert.True(heard[1] < deaf[1], $"{heard[1]} and {deaf[1]}");
        Assert.True(deaf[0] < 0.1 * deaf[1], $"{deaf[0]} and {deaf[1]}");
    }

    private static EventRecord Fractions(double gray, int number, double interval) => new(0, EventId.Dose, gray, "beam", 0, number > 1 ? interval : 0, number - 1);

    private static string PathOf(string file) => Repository.PathOf("models", "partners", "radiotherapy", file);
}

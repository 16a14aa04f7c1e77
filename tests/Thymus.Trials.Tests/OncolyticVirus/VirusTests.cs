using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.OncolyticVirus;

/// <summary>The oncolytic virus against its source, its label, and the melanoma model that it is joined to.</summary>
public sealed class VirusTests
{
    private const double Tolerance = 1e-6;
    private const string Empirical = "talimogene-laherparepvec.ant";
    private const string Mechanistic = "talimogene-laherparepvec-mechanistic.ant";

    /// <summary>Jenner 2019 as an independent program runs its SBML (BIOMD0000000850), to the digits printed.</summary>
    [Fact]
    public void Without_interferon_and_antibody_infection_is_Jenners()
    {
        using var tumour = new ReferencePatient(PathOf("jenner-2019.ant"));
        var run = tumour.RunAll([50, 500], [], ["uninfected", "infection__infected", "virus"]);
        Assert.Equal([49.573, 40.704], run[0].Select(v => Math.Round(v, 3)));
        Assert.Equal([204.599, 364.122], run[1].Select(v => Math.Round(v, 3)));
        Assert.Equal([18.711, 36.392], run[2].Select(v => Math.Round(v, 3)));
    }

    [Theory]
    [InlineData(Empirical)]
    [InlineData(Mechanistic)]
    public void Present_at_no_dose_it_moves_the_melanoma_model_by_less_than_ten_tolerances(string file)
    {
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted", "lesion3__effector"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Repository.PathOf("models", "melanoma.ant"), "pembrolizumab__central");
        using var both = new ReferencePatient(PathOf(file), "pembrolizumab__central", "syringe", "sargramostim");
        var antibody = Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 18, 21);
        var without = alone.RunAll(times, [antibody], quantities, Tolerance);
        var with = both.RunAll(times, [antibody, Bolus("syringe", 0, 14, 24), Bolus("sargramostim", 0, 1, 360)], quantities, Tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    /// <summary>Both layers hold every line of the melanoma model, but the four that the virus enters by.</summary>
    [Theory]
    [InlineData(Empirical)]
    [InlineData(Mechanistic)]
    public void Every_line_of_the_melanoma_model_is_there(string file)
    {
        var here = File.ReadAllLines(PathOf(file)).ToHashSet(StringComparer.Ordinal);
        var body = File.ReadAllLines(Repository.PathOf("models", "melanoma.ant")).SkipWhile(l => !l.StartsWith("model *", StringComparison.Ordinal)).Skip(1);
        var missing = body.Where(l => !here.Contains(l)).Select(l => l.Trim().Split(' ', ':')[0]);
        Assert.Equal(["antigen", "deaths", "immunity"], missing);
    }

    /// <summary>Above 5 cm up to 4 mL, above 2.5 cm 2 mL, above 1.5 cm 1 mL, above 0.5 cm 0.5 mL, smaller 0.1 mL; the largest first, 4 mL in all (label, Table 2).</summary>
    [Theory]
    [InlineData(new[] { 60.0, 30, 10, 4, 20 }, new[] { 4, 0.0, 0, 0, 0 })]
    [InlineData(new[] { 30.0, 20, 10, 4, 1 }, new[] { 2, 1, 0.5, 0.1, 0 })]
    [InlineData(new[] { 10.0, 30, 40, 20, 4 }, new[] { 0, 2, 2, 0.0, 0 })]
    public void A_visits_volume_is_shared_by_the_size_of_lesions(double[] diameters, double[] millilitres)
    {
        // A sphere's cells fill three quarters of it, 2.53e-9 mL each.
        var cells = diameters.Select((d, i) => ($"lesion{i + 1}__seed", Math.PI / 6 * d * d * d * 1e-3 * 0.75 / 2.53e-9));
        using var patient = new ReferencePatient(PathOf(Empirical), "syringe");
        var run = patient.RunAll([0.02], [Bolus("syringe", 4e8, 1, 1)], ["syringe", .. Enumerable.Range(1, 5).Select(i => $"virus{i}")], 1e-8, [.. cells]);
        Assert.True(run[0][0] < 1); // the syringe is empty
        for (var i = 0; i < 5; i++) Assert.Equal(millilitres[i] * 1e8, run[i + 1][0], 0.005 * 4e8); // 0.4 % is lost by then
    }

    [Theory]
    [InlineData(Empirical)]
    [InlineData(Mechanistic)]
    public void A_lesion_that_is_not_injected_shrinks_by_immunity_alone(string file)
    {
        using var patient = new ReferencePatient(PathOf(file), "syringe");
        (string, double)[] set = [("visceral2", 1), ("lesion1__seed", 1e9), ("lesion2__seed", 1e9)];
        EventRecord[] doses = [Bolus("syringe", 4e8, 12, 14)];
        string[] quantities = ["lesion1__cells", "lesion2__cells", "virus2"];
        double[] Day180(double strength, bool treated) =>
            [.. patient.RunAll([180], treated ? doses : [], quantities, Tolerance, [.. set, ("strength", strength)]).Select(q => q[0])];
        var (untreated, deaf, heard) = (Day180(5, treated: false), Day180(0, treated: true), Day180(5, treated: true));
        Assert.True(deaf[0] < 0.95 * untreated[0], $"{deaf[0]} and {untreated[0]}");
        Assert.Equal(0, heard[2]);
        // Without licensing the antigen of lysed cells is all that reaches the other lesion.
        Assert.True(heard[1] < 0.98 * deaf[1], $"{heard[1]} and {deaf[1]}, untreated {untreated[1]}");
    }

    /// <summary>Products halve ln 2/0.02 days after day 1 and the response has lasted half a year on day 218; it ends a quarter above that half.</summary>
    [Theory]
    [InlineData(35.6, 0, 0, 0)]
    [InlineData(35.7, 1, 0, 0)]
    [InlineData(190.6, 1, 0, 0)]
    [InlineData(190.8, 1, 1, 0)]
    [InlineData(218.2, 1, 1, 0)]
    [InlineData(218.4, 1, 1, 1)]
    public void Response_by_products_of_diameters_is_noted_on_its_day(double day, double halved, double gone, double durable)
    {
        using var lesion = new ReferencePatient(Repository.Fixture("procedures", "who-response.ant"));
        var run = lesion.RunAll([day], [], ["halved", "responded", "gone", "completed", "durable", "measured"]);
        Assert.Equal([halved, halved, gone, gone, durable, 1], run.Select(q => q[0]));
    }

    private static EventRecord Bolus(string species, double amount, int number, double interval) =>
        new(0, EventId.Dose, amount, species, 0, number > 1 ? interval : 0, number - 1);

    internal static string PathOf(string file) => Repository.PathOf("models", "procedures", "oncolytic-virus", file);
}

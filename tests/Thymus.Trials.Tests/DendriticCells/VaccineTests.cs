using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.DendriticCells;

/// <summary>A vaccine of dendritic cells: the way to the node, and what it adds to priming in melanoma.</summary>
public sealed class VaccineTests
{
    private static string PathOf(string file) => Repository.PathOf("models", "procedures", "dendritic-cell-vaccine", file);

    private static EventRecord Cells(string route, double number, double day = 0) => new(day, EventId.Dose, number, route);

    /// <summary>T11: most cells in the node at 48 to 72 hours (58.2 h by the chain's own equations), and three times as many from the skin as from under it at any time.</summary>
    [Fact]
    public void The_node_peaks_between_48_and_72_hours_and_the_skin_gives_three_times_as_many()
    {
        using var patient = new ReferencePatient(PathOf("migration.ant"), "intradermal", "subcutaneous", "intravenous");
        var times = Days(0, 7, 0.01);
        var skin = patient.Run(times, [Cells("intradermal", 1e7)], "node");
        var under = patient.Run(times, [Cells("subcutaneous", 1e7)], "node");
        var peak = 24 * times[Array.IndexOf(skin, skin.Max())];
        Assert.InRange(peak, 48, 72);
        Assert.Equal(58.2, peak, 0.3);
        Assert.All(times.Index().Where(t => t.Item > 0.1), t => Assert.Equal(3, skin[t.Index] / under[t.Index], 1e-6));
        Assert.All(patient.Run([1, 3], [Cells("intravenous", 1e7)], "node"), n => Assert.Equal(0, n));
        var immature = patient.Run([2.5], [Cells("intradermal", 1e7)], "node", 1e-10, ("maturity", 0))[0];
        Assert.InRange(patient.Run([2.5], [Cells("intradermal", 1e7)], "node")[0] / immature, 6, 8);
    }

    /// <summary>A boost is another dose, and the way to the node is linear: what comes of two is the sum.</summary>
    [Fact]
    public void A_boost_adds()
    {
        using var patient = new ReferencePatient(PathOf("migration.ant"), "intradermal", "subcutaneous", "intravenous");
        var one = patient.Run([2, 16], [Cells("intradermal", 1e7)], "node");
        var two = patient.Run([16], [Cells("intradermal", 1e7), Cells("intradermal", 2e7, 14)], "node")[0];
        Assert.Equal(one[1] + 2 * one[0], two, 1e-7 * two);
    }

    [Fact]
    public void Without_cells_the_patient_is_that_of_melanoma()
    {
        using var vaccinated = new ReferencePatient(PathOf("melanoma-vaccinated.ant"), "intradermal");
        using var plain = new ReferencePatient(Repository.PathOf("models", "melanoma.ant"));
        string[] watched = ["sum_of_diameters", "immunity__primed", "circulating", "H_death"];
        var zero = vaccinated.RunAll([50, 300], [Cells("intradermal", 0)], watched, 1e-6);
        var none = plain.RunAll([50, 300], [], watched, 1e-6);
        for (var i = 0; i < watched.Length; i++)
            for (var t = 0; t < 2; t++) Assert.Equal(none[i][t], zero[i][t], 1e-5 * Math.Abs(none[i][t]));   // ten tolerances
    }

    /// <summary>Cells in the node prime; against self less than against what is new; and nothing else than priming and what follows it has changed a moment after.</summary>
    [Fact]
    public void Cells_in_the_node_prime_and_self_primes_less()
    {
        using var patient = new ReferencePatient(PathOf("melanoma-vaccinated.ant"), "intradermal");
        double Primed(double cells, double origin) => patient.Run([3], [Cells("intradermal", cells)], "immunity__primed", 1e-8, ("origin", origin))[0];
        Assert.True(Primed(1e7, 1) > 2 * Primed(0, 1));
        Assert.True(Primed(1e7, 2) < Primed(1e7, 1));
        Assert.Equal(Primed(1e7, 1), Primed(1e7, 3));
    }

    /// <summary>Every line of melanoma.ant stands here, but for the two ports of the immune system through which the vaccine enters. So no hazard knows of it.</summary>
    [Fact]
    public void The_model_is_melanoma_but_for_two_ports()
    {
        static string[] Body(string path) => [.. File.ReadAllLines(path).Where(l => !l.StartsWith("//", StringComparison.Ordinal) && !l.StartsWith("import", StringComparison.Ordinal) && !l.StartsWith("model", StringComparison.Ordinal) && l.Length > 0 && l != "end")];
        var (ours, theirs) = (Body(PathOf("melanoma-vaccinated.ant")), Body(Repository.PathOf("models", "melanoma.ant")));
        var other = theirs.Except(ours).ToList();
        Assert.StartsWith("  immunity: Immunity(", Assert.Single(other), StringComparison.Ordinal);
        Assert.Contains(other[0].Replace(" antigen, deaths,", " antigen_on_view, deaths_sensed,", StringComparison.Ordinal), ours);
    }

    [Fact]
    public void Every_constant_has_a_row_and_every_row_a_constant()
    {
        using var patient = new ReferencePatient(PathOf("melanoma-vaccinated.ant"));
        var constants = patient.Definition.Parameters.Where(p => p.Value is not null && p.Constant).ToDictionary(p => p.Id, p => p.Value!.Value, StringComparer.Ordinal);
        var named = new List<string>();
        foreach (var row in ParameterTable.Read(PathOf("parameters.csv")))
        {
            var name = row.Module == "vaccine" ? row.Symbol : row.Module + "__" + row.Symbol;
            Assert.Equal(row.Value.Canonical, constants[name], 1e-14 * Math.Abs(row.Value.Canonical));
            row.HasSourceAndGrade();
            named.Add(name);
        }
        Assert.Equal(constants.Keys.Where(k => k.StartsWith("migration__", StringComparison.Ordinal) || k.StartsWith("presentation__", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            named.Where(n => n.Contains("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}

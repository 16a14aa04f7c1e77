using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.DendriticCells;

/// <summary>Sipuleucel-T in prostate cancer: what it may act on, and what scans of bone show.</summary>
public sealed class ProstateTests
{
    private static readonly string Model = Repository.PathOf("models", "procedures", "dendritic-cell-vaccine", "prostate-vaccinated.ant");

    private static EventRecord[] Vaccine => [.. new[] { 0, 14, 28 }.Select(day => new EventRecord(day, EventId.Dose, 5e7, "intravenous"))];

    private static readonly (string, double)[] Grown = [("lesion1__seed", 2e9), ("lesion2__seed", 2e9), ("lesion3__seed", 2e9)];

    /// <summary>What it primes waits in memory and acts by the core's recall; death follows the burden alone.</summary>
    [Fact]
    public void The_vaccine_fills_memory_and_death_follows_the_burden()
    {
        using var patient = new ReferencePatient(Model, "intravenous");
        string[] watched = ["immunity__memory", "immunity__primed", "sum_of_diameters", "H_death"];
        double[] times = [1, 60, 900];
        var given = patient.RunAll(times, Vaccine, watched, 1e-8, Grown);
        var none = patient.RunAll(times, [], watched, 1e-8, Grown);
        Assert.True(given[0][1] > 1.05 * none[0][1]);
        Assert.Equal(none[1][0], given[1][0], 1e-5 * none[1][0]);   // the first day primes nothing that goes out
        Assert.True(given[2][2] < 0.99 * none[2][2]);
        Assert.True(given[3][2] < 0.99 * none[3][2]);
        // The vaccine's own terms are one reaction into memory and the way there; no line sets a symbol of the hazards.
        var lines = File.ReadAllLines(Model);
        Assert.DoesNotContain(lines, l => l.TrimStart().StartsWith("survival.", StringComparison.Ordinal));
        var own = File.ReadAllText(Repository.PathOf("models", "procedures", "dendritic-cell-vaccine", "own-antigens.ant"));
        Assert.Equal("  Remember: => memory;", Assert.Single(own.Split('\n'), l => l.Contains("=>", StringComparison.Ordinal))[..22]);
    }

    [Fact]
    public void A_vaccine_that_adds_no_antigen_changes_nothing()
    {
        using var patient = new ReferencePatient(Model, "intravenous");
        string[] watched = ["sum_of_diameters", "immunity__memory", "H_death", "seen1"];
        var zero = patient.RunAll([200, 600], Vaccine, watched, 1e-8, [.. Grown, ("sipuleucel_clones", 0)]);
        var none = patient.RunAll([200, 600], [], watched, 1e-8, [.. Grown, ("sipuleucel_clones", 0)]);
        for (var i = 0; i < watched.Length; i++)
            for (var t = 0; t < 2; t++) Assert.Equal(none[i][t], zero[i][t], 1e-7 * Math.Abs(none[i][t]));
    }

    /// <summary>A scan lags by the time that bone takes: for growth by the factor e in 1/g days, seen/diameter comes to 1/(1 + g remodelling).</summary>
    [Fact]
    public void Scans_of_bone_show_late()
    {
        using var patient = new ReferencePatient(Model);
        const double step = 0.5;
        var times = Days(300, 400, step);
        var runs = patient.RunAll(times, [], ["bone1__diameter", "seen1"], 1e-10, [.. Grown, ("bone1__remodelling", 100)]);
        var (diameter, seen) = (runs[0], runs[1]);
        for (var i = 1; i < times.Length - 1; i++)
            Assert.Equal((diameter[i] - seen[i]) / 100, (seen[i + 1] - seen[i - 1]) / (2 * step), 1e-6);
        Assert.All(seen.Zip(diameter), p => Assert.True(p.First < p.Second));
    }
}

using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Chemotherapy;

/// <summary>Blood cells under one dose, against a program of its own (tests/fixtures/partners/marrow.c: Runge–Kutta 4, steps of 3.6 s).</summary>
public sealed class MarrowTests
{
    /// <summary>A thousandth of a day: the program's nadirs are read to 3.6 s, these to 1.4 minutes.</summary>
    private static readonly double[] Times = Days(0.5, 40, 0.001);

    [Theory]
    [InlineData("paclitaxel.ant", "paclitaxel__central", 369e3, 3.0, "leukocytes", 2.9180647e9, 9.24137, 9.6853338e9, 22.49704)] // nmol; T14 prints 2.918 on day 9.24, 9.685 on day 22.5
    [InlineData("nab-paclitaxel.ant", "nab_paclitaxel__central", 480, 0.5, "neutrophils", 1.3416784e9, 9.50154, 5.5196552e9, 24.09708)]
    [InlineData("docetaxel.ant", "docetaxel__central", 180, 1.0, "neutrophils", 0.31798404e9, 8.21325, 6.5717029e9, 20.75129)]
    [InlineData("docetaxel.ant", "docetaxel__central", 140, 1.0, "neutrophils", 0.56663217e9, 7.78425, 6.2912091e9, 20.58904)]
    public void Nadir_and_overshoot_are_those_of_another_program(string file, string species, double amount, double hours, string count, double nadir, double nadirDay, double overshoot, double overshootDay)
    {
        using var patient = Partner(file, species);
        var counts = patient.Run(Times, [Infusion(species, amount, hours / 24)], count);
        var lowest = Array.IndexOf(counts, counts.Min());
        var highest = Array.IndexOf(counts, counts.Max());
        Assert.Equal(nadir, counts[lowest], 1e-7 * nadir);           // the program prints eight digits
        Assert.Equal(overshoot, counts[highest], 1e-7 * overshoot);
        Assert.Equal(nadirDay, Times[lowest], 0.002);
        Assert.Equal(overshootDay, Times[highest], 0.002);
    }

    [Fact]
    public void Without_a_drug_the_count_stays_where_it_is()
    {
        using var patient = Partner("docetaxel.ant", "docetaxel__central");
        Assert.All(patient.Run(Days(10, 100, 10), [], "neutrophils"), c => Assert.Equal(5.21965e9, c, 1.0));
    }

    [Fact]
    public void The_laboratory_notes_its_lowest_reading_and_nothing_between_two()
    {
        using var patient = Partner("docetaxel.ant", "docetaxel__central");
        var run = patient.RunAll(Days(0, 21, 0.25), [Infusion("docetaxel__central", 140, 1 / 24.0)], ["neutrophils", "lowest"], values: ("reading_error", 0));
        // Readings on days 7, 14, 21: rows 28, 56, 84.
        Assert.Equal(run[0][28], run[1][29], 1e-6 * run[0][28]);
        Assert.Equal(Math.Min(run[0][28], run[0][56]), run[1][60], 1e-6 * run[0][28]);
        Assert.True(run[0][24..34].Min() < run[1][^1]); // the nadir, on day 7.8, is seen by nobody
    }
}

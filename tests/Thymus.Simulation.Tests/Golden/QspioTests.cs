using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>
/// QSP-IO example 1, written by us from its published equations (models/validation/qspio-example1.ant), against MATLAB
/// SimBiology.
/// Cells and volume agree within 2e-3 and drug within 1e-3 (MATLAB ran at rtol 1e-6, and printed parameters have 5 digits there;
/// the differences seen are 2e-5 and 6e-4), up to day 140 where the cure begins to magnify them.
/// </summary>
public sealed class QspioTests
{
    private const double CellsAndVolume = 2e-3;
    private const double Drug = 1e-3;
    private const double MolecularWeight = 143_600;   // g/mol, as the reference doses it
    private const double NanomolarToMolar = 1e-9;

    private static readonly CompiledModel Model = Compile();

    private static readonly Dictionary<string, EventRecord> Doses = new(StringComparer.Ordinal)
    {
        ["A1"] = Dose(milligram: 200, interval: 21, additional: 3),
        ["A3"] = Dose(milligram: 400, interval: 42, additional: 1),
        ["long"] = Dose(milligram: 210, interval: 14, additional: 30),
    };

    [Theory]
    [InlineData("A1")]
    [InlineData("A3")]
    [InlineData("long")]
    public void Our_model_file_gives_what_matlab_gives_for_the_published_model(string run)
    {
        var facts = File.ReadLines(Repository.Fixture("qspio", "example1.csv")).Where(l => l.StartsWith(run + ",", StringComparison.Ordinal))
            .Select(l => l.Split(',').Skip(1).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Equal(4, facts.Count);
        Assert.Equal(48, Model.StateCount);   // 50, less two complexes with an antibody that is not given
        var trajectory = Run(run, [0, .. facts.Select(f => f[0])]);
        for (var i = 0; i < facts.Count; i++)
        {
            var own = trajectory.Row(i + 1);
            var fact = facts[i];
            AssertClose(fact[1], own[0], CellsAndVolume);
            AssertClose(fact[2], own[1], CellsAndVolume);
            AssertClose(fact[3], own[2], CellsAndVolume);
            AssertClose(fact[4], own[3] * NanomolarToMolar, Drug);
        }
    }

    [Fact]
    public void Treatment_eradicates_the_tumour_between_day_176_and_177()
    {
        var cells = Run("long", [0, 176, 177, 400]).Column("C");
        Assert.True(cells[1] >= 0.9);
        Assert.Equal(0, cells[2]);
        Assert.Equal(0, cells[3]);
    }

    [Theory]
    [InlineData("A1", "A1_reference.csv", 84)]
    [InlineData("A3", "A3_reference.csv", 84)]
    [InlineData("long", "example1_treated_matlab.csv", 140)]
    public void Every_stored_point_of_matlab_is_met(string run, string file, double until)
    {
        var reference = CurveTable.Read(OutsideData.Require("qspio-matlab", file));
        var rows = reference.Times.TakeWhile(t => t <= until).Count();
        var trajectory = Run(run, reference.Times[..rows]);
        var dose = Doses[run];
        for (var row = 0; row < rows; row++)
        {
            var own = trajectory.Row(row);
            var time = reference.Times[row];
            AssertClose(reference["cancer_cells"][row], own[0], CellsAndVolume);
            AssertClose(reference["dead_cells"][row], own[1], CellsAndVolume);
            AssertClose(reference["tumour_volume_l"][row], own[2], CellsAndVolume);
            AssertClose(reference["cd8_tumor_cells"][row], own[4], CellsAndVolume);
            AssertClose(reference["treg_tumor_cells"][row], own[5], CellsAndVolume);
            // Its rows hold the concentration after a dose of that time, ours the trough before it.
            var dosedNow = time % dose.Interval == 0 && time <= dose.Interval * dose.AdditionalDoses;
            var rise = dosedNow ? dose.Amount / Blood : 0;
            AssertClose(reference["drug_plasma_molar"][row], (own[3] + rise) * NanomolarToMolar, Drug);
        }
    }

    private const double Blood = 5;   // L

    private static EventRecord Dose(double milligram, double interval, int additional) =>
        new(0, EventId.Dose, milligram * 1e6 / MolecularWeight, "nivo", Interval: interval, AdditionalDoses: additional);

    private static Trajectory Run(string run, double[] times)
    {
        var trajectory = Simulator.Run(Model, new SimulationSettings
        {
            Times = [.. times],
            RelativeTolerance = 1e-7,
            Observables = ["C", "dead", "tumour", "nivo", "CD8_tumour", "Treg_tumour"],
            Events = [Doses[run]],
        });
        Assert.Equal(IntegrationStatus.Completed, trajectory.Status);
        return trajectory;
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - relative * Math.Abs(expected), expected + relative * Math.Abs(expected));

    private static CompiledModel Compile()
    {
        var (definition, diagnostics) = AntimonyReader.Read(Repository.PathOf("models", "validation", "qspio-example1.ant"));
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = ["nivo"] }, diagnostics);
        Assert.True(model is not null, string.Join(Environment.NewLine, diagnostics));
        return model;
    }
}

using System.Text;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>A model of 50 states and many units in SimBiology's dialect of SBML Level 2 Version 4 gives what SimBiology gives.</summary>
public sealed class SimBiologyDialectTests
{
    private const double MolecularWeight = 143_600;   // g/mol, as the reference doses it
    private const double Milligram = 1e6 / MolecularWeight;   // nmol

    [Theory]
    [InlineData("A1_reference.csv", 200, 21, 3)]
    [InlineData("A3_reference.csv", 400, 42, 1)]
    public void Converted_to_one_set_of_units_it_gives_what_MATLAB_gives(string file, double dose, double interval, int additional)
    {
        var reference = CurveTable.Read(OutsideData.Require("qspio-matlab", file));
        var dialect = SimBiologyModel.Read(OutsideData.Require("qspio-matlab", "model"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(dialect.Text));
        var (read, diagnostics) = SbmlReader.Read(stream, "qspio.xml");
        Assert.True(read is not null, string.Join('\n', diagnostics));
        var faults = new DiagnosticBag();
        var definition = CanonicalUnits.Convert(read, faults);
        Assert.False(faults.HasErrors, string.Join('\n', faults));

        var drug = dialect["V_C.nivolumab"];
        using var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = [drug], AbsoluteTolerance = 1e-24 }, faults);
        Assert.True(model is not null, string.Join('\n', faults));
        Assert.Equal(50, model.StateCount);
        var trajectory = Simulator.Run(model, new SimulationSettings
        {
            Times = [.. reference.Times],
            RelativeTolerance = 1e-7,
            Observables = [dialect["V_T.C1"], dialect["V_T.C_x"], dialect["V_T"], dialect["V_T.T1"], dialect["V_T.T0"], drug],
            Events = [new EventRecord(0, EventId.Dose, dose * Milligram, drug, Interval: interval, AdditionalDoses: additional)],
        });
        Assert.Equal(IntegrationStatus.Completed, trajectory.Status);

        // A cell is SimBiology's particle: 1.66e-24 mol.
        const double Cell = 1.66053872801495e-15;
        for (var row = 0; row < reference.Times.Length; row++)
        {
            var own = trajectory.Row(row);
            AssertClose(reference["cancer_cells"][row], own[0] / Cell, 2e-3);
            AssertClose(reference["dead_cells"][row], own[1] / Cell, 2e-3);
            AssertClose(reference["tumour_volume_l"][row], own[2], 2e-3);
            AssertClose(reference["cd8_tumor_cells"][row], own[3] / Cell, 2e-3);
            AssertClose(reference["treg_tumor_cells"][row], own[4] / Cell, 2e-3);
            var time = reference.Times[row];
            var dosedNow = time % interval == 0 && time <= interval * additional;
            AssertClose(reference["drug_plasma_molar"][row], (own[5] + (dosedNow ? dose * Milligram / 5 : 0)) * 1e-9, 1e-3);
        }
    }

    private static void AssertClose(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - relative * Math.Abs(expected), expected + relative * Math.Abs(expected));
}

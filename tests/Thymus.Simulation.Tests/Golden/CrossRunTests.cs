using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Our models, exported as SBML, give the same curves in a program that is not Thymus.</summary>
/// <remarks>
/// eng/cross-run.sh wrote the fixtures: libSBML 5.19.7 reads the export, a Python script of 200 lines builds the right-hand sides, SciPy 1.10.1 integrates them
/// (LSODA, rtol 1e-10). So neither our reader, nor our kernels, nor our solvers are in them.
/// </remarks>
public sealed class CrossRunTests
{
    /// <summary>Of the largest value of a curve. LSODA keeps the local error at 1e-10; over 400 days the global one is seen to be up to 1e-8 where a state has decayed.</summary>
    private const double Tolerance = 1e-6;

    private static string Folder => Repository.PathOf("tests", "fixtures", "cross-run");

    public static TheoryData<string> Runs => [.. File.ReadLines(Path.Combine(Folder, "runs.csv")).Skip(1)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_exported_model_runs_the_same_elsewhere(string run)
    {
        var cells = run.Split(',');
        var (file, end, steps) = (cells[1], double.Parse(cells[2], CultureInfo.InvariantCulture), int.Parse(cells[3], CultureInfo.InvariantCulture));
        var set = cells[4].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('='))
            .ToImmutableDictionary(s => s[0], s => double.Parse(s[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var expected = File.ReadAllLines(Path.Combine(Folder, cells[0] + ".csv")).Select(l => l.Split(',')).ToArray();
        var names = expected[0][1..];
        Assert.Equal(steps + 2, expected.Length);

        var (definition, diagnostics) = ModelReader.Read(Repository.PathOf(["models", .. file.Split('/')]));
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var bag = new DiagnosticBag();
        using var model = CompiledModel.Compile(definition, new CompileOptions(), bag)!;
        var actual = Simulator.Run(model, new SimulationSettings
        {
            Times = OutputTimes.Grid(0, end, steps), RelativeTolerance = 1e-9, Observables = [.. names], Parameters = set, MaximumSteps = 200_000,
        });
        Assert.Equal(IntegrationStatus.Completed, actual.Status);
        // Every state is there, so nothing can differ unseen.
        Assert.Equal(model.StateCount, names.Length);
        for (var column = 0; column < names.Length; column++)
        {
            double[] curve = [.. expected.Skip(1).Select(row => double.Parse(row[column + 1], CultureInfo.InvariantCulture))];
            var scale = curve.Max(Math.Abs);
            for (var row = 0; row < curve.Length; row++)
                Assert.True(Math.Abs(actual[row, column] - curve[row]) <= Tolerance * scale, $"{names[column]} at {actual.Times[row]}: {actual[row, column]:R} for {curve[row]:R}");
        }
    }
}

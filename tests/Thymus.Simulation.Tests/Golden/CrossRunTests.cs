using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Our models, exported as SBML, give the same curves in a program that is not Thymus.</summary>
/// <remarks>
/// eng/cross-run.sh wrote the fixtures: libSBML 5.19.7 reads the export, a Python script (eng/run-sbml.py) builds right-hand sides, events and doses, SciPy 1.10.1
/// integrates them (LSODA, rtol 1e-10). So neither our reader, nor our kernels, nor our solvers are in them.
/// </remarks>
public sealed class CrossRunTests
{
    /// <summary>Of the largest value that a curve ever has. LSODA keeps the local error at 1e-10; over 400 days the global one is seen to be up to 1e-8 where a state has decayed.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>The script's absolute tolerance of a state that starts near 0: a curve that never leaves it is 0 there, and must be here.</summary>
    private const double Nothing = 1e-18;

    /// <summary>Of the run's length: how well the time of an event is known, which an event may note.</summary>
    private const double Rounding = 1e-15;

    private static string Folder => Repository.PathOf("tests", "fixtures", "cross-run");

    public static TheoryData<string> Runs => [.. File.ReadLines(Path.Combine(Folder, "runs.csv")).Skip(1)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_exported_model_runs_the_same_elsewhere(string run)
    {
        var cells = run.Split(',');
        var (file, end, steps) = (cells[1], Number(cells[2]), int.Parse(cells[3], CultureInfo.InvariantCulture));
        var set = cells[4].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=')).ToImmutableDictionary(s => s[0], s => Number(s[1]), StringComparer.Ordinal);
        EventRecord[] doses = [.. cells[5].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(d => d.Split(':')).Select(d => new EventRecord(Number(d[0]), EventId.Dose, Number(d[2]), d[1]))];
        var expected = File.ReadAllLines(Path.Combine(Folder, cells[0] + ".csv")).Select(l => l.Split(',')).ToArray();
        var (names, largest) = (expected[0][1..], expected[^1]);
        Assert.Equal(steps + 3, expected.Length);
        Assert.Equal("largest", largest[0]);

        var (definition, diagnostics) = ModelReader.Read(Repository.PathOf(["models", .. file.Split('/')]));
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var bag = new DiagnosticBag();
        using var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = [.. doses.Select(d => d.Compartment).Distinct(StringComparer.Ordinal)] }, bag)!;
        // Every state and everything that an event sets is there, so nothing can differ unseen.
        Assert.Empty(model.StateNames.Concat(definition.Events.SelectMany(e => e.Assignments.Select(a => a.Variable))).Except(names, StringComparer.Ordinal));
        var actual = Simulator.Run(model, new SimulationSettings
        {
            Times = OutputTimes.Grid(0, end, steps), RelativeTolerance = 1e-9, Observables = [.. names], Parameters = set, Events = [.. doses], MaximumSteps = 200_000,
        });
        Assert.Equal(IntegrationStatus.Completed, actual.Status);
        var differing = new List<string>();
        for (var column = 0; column < names.Length; column++)
        {
            var scale = Number(largest[column + 1]);
            var least = model.StateIndex(names[column]) >= 0 ? Nothing : Rounding * end;
            var allowed = Math.Max(Tolerance * scale, least);
            for (var row = 0; row <= steps; row++)
            {
                var curve = Number(expected[row + 1][column + 1]);
                if (!(Math.Abs(actual[row, column] - curve) <= allowed))
                    differing.Add($"{names[column]} at {actual.Times[row]}: {actual[row, column]:R} for {curve:R}, at most {scale:R}");
            }
        }
        Assert.True(differing.Count == 0, string.Join(Environment.NewLine, differing.Take(20)));
    }

    [Fact]
    public void Every_model_of_a_procedure_and_of_a_partner_is_run_elsewhere()
    {
        var here = Repository.PathOf("models");
        var complete = new[] { "procedures", "partners" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(here, f), "*.ant", SearchOption.AllDirectories))
            .Where(f => File.ReadLines(f).Any(l => l.StartsWith("model *", StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(here, f).Replace('\\', '/'));
        Assert.Empty(complete.Except(Runs.Select(r => r.Data.Split(',')[1]), StringComparer.Ordinal));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

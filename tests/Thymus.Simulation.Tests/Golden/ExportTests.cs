using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Every model that ships, written as SBML Level 3 Version 2 and read back, runs as before.</summary>
public sealed class ExportTests(ITestOutputHelper output)
{
    /// <summary>What was asked for; the formulas read back as the same trees, so that no bit should differ.</summary>
    private const double Tolerance = 1e-9;

    private const double End = 60;

    /// <summary>The files that hold a model to run. Modules, which another model gives their arguments, go out as parts of that one.</summary>
    public static TheoryData<string> Models => [.. Directory.EnumerateFiles(Repository.PathOf("models"), "*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".ant" or ".xml" && !IsModule(f))
        .Select(f => Path.GetRelativePath(Repository.PathOf("models"), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static bool IsModule(string file) => ModelReader.Read(file) is { Model: null } read && read.Diagnostics.All(d => d.Code == "TM0142" || d.Severity != Severity.Error);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_shipped_model_read_back_from_SBML_gives_the_same_trajectories(string file)
    {
        var original = Read(() => ModelReader.Read(Repository.PathOf(["models", .. file.Split('/')])));
        using var buffer = new MemoryStream();
        SbmlWriter.Write(original, buffer);
        buffer.Position = 0;
        var reloaded = Read(() => SbmlReader.Read(buffer, "reloaded.xml"));

        var (expected, actual) = (Run(original), Run(reloaded));
        Assert.Equal(expected.Columns, actual.Columns);
        var equal = 0;
        for (var row = 0; row < expected.Times.Length; row++)
            for (var column = 0; column < expected.Columns.Length; column++)
            {
                var (before, after) = (expected[row, column], actual[row, column]);
                if (before.Equals(after)) equal++;
                else Assert.True(Math.Abs(after - before) <= Tolerance * Math.Abs(before), $"{expected.Columns[column]} at {expected.Times[row]}: {after:R} for {before:R}");
            }
        output.WriteLine($"{file}: {equal} of {expected.Times.Length * expected.Columns.Length} values are equal in every bit.");
    }

    private static ModelDefinition Read(Func<ReadResult> read)
    {
        var (model, diagnostics) = read();
        Assert.True(model is not null, string.Join(Environment.NewLine, diagnostics));
        return model;
    }

    /// <summary>A run in which something happens: every state of a species that starts empty is given a dose.</summary>
    private static Trajectory Run(ModelDefinition definition)
    {
        using var bare = Compile(definition, []);
        string[] empty = [.. definition.Species.Select(s => s.Id).Where(id => bare.StateIndex(id) >= 0 && StartOf(bare, id) == 0)];
        using var model = Compile(definition, empty);
        var trajectory = Simulator.Run(model, new SimulationSettings
        {
            Times = OutputTimes.Grid(0, End, 12),
            Events = [.. empty.Select((id, i) => new EventRecord(1 + i % 3, EventId.Dose, 1, id))],
            MaximumSteps = 100_000,
        });
        Assert.Equal(IntegrationStatus.Completed, trajectory.Status);
        return trajectory;
    }

    private static double StartOf(CompiledModel model, string species)
    {
        var (parameters, state) = (new double[model.ParameterCount], new double[model.StateCount]);
        model.DefaultParameters(parameters);
        model.Initialise(parameters, state, 0);
        return state[model.StateIndex(species)];
    }

    private static CompiledModel Compile(ModelDefinition definition, string[] dosed)
    {
        var diagnostics = new DiagnosticBag();
        var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = [.. dosed] }, diagnostics);
        Assert.True(model is not null, string.Join(Environment.NewLine, diagnostics));
        return model;
    }
}

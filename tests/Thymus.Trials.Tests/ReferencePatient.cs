using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The starred patient of a model file, given doses; times in days, amounts and values in canonical units.</summary>
internal sealed class ReferencePatient : IDisposable
{
    private readonly CompiledModel _model;

    public ReferencePatient(string path, params string[] dosed) : this(path, [], dosed)
    {
    }

    /// <summary>A model with modules beside its own, as a trial composes it.</summary>
    public ReferencePatient(string path, ModuleUse[] modules, params string[] dosed)
    {
        var read = ModelReader.Read(path, modules);
        Assert.True(read.Model is not null, string.Join(Environment.NewLine, read.Diagnostics));
        Definition = read.Model;
        var diagnostics = new DiagnosticBag();
        var compiled = CompiledModel.Compile(Definition, new CompileOptions { DosedSpecies = [.. dosed] }, diagnostics);
        Assert.True(compiled is not null, string.Join(Environment.NewLine, diagnostics));
        _model = compiled;
    }

    public ModelDefinition Definition { get; }

    public static ReferencePatient Partner(string file, params string[] dosed) => new(Repository.PathOf("models", "partners", "chemotherapy", file), dosed);

    /// <summary>One quantity at ascending times.</summary>
    public double[] Run(double[] times, IEnumerable<EventRecord> doses, string quantity, double relativeTolerance = 1e-10, params (string Name, double Value)[] values) =>
        RunAll(times, doses, [quantity], relativeTolerance, values)[0];

    /// <summary>Several quantities, each at all times.</summary>
    public double[][] RunAll(double[] times, IEnumerable<EventRecord> doses, string[] quantities, double relativeTolerance = 1e-10, params (string Name, double Value)[] values) =>
        RunAll(times, doses, quantities, relativeTolerance, 0, values);

    /// <summary>The same with the chance of another seed.</summary>
    public double[][] RunAll(double[] times, IEnumerable<EventRecord> doses, string[] quantities, double relativeTolerance, ulong seed, params (string Name, double Value)[] values)
    {
        var padded = times[0] == 0;
        var run = Simulator.Run(_model, new SimulationSettings
        {
            Times = padded ? [.. times] : [0, .. times],
            RelativeTolerance = relativeTolerance,
            Observables = [.. quantities],
            Events = [.. doses],
            Seed = seed,
            Parameters = values.ToDictionary(p => p.Name, p => p.Value).ToImmutableDictionary(),
        });
        Assert.True(run.Status == IntegrationStatus.Completed, run.Reason);
        return [.. quantities.Select(q => run.Column(q)[(padded ? 0 : 1)..])];
    }

    /// <summary>An infusion over <paramref name="duration"/> days, once or again and again.</summary>
    public static EventRecord Infusion(string species, double amount, double duration, double start = 0, int number = 1, double interval = 0) =>
        new(start, EventId.Dose, amount, species, amount / duration, number > 1 ? interval : 0, number - 1);

    public static double[] Days(double from, double to, double step) => [.. Enumerable.Range(0, (int)Math.Round((to - from) / step) + 1).Select(i => from + i * step)];

    public void Dispose() => _model.Dispose();
}

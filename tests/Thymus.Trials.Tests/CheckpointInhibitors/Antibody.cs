using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The reference patient of one drug file, given doses.</summary>
internal sealed class Antibody : IDisposable
{
    /// <summary>Half an hour, in days.</summary>
    public const double HalfAnHour = 0.5 / 24;

    private readonly CompiledModel _model;

    public Antibody(string file, string drug)
    {
        Drug = drug;
        var read = ModelReader.Read(PathOf(file));
        Assert.True(read.Model is not null, string.Join(Environment.NewLine, read.Diagnostics));
        Definition = read.Model;
        string[] dosed = [.. new[] { $"{drug}__central", $"{drug}__depot" }.Where(s => Definition.Species.Any(x => x.Id == s))];
        var diagnostics = new DiagnosticBag();
        var compiled = CompiledModel.Compile(Definition, new CompileOptions { DosedSpecies = [.. dosed] }, diagnostics);
        Assert.True(compiled is not null, string.Join(Environment.NewLine, diagnostics));
        _model = compiled;
    }

    public string Drug { get; }

    public ModelDefinition Definition { get; }

    public static string PathOf(string file) => Repository.PathOf("models", "procedures", "checkpoint-inhibitors", file);

    /// <summary>The value of one quantity at the times asked for, in the model's units; <paramref name="values"/> are canonical.</summary>
    public double[] Run(double[] times, IEnumerable<EventRecord> doses, string quantity, params (string Name, double Value)[] values)
    {
        var padded = times[0] == 0;
        var run = Simulator.Run(_model, new SimulationSettings
        {
            Times = padded ? [.. times] : [0, .. times],
            RelativeTolerance = 1e-10,
            Observables = [quantity],
            Events = [.. doses],
            Parameters = values.ToDictionary(p => p.Name, p => p.Value).ToImmutableDictionary(),
        });
        Assert.True(run.Status == IntegrationStatus.Completed, run.Reason);
        return run.Column(quantity)[(padded ? 0 : 1)..];
    }

    /// <summary>The same dose (mg) again and again, into the vein over <paramref name="duration"/> days or, where that is null, under the skin.</summary>
    public EventRecord Dose(double amount, double start = 0, int number = 1, double interval = 0, double? duration = HalfAnHour) => new(
        start, EventId.Dose, amount, duration is null ? $"{Drug}__depot" : $"{Drug}__central", duration is > 0 ? amount / duration.Value : 0,
        number > 1 ? interval : 0, number - 1);

    /// <summary>Concentration (µg/mL) when the last of these infusions of half an hour ends, and just before the next would begin.</summary>
    public (double EndOfInfusion, double Trough) PeakAndTrough(double dose, double interval, int number, double start = 0, double duration = HalfAnHour)
    {
        var given = start + (number - 1) * interval;
        var run = Run([given + HalfAnHour, given + interval], [Dose(dose, start, number, interval, duration)], $"{Drug}__concentration");
        return (run[0], run[1]);
    }

    public void Dispose() => _model.Dispose();
}

using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The model of <c>models/melanoma.ant</c>, compiled once, and its typical patient.</summary>
public sealed class MelanomaModel : IDisposable
{
    public const string Pembrolizumab = "pembrolizumab__central";
    public const string Ipilimumab = "ipilimumab__central";

    public MelanomaModel()
    {
        var read = ModelReader.Read(Repository.PathOf("models", "melanoma.ant"));
        Faults = [.. read.Diagnostics.Select(d => d.ToString())];
        Definition = read.Model ?? throw new InvalidOperationException(string.Join(Environment.NewLine, Faults));
        var diagnostics = new DiagnosticBag();
        Compiled = CompiledModel.Compile(Definition, new CompileOptions
        {
            DosedSpecies = [Pembrolizumab, Ipilimumab],
            Quadratures = ["H_death", "H_dropout", "H_new_lesion"],
        }, diagnostics) ?? throw new InvalidOperationException(string.Join(Environment.NewLine, diagnostics));
    }

    public ImmutableArray<string> Faults { get; }

    public ModelDefinition Definition { get; }

    public CompiledModel Compiled { get; }

    public Trajectory Run(
        double[] times, IEnumerable<EventRecord>? doses = null, IReadOnlyDictionary<string, double>? values = null, double relativeTolerance = 1e-7) =>
        Simulator.Run(Compiled, new SimulationSettings
        {
            Times = [.. times],
            RelativeTolerance = relativeTolerance,
            Events = [.. doses ?? []],
            Parameters = (values ?? ImmutableDictionary<string, double>.Empty).ToImmutableDictionary(),
        });

    /// <summary>Doses from <paramref name="first"/> on, given over <paramref name="hours"/> (0: at once).</summary>
    public static IEnumerable<EventRecord> Doses(string compartment, double milligrams, double first, double every, int count, double hours = 0) =>
        Enumerable.Range(0, count).Select(k => new EventRecord(
            first + k * every, EventId.Dose, milligrams, compartment, hours > 0 ? milligrams / (hours / 24) : 0));

    /// <summary>The number that a quantity is in the model, which is read in canonical units.</summary>
    public static double Canonical(string quantity) => Quantity.Parse(quantity).Canonical;

    public void Dispose() => Compiled.Dispose();
}

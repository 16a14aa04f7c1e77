using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Runs event records written as text where a test uses them.</summary>
internal static class EventRuns
{
    /// <summary>Every fault of a text for a model.</summary>
    public static IReadOnlyList<string> Faults(string antimony, string csv)
    {
        var (definition, diagnostics) = AntimonyReader.Read(antimony, "test.ant", _ => null);
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var faults = new DiagnosticBag();
        if (EventDataReader.Read(new StringReader(csv), "data.csv", definition, faults) is not { } data) return [.. faults.Select(f => f.ToString())];
        using var model = TestModels.Compile(antimony, [.. data.Dosed]);
        faults.Add(EventDataRunner.Check(model, data, new EventDataSettings()));
        return [.. faults.Select(f => f.ToString())];
    }

    public static IReadOnlyList<SubjectTrajectory> Run(string antimony, string csv, params string[] observables) =>
        Run(antimony, csv, new EventDataSettings { RelativeTolerance = 1e-8, Observables = [.. observables] });

    public static IReadOnlyList<SubjectTrajectory> Run(string antimony, string csv, EventDataSettings settings)
    {
        var (definition, diagnostics) = AntimonyReader.Read(antimony, "test.ant", _ => null);
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var data = EventDataReader.Read(new StringReader(csv), "data.csv", definition, diagnostics);
        Assert.True(data is not null, string.Join(Environment.NewLine, diagnostics));
        using var model = TestModels.Compile(antimony, [.. data.Dosed]);
        return [.. EventDataRunner.Run(model, data, settings)];
    }
}

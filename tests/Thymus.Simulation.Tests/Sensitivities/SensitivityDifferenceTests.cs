using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Forward sensitivities of stiff and large models against central differences with Richardson's extrapolation.</summary>
public sealed class SensitivityDifferenceTests
{
    [Fact]
    public void Robertson_agrees_with_differences()
    {
        // B is 1e-5 at most and starts at 0: the default tolerance would be as large.
        var options = new CompileOptions { AbsoluteTolerance = 1e-15 };
        using var plain = TestModels.Compile(Networks.Robertson, options);
        using var model = TestModels.Compile(Networks.Robertson, options with { Sensitivities = ["k1", "k2", "k3"] });
        var settings = new SimulationSettings { Times = [0, 0.4, 40, 4e3, 4e5], RelativeTolerance = 1e-11 };
        AssertAgree(model, plain, settings, ["A", "B", "C"], 0.01, 1e-7);
    }

    [Fact]
    public void Melanoma_under_treatment_agrees_with_differences()
    {
        var settings = new SimulationSettings
        {
            Times = [0, 300, 600, 900],
            RelativeTolerance = 1e-9,
            Events = [new EventRecord(300, EventId.Dose, 200, "pembrolizumab__central", Rate: 200 / 0.02, Interval: 21, AdditionalDoses: 20)],
        };
        using var model = Melanoma(["growth_typical", "priming_rate", "pembrolizumab__Kd"]);
        using var plain = Melanoma([]);
        AssertAgree(model, plain, settings, ["sum_of_diameters", "circulating", "H_death"], 0.002, 1e-5);
    }

    private static void AssertAgree(CompiledModel model, CompiledModel plain, SimulationSettings settings, string[] symbols, double width, double tolerance)
    {
        var run = SensitivityRuns.Run(model, settings with { Observables = model.WithSensitivities([.. symbols]) });
        foreach (var parameter in model.SensitivityParameters)
        {
            var differences = SensitivityRuns.Differences(plain, settings, symbols, parameter, width);
            for (var s = 0; s < symbols.Length; s++)
            {
                var distance = SensitivityRuns.Distance(run.Column(CompiledModel.SensitivityName(symbols[s], parameter)), differences[s]);
                TestContext.Current.SendDiagnosticMessage($"{symbols[s]} by {parameter}: {distance:E1}");
                Assert.True(distance < tolerance, $"{symbols[s]} by {parameter}: {distance:E1}");
            }
        }
    }

    private static CompiledModel Melanoma(string[] parameters)
    {
        var (definition, faults) = ModelReader.Read(Repository.PathOf("models", "melanoma.ant"));
        Assert.True(definition is not null, string.Join(Environment.NewLine, faults));
        var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = ["pembrolizumab__central"], Sensitivities = [.. parameters] }, faults);
        Assert.True(model is not null, string.Join(Environment.NewLine, faults));
        return model;
    }
}

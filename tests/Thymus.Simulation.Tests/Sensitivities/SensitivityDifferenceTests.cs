using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>Forward sensitivities of stiff and large models against central differences with Richardson's extrapolation.</summary>
public sealed class SensitivityDifferenceTests
{
    [Theory]
    [InlineData("k1")]
    [InlineData("k2")]
    [InlineData("k3")]
    public void Robertson_agrees_with_differences(string parameter)
    {
        using var model = SensitivityRuns.Compile(Networks.Robertson, ["k1", "k2", "k3"]);
        using var plain = TestModels.Compile(Networks.Robertson);
        var settings = new SimulationSettings { Times = [0, 0.4, 40, 4e3, 4e5], RelativeTolerance = 1e-11 };
        foreach (var symbol in (string[])["A", "B", "C"])
        {
            var forward = SensitivityRuns.Column(model, settings, CompiledModel.SensitivityName(symbol, parameter));
            var difference = SensitivityRuns.Difference(plain, settings, symbol, parameter, 0.02);
            for (var i = 1; i < forward.Length; i++)
                Assert.True(Math.Abs(forward[i] / difference[i] - 1) < 1e-6, $"{symbol} by {parameter} at {settings.Times[i]}: {forward[i]:R} {difference[i]:R} {forward[i] / difference[i] - 1:E1}");
        }
    }

    [Fact]
    public void Melanoma_under_treatment_agrees_with_differences()
    {
        string[] parameters = ["growth_typical", "priming_rate", "pd1_strength", "hazard_reference", "pembrolizumab__Kd"];
        var settings = new SimulationSettings
        {
            Times = [0, 100, 300, 600, 900],
            RelativeTolerance = 1e-10,
            Events = [new EventRecord(300, EventId.Dose, 200, "pembrolizumab__central", Rate: 200 / 0.02, Interval: 21, AdditionalDoses: 20)],
        };
        using var model = Melanoma([.. parameters]);
        using var plain = Melanoma([]);
        foreach (var symbol in (string[])["sum_of_diameters", "circulating", "H_death"])
            foreach (var parameter in parameters)
            {
                var forward = SensitivityRuns.Column(model, settings, CompiledModel.SensitivityName(symbol, parameter));
                var difference = SensitivityRuns.Difference(plain, settings, symbol, parameter, 0.002);
                var distance = SensitivityRuns.Distance(forward, difference);
                Console.WriteLine($"{symbol} by {parameter}: {string.Join(' ', forward)} {distance:E1}");
                Assert.True(distance < 1e-5, $"{symbol} by {parameter}: {distance:E1}");
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

using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>The antibodies of models/drugs in a typical patient, against concentrations computed by independent programs (µg/mL).</summary>
/// <remarks>Tables have three and two decimals, so half a unit of the last one is what agreement means.</remarks>
public sealed class AntibodyTests
{
    /// <summary>Zhang 2019, 80 kg, male, PS 0, eGFR 90: infusions of 30 minutes.</summary>
    private static readonly CompiledModel Nivolumab = Compile("nivolumab", "Nivolumab(body, occupancy, WT, EGFR, SEXF, ECOG)", "WT = 80; EGFR = 90; SEXF = 0; ECOG = 0;");

    /// <summary>Ahamadi 2017 at the references of its covariates.</summary>
    private static readonly CompiledModel Pembrolizumab = Compile("pembrolizumab", "Pembrolizumab(body, occupancy, WT, ALB, EGFR, SLD0, SEXF, ECOG)",
        "WT = 76.8; ALB = 39.6; EGFR = 88.47; SLD0 = 89.6; SEXF = 0; ECOG = 0;");

    private const double Infusion = 0.5 / 24;

    [Theory]
    [InlineData(240, 14, 1, 56.056, 18.982)]
    [InlineData(240, 14, 13, 116.386, 61.307)]
    [InlineData(240, 14, 26, 121.264, 65.319)]
    [InlineData(480, 28, 1, 112.112, 23.159)]
    [InlineData(480, 28, 13, 164.424, 52.496)]
    public void Nivolumab_reaches_the_published_model_at_the_end_of_infusion_and_before_the_next_dose(double dose, double interval, int number, double endOfInfusion, double trough)
    {
        var (peak, low) = Concentrations(Nivolumab, dose, interval, number, start: 0);
        Assert.Equal(endOfInfusion, peak, 0.0005);
        Assert.Equal(trough, low, 0.0005);
    }

    [Theory]
    [InlineData(Infusion)]
    [InlineData(0)]
    public void Clearance_of_nivolumab_falls_from_the_first_dose_on_whenever_that_is(double duration)
    {
        var (atOnce, later) = (Concentrations(Nivolumab, 240, 14, 13, start: 0, duration), Concentrations(Nivolumab, 240, 14, 13, start: 200, duration));
        Assert.Equal(atOnce.EndOfInfusion, later.EndOfInfusion, 1e-6);
        Assert.Equal(atOnce.Trough, later.Trough, 1e-6);
    }

    /// <summary>Zhang 2019: clearance falls to exp(−0.240) = 0.787 of its first value; PS above 0 adds −0.138 to the exponent.</summary>
    [Theory]
    [InlineData(0, 0.2592, -0.240)]
    [InlineData(1, 0.2592 * 1.1984, -0.378)]
    public void Clearance_of_nivolumab_falls_by_the_published_fraction(double performance, double first, double exponent)
    {
        var run = Run(Nivolumab, [0, 1e6], [Dose(1, 0, 1, 0, Infusion)], "drug__CL", ("ECOG", performance));
        Assert.Equal(first, run[0], first * 1e-4);
        Assert.Equal(Math.Exp(exponent), run[1] / run[0], 1e-6);
    }

    [Theory]
    [InlineData(1, 57.30, 12.74)]
    [InlineData(12, 86.75, 29.49)]
    public void Pembrolizumab_reaches_the_published_model_at_the_end_of_infusion_and_before_the_next_dose(int number, double endOfInfusion, double trough)
    {
        var (peak, low) = Concentrations(Pembrolizumab, 200, 21, number, start: 0);
        Assert.Equal(endOfInfusion, peak, 0.005);
        Assert.Equal(trough, low, 0.005);
    }

    [Fact]
    public void Pembrolizumab_has_the_published_terminal_half_life()
    {
        var run = Run(Pembrolizumab, [200, 300], [Dose(200, 0, 1, 0, Infusion)], "drug__concentration");
        Assert.Equal(25.79, Math.Log(2) * 100 / Math.Log(run[0] / run[1]), 0.005);
    }

    /// <summary>At steady state a dosing interval clears what it gets: AUC over six weeks = 2·200 mg/CL = 400/0.22 = 1818 µg·d/mL.</summary>
    [Fact]
    public void Pembrolizumab_has_the_exposure_of_its_clearance_at_steady_state()
    {
        var run = Run(Pembrolizumab, [60 * 21, 62 * 21], [Dose(200, 0, 70, 21, Infusion)], "AUC");
        Assert.Equal(1818, run[1] - run[0], 0.5);
        Assert.Equal(400 / 0.22, run[1] - run[0], 400 / 0.22 * 1e-7);
    }

    private static (double EndOfInfusion, double Trough) Concentrations(CompiledModel model, double dose, double interval, int number, double start, double duration = Infusion)
    {
        var given = start + (number - 1) * interval;
        var run = Run(model, [given + Infusion, given + interval], [Dose(dose, start, number, interval, duration)], "drug__concentration");
        return (run[0], run[1]);
    }

    private static EventRecord Dose(double amount, double start, int number, double interval, double duration) =>
        new(start, EventId.Dose, amount, "drug__central", duration > 0 ? amount / duration : 0, number > 1 ? interval : 0, number - 1);

    private static double[] Run(CompiledModel model, double[] times, EventRecord[] doses, string symbol, params (string Name, double Value)[] parameters)
    {
        var run = Simulator.Run(model, new SimulationSettings
        {
            Times = times[0] == 0 ? [.. times] : [0, .. times],
            RelativeTolerance = 1e-10,
            Observables = [symbol],
            Events = [.. doses],
            Parameters = parameters.ToDictionary(p => p.Name, p => p.Value).ToImmutableDictionary(),
        });
        Assert.True(run.Status == IntegrationStatus.Completed, run.Reason);
        return run.Column(symbol)[(times[0] == 0 ? 0 : 1)..];
    }

    private static CompiledModel Compile(string drug, string call, string covariates)
    {
        var text = $"""
            import "{drug}.ant"
            model *patient()
              compartment body = 1;
              var occupancy;
              {covariates}
              drug: {call};
              AUC = 0;
              AUC' = drug.concentration;
            end
            """;
        var (definition, diagnostics) = ModelReader.ReadAntimony(text, Repository.PathOf("models", "drugs", "patient.ant"), path => File.Exists(path) ? File.ReadAllText(path) : null);
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var compiled = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = ["drug__central"] }, diagnostics);
        Assert.True(compiled is not null, string.Join(Environment.NewLine, diagnostics));
        return compiled;
    }
}

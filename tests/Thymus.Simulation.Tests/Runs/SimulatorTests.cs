using System.Collections.Immutable;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

public sealed class SimulatorTests
{
    private static readonly CompiledModel Decay = TestModels.Compile("""
        model decay
          compartment blood = 2;
          species drug in blood;
          drug = 5; k = 0.1;
          Clear: drug => ; blood*k*drug;
        end
        """, "drug");

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    public void A_run_gives_every_symbol_as_formulas_mean_it(Method method)
    {
        var run = Simulator.Run(Decay, new SimulationSettings
        {
            Times = OutputTimes.Grid(0, 10, 5),
            Method = method,
            RelativeTolerance = 1e-9,
            Parameters = ImmutableDictionary<string, double>.Empty.Add("k", 0.2),
            Events = [new EventRecord(4, EventId.Dose, 6, "drug")],
        });
        Assert.Equal(IntegrationStatus.Completed, run.Status);
        Assert.Equal(["Clear", "blood", "drug", "k"], run.Columns);
        Assert.Equal(5 * Math.Exp(-0.8), run.Column("drug")[2], 1e-7);
        Assert.Equal((5 * Math.Exp(-0.8) + 6 / 2.0) * Math.Exp(-0.4), run.Column("drug")[3], 1e-7);
        Assert.Equal(2 * 0.2 * run.Column("drug")[5], run.Column("Clear")[5], 1e-12);
    }

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    public void No_pulse_of_a_repeating_schedule_is_stepped_over(Method method)
    {
        // One hour a week at rate 24 a day adds 1 each week; nothing else would make the integration look there.
        using var model = TestModels.Compile("model pulses\n x = 0; day := time - 7*floor(time/7); x' = piecewise(24, day < 1/24, 0);\nend");
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, 70, 700], Method = method, RelativeTolerance = 1e-3, Observables = ["x"] });
        Assert.Equal([0, 10, 100], run.Column("x"), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Amounts_and_concentrations_are_given_where_asked_for()
    {
        var run = Simulator.Run(Decay, new SimulationSettings { Times = [0], Observables = ["amount(drug)", "concentration(drug)", "time"] });
        Assert.Equal([10, 5, 0], run.Row(0).ToArray());
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once()
    {
        var settings = new SimulationSettings
        {
            Times = [0, 2, 1],
            Observables = ["drug", "dose"],
            Parameters = ImmutableDictionary<string, double>.Empty.Add("kk", 1),
            Events = [new EventRecord(-1, EventId.Dose, 1, "drug"), new EventRecord(1, EventId.Dose, 1, "drug", AdditionalDoses: 2)],
        };
        var faults = Simulator.Check(Decay, settings, "run");
        Assert.Equal(["TC0203", "TC0204", "TC0205", "TC0201", "TC0201"], faults.Select(f => f.Code));
        Assert.Contains("ADDL is 2 but II is 0", faults.Last().Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Simulator.Run(Decay, settings));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_time_that_is_not_finite_is_a_fault_of_the_settings(double time)
    {
        var settings = new SimulationSettings { Times = [time] };
        Assert.Equal("TC0206", Assert.Single(Simulator.Check(Decay, settings, "run")).Code);
    }

    [Fact]
    public void A_reset_takes_no_additional_doses()
    {
        var settings = new SimulationSettings { Times = [0, 5], Events = [new EventRecord(1, EventId.Reset, 0, "", Interval: 1, AdditionalDoses: 3)] };
        Assert.Contains("ADDL is 3 in a record that gives no dose", Assert.Single(Simulator.Check(Decay, settings, "run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_fails_keeps_the_rows_before_and_says_why()
    {
        using var model = TestModels.Compile("model blowup\n y = 1;\n y' = y^2;\nend");
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, 0.5, 2], Observables = ["y"] });
        Assert.Equal([0.0, 0.5], run.Times);
        Assert.Equal(2, run.Column("y")[1], 1e-4);
        Assert.NotEqual(IntegrationStatus.Completed, run.Status);
        Assert.NotNull(run.Reason);
    }
}

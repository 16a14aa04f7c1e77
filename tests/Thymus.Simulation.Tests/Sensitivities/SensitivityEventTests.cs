using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Sensitivities over events and conditions, at fixed times and at times that depend on the parameter, against closed forms.</summary>
public sealed class SensitivityEventTests
{
    private const double Tolerance = 1e-8;

    /// <summary>y' = −k·y from 1 falls to ½ at ln 2/k.</summary>
    private const double K = 0.4;

    private static readonly double Half = Math.Log(2) / K;

    private static double[] Derivative(string text, string symbol, string parameter, double end, int steps)
    {
        using var model = SensitivityRuns.Compile(text, [parameter]);
        return SensitivityRuns.Column(model, SensitivityRuns.Settings(end, steps), CompiledModel.SensitivityName(symbol, parameter));
    }

    [Fact]
    public void An_event_at_a_fixed_time_is_differentiated_as_it_assigns()
    {
        // At 2: x = p·x² + time. Before x = exp(−p·t).
        var d = Derivative("model e\n p = 0.3; x = 1; x' = -p*x;\n at time >= 2: x = p*x^2 + time;\nend", "x", "p", 4, 4);
        var (before, byP) = (Math.Exp(-0.6), -2 * Math.Exp(-0.6));
        var (after, afterByP) = (0.3 * before * before + 2, before * before + 2 * 0.3 * before * byP);
        Assert.Equal(afterByP, d[2], Tolerance);
        Assert.Equal((afterByP - 2 * after) * Math.Exp(-0.6), d[4], 10 * Tolerance);
    }

    [Fact]
    public void A_parameter_that_an_event_sets_is_differentiated_by_its_first_value_alone()
    {
        // k = p until 1, then 2·k: x = exp(−p·(t + (t − 1))) after 1.
        const string text = "model e\n p = 0.3; k = p; x = 1; x' = -k*x;\n at time >= 1: k = 2*k;\nend";
        Assert.Equal(-3 * Math.Exp(-0.9), Derivative(text, "x", "p", 2, 1)[1], Tolerance);
        Assert.Equal(2, Derivative(text, "k", "p", 2, 1)[1]);
    }

    [Fact]
    public void A_concentration_that_an_event_sets_carries_the_size_of_its_compartment()
    {
        const string text = "model e\n compartment V = 2; species S in V; S = 1; p = 0.5;\n D: S => ; V*p*S;\n at time >= 1: S = 3;\nend";
        Assert.Equal(-3 * Math.Exp(-0.5), Derivative(text, "S", "p", 2, 2)[2], Tolerance);
        // The amount that the event sets is 3·V; the concentration does not depend on V afterwards.
        Assert.Equal(0, Derivative(text, "S", "V", 2, 2)[2], 1e-12);
        Assert.Equal(3 * Math.Exp(-0.5), Derivative(text, "amount(S)", "V", 2, 2)[2], Tolerance);
    }

    [Fact]
    public void A_state_set_when_it_reaches_a_threshold_jumps_at_a_time_that_moves()
    {
        // Set to 1 at ln 2/k: y = 2·exp(−k·t) afterwards, whose derivative is −2·t·exp(−k·t).
        var d = Derivative("model e\n k = 0.4; y = 1; y' = -k*y;\n at y < 0.5: y = 1;\nend", "y", "k", 3, 6);
        for (var i = 0; i <= 6; i++)
        {
            var t = i / 2.0;
            Assert.Equal(t < Half ? -t * Math.Exp(-K * t) : -2 * t * Math.Exp(-K * t), d[i], 10 * Tolerance);
        }
    }

    [Fact]
    public void What_another_state_does_from_that_time_on_moves_with_it()
    {
        // z' = on, switched on at t* = ln 2/k: z = t − t*, dz/dk = ln 2/k². And the time that the event notes is t* itself.
        const string text = "model e\n k = 0.4; y = 1; z = 0; on = 0; noted = 0; y' = -k*y; z' = on;\n at y < 0.5: on = 1, noted = time;\nend";
        Assert.Equal(Math.Log(2) / (K * K), Derivative(text, "z", "k", 5, 1)[1], 10 * Tolerance);
        Assert.Equal(-Math.Log(2) / (K * K), Derivative(text, "noted", "k", 5, 1)[1], 10 * Tolerance);
    }

    [Fact]
    public void An_event_that_another_one_triggers_moves_with_it()
    {
        const string text = "model e\n k = 0.4; y = 1; z = 0; a = 0; on = 0; y' = -k*y; z' = on;\n at y < 0.5: a = 1;\n at a > 0.5: on = 2;\nend";
        Assert.Equal(2 * Math.Log(2) / (K * K), Derivative(text, "z", "k", 5, 1)[1], 10 * Tolerance);
    }

    [Theory]
    [InlineData("piecewise(2, y < 0.5, 1)")]
    [InlineData("piecewise(1, y >= 0.5, 2)")]
    [InlineData("piecewise(1, y >= 0.5, 2, y < 0.5, 7)")]
    [InlineData("1 + piecewise(0, y > 0.5, 1)")]
    [InlineData("piecewise(2, y < 0.5 || time > 100, 1)")]
    public void A_rate_that_breaks_where_a_state_crosses_a_threshold_makes_derivatives_jump(string rate)
    {
        // z = t + (t − t*) after t*: dz/dk = −dt*/dk = ln 2/k².
        var d = Derivative($"model e\n k = 0.4; y = 1; z = 0; y' = -k*y; z' = {rate};\nend", "z", "k", 4, 4);
        Assert.Equal(0, d[1], Tolerance);
        Assert.Equal(Math.Log(2) / (K * K), d[2], 10 * Tolerance);
        Assert.Equal(Math.Log(2) / (K * K), d[4], 10 * Tolerance);
    }

    [Fact]
    public void A_pulse_whose_end_is_the_parameter_has_the_derivative_of_its_length()
    {
        Assert.Equal([0.0, 0, 3, 3], Derivative("model e\n p = 1.5; z = 0; z' = piecewise(3, time < p, 0);\nend", "z", "p", 3, 3), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Theory]
    [InlineData("max(y - 0.5, 0)")]
    [InlineData("min(y, 0.5)")]
    [InlineData("abs(y - 0.5)")]
    [InlineData("piecewise(y - 0.5, y > 0.5, 0)")]
    public void A_rate_with_a_kink_and_no_jump_agrees_with_differences(string rate)
    {
        using var model = SensitivityRuns.Compile($"model e\n k = 0.4; y = 1; z = 0; y' = -k*y; z' = {rate};\nend", ["k"]);
        var settings = SensitivityRuns.Settings(4, 4, 1e-11);
        var distance = SensitivityRuns.Distance(SensitivityRuns.Column(model, settings, "d(z)/d(k)"), SensitivityRuns.Difference(model, settings, "z", "k", 1e-3));
        Assert.True(distance < 1e-6, $"{distance:E1}");
    }

    [Fact]
    public void A_state_without_dependence_becomes_dependent_where_its_event_moves()
    {
        // A tumour that is cut to 1 when y reaches ½, and grows: N = exp(g·(t − t*)), dN/dk = −g·N·dt*/dk.
        var d = Derivative("model e\n k = 0.4; g = 0.1; y = 1; N = 9; y' = -k*y; N' = g*N;\n at y < 0.5: N = 1;\nend", "N", "k", 4, 4);
        Assert.Equal(0, d[1], Tolerance);
        Assert.Equal(0.1 * Math.Exp(0.1 * (4 - Half)) * Math.Log(2) / (K * K), d[4], 10 * Tolerance);
    }

    [Fact]
    public void Conditions_that_turn_over_at_one_moment_end_the_run_with_a_reason()
    {
        using var model = SensitivityRuns.Compile("model e\n k = 0.4; y = 1; u = 2; z = 0; y' = -k*y; u' = -k*u; z' = piecewise(1, y < 0.5, 0) + piecewise(1, u < 1, 0);\nend", ["k"]);
        var run = Simulator.Run(model, SensitivityRuns.Settings(4, 4) with { Observables = ["d(z)/d(k)"] });
        Assert.Equal(IntegrationStatus.NotDifferentiable, run.Status);
        Assert.Contains("central difference", run.Reason, StringComparison.Ordinal);
        Assert.Equal(2, run.Times.Length);
    }

    [Theory]
    [InlineData("x' = -k*floor(10*x);", "floor")]
    [InlineData("x' = -k*delay(x, 1);", "delayed quantity")]
    [InlineData("x' = -k*x; at 1 after x < 0.5: x = 1;", "has a delay")]
    [InlineData("x' = -1; at k after time > 1: x = 1;", "delay of event")]
    [InlineData("x' = -k*x; at time > 1: x = normal(x, 1);", "draws")]
    [InlineData("x' = -k*x; at x == 0.5: x = 1;", "equal")]
    public void What_is_not_differentiated_is_refused_by_name(string equations, string construct)
    {
        var (definition, faults) = AntimonyReader.Read($"model r\n k = 0.3; x = 1; {equations}\nend", "test.ant", _ => null);
        Assert.Null(CompiledModel.Compile(definition!, new CompileOptions { Sensitivities = ["k"] }, faults));
        var fault = Assert.Single(faults, f => f.Code == "TM2051");
        Assert.Contains(construct, fault.Message, StringComparison.Ordinal);
        Assert.Contains("central difference", fault.Advice, StringComparison.Ordinal);
        Assert.NotNull(CompiledModel.Compile(definition!, new CompileOptions(), new DiagnosticBag()));
    }

    [Theory]
    [InlineData("kk", "kk")]
    [InlineData("rate", "which the model computes")]
    public void A_name_that_is_no_value_of_the_model_is_answered_with_the_values_there_are(string name, string message)
    {
        var (definition, faults) = AntimonyReader.Read("model r\n k = 0.3; x = 1; rate := k*x; x' = -rate;\nend", "test.ant", _ => null);
        Assert.Null(CompiledModel.Compile(definition!, new CompileOptions { Sensitivities = [name] }, faults));
        var fault = Assert.Single(faults, f => f.Code == "TM2050");
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Contains("init(x)", fault.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_an_initial_assignment_replaces_is_no_parameter_until_it_is_set()
    {
        using var model = SensitivityRuns.Compile("model r\n p = 1; k = 2*p; x = 1; x' = -k*x;\nend", ["k"]);
        var settings = SensitivityRuns.Settings(1, 1) with { Observables = ["d(x)/d(init(k))"] };
        Assert.Contains("initial assignment", Assert.Single(Simulator.Check(model, settings, "r.ant")).Message, StringComparison.Ordinal);
        Assert.Equal(-Math.Exp(-3), SensitivityRuns.Run(model, settings with { Parameters = settings.Parameters.Add("k", 3) })[1, 0], Tolerance);
    }

    [Theory]
    [InlineData("F_A", 0)]
    [InlineData("ALAG_A", 0)]
    [InlineData("R_A", -1)]
    [InlineData("D_A", -2)]
    public void A_dose_that_changes_with_the_parameter_is_refused(string symbol, double rate)
    {
        using var model = SensitivityRuns.Compile($"model d\n compartment V = 1; substanceOnly species A in V; A = 0; k = 1; {symbol} := 0.5*k; E: A => ; k*A;\nend", ["k"], "A");
        var settings = SensitivityRuns.Settings(1, 1) with { Events = [new EventRecord(0, EventId.Dose, 1, "A", rate)] };
        Assert.Contains(symbol, Assert.Single(Simulator.Check(model, settings, "d.ant")).Message, StringComparison.Ordinal);
    }
}

using Thymus.Modeling;
using Thymus.Simulation;
using static Thymus.Tests.StochasticSimulatorTests;

namespace Thymus.Tests;

/// <summary>Events, rules and faults of jump processes.</summary>
public sealed class StochasticEventTests
{
    private static string Decay(string more) => $$"""
        model m
          compartment c = 1; substanceOnly species X in c; X = 20; d = 0; seen = -1;
          Out: X => ; d*X;
          {{more}}
        end
        """;

    [Theory]
    [InlineData("at (time >= 2.5): X = 7;", 2, 20)]
    [InlineData("at (time >= 2.5): X = 7;", 2.5, 7)]
    [InlineData("at (time > 2.5): X = 7;", 2.5, 20)]
    [InlineData("at (time > 2.5): X = 7;", 2.6, 7)]
    [InlineData("at (time > 0.1 && time < 0.10001): X = 7;", 3, 7)]
    [InlineData("at 1 after (time >= 2): X = 7;", 2.9, 20)]
    [InlineData("at 1 after (time >= 2): X = 7;", 3, 7)]
    [InlineData("clock = 0; clock' = 2; at (clock >= 5): X = X - 1, clock = 0;", 5, 18)]
    [InlineData("clock = 0; clock' = 2; at (clock > 5): X = X - 1, clock = 0;", 7.6, 17)]
    public void Triggers_on_the_time_and_on_what_moves_in_it_fire_where_they_become_true(string more, double at, double expected)
    {
        foreach (var method in new[] { StochasticMethod.Exact, StochasticMethod.TauLeaping })
            Assert.Equal(expected, Run(Decay(more), [0, at], 1, method, "X").Mean(1, 0));
    }

    [Fact]
    public void An_event_that_reads_a_count_happens_at_the_reaction_that_made_it()
    {
        // The count is set back when the tenth dies: the trigger cannot be missed, and every run sees exactly 10.
        var summary = Run(Decay("at (X <= 10): seen = X, d = 0;").Replace("d = 0; seen", "d = 1; seen", StringComparison.Ordinal), [0, 50], 50, StochasticMethod.Exact, "X", "seen");
        Assert.Equal((10, 0, 10, 0), (summary.Mean(1, 0), summary.StandardDeviation(1, 0), summary.Mean(1, 1), summary.StandardDeviation(1, 1)));
    }

    [Fact]
    public void A_rate_that_time_changes_in_steps_is_taken_anew_at_each()
    {
        // Nobody dies before day 3; after it e^(−0.5·(t − 3)) of 20 are left on average.
        const int runs = 4000;
        var summary = Run("model m\n compartment c = 1; substanceOnly species X in c; X = 20;\n Out: X => ; X*piecewise(0.5, time >= 3, 0);\nend",
            [0, 3, 4], runs, StochasticMethod.Exact, "X");
        Assert.Equal((20, 0), (summary.Mean(1, 0), summary.StandardDeviation(1, 0)));
        var left = Math.Exp(-0.5);
        Assert.Equal(20 * left, summary.Mean(2, 0), 4 * Math.Sqrt(20 * left * (1 - left) / runs));
    }

    [Fact]
    public void Start_values_and_delays_may_be_drawn()
    {
        const int runs = 4000;
        var summary = Run(Decay("k = normal(3, 2); n = poisson(6); X = n; at exponential(0.5) after (time > 0): X = 0; gone := piecewise(1, X == 0, 0);")
            .Replace("X = 20; ", "", StringComparison.Ordinal), [0, 2], runs, StochasticMethod.Exact, "k", "n", "gone");
        Assert.Equal(3, summary.Mean(0, 0), 4 * 2 / Math.Sqrt(runs));
        Assert.Equal(2, summary.StandardDeviation(0, 0), 4 * 2 / Math.Sqrt(2.0 * runs));
        Assert.Equal(6, summary.Mean(0, 1), 4 * Math.Sqrt(6.0 / runs));
        // P(X = 0) = 1 − e^(−1)·(1 − e^(−6)): the delay is over by day 2, or nobody was there.
        var gone = 1 - Math.Exp(-1) * (1 - Math.Exp(-6));
        Assert.Equal(gone, summary.Mean(1, 2), 4 * Math.Sqrt(gone * (1 - gone) / runs));
    }

    [Theory]
    [InlineData("R: X => ; X*exp(-time);", "TM2040", "changes with time")]
    [InlineData("dose = 0; dose' = 1; R: X => ; dose*X;", "TM2040", "parameter 'dose'")]
    [InlineData("v = 1; v' = -0.1*v;", "TM2042", "parameter 'v'")]
    [InlineData("at (sin(time) > 0.5): X = 1;", "TM2043", "with time")]
    [InlineData("w := normal(0, 1);", "TM2027", "'normal'")]
    [InlineData("R: X => ; exponential(2)*X;", "TM2027", "exponential")]
    public void What_a_jump_process_cannot_do_is_refused_by_name(string more, string code, string part)
    {
        var (definition, _) = AntimonyReader.Read(Decay(more), "m.ant", _ => null);
        var diagnostics = new DiagnosticBag();
        Assert.Null(CompiledModel.Compile(definition!, new CompileOptions { Stochastic = true }, diagnostics));
        var fault = Assert.Single(diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(code, fault.Code);
        Assert.Contains(part.Trim('\''), fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Advice!);
    }

    [Fact]
    public void A_species_that_is_not_counted_is_refused_with_its_unit()
    {
        var (definition, _) = AntimonyReader.Read("model m\n compartment c = 1 L; substanceOnly species X in c; X = 3 nmol; k = 1;\n R: X => ; k*X;\nend", "m.ant", _ => null);
        var diagnostics = new DiagnosticBag();
        Assert.Null(CompiledModel.Compile(definition!, new CompileOptions { Stochastic = true }, diagnostics));
        Assert.Contains(diagnostics, d => d is { Code: "TM2044" } && d.Message.Contains("nmol", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("R: X => ; X - 25;", "write what goes forward and what goes back as two reactions")]
    [InlineData("R: X => ; 1/(X - 20);", "is not finite")]
    [InlineData("at (time > 1): X = 2.5;", "'X' is 2.5 at time")]
    [InlineData("at (time > 1): X = -1;", "a count is a whole number")]
    [InlineData("R: 0.5 X => ; X;", "whole numbers")]
    [InlineData("flip = 0; at (flip < 1): flip = 2; at (flip > 1): flip = 0; at (time > 1): flip = 2;", "triggering each other")]
    public void A_run_that_cannot_go_on_is_a_row_with_its_reason(string more, string reason)
    {
        var summary = Run(Decay(more), [0, 2], 3, StochasticMethod.Exact, "X");
        Assert.Equal((3, 0), (summary.Failed, summary.Completed));
        Assert.Contains(reason, summary.Failures[0].Reason, StringComparison.Ordinal);
        Assert.True(double.IsNaN(summary.Mean(1, 0)));
    }
}

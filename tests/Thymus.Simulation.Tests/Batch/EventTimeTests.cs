using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Where events happen: times in closed form, crossings within one step, and what happens at one and the same time.</summary>
public sealed class EventTimeTests
{
    /// <summary>Runs at 1e-9 to a time, with rows at its ends.</summary>
    private static Trajectory Run(string body, double end, Method method = Method.Rodas5P, double tolerance = 1e-9, params EventRecord[] records)
    {
        using var model = TestModels.Compile($"model m\n{body}\nend", [.. records.Select(r => r.Compartment).Where(c => c.Length > 0).Distinct()]);
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, end], RelativeTolerance = tolerance, Method = method, Events = [.. records] });
        Assert.True(run.Status == IntegrationStatus.Completed, run.Reason);
        return run;
    }

    private static double Last(Trajectory run, string name) => run.Column(name)[^1];

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    public void Crossings_of_growth_decay_and_oscillation_are_where_the_closed_form_says(Method method)
    {
        var run = Run("""
            a = 1; a' = 0.3*a;  b = 5; b' = -0.7*b;  s = 0; c = 1; s' = c; c' = -s;
            ta = 0; tb = 0; n = 0; last = 0;
            A: at (a > 4): ta = time;
            B: at (b < 0.01): tb = time;
            S: at (s > 0.5): n = n + 1, last = time;
            """, 20, method);
        Assert.Equal(Math.Log(4) / 0.3, Last(run, "ta"), 1e-7);
        Assert.Equal(Math.Log(500) / 0.7, Last(run, "tb"), 1e-6);
        Assert.Equal(4, Last(run, "n"));
        Assert.Equal(Math.PI / 6 + 6 * Math.PI, Last(run, "last"), 1e-6);
    }

    /// <summary>y = (t − 3)² − d² is below zero from 3 − d to 3 + d; nothing else asks for a short step there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(1e-4)]
    public void A_function_that_crosses_and_comes_back_within_one_step_is_seen(double d)
    {
        foreach (var method in Enum.GetValues<Method>())
        {
            var run = Run(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"y = {9 - d * d:R}; y' = 2*(time - 3); down = -1; up = -1; D: at (y < 0): down = time; U: at (y > 0): up = time;"), 10, method, 1e-6);
            Assert.Equal(3 - d, Last(run, "down"), 1e-5);
            Assert.Equal(3 + d, Last(run, "up"), 1e-5);
        }
    }

    /// <summary>A pulse of drug, absorbed and cleared: it is above the threshold from one time to another within the longest steps.</summary>
    [Fact]
    public void A_peak_that_just_passes_its_threshold_is_seen_at_loose_tolerance()
    {
        // y = e^{-t} − e^{-2t} has its peak of 1/4 at ln 2.
        var run = Run("g = 1; y = 0; g' = -2*g; y' = 2*g/2 - y; up = -1; down = -1; U: at (y > 0.2499): up = time; D: at (y < 0.2499): down = time;", 10, tolerance: 1e-4);
        var root = Math.Sqrt(1 - 4 * 0.2499);
        Assert.Equal(-Math.Log((1 + root) / 2), Last(run, "up"), 2e-2);
        Assert.Equal(-Math.Log((1 - root) / 2), Last(run, "down"), 2e-2);
    }

    [Fact]
    public void A_function_that_only_touches_crosses_nowhere()
    {
        var run = Run("y = 9; y' = 2*(time - 3); n = 0; D: at (y < -1e-6): n = n + 1;", 10);
        Assert.Equal(0, Last(run, "n"));
    }

    [Theory]
    [InlineData("x > 1", 1)]       // false at the start, true right after
    [InlineData("x >= 1", 0)]      // true at the start and before
    [InlineData("x < 1", 0)]
    public void A_root_at_the_start_fires_what_becomes_true_after_it(string trigger, double fired)
    {
        var run = Run($"x = 1; x' = 0.5; n = 0; at0 = -1; E: at ({trigger}): n = n + 1, at0 = time;", 4);
        Assert.Equal(fired, Last(run, "n"));
        if (fired > 0) Assert.Equal(0, Last(run, "at0"), 1e-9);
    }

    [Fact]
    public void A_trigger_that_was_false_before_the_start_fires_at_the_start()
    {
        var run = Run("x = 1; x' = 0.5; n = 0; E: at (x >= 1), t0 = false: n = n + 1;", 4);
        Assert.Equal([1, 1], run.Column("n"));
    }

    [Fact]
    public void One_event_triggers_another_at_the_same_time_and_the_first_does_not_fire_again()
    {
        var run = Run("""
            x = 0; x' = 1; y = 0; z = 0; tx = 0; ty = 0; tz = 0; n = 0;
            A: at (x > 2): y = y + 1, tx = time, n = n + 1;
            B: at (y > 0.5): z = 5, ty = time, n = n + 1;
            C: at (z > 4): tz = time, n = n + 1;
            """, 5);
        Assert.Equal(2, Last(run, "tx"), 1e-9);
        Assert.Equal(Last(run, "tx"), Last(run, "ty"));
        Assert.Equal(Last(run, "tx"), Last(run, "tz"));
        Assert.Equal(3, Last(run, "n"));
    }

    [Fact]
    public void Priorities_are_taken_anew_before_each_execution()
    {
        // A first (2 > 1); it turns the priorities of B and C over.
        var run = Run("""
            order = 0; p = 1; q = 0;
            A: at (time >= 1), priority = 2: order = 10*order + 1, p = 0, q = 1;
            B: at (time >= 1), priority = p, fromTrigger = false: order = 10*order + 2;
            C: at (time >= 1), priority = q, fromTrigger = false: order = 10*order + 3;
            """, 2);
        Assert.Equal(132, Last(run, "order"));
    }

    [Fact]
    public void An_execution_that_makes_the_trigger_of_another_false_calls_it_off_unless_it_persists()
    {
        var run = Run("""
            a = 0; b = 0; open = 1;
            First: at (time >= 1), priority = 2: open = 0;
            Weak: at (time >= 1 && open > 0.5), priority = 1, persistent = false: a = 1;
            Firm: at (time >= 1 && open > 0.5), priority = 1, persistent = true: b = 1;
            """, 2);
        Assert.Equal(0, Last(run, "a"));
        Assert.Equal(1, Last(run, "b"));
    }

    [Fact]
    public void A_delayed_event_persists_or_not_through_a_trigger_that_falls_and_rises()
    {
        // s > 0.5 from π/6 to 5π/6, and again from π/6 + 2π; a delay of 3 outlasts the first stretch.
        const string wave = "s = 0; c = 1; s' = c; c' = -s; n = 0; last = 0; E: at 3 after (s > 0.5), persistent = ";
        var firm = Run(wave + "true: n = n + 1, last = time;", 12);
        Assert.Equal(2, Last(firm, "n"));
        // Values are from the trigger time: the second trigger at π/6 + 2π, carried out 3 later.
        Assert.Equal(Math.PI / 6 + 2 * Math.PI, Last(firm, "last"), 1e-6);
        Assert.Equal(0, Last(Run(wave + "false: n = n + 1, last = time;", 12), "n"));
        var late = Run(wave + "true, fromTrigger = false: n = n + 1, last = time;", 12);
        Assert.Equal(Math.PI / 6 + 2 * Math.PI + 3, Last(late, "last"), 1e-6);
    }

    [Fact]
    public void An_event_may_fire_again_while_its_first_execution_waits()
    {
        var run = Run("s = 0; c = 1; s' = c; c' = -s; n = 0; E: at 9 after (s > 0.5), fromTrigger = false: n = n + 1;", 16);
        Assert.Equal(2, Last(run, "n"));   // fired at 0.52, 6.81, 13.09; carried out at 9.52, 15.81
    }

    [Fact]
    public void A_delay_is_read_at_the_trigger_and_none_at_all_is_at_once()
    {
        var run = Run("d = 2; d' = 0.5; t1 = -1; t2 = -1; A: at d after (time >= 2), fromTrigger = false: t1 = time; B: at 0 after (time >= 2), fromTrigger = false: t2 = time;", 9);
        Assert.Equal(5, Last(run, "t1"), 1e-9);
        Assert.Equal(2, Last(run, "t2"), 1e-9);
    }

    [Fact]
    public void What_is_due_at_the_end_of_an_infusion_and_at_a_dose_happens_there()
    {
        var run = Run("compartment c = 1; substanceOnly species drug in c; drug = 0; peak = -1; below = -1; P: at (drug >= 9.99): peak = time; drug' = 0;", 9, records: new EventRecord(1, EventId.Dose, 10, "drug", Rate: 2.5));
        Assert.Equal(1 + 9.99 / 2.5, Last(run, "peak"), 1e-7);
    }

    [Fact]
    public void A_function_of_time_that_waves_within_a_step_is_seen()
    {
        var run = Run("x = 1; x' = 0; n = 0; last = 0; E: at (sin(time) > 0.9): n = n + 1, last = time;", 100);
        Assert.Equal(16, Last(run, "n"));
        Assert.Equal(Math.Asin(0.9) + 30 * Math.PI, Last(run, "last"), 1e-6);
    }

    /// <summary>BIOMD0000000801 drives its cells by max(0, sin(6πt)): each break of the rate stands where the sine is rounding.</summary>
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    public void A_wave_cut_off_at_zero_is_integrated_over_many_periods(double tolerance)
    {
        var run = Run("x = 0; f := 0.01*sin(6*pi*time); x' = piecewise(f, f > 0, 0);", 100, tolerance: tolerance);
        // Three hundred half waves of 0.01/(3π).
        Assert.Equal(300 * 0.01 / (3 * Math.PI), Last(run, "x"), 300 * tolerance);
    }
}

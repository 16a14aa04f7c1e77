using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>delay(x, d): x as it was d ago.</summary>
public sealed class DelayTests
{
    private static double[] End(string antimony, double end, double tolerance, Method method, params string[] names)
    {
        using var model = TestModels.Compile(antimony, new CompileOptions { AbsoluteTolerance = tolerance });
        return End(model, end, tolerance, method, names);
    }

    private static double[] End(CompiledModel model, double end, double tolerance, Method method, params string[] names)
    {
        var trajectory = Simulator.Run(model, new SimulationSettings { Times = [0, end], RelativeTolerance = tolerance, Method = method, Observables = [.. names] });
        Assert.True(trajectory.Status == IntegrationStatus.Completed, trajectory.Reason);
        return trajectory.Row(1).ToArray();
    }

    /// <summary>y' = −y(t − 1), y = 1 up to 0: by the method of steps y(t) = Σ (−1)ᵏ (t − k + 1)ᵏ / k! over k ≤ t + 1.</summary>
    private static double MethodOfSteps(double t)
    {
        var (sum, factorial) = (0.0, 1.0);
        for (var k = 0; k <= t + 1; k++)
        {
            if (k > 0) factorial *= k;
            sum += (k % 2 == 0 ? 1 : -1) * Math.Pow(t - k + 1, k) / factorial;
        }
        return sum;
    }

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    public void A_delayed_decay_follows_its_closed_form_and_the_error_falls_with_the_tolerance(Method method)
    {
        // Polynomials up to the fifth degree are integrated exactly: only beyond t = 5 is there an error to measure.
        const double T = 11.5;
        double[] tolerances = [1e-4, 1e-6, 1e-8, 1e-10];
        var errors = tolerances.Select(tolerance => Math.Abs(End("y = 1; y' = -delay(y, 1);", T, tolerance, method, "y")[0] - MethodOfSteps(T))).ToArray();
        for (var i = 0; i < errors.Length; i++) Assert.True(errors[i] < 10 * tolerances[i], string.Join(' ', errors));
        Assert.True(errors[2] < 0.01 * errors[0] || errors[0] < 1e-12, string.Join(' ', errors));
    }

    /// <summary>The epidemic of Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.17 (17.18); digits of deSolve::dede
    /// (R 4.2, Debian 12) at tolerances of 1e-12, which agree with those at 1e-10 to 1e-8.</summary>
    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    public void An_epidemic_with_two_delays_agrees_with_deSolve(Method method)
    {
        const string Model = "y1 = 5; y2 = 0.1; y3 = 1; y1' = -y1*delay(y2, 1) + delay(y2, 10); y2' = y1*delay(y2, 1) - y2; y3' = y2 - delay(y2, 10);";
        var end = End(Model, 40, 1e-9, method, "y1", "y2", "y3");
        double[] expected = [0.09124912046, 0.02029950028, 5.98845137926];
        for (var i = 0; i < 3; i++) Assert.Equal(expected[i], end[i], 2e-8);
        // The three sum to a constant.
        Assert.Equal(6.1, end.Sum(), 1e-8);
    }

    /// <summary>y'(t) = −y(t/2): y = Σ (−t)ⁿ / (n!·2^(n(n−1)/2)) (Kato, McLeod 1971). The delay vanishes at the start.</summary>
    [Fact]
    public void A_delay_that_grows_from_nothing_follows_its_series()
    {
        var expected = 0.0;
        for (var (n, term) = (0, 1.0); n < 30; term *= -2.0 / ((n + 1) * Math.Pow(2, n)), n++) expected += term;
        // Where the delay is shorter than a step the past is a line (order 2): the error there is of the order of 1e-9² only.
        Assert.Equal(expected, End("y = 1; y' = -delay(y, time/2);", 2, 1e-9, Method.Rodas5P, "y")[0], 1e-8);
    }

    /// <summary>y' = x(t − z) with x = t² and z = 1 + sin(t)/2: the integral of (t − 1 − sin(t)/2)², where that is positive.</summary>
    [Fact]
    public void A_delay_that_changes_in_time_reads_the_right_place()
    {
        const double T = 6;
        static double Integral(double t)
        {
            var (s, c) = Math.SinCos(t);
            // ∫ (t−1)² − (t−1) sin t + sin² t / 4
            return Math.Pow(t - 1, 3) / 3 + (t - 1) * c - s + t / 8 - s * c / 8;
        }

        var (low, high) = (1.0, 2.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (middle - 1 - Math.Sin(middle) / 2 < 0) low = middle;
            else high = middle;
        }
        var end = End("x = 0; y = 0; z := 1 + sin(time)/2; x' = 2*time; y' = delay(x, z);", T, 1e-9, Method.Rodas5P, "y")[0];
        Assert.Equal(Integral(T) - Integral(low), end, 1e-7);
    }

    [Fact]
    public void Before_the_start_formulas_of_time_go_on_and_everything_else_stands_still()
    {
        const string Model = "f := sin(3*time); x = 2; x' = 1; p := delay(f, 0.5); q := delay(x, 0.5); r := delay(rateOf(x), 0.5);";
        using var model = TestModels.Compile(Model);
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, 0.25, 0.75, 1], Observables = ["p", "q", "r"], RelativeTolerance = 1e-9 });
        foreach (var (row, t) in run.Times.Index())
        {
            Assert.Equal(Math.Sin(3 * (t - 0.5)), run[row, 0], 1e-9);
            Assert.Equal(2 + Math.Max(0, t - 0.5), run[row, 1], 1e-9);
            Assert.Equal(t < 0.5 ? 0 : 1, run[row, 2]);
        }
    }

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    public void A_dose_comes_back_after_the_delay_as_a_stop_and_costs_no_refused_steps(Method method)
    {
        using var model = TestModels.Compile("compartment V = 1; species x in V, z in V; x = 0; z = 0; k = 0.3; Flow: => z; V*k*delay(x, 2);", "x");
        var run = Simulator.Run(model, new SimulationSettings
        {
            Times = [0, 1, 3, 4, 10], Method = method, Observables = ["x", "z"],
            Events = [new EventRecord { Time = 1, EventId = EventId.Dose, Amount = 100, Compartment = "x" }],
        });
        Assert.Equal([0.0, 0, 0, 30, 210], run.Column("z").Select(z => Math.Round(z, 9)));
        Assert.Equal(0, run.Rejections);
    }

    [Fact]
    public void Events_see_the_past_in_trigger_and_assignments()
    {
        // x = t, so that delay(x, 1) passes 1.5 at 2.5; what is assigned at 4.5 from the time of execution is 3.5 by then.
        using var model = TestModels.Compile("x = 0; x' = 1; a = 0; b = 0; E: at 2 after (delay(x, 1) > 1.5), fromTrigger=false: a = delay(x, 1), b = time;");
        var end = End(model, 6, 1e-9, Method.Rodas5P, "a", "b");
        Assert.Equal(4.5, end[1], 1e-8);
        Assert.Equal(3.5, end[0], 1e-8);
    }

    [Fact]
    public void A_function_looks_back_at_the_formulas_of_its_arguments()
    {
        const string Model = "function late(u, d) delay(2*u, d) end; model m x = 1; x' = 1; y := late(x + time, 1); end";
        using var model = TestModels.Compile(Model);
        // 2·(x + time) one ago: at 3 it is 2·(3 + 2), and before the start time goes on: at 0.5 it is 2·(1 − 0.5).
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, 0.5, 3], Observables = ["y"] });
        Assert.Equal([0.0, 1, 10], run.Column("y").Select(y => Math.Round(y, 9)));
    }

    [Fact]
    public void Each_patient_has_its_own_delay_and_its_own_past()
    {
        using var model = TestModels.Compile("tau = 1; y = 1; y' = -delay(y, tau);");
        double[] delays = [0, 0.25, 0.5, 1, 1.5, 2, -1, 0.1];
        var alone = delays.Select(d => Run(model, [d])[0]).ToArray();
        var together = Run(model, delays);
        var reversed = Run(model, [.. delays.Reverse()]).Reverse().ToArray();
        for (var i = 0; i < delays.Length; i++)
            Assert.Equal([alone[i].Bits, alone[i].Bits], new[] { together[i].Bits, reversed[i].Bits });

        Assert.Equal(Math.Exp(-3), alone[0].Value, 1e-6);
        Assert.Equal(MethodOfSteps(3), alone[3].Value, 1e-6);
        Assert.Equal(IntegrationStatus.InvalidStart, alone[6].Status);
        Assert.All(alone.Where((_, i) => i != 6), a => Assert.Equal(IntegrationStatus.Completed, a.Status));
    }

    [Theory]
    [InlineData(Numerics.LaneWidth.One)]
    [InlineData(Numerics.LaneWidth.Two)]
    [InlineData(Numerics.LaneWidth.Four)]
    public void The_width_of_the_hardware_changes_no_bit(Numerics.LaneWidth width)
    {
        const string Model = "tau = 1; y = 1; z = 0; y' = -delay(y, tau) + 0.1*sin(z); z' = delay(y*z, 0.5) - z + 1;";
        using var narrow = TestModels.Compile(Model, new CompileOptions { Width = width });
        using var wide = TestModels.Compile(Model, new CompileOptions { Width = Numerics.LaneWidth.Eight });
        double[] delays = [0.2, 0.5, 1, 2];
        Assert.Equal(Run(wide, delays, Numerics.LaneWidth.Eight).Select(r => r.Bits), Run(narrow, delays, width).Select(r => r.Bits));
    }

    [Fact]
    public void Delays_too_short_for_the_steps_allowed_end_with_a_status()
    {
        using var model = TestModels.Compile("y = 1; y' = -delay(y, 1e-9);");
        var run = Simulator.Run(model, new SimulationSettings { Times = [0, 1], MaximumSteps = 2000 });
        Assert.Equal(IntegrationStatus.TooManySteps, run.Status);
    }

    [Fact]
    public void Going_on_allocates_nothing()
    {
        using var model = TestModels.Compile("tau = 1; y = 1; y' = 0.2*delay(y, tau)/(1 + delay(y, tau)^10) - 0.1*y;");
        using var batch = new PatientBatch(model, new IntegratorOptions());
        for (var lane = 0; lane < 8; lane++) Load(batch, lane);
        Cycle(batch, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(batch, 800);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Load(PatientBatch batch, int lane) => batch.Load(lane, new PatientStart { Id = lane, Time = 0, End = 40 });

        static void Cycle(PatientBatch batch, int arrivals)
        {
            for (var i = 0; i < arrivals;)
            {
                Assert.True(batch.Advance(out var arrived));
                foreach (var lane in arrived)
                {
                    i++;
                    batch.Release(lane);
                    Load(batch, lane);
                }
            }
        }
    }

    private static (double Value, long Bits, IntegrationStatus Status)[] Run(CompiledModel model, double[] delays, Numerics.LaneWidth? width = null)
    {
        using var batch = new PatientBatch(model, new IntegratorOptions { RelativeTolerance = 1e-8, Width = width });
        var (row, observable) = (model.ParameterIndex("tau"), model.ObservableIndex("y"));
        for (var lane = 0; lane < delays.Length; lane++)
        {
            var parameters = new double[model.ParameterCount];
            model.DefaultParameters(parameters);
            parameters[row] = delays[lane];
            batch.Load(lane, new PatientStart { Id = lane, Time = 0, End = 3, Parameters = parameters });
        }
        var results = new (double, long, IntegrationStatus)[delays.Length];
        while (batch.Advance(out var arrived))
            foreach (var lane in arrived)
            {
                var value = batch.Observe(lane, observable);
                results[lane] = (value, BitConverter.DoubleToInt64Bits(value), batch.ArrivalOf(lane).Status);
            }
        return results;
    }
}

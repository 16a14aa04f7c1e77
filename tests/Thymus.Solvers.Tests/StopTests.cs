namespace Thymus.Solvers.Tests;

public sealed unsafe class StopTests
{
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Stops_are_hit_exactly_and_summed_never(Method method)
    {
        using var integrator = Decay(method, lane: 5);
        integrator.Start(5, 1e6);
        for (var visit = 1; visit <= 40; visit++)
        {
            var time = 1e6 + visit * 0.1;
            integrator.SetStop(5, time);
            Assert.Equal(LaneMask.Of(5), integrator.Advance());
            Assert.Equal(new Arrival(ArrivalKind.Stop, time, IntegrationStatus.Running), integrator.ArrivalOf(5));
            Assert.Equal(time, integrator.Time(5));
        }
        // 40 visits of a tenth at rtol 1e-6; time itself has a last place of 1.2e-10.
        Assert.Equal(Math.Exp(-4), integrator.State[5], 1e-6);
    }

    [Fact]
    public void A_stop_at_the_present_time_is_an_arrival_without_a_step()
    {
        using var integrator = Decay(Method.Rodas5P, lane: 0);
        integrator.Start(0, 2);
        integrator.SetStop(0, 2);
        Assert.Equal(LaneMask.Of(0), integrator.Advance());
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(0).Kind);
        Assert.Equal(0, integrator.Steps(0));
        Assert.Equal(1, integrator.State[0]);
        Assert.True(integrator.Advance().IsEmpty);
    }

    /// <summary>A host with nothing planned names a stop beyond all time; roots still end the patient where they must.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void A_stop_beyond_all_time_hinders_no_step(Method method)
    {
        // Still at first: the wave comes after t = 1.
        var system = new TextbookSystem(1, [1e-9], (t, _, _, dy) => dy[0] = t < 1 ? 0 : (t - 1) * (t - 1), (t, _, _, _, ft) => ft[0] = t < 1 ? 0 : 2 * (t - 1),
            roots: 1, rootFunctions: (_, y, _, g) => g[0] = y[0] - 9);
        using var integrator = new LaneIntegrator(system, Solve.Options(method, 1e-6));
        integrator.Start(0, 0);
        integrator.SetStop(0, 1e300);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Root, integrator.ArrivalOf(0).Kind);
        Assert.Equal(4, integrator.ArrivalOf(0).Time, 1e-5);
    }

    [Fact]
    public void A_stop_may_be_moved_while_the_lane_is_under_way()
    {
        using var integrator = Decay(Method.DormandPrince5, lane: 0);
        Solve.Load(integrator, 1, [1], []);
        integrator.Start(0, 0);
        integrator.Start(1, 0);
        integrator.SetStop(0, 10);
        integrator.SetStop(1, 0.5);
        Assert.True(integrator.Advance().Contains(1));
        var time = integrator.Time(0) + 0.125;
        integrator.SetStop(0, time);
        integrator.Advance();
        Assert.Equal(time, integrator.ArrivalOf(0).Time);
        Assert.Equal(Math.Exp(-time), integrator.State[0], 1e-6);
    }

    [Fact]
    public void A_stop_in_the_past_is_refused_with_both_times()
    {
        using var integrator = Decay(Method.DormandPrince5, lane: 0);
        integrator.Start(0, 3);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => integrator.SetStop(0, 2));
        Assert.Contains("stands at 3", error.Message);
        Assert.Throws<InvalidOperationException>(() => integrator.SetStop(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => integrator.Start(8, 0));
    }

    /// <summary>Ten bolus doses into a first-order loss: the closed form is a geometric sum.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Doses_at_stops_add_up_to_the_closed_form(Method method)
    {
        using var integrator = Decay(method, lane: 2);
        integrator.Start(2, 0);
        for (var dose = 1; dose <= 10; dose++)
        {
            integrator.SetStop(2, dose * 1.5);
            integrator.Advance();
            integrator.State[2] += 1;
            integrator.Restart(2);
        }
        var ratio = Math.Exp(-1.5);
        Assert.Equal((1 - Math.Pow(ratio, 11)) / (1 - ratio), integrator.State[2], 1e-5);
    }

    /// <summary>A mode of 1e12 a day started at day 1e5: steps of 1e-13 day are far below the last place of the time itself.</summary>
    [Fact]
    public void Time_runs_from_the_last_stop_so_that_steps_below_its_last_place_are_steps()
    {
        using var integrator = new LaneIntegrator(
            new TextbookSystem(1, [1e-12], (_, y, _, dy) => dy[0] = -1e12 * (y[0] - 1), (_, _, _, j, _) => j[0] = -1e12), Solve.Options(Method.Rodas5P, 1e-8));
        Solve.Load(integrator, 0, [2], []);
        integrator.Start(0, 1e5);
        integrator.SetStop(0, 1e5 + 1);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(0).Kind);
        Assert.Equal(1, integrator.State[0], 1e-8);
        Assert.InRange(integrator.Steps(0), 50, 500);
    }

    [Fact]
    public void A_quadrature_with_infinite_tolerance_and_silent_states_change_no_step()
    {
        var (plain, plainSteps) = Steps([1e-9], 1);
        var (wide, wideSteps) = Steps([1e-9, double.PositiveInfinity, 1e-9, 1e-9], 4);
        Assert.Equal(plain, wide);
        Assert.Equal(plainSteps, wideSteps);

        static (double, long) Steps(double[] tolerance, int states)
        {
            // State 0 oscillates through a time-dependent rate, state 1 integrates a fast wave, the rest are silent.
            var system = new TextbookSystem(states, tolerance, (t, y, _, dy) =>
            {
                dy.Clear();
                dy[0] = y[0] * Math.Cos(t);
                if (states > 1) dy[1] = 1e3 * Math.Sin(50 * t);
            });
            using var integrator = new LaneIntegrator(system, Solve.Options(Method.DormandPrince5, 1e-6));
            Solve.Load(integrator, 0, [1], []);
            integrator.Start(0, 0);
            integrator.SetStop(0, 10);
            integrator.Advance();
            return (integrator.State[0], integrator.Steps(0));
        }
    }

    [Fact]
    public void Interpolation_is_refused_where_the_lane_has_not_just_arrived()
    {
        using var integrator = Decay(Method.DormandPrince5, lane: 0);
        integrator.Start(0, 0);
        integrator.SetStop(0, 1);
        Assert.Throws<InvalidOperationException>(() => integrator.Interpolate(0, 0.5, new double[1]));
        integrator.Advance();
        var state = new double[1];
        integrator.Interpolate(0, integrator.StepStart(0), state);
        Assert.Equal(Math.Exp(-integrator.StepStart(0)), state[0], 1e-6);
        integrator.Interpolate(0, 1, state);
        Assert.Equal(integrator.State[0], state[0], 1e-15);
    }

    private static LaneIntegrator Decay(Method method, int lane)
    {
        var system = new TextbookSystem(1, [1e-9], (_, y, _, dy) => dy[0] = -y[0], (_, _, _, j, _) => j[0] = -1);
        var integrator = new LaneIntegrator(system, Solve.Options(method, 1e-6));
        Solve.Load(integrator, lane, [1], []);
        return integrator;
    }
}

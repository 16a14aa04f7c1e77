namespace Thymus.Solvers.Tests;

public sealed unsafe class RootTests
{
    public static TheoryData<Method> Methods => new(Enum.GetValues<Method>());

    /// <summary>sin t and cos t vanish at multiples of π/2; the state there is that of a step, so its error is that of the tolerance.</summary>
    [Theory, MemberData(nameof(Methods))]
    public void Zeros_of_sine_and_cosine_are_found_in_order_with_their_directions(Method method)
    {
        using var integrator = Oscillator(method, 1e-10, roots: 2, (_, y, _, g) => (g[0], g[1]) = (y[0], y[1]));
        integrator.Start(1, 0.0);
        integrator.SetStop(1, 20);
        // Started with sin 0 = 0 exactly: leaving zero is the first change.
        Assert.Equal((0, true), NextRoot(integrator, 0, 1e-9));
        for (var k = 1; k * Math.PI / 2 < 20; k++)
        {
            var (root, rising) = NextRoot(integrator, k * Math.PI / 2, 1e-8);
            Assert.Equal(k % 2 == 1 ? 1 : 0, root);
            Assert.Equal(k % 4 is 3 or 0, rising);
        }
        Assert.Equal(LaneMask.Of(1), integrator.Advance());
        Assert.Equal(new Arrival(ArrivalKind.Stop, 20, IntegrationStatus.Running), integrator.ArrivalOf(1));

        static (int, bool) NextRoot(LaneIntegrator integrator, double time, double tolerance)
        {
            integrator.Advance();
            var arrival = integrator.ArrivalOf(1);
            Assert.Equal(ArrivalKind.Root, arrival.Kind);
            Assert.Equal(time, arrival.Time, tolerance);
            return (arrival.Root, arrival.Rising);
        }
    }

    /// <summary>
    /// y' = (1 + 0.3 sin t)/1000 from 5.3, outside the error test: over the usual advance beyond a root it moves by less than its rounding.
    /// </summary>
    [Theory, MemberData(nameof(Methods))]
    public void A_slow_quadrature_with_a_large_offset_does_not_creep_up_to_its_threshold(Method method)
    {
        const double offset = 5.3;
        var system = new TextbookSystem(3, [1e-9, 1e-9, double.PositiveInfinity],
            (t, y, _, dy) => (dy[0], dy[1], dy[2]) = (y[1], -y[0], (1 + 0.3 * Math.Sin(t)) / 1000),
            (t, _, _, j, dt) => (j[1], j[3], dt[2]) = (1, -1, 0.3 * Math.Cos(t) / 1000),
            parameters: 1, roots: 1, rootFunctions: (_, y, p, r) => r[0] = y[2] - p[0]);
        for (var k = 1; k <= 300; k++)
        {
            var threshold = offset + 0.0013 * k;
            using var integrator = new LaneIntegrator(system, Solve.Options(method, 1e-5) with { MaximumSteps = 20_000 });
            Solve.Load(integrator, 0, [0, 1, offset], [threshold]);
            integrator.Start(0, 0);
            integrator.SetStop(0, 1000);
            integrator.Advance();
            var arrival = integrator.ArrivalOf(0);
            Assert.True(arrival.Kind == ArrivalKind.Root, $"threshold {threshold:R}: {arrival}");
            var exact = offset + (arrival.Time + 0.3 * (1 - Math.Cos(arrival.Time))) / 1000;
            Assert.Equal(threshold, exact, 1e-6);
            Assert.True(integrator.State[2 * LaneSystem.Lanes] >= threshold, "the state at a root is on its far side");
            Assert.InRange(integrator.Steps(0), 1, 2000);
        }
    }

    /// <summary>Ball dropped from 1, restitution 0.8: bounce k at √(2/g)·(1 + 2Σ 0.8ʲ).</summary>
    [Theory, MemberData(nameof(Methods))]
    public void A_bouncing_ball_bounces_when_it_must(Method method)
    {
        const double g = 9.81;
        var system = new TextbookSystem(2, [1e-10], (_, y, _, dy) => (dy[0], dy[1]) = (y[1], -g), (_, _, _, j, _) => j[1] = 1,
            roots: 1, rootFunctions: (_, y, _, r) => r[0] = y[0]);
        using var integrator = new LaneIntegrator(system, Solve.Options(method, 1e-10));
        Solve.Load(integrator, 0, [1, 0], []);
        integrator.Start(0, 0);
        integrator.SetStop(0, 3);
        var (expected, flight) = (Math.Sqrt(2 / g), 2 * Math.Sqrt(2 / g));
        var bounces = 0;
        while (integrator.Advance().Contains(0) && integrator.ArrivalOf(0) is { Kind: ArrivalKind.Root } arrival)
        {
            if (arrival.Rising) continue;
            Assert.Equal(expected, arrival.Time, 1e-8);
            Assert.True(integrator.State[0] <= 0, "the state at a root is on its far side");
            flight *= 0.8;
            expected += flight;
            integrator.State[LaneSystem.Lanes] *= -0.8;
            integrator.Restart(0);
            bounces++;
        }
        // √(2/g)(1 + 2(0.8 + … + 0.8ᵏ)) is 2.88 for k = 5 and 3.12 for k = 6.
        Assert.Equal(6, bounces);
        Assert.Equal(3, integrator.ArrivalOf(0).Time);
    }

    [Fact]
    public void Roots_of_one_instant_are_reported_together()
    {
        using var integrator = Oscillator(Method.Rodas5P, 1e-8, roots: 3, (t, y, _, g) => (g[0], g[1], g[2]) = (t - 5, 10 - 2 * t, y[0] + 2));
        integrator.Start(1, 0);
        integrator.SetStop(1, 20);
        integrator.Advance();
        Assert.Equal(5, integrator.ArrivalOf(1).Time, 1e-12);
        Assert.Equal((1, -1, 0), (integrator.RootChange(1, 0), integrator.RootChange(1, 1), integrator.RootChange(1, 2)));
        integrator.Advance();
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(1).Kind);
    }

    [Fact]
    public void A_root_at_a_stop_is_reported_before_the_stop()
    {
        using var integrator = Oscillator(Method.DormandPrince5, 1e-8, roots: 1, (t, _, _, g) => g[0] = t - 5);
        integrator.Start(1, 0);
        integrator.SetStop(1, 5);
        integrator.Advance();
        Assert.Equal((ArrivalKind.Root, 5.0), (integrator.ArrivalOf(1).Kind, integrator.ArrivalOf(1).Time));
        integrator.Advance();
        Assert.Equal((ArrivalKind.Stop, 5.0), (integrator.ArrivalOf(1).Kind, integrator.ArrivalOf(1).Time));
    }

    [Fact]
    public void A_function_that_is_zero_throughout_or_NaN_has_no_root()
    {
        using var integrator = Oscillator(Method.DormandPrince5, 1e-8, roots: 2, (_, y, _, g) => (g[0], g[1]) = (0 * y[0], Math.Sqrt(-1 - y[0] * y[0])));
        integrator.Start(1, 0);
        integrator.SetStop(1, 5);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(1).Kind);
    }

    /// <summary>A recurrent event is the root of a cumulative hazard against a threshold that moves on at each event.</summary>
    [Fact]
    public void A_threshold_that_moves_is_met_again_without_a_restart_of_the_step()
    {
        var system = new TextbookSystem(1, [double.PositiveInfinity], (_, _, _, dy) => dy[0] = 0.5, (_, _, _, _, _) => { },
            parameters: 1, roots: 1, rootFunctions: (_, y, p, g) => g[0] = y[0] - p[0]);
        using var integrator = new LaneIntegrator(system, Solve.Options(Method.Rodas5P, 1e-6));
        Solve.Load(integrator, 0, [0], [0.3]);
        integrator.Start(0, 0);
        integrator.SetStop(0, 10);
        for (var threshold = 0.3; threshold < 5; threshold += 0.7)
        {
            integrator.Advance();
            Assert.Equal((ArrivalKind.Root, true), (integrator.ArrivalOf(0).Kind, integrator.ArrivalOf(0).Rising));
            Assert.Equal(threshold / 0.5, integrator.ArrivalOf(0).Time, 1e-9);
            integrator.Parameters[0] += 0.7;
            integrator.RestartRoots(0);
        }
        integrator.Advance();
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(0).Kind);
        Assert.InRange(integrator.Steps(0), 8, 60);
    }

    /// <summary>A step takes two looks, near a root four, each one evaluation of the roots; a bracket closes in about ten, and a jump is found by halving.</summary>
    [Fact]
    public void A_root_costs_few_evaluations_and_a_jump_is_found_too()
    {
        var evaluations = 0;
        using var smooth = Oscillator(Method.DormandPrince5, 1e-8, roots: 1, (_, y, _, g) => (g[0], evaluations) = (y[0] - 0.9, evaluations + 1));
        smooth.Start(1, 0);
        smooth.SetStop(1, 1.5);
        smooth.Advance();
        Assert.Equal(Math.Asin(0.9), smooth.ArrivalOf(1).Time, 1e-7);
        Assert.InRange(evaluations / 8 - 2 * smooth.Steps(1), 0, 30);

        using var jump = Oscillator(Method.DormandPrince5, 1e-8, roots: 1, (t, _, _, g) => g[0] = t < Math.E ? -1 : 1);
        jump.Start(1, 0);
        jump.SetStop(1, 5);
        jump.Advance();
        Assert.Equal(Math.E, jump.ArrivalOf(1).Time, 1e-12);
    }

    /// <summary>One lane's root is smooth and closes in a few looks; its neighbour's, in the same attempt, is a jump and takes all of them.</summary>
    [Fact]
    public void A_bracket_that_needs_more_looks_leaves_its_neighbour_alone()
    {
        Assert.Equal(Root(beside: false), Root(beside: true));

        static (double, double) Root(bool beside)
        {
            var system = new TextbookSystem(1, [1e-9], (t, _, _, dy) => dy[0] = Math.Cos(t), parameters: 1, roots: 1,
                rootFunctions: (t, y, p, g) => g[0] = p[0] == 0 ? y[0] - 0.3 : t < 0.2 + 0.01 * Math.PI ? -1 : 1);
            using var integrator = new LaneIntegrator(system, Solve.FixedStep(Method.DormandPrince5, 0.5));
            for (var lane = 0; lane < (beside ? 2 : 1); lane++)
            {
                Solve.Load(integrator, lane, [0], [lane]);
                integrator.Start(lane, 0);
                integrator.SetStop(lane, 2);
            }
            while (!integrator.Advance().Contains(0)) { }
            Assert.Equal(ArrivalKind.Root, integrator.ArrivalOf(0).Kind);
            return (integrator.ArrivalOf(0).Time, integrator.State[0]);
        }
    }

    /// <summary>Steps of half a period: sin t + 1 − d dips below zero around 3π/2 + 2πk, whatever the phase of the steps.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.02)]
    [InlineData(1e-3)]
    public void A_dip_below_zero_within_a_step_has_both_its_roots(double depth)
    {
        var system = new TextbookSystem(1, [1e-9], (t, _, _, dy) => dy[0] = Math.Cos(t), parameters: 1, roots: 1, rootFunctions: (_, y, _, g) => g[0] = y[0] + 1 - depth);
        for (var phase = 0; phase < 16; phase++)
        {
            var start = 0.1 * phase;
            using var integrator = new LaneIntegrator(system, Solve.Options(Method.DormandPrince5, 1e-3) with { InitialStep = 1.5, MaximumStep = 1.5 });
            Solve.Load(integrator, 3, [Math.Sin(start)], []);
            integrator.Start(3, start);
            integrator.SetStop(3, 14);
            var half = Math.Acos(1 - depth);
            foreach (var expected in new[] { 1.5 * Math.PI - half, 1.5 * Math.PI + half, 3.5 * Math.PI - half, 3.5 * Math.PI + half })
            {
                integrator.Advance();
                Assert.Equal(ArrivalKind.Root, integrator.ArrivalOf(3).Kind);
                // The dense output, of order 4 on steps of 1.5, is good to some 1e-3; near its lowest point a root moves by that over the slope.
                Assert.Equal(expected, integrator.ArrivalOf(3).Time, 5e-3 / Math.Sin(half));
            }
            integrator.Advance();
            Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(3).Kind);
        }
    }

    /// <summary>Each lane has its own phase and finds its own root, though they share every step attempt.</summary>
    [Fact]
    public void Lanes_find_their_own_roots()
    {
        using var integrator = Oscillator(Method.DormandPrince5, 1e-10, roots: 1, (_, y, _, g) => g[0] = y[0]);
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            var phase = 0.1 + 0.3 * lane;
            Solve.Load(integrator, lane, [Math.Sin(phase), Math.Cos(phase)], []);
            integrator.Start(lane, 0);
            integrator.SetStop(lane, 4);
        }
        for (var left = LaneMask.All; !left.IsEmpty;)
            foreach (var lane in integrator.Advance())
            {
                Assert.Equal(Math.PI - (0.1 + 0.3 * lane), integrator.ArrivalOf(lane).Time, 1e-8);
                left = left.Without(lane);
                integrator.Deactivate(lane);
            }
    }

    /// <summary>The oscillator on lane 1, from (0, 1).</summary>
    private static LaneIntegrator Oscillator(Method method, double rtol, int roots, RootFunctions rootFunctions)
    {
        var system = new TextbookSystem(2, [1e-12], Problems.Oscillator.F, Problems.Oscillator.Jacobian, roots: roots, rootFunctions: rootFunctions);
        var integrator = new LaneIntegrator(system, Solve.Options(method, rtol));
        Solve.Load(integrator, 1, [0, 1], []);
        return integrator;
    }
}

namespace Thymus.Solvers.Tests;

/// <summary>A lane that fails says how, alone; its neighbours go on.</summary>
public sealed unsafe class FailureTests
{
    [Fact]
    public void A_stiff_model_under_the_explicit_method_uses_up_its_steps()
    {
        var options = Solve.Options(Method.DormandPrince5, 1e-6) with { MaximumSteps = 500 };
        Assert.Equal(IntegrationStatus.TooManySteps, Solve.Run(Problems.VanDerPol, options, out _).Status);
    }

    /// <summary>y' = y² from 1 ends at t = 1: no step reaches it.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void A_solution_that_runs_to_infinity_ends_with_a_step_too_small(Method method)
    {
        var problem = new Problem("blow-up", [1], 2, (_, y, _, dy) => dy[0] = y[0] * y[0], (_, y, _, j, _) => j[0] = 2 * y[0]) { Solution = [] };
        var arrival = Solve.Run(problem, Solve.Options(method, 1e-6), out _);
        Assert.Equal(ArrivalKind.Failed, arrival.Kind);
        Assert.Equal(1, arrival.Time, 1e-4);
        Assert.Contains(arrival.Status, new[] { IntegrationStatus.StepTooSmall, IntegrationStatus.NotFinite });
    }

    /// <summary>y' = −√y − 1/10 passes zero, where the root is no number any more.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void A_right_hand_side_that_becomes_NaN_is_named(Method method)
    {
        var problem = new Problem("root of a negative", [1], 5, (_, y, _, dy) => dy[0] = -Math.Sqrt(y[0]) - 0.1, (_, y, _, j, _) => j[0] = -0.5 / Math.Sqrt(y[0])) { Solution = [] };
        Assert.Equal(IntegrationStatus.NotFinite, Solve.Run(problem, Solve.Options(method, 1e-6), out _).Status);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_start_that_is_not_finite_is_an_invalid_start(double value)
    {
        var problem = Problems.Logistic with { Start = [value] };
        Assert.Equal(IntegrationStatus.InvalidStart, Solve.Run(problem, Solve.Options(Method.Rodas5P, 1e-6), out _).Status);
    }

    [Fact]
    public void A_failed_lane_takes_the_next_patient()
    {
        using var integrator = new LaneIntegrator(Problems.Logistic.System(), Solve.Options(Method.Rodas5P, 1e-8));
        Solve.Load(integrator, 4, [double.NaN], []);
        integrator.Start(4, 0);
        integrator.SetStop(4, 4);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Failed, integrator.ArrivalOf(4).Kind);
        Assert.True(integrator.Running.IsEmpty);
        Solve.Load(integrator, 4, [0.1], []);
        integrator.Start(4, 0);
        integrator.SetStop(4, 4);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Stop, integrator.ArrivalOf(4).Kind);
        Assert.Equal(Problems.Logistic.Solution[0], integrator.State[4], 1e-7);
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_the_value()
    {
        var system = Problems.Logistic.System();
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => new LaneIntegrator(system, new() { RelativeTolerance = -1 })).Message);
        Assert.Throws<ArgumentException>(() => new LaneIntegrator(system, new() { MaximumStep = 0 }));
        var withoutJacobian = new TextbookSystem(1, [1e-9], (_, y, _, dy) => dy[0] = y[0]);
        Assert.Contains("DormandPrince5", Assert.Throws<ArgumentException>(() => new LaneIntegrator(withoutJacobian, new())).Message);
    }

    /// <summary>A tolerance so small that the square of the error overflows: that of order 8 is a quotient of powers, and ∞/∞ must not read as none.</summary>
    [Fact]
    public void A_step_whose_error_overflows_is_not_accepted()
    {
        var system = new TextbookSystem(1, [1e-180], (_, y, _, dy) => dy[0] = -y[0]);
        using var integrator = new LaneIntegrator(system, Solve.Options(Method.DormandPrince8, 0) with { InitialStep = 1, MaximumSteps = 3 });
        integrator.State[0] = 1;
        integrator.Start(0, 0);
        integrator.SetStop(0, 1);
        integrator.Advance();
        Assert.Equal(ArrivalKind.Failed, integrator.ArrivalOf(0).Kind);
        Assert.Equal((1.0, 0L), (integrator.State[0], integrator.Steps(0)));
    }
}

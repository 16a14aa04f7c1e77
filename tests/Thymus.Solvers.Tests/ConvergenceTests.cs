namespace Thymus.Solvers.Tests;

/// <summary>Observed orders, with fixed dyadic steps in the asymptotic range.</summary>
public sealed class ConvergenceTests
{
    public static TheoryData<Method, string, int> Cases => new()
    {
        { Method.DormandPrince5, "oscillator", 5 },
        { Method.DormandPrince5, "time-dependent growth", 6 },
        { Method.DormandPrince8, "oscillator", 2 },
        { Method.DormandPrince8, "four coupled equations", 5 },
        { Method.Rodas5P, "logistic growth", 5 },
        { Method.Rodas5P, "time-dependent growth", 5 },
        { Method.Rodas5P, "four coupled equations", 6 },
    };

    /// <param name="finest">Steps of 2^−(finest−2) … 2^−finest: small enough to be asymptotic, large enough to stay above rounding.</param>
    [Theory, MemberData(nameof(Cases))]
    public void The_error_at_the_end_has_the_order_of_the_method(Method method, string name, int finest)
    {
        var problem = Find(name);
        Assert.Equal(method == Method.DormandPrince8 ? 8 : 5, ObservedOrder(finest, h => Solve.RelativeError(Solve.ToEnd(problem, Solve.FixedStep(method, h)), problem.Solution)), 0.2);
    }

    /// <summary>Stages at wrong times would lose the order; on this problem errors of order 8 and 9 are as large as one another at steps that doubles resolve.</summary>
    [Fact]
    public void Order_eight_holds_where_the_time_is_read()
    {
        var problem = Problems.NonAutonomous;
        Assert.InRange(ObservedOrder(4, h => Solve.RelativeError(Solve.ToEnd(problem, Solve.FixedStep(Method.DormandPrince8, h)), problem.Solution)), 7.8, 9.2);
    }

    /// <summary>An interpolant of order p errs by h to the power p + 1 within a step.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5, 4, 5)]
    [InlineData(Method.DormandPrince8, 7, 3)]
    [InlineData(Method.Rodas5P, 4, 5)]
    public void Dense_output_within_a_step_has_its_order(Method method, int order, int finest) =>
        Assert.Equal(order + 1, ObservedOrder(finest, h => WorstWithinAStep(method, h)), 0.2);

    /// <summary>
    /// Prothero–Robinson at steps 625 and 2,500 times its time constant: 1e-8 and better, and no loss of order below 3
    /// (a method without ∂f/∂t, or without its order conditions for stiff problems, is far away).
    /// </summary>
    [Fact]
    public void Rodas5P_follows_a_stiff_time_dependent_problem_at_steps_far_beyond_its_time_constant()
    {
        var problem = Problems.ProtheroRobinson;
        double Error(double h) => Solve.RelativeError(Solve.ToEnd(problem, Solve.FixedStep(Method.Rodas5P, h)), problem.Solution);
        Assert.InRange(Error(1 / 4.0), 0, 1e-8);
        Assert.InRange(ObservedOrder(4, Error), 2.7, 5.2);
    }

    /// <summary>Largest error of the interpolant over one step of the oscillator from t = 0.</summary>
    private static double WorstWithinAStep(Method method, double h)
    {
        using var integrator = new LaneIntegrator(Problems.Oscillator.System(), Solve.FixedStep(method, h));
        Solve.Load(integrator, 3, Problems.Oscillator.Start, []);
        integrator.Start(3, 0);
        integrator.SetStop(3, h);
        integrator.Advance();
        Span<double> state = stackalloc double[2];
        var worst = 0.0;
        for (var k = 0; k <= 16; k++)
        {
            var t = k * h / 16;
            integrator.Interpolate(3, t, state);
            worst = Math.Max(worst, Math.Max(Math.Abs(state[0] - Math.Sin(t)), Math.Abs(state[1] - Math.Cos(t))));
        }
        return worst;
    }

    /// <summary>Least-squares slope of log error on log step.</summary>
    private static double ObservedOrder(int finest, Func<double, double> error)
    {
        var x = Enumerable.Range(finest - 2, 3).Select(k => -k * Math.Log(2)).ToArray();
        var y = Enumerable.Range(finest - 2, 3).Select(k => Math.Log(error(Math.ScaleB(1, -k)))).ToArray();
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / x.Sum(a => (a - mx) * (a - mx));
    }

    private static Problem Find(string name) =>
        new[] { Problems.Oscillator, Problems.NonAutonomous, Problems.Logistic, Problems.FourCoupled }.Single(p => p.Name == name);
}

namespace Thymus.Solvers.Tests;

/// <summary>
/// A clone, a CAR-T cell or a virus seeded far below its absolute tolerance: the error test does not see it, and a Rosenbrock method
/// beyond its pole γhλ = 1 turns its growth into decay or changes its sign.
/// </summary>
public sealed class GrowingModeTests
{
    private const double Rate = 0.889;

    /// <summary>y₁ grows from 1e-6 against a tolerance of 1e-3 beside an inert y₂; experiments of the design (E11) saw −8e39 for +2e40.</summary>
    private static Problem Growth(double end) => new("growth below tolerance", [1e-6, 1], end,
        (_, y, _, dy) => (dy[0], dy[1]) = (Rate * y[0], 0),
        (_, _, _, j, _) => j[0] = Rate)
    { Solution = [1e-6 * Math.Exp(Rate * end), 1], Tolerance = [1e-3] };

    /// <summary>While the mode is invisible only the pivots bound the step; what γhλ ≤ 1/4 leaves is 0.2 % (E11).</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(120)]
    public void A_mode_seeded_below_its_tolerance_grows_as_in_closed_form(double end)
    {
        var problem = Growth(end);
        var state = Solve.ToEnd(problem, Solve.Options(Method.Rodas5P, 1e-4));
        TestContext.Current.TestOutputHelper?.WriteLine($"{state[0]:g6} for {problem.Solution[0]:g6}");
        Assert.Equal(1, state[0] / problem.Solution[0], 0.01);
    }

    /// <summary>
    /// An explicit step has no pole: its growth factor is positive, but below its tolerance it is a polynomial that lags behind the
    /// exponential: 0.44 of 2e40 here. A model that needs more must lower that state's tolerance.
    /// </summary>
    [Fact]
    public void An_explicit_step_keeps_the_sign_and_the_decade_of_a_mode_below_its_tolerance()
    {
        var problem = Growth(120);
        var ratio = Solve.ToEnd(problem, Solve.Options(Method.DormandPrince5, 1e-4))[0] / problem.Solution[0];
        Assert.InRange(ratio, 0.1, 1.01);
    }

    [Fact]
    public void A_growing_mode_shortens_the_step_of_its_own_lane_alone()
    {
        var system = new TextbookSystem(1, [1e-3], (_, y, p, dy) => dy[0] = p[0] * y[0], (_, _, p, j, _) => j[0] = p[0], parameters: 1);
        using var integrator = new LaneIntegrator(system, Solve.Options(Method.Rodas5P, 1e-4));
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            Solve.Load(integrator, lane, [1e-6], [lane == 2 ? 0.889 : -0.889]);
            integrator.Start(lane, 0);
            integrator.SetStop(lane, 30);
        }
        for (var left = LaneMask.All.Bits; left != 0;) left &= ~integrator.Advance().Bits;
        Assert.True(integrator.Steps(2) >= 5 * integrator.Steps(0), $"{integrator.Steps(2)} steps beside {integrator.Steps(0)}");
        Assert.All(Enumerable.Range(3, 5), lane => Assert.Equal(integrator.Steps(0), integrator.Steps(lane)));
    }
}

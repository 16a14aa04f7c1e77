namespace Thymus.Solvers.Tests;

public sealed unsafe class SampleTests
{
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Samples_are_the_solution_and_shorten_no_step(Method method)
    {
        double[] times = [.. Enumerable.Range(1, 200).Select(i => 0.01 * i), 2.0, 2.0];
        var states = new double[times.Length];
        var plain = Run(method, [], []);
        Assert.Equal(plain, Run(method, times, states));
        // The continuous extension has order 4, its error at rtol 1e-8 some tens of tolerances.
        for (var i = 0; i < times.Length; i++) Assert.Equal(Math.Exp(-times[i]), states[i], 1e-6);
        // At the stop it is the state there.
        Assert.Equal(states[^1], states[^2]);
        Assert.InRange(Math.Abs(states[^1] - plain.State), 0, 1e-15);
    }

    /// <summary>Steps that end at samples: what is sampled is what a stop there finds, to the rounding of a clock that stops set anew.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Samples_on_which_steps_land_are_those_of_stops(Method method)
    {
        double[] times = [0.5, 0.625, 1.75, 2];
        var landed = new double[times.Length];
        using var integrator = new LaneIntegrator(Decay(), Solve.Options(method, 1e-4) with { LandOnSamples = true });
        integrator.State[0] = 1;
        integrator.Start(0, 0);
        integrator.SampleAt(0, times, landed);
        integrator.SetStop(0, 2);
        Assert.Equal(LaneMask.Of(0), integrator.Advance());

        using var stopped = new LaneIntegrator(Decay(), Solve.Options(method, 1e-4));
        stopped.State[0] = 1;
        stopped.Start(0, 0);
        for (var i = 0; i < times.Length; i++)
        {
            stopped.SetStop(0, times[i]);
            stopped.Advance();
            Assert.Equal(stopped.State[0], landed[i], 1e-15);
        }
        Assert.Equal(stopped.Steps(0), integrator.Steps(0));
    }

    [Fact]
    public void Lanes_alone_and_together_give_the_same_samples()
    {
        double[] times = [.. Enumerable.Range(1, 40).Select(i => 0.05 * i)];
        var alone = new double[times.Length];
        Run(Method.DormandPrince5, times, alone);
        var system = Decay();
        using var integrator = new LaneIntegrator(system, Solve.Options(Method.DormandPrince5, 1e-8));
        var together = new double[8][];
        for (var lane = 0; lane < 8; lane++)
        {
            integrator.State[lane] = 1;
            integrator.Start(lane, 0);
            integrator.SampleAt(lane, times, together[lane] = new double[times.Length]);
            integrator.SetStop(lane, 2);
        }
        while (!integrator.Running.IsEmpty) integrator.Advance();
        Assert.All(together, samples => Assert.Equal(alone, samples));
    }

    [Fact]
    public void Room_that_is_too_small_is_refused()
    {
        using var integrator = new LaneIntegrator(Decay(), Solve.Options(Method.DormandPrince5, 1e-6));
        integrator.State[0] = 1;
        integrator.Start(0, 0);
        Assert.Throws<ArgumentException>(() => integrator.SampleAt(0, new double[3], new double[2]));
    }

    private static (double State, long Steps) Run(Method method, double[] times, double[] states)
    {
        using var integrator = new LaneIntegrator(Decay(), Solve.Options(method, 1e-8));
        integrator.State[0] = 1;
        integrator.Start(0, 0);
        integrator.SampleAt(0, times, states);
        integrator.SetStop(0, 2);
        Assert.Equal(LaneMask.Of(0), integrator.Advance());
        Assert.Equal(times.Length, integrator.SamplesTaken(0));
        return (integrator.State[0], integrator.Steps(0));
    }

    private static TextbookSystem Decay() => new(1, [1e-12], (_, y, _, dy) => dy[0] = -y[0], (_, _, _, j, ft) => (j[0], ft[0]) = (-1, 0));
}

namespace Thymus.Solvers.Tests;

public sealed unsafe class AllocationTests
{
    /// <summary>Stops, restarts, roots and refused steps included: nothing is allocated once the code is warm.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5)]
    [InlineData(Method.DormandPrince8)]
    [InlineData(Method.Rodas5P)]
    public void Advancing_allocates_nothing(Method method)
    {
        var system = new TextbookSystem(2, [1e-9], Problems.Oscillator.F, Problems.Oscillator.Jacobian, roots: 1, rootFunctions: (_, y, _, g) => g[0] = y[0] - 0.5);
        using var integrator = new LaneIntegrator(system, Solve.Options(method, 1e-6));
        Run(integrator, 5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var arrivals = Run(integrator, 50);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(arrivals > 8 * 50);
    }

    private static int Run(LaneIntegrator integrator, int stops)
    {
        var arrivals = 0;
        Span<double> state = stackalloc double[2];
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            (integrator.State[lane], integrator.State[8 + lane]) = (0, 1 + 0.1 * lane);
            integrator.Start(lane, 0);
            integrator.SetStop(lane, 1);
        }
        for (LaneMask arrived; !(arrived = integrator.Advance()).IsEmpty;)
            foreach (var lane in arrived)
            {
                arrivals++;
                var arrival = integrator.ArrivalOf(lane);
                integrator.Interpolate(lane, arrival.Time, state);
                if (arrival.Kind != ArrivalKind.Stop) continue;
                integrator.State[lane] += 0.01;
                integrator.Restart(lane);
                if (arrival.Time < stops) integrator.SetStop(lane, arrival.Time + 1);
            }
        return arrivals;
    }
}

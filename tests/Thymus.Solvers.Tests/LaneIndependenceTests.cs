using Thymus.Numerics;

namespace Thymus.Solvers.Tests;

/// <summary>A patient's bits depend on no neighbour, no lane and no width.</summary>
public sealed unsafe class LaneIndependenceTests
{
    private static readonly double[] Stops = [0.3, 2, 2.5, 9];

    public static TheoryData<Method, LaneWidth> Cases => new(
        from method in Enum.GetValues<Method>()
        from width in Enum.GetValues<LaneWidth>()
        select (method, width));

    [Theory, MemberData(nameof(Cases))]
    public void A_patient_has_the_same_bits_alone_in_any_lane_beside_anyone_and_at_any_width(Method method, LaneWidth width)
    {
        var alone = RunPatient(method, LaneWidth.One, lane: 0, crowd: false);
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
        {
            Assert.Equal(alone, RunPatient(method, width, lane, crowd: false));
            Assert.Equal(alone, RunPatient(method, width, lane, crowd: true));
        }
    }

    /// <summary>
    /// Stop times, states, roots and step counts of one patient. The crowd: patients at other times with other parameters, one that is NaN
    /// from the start, one whose state overflows, two nearly like this one, others that end early and are replaced.
    /// </summary>
    private static long[] RunPatient(Method method, LaneWidth width, int lane, bool crowd)
    {
        using var integrator = new LaneIntegrator(Predation(), Solve.Options(method, 1e-6, width));
        if (crowd)
            for (var other = 0; other < LaneSystem.Lanes; other++)
                if (other != lane) StartNeighbour(integrator, other, (other - lane + 8) % 8);
        var log = new List<long>();
        Solve.Load(integrator, lane, [1, 0.5], [1.1, 0.4]);
        integrator.Start(lane, 0);
        var next = 0;
        integrator.SetStop(lane, Stops[next]);
        while (next < Stops.Length)
            foreach (var arrived in integrator.Advance())
            {
                var arrival = integrator.ArrivalOf(arrived);
                if (arrived != lane)
                {
                    if (arrival.Kind == ArrivalKind.Stop) StartNeighbour(integrator, arrived, 1);
                    continue;
                }
                log.AddRange([(long)arrival.Kind, Bits(arrival.Time), Bits(integrator.State[lane]), Bits(integrator.State[8 + lane])]);
                if (arrival.Kind != ArrivalKind.Stop) continue;
                if (next == 1)
                {
                    integrator.State[lane] += 0.25;
                    integrator.Restart(lane);
                }
                if (++next < Stops.Length) integrator.SetStop(lane, Stops[next]);
            }
        log.AddRange([integrator.Steps(lane), integrator.Rejections(lane)]);
        Assert.Contains(log, v => v == (long)ArrivalKind.Root);
        return [.. log];
    }

    private static void StartNeighbour(LaneIntegrator integrator, int lane, int kind)
    {
        if (kind >= 6)
        {
            // Nearly the same patient: roots are sought in the same attempts, by other numbers of looks.
            Solve.Load(integrator, lane, [1, 0.5], [kind == 6 ? 1.35 : 1.03, 0.4]);
            integrator.Start(lane, 0);
            integrator.SetStop(lane, Stops[0]);
            return;
        }
        var (prey, growth) = kind switch { 2 => (double.NaN, 1.0), 3 => (1e300, 400), 4 => (1e-300, 3), 5 => (2, double.NaN), _ => (0.5 + kind, 0.7) };
        Solve.Load(integrator, lane, [prey, 1], [growth, 0.1 * kind]);
        integrator.Start(lane, kind);
        integrator.SetStop(lane, kind + 0.37);
    }

    /// <summary>Lotka and Volterra, with a root where the prey passes 1.2.</summary>
    private static TextbookSystem Predation() => new(2, [1e-9],
        (_, y, p, dy) => (dy[0], dy[1]) = (p[0] * y[0] - p[1] * y[0] * y[1], 0.1 * y[0] * y[1] - 0.4 * y[1]),
        (_, y, p, j, _) => (j[0], j[1], j[2], j[3]) = (p[0] - p[1] * y[1], -p[1] * y[0], 0.1 * y[1], 0.1 * y[0] - 0.4),
        parameters: 2, roots: 1, rootFunctions: (_, y, _, g) => g[0] = y[0] - 1.2);

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}

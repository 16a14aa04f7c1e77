using Thymus.Numerics;

namespace Thymus.Solvers.Tests;

/// <summary>A textbook problem with what is known of its solution.</summary>
public sealed record Problem(string Name, double[] Start, double End, RightHandSide F, Jacobian Jacobian)
{
    /// <summary>The solution at <see cref="End"/>: closed form or published digits.</summary>
    public required double[] Solution { get; init; }

    public double[] Tolerance { get; init; } = [1e-9];

    public double[] Parameters { get; init; } = [];

    public TextbookSystem System() => new(Start.Length, Tolerance, F, Jacobian, Parameters.Length);
}

/// <summary>One patient on one lane, run to a stop.</summary>
public static unsafe class Solve
{
    public static IntegratorOptions Options(Method method, double relativeTolerance, LaneWidth? width = null) =>
        new() { Method = method, RelativeTolerance = relativeTolerance, Width = width };

    /// <summary>Steps of one length: every error passes, and none may be longer.</summary>
    public static IntegratorOptions FixedStep(Method method, double step) =>
        new() { Method = method, RelativeTolerance = 1e300, InitialStep = step, MaximumStep = step };

    public static Arrival Run(Problem problem, IntegratorOptions options, out double[] state, int lane = 0)
    {
        using var integrator = new LaneIntegrator(problem.System(), options);
        Load(integrator, lane, problem.Start, problem.Parameters);
        integrator.Start(lane, 0);
        integrator.SetStop(lane, problem.End);
        var arrived = integrator.Advance();
        Assert.Equal(LaneMask.Of(lane), arrived);
        state = Read(integrator.State, lane, problem.Start.Length);
        return integrator.ArrivalOf(lane);
    }

    public static double[] ToEnd(Problem problem, IntegratorOptions options)
    {
        var arrival = Run(problem, options, out var state);
        Assert.Equal(ArrivalKind.Stop, arrival.Kind);
        Assert.Equal(problem.End, arrival.Time);
        return state;
    }

    public static void Load(LaneIntegrator integrator, int lane, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        for (var i = 0; i < state.Length; i++) integrator.State[LaneSystem.Lanes * i + lane] = state[i];
        for (var i = 0; i < parameters.Length; i++) integrator.Parameters[LaneSystem.Lanes * i + lane] = parameters[i];
    }

    public static double[] Read(double* block, int lane, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = block[LaneSystem.Lanes * i + lane];
        return values;
    }

    /// <summary>max |yᵢ − exactᵢ| / max(|exactᵢ|, floor).</summary>
    public static double RelativeError(double[] state, double[] exact, double floor = 1e-300) =>
        state.Zip(exact, (y, e) => Math.Abs(y - e) / Math.Max(Math.Abs(e), floor)).Max();
}

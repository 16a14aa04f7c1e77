using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>What each emitted kernel of a model takes, in nanoseconds a patient.</summary>
internal static unsafe class KernelTimes
{
    private const int Series = 40;

    public static void Print(CompiledModel model)
    {
        var (parameters, state) = (new double[model.ParameterCount], new double[model.StateCount]);
        model.DefaultParameters(parameters);
        model.Initialise(parameters, state, 0);
        using var p = Spread(parameters);
        using var y = Spread(state);
        using var time = new AlignedBuffer(1);
        using var shift = new AlignedBuffer(1);
        using var pivot = new AlignedBuffer(1);
        using var f = new AlignedBuffer(model.StateCount);
        using var jacobian = new AlignedBuffer(model.JacobianEntryCount);
        using var timeDerivative = new AlignedBuffer(model.StateCount);
        using var factors = new AlignedBuffer(model.FactorEntryCount);
        shift.Span.Fill(1e3);
        Time("f", () => model.Evaluate(time.Pointer, y.Pointer, p.Pointer, f.Pointer));
        if (model.FusesStages)
        {
            using var clock = new AlignedBuffer(2);
            using var slopes = new AlignedBuffer(16 * model.StateCount);
            using var next = new AlignedBuffer(model.StateCount);
            clock.Span.Fill(1e-3);
            Time("step of order 5", () => model.EvaluateStages(DormandPrinceTableau.All, clock.Pointer, y.Pointer, p.Pointer, slopes.Pointer, next.Pointer));
            Time("step of order 8", () => model.EvaluateStages(DormandPrince8Tableau.All, clock.Pointer, y.Pointer, p.Pointer, slopes.Pointer, next.Pointer));
        }
        Time("f and J", () => model.EvaluateWithJacobian(time.Pointer, y.Pointer, p.Pointer, f.Pointer, jacobian.Pointer, timeDerivative.Pointer));
        Time("LU", () => model.Factorise(jacobian.Pointer, shift.Pointer, factors.Pointer, pivot.Pointer));
        Time("solve", () =>
        {
            f.Span.Fill(1);
            model.Solve(factors.Pointer, f.Pointer);
        });
    }

    private static AlignedBuffer Spread(double[] values)
    {
        var buffer = new AlignedBuffer(values.Length);
        for (var i = 0; i < buffer.Span.Length; i++) buffer.Span[i] = values[i / LaneSystem.Lanes];
        return buffer;
    }

    private static void Time(string name, Action call)
    {
        var best = double.PositiveInfinity;
        for (var series = 0; series < Series; series++)
        {
            var begin = System.Diagnostics.Stopwatch.GetTimestamp();
            const int Calls = 500;
            for (var i = 0; i < Calls; i++) call();
            best = Math.Min(best, System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Calls / LaneSystem.Lanes);
        }
        Console.WriteLine($"{name}: {best:F1} ns a patient");
    }
}

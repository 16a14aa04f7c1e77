using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Runs an <see cref="EvaluationPlan"/> for one patient, number by number: the oracle of the emitted kernels.</summary>
internal static unsafe class Interpreter
{
    /// <summary>Computes every output; blocks are contiguous, one number a row.</summary>
    public static void Run(
        EvaluationPlan plan, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> outputs)
    {
        fixed (double* y = state, p = parameters)
        {
            var slots = Run(plan, &time, y, p, stride: 1);
            for (var i = 0; i < plan.Outputs.Length; i++) outputs[i] = slots[plan.Outputs[i]];
        }
    }

    /// <summary>The value of a plan with one output.</summary>
    public static double Value(EvaluationPlan plan, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        var value = 0.0;
        Run(plan, time, state, parameters, new Span<double>(ref value));
        return value;
    }

    /// <summary>Computes every slot; rows of the blocks are <paramref name="stride"/> apart. The slots are the thread's, valid until its next run.</summary>
    public static ReadOnlySpan<double> Run(EvaluationPlan plan, double* time, double* state, double* parameters, int stride)
    {
        var slots = Scratch.Scalars(plan.SlotCount);
        Run(plan, plan.Instructions, time, state, parameters, stride, slots);
        return slots;
    }

    private static void Run(
        EvaluationPlan plan, Instruction[] instructions, double* time, double* state, double* parameters, int stride, Span<double> slots)
    {
        foreach (ref readonly var i in instructions.AsSpan())
        {
            slots[i.Target] = i.Operation switch
            {
                Operation.Constant => i.Value,
                Operation.Parameter => parameters[stride * i.Index],
                Operation.State => state[stride * i.Index],
                Operation.Time => *time,
                Operation.Add => slots[i.A] + slots[i.B],
                Operation.Subtract => slots[i.A] - slots[i.B],
                Operation.Multiply => slots[i.A] * slots[i.B],
                Operation.Divide => slots[i.A] / slots[i.B],
                Operation.Select => slots[i.C] != 0 ? slots[i.A] : slots[i.B],
                Operation.AddProduct => Math.FusedMultiplyAdd(slots[i.A], slots[i.B], slots[i.C]),
                Operation.SubtractProduct => Math.FusedMultiplyAdd(-slots[i.A], slots[i.B], slots[i.C]),
                Operation.SubtractFromProduct => Math.FusedMultiplyAdd(slots[i.A], slots[i.B], -slots[i.C]),
                Operation.Implicit => Solve(plan, plan.Loops[i.Index], slots[i.A], time, state, parameters, stride, slots),
                >= Operation.Less and <= Operation.Not => ScalarOperations.Holds(i.Operation, slots[i.A], i.B < 0 ? 0 : slots[i.B]) ? 1 : 0,
                _ => ScalarOperations.Apply(i.Operation, slots[i.A], i.B < 0 ? 0 : slots[i.B]),
            };
        }
    }

    private static double Solve(
        EvaluationPlan plan, ImplicitLoop loop, double start, double* time, double* state, double* parameters, int stride, Span<double> slots)
    {
        var search = new RootSearch<Lanes1>(new Lanes1(start));
        while (search.Next(out var unknown))
        {
            slots[loop.Unknown] = unknown.Value;
            Run(plan, loop.Body, time, state, parameters, stride, slots);
            search.Tell(new Lanes1(slots[loop.Residual]), new Lanes1(slots[loop.Slope]));
        }
        return search.Root.Value;
    }
}

namespace Thymus.Simulation;

/// <summary>Joins a product and the sum that alone reads it into one operation, rounded once, as compilers of C do.</summary>
/// <remarks>
/// A product that two sums read, such as a flow from one pool into another, stays one number, so that what one loses the other gains. What a
/// relation compares, or what is rounded to a whole number, stays as written, too: a root function, which knows nothing of these sums, must change sign
/// where the relation turns.
/// </remarks>
internal sealed class ProductSums
{
    private readonly Instruction[] _definitions;
    private readonly int[] _uses;
    private readonly bool[] _compared;

    private ProductSums(EvaluationPlan plan)
    {
        _definitions = new Instruction[plan.SlotCount];
        _uses = new int[plan.SlotCount];
        _compared = new bool[plan.SlotCount];
        foreach (var output in plan.Outputs) _uses[output]++;
        foreach (var loop in plan.Loops)
        {
            // Loop bodies stay as they are; what they read from outside is used, if nothing else, by every iteration.
            foreach (var i in loop.Body) Use(i, 2);
            _uses[loop.Residual]++;
            _uses[loop.Slope]++;
        }
        foreach (var i in plan.Instructions)
        {
            Use(i, 1);
            _definitions[i.Target] = i;
        }
        foreach (var i in plan.Instructions.Reverse())
        {
            if (!_compared[i.Target] && !i.Operation.IsTruth() && i.Operation is not (Operation.Floor or Operation.Ceiling)) continue;
            foreach (var operand in (ReadOnlySpan<int>)[i.A, i.B, i.C])
                if (operand >= 0) _compared[operand] = true;
        }
    }

    /// <summary>The same formulas with fewer operations and fewer roundings.</summary>
    public static EvaluationPlan Join(EvaluationPlan plan)
    {
        var sums = new ProductSums(plan);
        var joined = new Dictionary<int, Instruction>();
        var gone = new HashSet<int>();
        foreach (var i in plan.Instructions)
        {
            if (sums.Joined(i, gone) is not { } sum) continue;
            joined.Add(i.Target, sum);
            gone.Add(i.A == sum.C ? i.B : i.A);
        }
        var instructions = plan.Instructions.Where(i => !gone.Contains(i.Target)).Select(i => joined.GetValueOrDefault(i.Target, i));
        return new EvaluationPlan([.. instructions], plan.Loops, plan.Outputs, plan.SlotCount);
    }

    private Instruction? Joined(Instruction i, HashSet<int> gone)
    {
        if (_compared[i.Target] || i.A == i.B) return null;
        return i.Operation switch
        {
            Operation.Add when IsFree(i.A) => Sum(Operation.AddProduct, i.A, i.B),
            Operation.Add when IsFree(i.B) => Sum(Operation.AddProduct, i.B, i.A),
            Operation.Subtract when IsFree(i.B) => Sum(Operation.SubtractProduct, i.B, i.A),
            Operation.Subtract when IsFree(i.A) => Sum(Operation.SubtractFromProduct, i.A, i.B),
            _ => null,
        };

        bool IsFree(int slot) => _definitions[slot].Operation == Operation.Multiply && _uses[slot] == 1 && !_compared[slot] && !gone.Contains(slot);

        Instruction Sum(Operation operation, int product, int other) =>
            new(operation, i.Target, _definitions[product].A, _definitions[product].B, other, i.Index, i.Value);
    }

    private void Use(Instruction i, int times)
    {
        foreach (var operand in (ReadOnlySpan<int>)[i.A, i.B, i.C])
            if (operand >= 0) _uses[operand] += times;
    }
}

using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The statements of a <see cref="SymbolicLu"/> as plans, so that they are emitted like any other formulas.</summary>
/// <remarks>
/// The statements on one entry keep their order, so the bits are those of <see cref="LaneLu{T}"/>; but each entry is finished in one
/// go, in the order of pivots, and therefore accumulates in a register instead of going to memory at every elimination.
/// </remarks>
internal static class FactorisationPlan
{
    /// <summary>Reads the Jacobian as parameters and the shift as time; outputs the factors, then the smallest pivot.</summary>
    public static EvaluationPlan Factor(SymbolicLu lu)
    {
        var code = new Code();
        var shift = code.Emit(Operation.Time);
        var zero = code.Emit(Operation.Constant);
        var one = code.Emit(Operation.Constant, value: 1);
        var smallest = code.Emit(Operation.Constant, value: double.PositiveInfinity);
        var notFinite = zero;

        var place = new int[lu.Factors.Size];
        for (var k = 0; k < place.Length; k++) place[lu.EliminationOrder[k]] = k;
        var entries = lu.FactorOperations.GroupBy(o => o.Target)
            .OrderBy(g => Math.Min(place[lu.Factors.Rows[g.Key]], place[lu.Factors.Columns[g.Key]]))
            .ThenBy(g => lu.Factors.Rows[g.Key] != lu.Factors.Columns[g.Key])
            .ThenBy(g => place[lu.Factors.Rows[g.Key]])
            .ThenBy(g => place[lu.Factors.Columns[g.Key]]);
        var value = new int[lu.Factors.Count];
        foreach (var entry in entries)
        {
            var v = zero;
            foreach (var o in entry)
            {
                switch (o.Kind)
                {
                    case LuOperationKind.LoadNegated:
                        v = code.Emit(Operation.Negate, code.Emit(Operation.Parameter, index: o.Left));
                        break;
                    case LuOperationKind.LoadShifted:
                        v = o.Left < 0 ? shift : code.Emit(Operation.Subtract, shift, code.Emit(Operation.Parameter, index: o.Left));
                        break;
                    case LuOperationKind.Clear:
                        v = zero;
                        break;
                    case LuOperationKind.Invert:
                        var reciprocal = code.Emit(Operation.Divide, one, v);
                        smallest = code.Emit(Operation.Select, v, smallest, code.Emit(Operation.Less, v, smallest));
                        notFinite = code.Emit(Operation.AddProduct, v, zero, code.Emit(Operation.AddProduct, reciprocal, zero, notFinite));
                        v = reciprocal;
                        break;
                    case LuOperationKind.Scale:
                        v = code.Emit(Operation.Multiply, v, value[o.Left]);
                        break;
                    case LuOperationKind.Eliminate:
                        v = code.Emit(Operation.SubtractProduct, value[o.Left], value[o.Right], v);
                        break;
                    default:
                        throw new InvalidOperationException($"{o.Kind} does not belong to a factorisation.");
                }
            }
            value[entry.Key] = v;
        }
        var pivot = code.Emit(Operation.Add, code.Emit(Operation.Divide, smallest, shift), notFinite);
        var inOrder = new int[value.Length];
        var rows = RowsInOrderOfUse(lu);
        for (var entry = 0; entry < value.Length; entry++) inOrder[rows[entry]] = value[entry];
        return code.ToPlan([.. inOrder, pivot]);
    }

    /// <summary>The row of each factor entry: entries lie in the order in which a solution reads them, so that memory streams.</summary>
    public static int[] RowsInOrderOfUse(SymbolicLu lu)
    {
        var rows = new int[lu.Factors.Count];
        var next = 0;
        foreach (var entry in lu.SolveOperations.Select(o => o.Left).Distinct()) rows[entry] = next++;
        return rows;
    }

    /// <summary>Reads the factors as parameters and the right-hand side as states; outputs the solution.</summary>
    public static EvaluationPlan Solve(SymbolicLu lu)
    {
        var code = new Code();
        var b = new int[lu.Factors.Size];
        var rows = RowsInOrderOfUse(lu);
        for (var row = 0; row < b.Length; row++) b[row] = code.Emit(Operation.State, index: row);
        foreach (var o in lu.SolveOperations)
        {
            var factor = code.Emit(Operation.Parameter, index: rows[o.Left]);
            b[o.Target] = o.Kind == LuOperationKind.Substitute
                ? code.Emit(Operation.SubtractProduct, factor, b[o.Right], b[o.Target])
                : code.Emit(Operation.Multiply, b[o.Target], factor);
        }
        return code.ToPlan(b);
    }

    private sealed class Code
    {
        private readonly List<Instruction> _instructions = [];

        public int Emit(Operation operation, int a = -1, int b = -1, int c = -1, int index = 0, double value = 0)
        {
            _instructions.Add(new Instruction(operation, _instructions.Count, a, b, c, index, value));
            return _instructions.Count - 1;
        }

        public EvaluationPlan ToPlan(int[] outputs) => new([.. _instructions], [], outputs, _instructions.Count);
    }
}

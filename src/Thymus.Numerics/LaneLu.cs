namespace Thymus.Numerics;

/// <summary>Runs the statements of a <see cref="SymbolicLu"/> on lane blocks: the oracle for compiled kernels.</summary>
public sealed unsafe class LaneLu<T>(SymbolicLu symbolic)
    where T : struct, ILanes<T>
{
    private readonly LuOperation[] _factor = [.. symbolic.FactorOperations];
    private readonly LuOperation[] _solve = [.. symbolic.SolveOperations];

    /// <summary>Factors W = shift·I − J.</summary>
    /// <param name="smallestPivot">min over k of U_kk / shift of each lane; NaN where a pivot is not finite or zero.</param>
    public void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot)
    {
        for (var offset = 0; offset < AlignedBuffer.RowLength; offset += T.Width)
        {
            var s = T.Load(shift + offset);
            var smallest = T.Broadcast(double.PositiveInfinity);
            var notFinite = T.Broadcast(0);
            var f = factors + offset;
            foreach (var operation in _factor)
            {
                var target = f + 8 * operation.Target;
                switch (operation.Kind)
                {
                    case LuOperationKind.LoadNegated:
                        T.Store(target, -T.Load(jacobian + 8 * operation.Left + offset));
                        break;
                    case LuOperationKind.LoadShifted:
                        T.Store(target, operation.Left < 0 ? s : s - T.Load(jacobian + 8 * operation.Left + offset));
                        break;
                    case LuOperationKind.Clear:
                        T.Store(target, T.Broadcast(0));
                        break;
                    case LuOperationKind.Invert:
                        var pivot = T.Load(target);
                        var reciprocal = T.Broadcast(1) / pivot;
                        smallest = T.Min(pivot, smallest);
                        notFinite = T.Fma(pivot, T.Broadcast(0), T.Fma(reciprocal, T.Broadcast(0), notFinite));
                        T.Store(target, reciprocal);
                        break;
                    case LuOperationKind.Scale:
                        T.Store(target, T.Load(target) * T.Load(f + 8 * operation.Left));
                        break;
                    case LuOperationKind.Eliminate:
                        T.Store(target, T.Fma(-T.Load(f + 8 * operation.Left), T.Load(f + 8 * operation.Right), T.Load(target)));
                        break;
                    default:
                        throw new InvalidOperationException($"{operation.Kind} does not belong to a factorisation.");
                }
            }
            T.Store(smallestPivot + offset, smallest / s + notFinite);
        }
    }

    /// <summary>Solves W x = b in place.</summary>
    public void Solve(double* factors, double* rightHandSide)
    {
        for (var offset = 0; offset < AlignedBuffer.RowLength; offset += T.Width)
            foreach (var operation in _solve)
            {
                var factor = T.Load(factors + 8 * operation.Left + offset);
                var target = rightHandSide + 8 * operation.Target + offset;
                T.Store(target, operation.Kind == LuOperationKind.Substitute
                    ? T.Fma(-factor, T.Load(rightHandSide + 8 * operation.Right + offset), T.Load(target))
                    : T.Load(target) * factor);
            }
    }
}

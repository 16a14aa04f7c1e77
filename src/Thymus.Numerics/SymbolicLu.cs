using System.Collections.Immutable;

namespace Thymus.Numerics;

/// <summary>Sparse LU of W = shift·I − J as a list of statements, found once from the pattern of J.</summary>
/// <remarks>
/// Pivots stay on the diagonal, in an order chosen by least Markowitz count (r − 1)(c − 1), ties by lowest index: for networks of
/// mass flow W is near an M-matrix, whose diagonal pivots are safe, and a small pivot means a growing mode, for which the step is
/// shortened instead. So there is nothing to decide at run time, and lanes need no branch.
/// <see cref="LaneLu"/> runs the lists.
/// </remarks>
public sealed class SymbolicLu
{
    private SymbolicLu(ImmutableArray<int> order, SparsePattern factors, ImmutableArray<LuOperation> factor, ImmutableArray<LuOperation> solve) =>
        (EliminationOrder, Factors, FactorOperations, SolveOperations) = (order, factors, factor, solve);

    /// <summary>The diagonal elements in the order in which they are eliminated.</summary>
    public ImmutableArray<int> EliminationOrder { get; }

    /// <summary>Pattern of L + U in the matrix's own indices, fill-in included; rows of the factor block are its entries.</summary>
    public SparsePattern Factors { get; }

    /// <summary>Statements that make the factors from the Jacobian.</summary>
    public ImmutableArray<LuOperation> FactorOperations { get; }

    /// <summary>Statements that solve W x = b in place.</summary>
    public ImmutableArray<LuOperation> SolveOperations { get; }

    /// <summary>Places of L + U that neither J nor the diagonal has.</summary>
    public int FillIn { get; private init; }

    public static SymbolicLu Analyse(SparsePattern jacobian)
    {
        var rows = new SortedSet<int>[jacobian.Size];
        var columns = new SortedSet<int>[jacobian.Size];
        for (var i = 0; i < jacobian.Size; i++)
            (rows[i], columns[i]) = ([i], [i]);
        for (var k = 0; k < jacobian.Count; k++)
        {
            rows[jacobian.Rows[k]].Add(jacobian.Columns[k]);
            columns[jacobian.Columns[k]].Add(jacobian.Rows[k]);
        }
        var originals = rows.Sum(row => row.Count);
        var (order, places) = Eliminate(rows, columns);
        var factors = new SparsePattern(jacobian.Size, places);
        return new(order, factors, Factor(jacobian, factors, order), Solve(factors, order)) { FillIn = factors.Count - originals };
    }

    /// <summary>Eliminates symbolically; what remains of the sets at a pivot's turn is its row of U and its column of L.</summary>
    private static (ImmutableArray<int> Order, List<(int, int)> Places) Eliminate(SortedSet<int>[] rows, SortedSet<int>[] columns)
    {
        var remaining = new SortedSet<int>(Enumerable.Range(0, rows.Length));
        var order = ImmutableArray.CreateBuilder<int>(rows.Length);
        var places = new List<(int, int)>();
        while (remaining.Count > 0)
        {
            var pivot = remaining.MinBy(i => (long)(rows[i].Count - 1) * (columns[i].Count - 1));
            remaining.Remove(pivot);
            order.Add(pivot);
            places.Add((pivot, pivot));
            rows[pivot].Remove(pivot);
            columns[pivot].Remove(pivot);
            places.AddRange(rows[pivot].Select(column => (pivot, column)));
            places.AddRange(columns[pivot].Select(row => (row, pivot)));
            foreach (var row in columns[pivot])
            {
                rows[row].Remove(pivot);
                rows[row].UnionWith(rows[pivot]);
            }
            foreach (var column in rows[pivot])
            {
                columns[column].Remove(pivot);
                columns[column].UnionWith(columns[pivot]);
            }
        }
        return (order.MoveToImmutable(), places);
    }

    private static ImmutableArray<LuOperation> Factor(SparsePattern jacobian, SparsePattern factors, ImmutableArray<int> order)
    {
        var operations = ImmutableArray.CreateBuilder<LuOperation>();
        for (var k = 0; k < factors.Count; k++)
        {
            var (row, column) = (factors.Rows[k], factors.Columns[k]);
            var source = jacobian.IndexOf(row, column);
            operations.Add(row == column ? new(LuOperationKind.LoadShifted, k, source)
                : source >= 0 ? new(LuOperationKind.LoadNegated, k, source)
                : new(LuOperationKind.Clear, k));
        }
        for (var step = 0; step < order.Length; step++)
        {
            var pivot = order[step];
            var diagonal = factors.IndexOf(pivot, pivot);
            operations.Add(new(LuOperationKind.Invert, diagonal));
            var later = order[(step + 1)..];
            foreach (var row in later)
            {
                var lower = factors.IndexOf(row, pivot);
                if (lower < 0) continue;
                operations.Add(new(LuOperationKind.Scale, lower, diagonal));
                foreach (var column in later)
                {
                    var upper = factors.IndexOf(pivot, column);
                    if (upper >= 0)
                        operations.Add(new(LuOperationKind.Eliminate, factors.IndexOf(row, column), lower, upper));
                }
            }
        }
        return operations.ToImmutable();
    }

    private static ImmutableArray<LuOperation> Solve(SparsePattern factors, ImmutableArray<int> order)
    {
        var operations = ImmutableArray.CreateBuilder<LuOperation>();
        for (var step = 0; step < order.Length; step++)
            for (var before = 0; before < step; before++)
            {
                var lower = factors.IndexOf(order[step], order[before]);
                if (lower >= 0) operations.Add(new(LuOperationKind.Substitute, order[step], lower, order[before]));
            }
        for (var step = order.Length - 1; step >= 0; step--)
        {
            for (var after = step + 1; after < order.Length; after++)
            {
                var upper = factors.IndexOf(order[step], order[after]);
                if (upper >= 0) operations.Add(new(LuOperationKind.Substitute, order[step], upper, order[after]));
            }
            operations.Add(new(LuOperationKind.ScaleRightHandSide, order[step], factors.IndexOf(order[step], order[step])));
        }
        return operations.ToImmutable();
    }
}

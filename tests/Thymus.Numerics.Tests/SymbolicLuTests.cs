using CsCheck;

namespace Thymus.Numerics.Tests;

public sealed unsafe class SymbolicLuTests
{
    /// <summary>W x = b for W = shift·I − J with dominant diagonal; the residual is a few units in the last place of |W||x|.</summary>
    [Fact]
    public void Factors_of_random_sparse_matrices_solve_their_systems() =>
        Gen.Select(Gen.Int[1, 14], Gen.ULong).Sample((size, seed) =>
        {
            var draws = RandomStream.For(seed, 0, 0, "sparse matrix");
            var places = from row in Enumerable.Range(0, size)
                         from column in Enumerable.Range(0, size)
                         where draws.Uniform((ulong)(row * size + column)) < 0.3
                         select (row, column);
            var residual = Residual(new SparsePattern(size, places), draws);
            Assert.True(residual < 1e-13, $"residual {residual}");
        }, iter: 200);

    [Fact]
    public void An_arrow_matrix_fills_in_nowhere_because_its_hub_is_eliminated_last()
    {
        const int size = 20;
        var arrow = Enumerable.Range(0, size).SelectMany(i => new[] { (i, i), (0, i), (i, 0) }).Distinct();
        var lu = SymbolicLu.Analyse(new(size, arrow));
        Assert.Equal(0, lu.FillIn);
        Assert.True(lu.EliminationOrder.IndexOf(0) >= size - 2, "the hub may only be one of the last two");
    }

    [Fact]
    public void The_order_is_the_same_however_the_entries_are_listed()
    {
        (int, int)[] entries = [(0, 1), (1, 2), (2, 0), (3, 1), (2, 3)];
        var first = SymbolicLu.Analyse(new(4, entries));
        var second = SymbolicLu.Analyse(new(4, entries.Reverse()));
        Assert.Equal(first.EliminationOrder, second.EliminationOrder);
        Assert.Equal(first.FactorOperations, second.FactorOperations);
        Assert.Equal(first.SolveOperations, second.SolveOperations);
    }

    /// <summary>J = diag(λ): U_kk/shift = 1 − λ/shift.</summary>
    [Fact]
    public void The_smallest_pivot_of_a_lane_tells_its_fastest_growing_mode()
    {
        var lu = new LaneLu<Lanes4>(SymbolicLu.Analyse(new(2, [(0, 0), (1, 1)])));
        using var block = new AlignedBuffer(6);
        for (var lane = 0; lane < 8; lane++)
            (block.Row(0)[lane], block.Row(1)[lane], block.Row(2)[lane]) = (lane, -3, 10);
        block.Row(0)[5] = double.NaN;
        lu.Factorise(block.Row(0), block.Row(2), block.Row(3), block.Row(5));
        for (var lane = 0; lane < 8; lane++)
            Assert.Equal(lane == 5 ? double.NaN : Math.Min(1 - lane / 10.0, 1.3), block.Row(5)[lane], 1e-15);
    }

    [Fact]
    public void A_pattern_names_the_entry_that_is_wrong()
    {
        Assert.Contains("(0, 2)", Assert.Throws<ArgumentException>(() => new SparsePattern(2, [(0, 2)])).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new SparsePattern(2, [(0, 1), (0, 1)])).Message);
    }

    [Fact]
    public void Buffers_are_aligned_to_a_cache_line_and_zero()
    {
        using var buffer = new AlignedBuffer(3);
        Assert.Equal(0u, (nuint)buffer.Pointer % 64);
        Assert.All(buffer.Span.ToArray(), v => Assert.Equal(0, v));
    }

    private static double Residual(SparsePattern pattern, RandomStream draws)
    {
        var (size, symbolic) = (pattern.Size, SymbolicLu.Analyse(pattern));
        using var jacobian = new AlignedBuffer(pattern.Count);
        using var factors = new AlignedBuffer(symbolic.Factors.Count);
        using var rows = new AlignedBuffer(2);
        using var b = new AlignedBuffer(size);
        using var x = new AlignedBuffer(size);
        for (var i = 0; i < pattern.Count * 8; i++) jacobian.Pointer[i] = draws.Normal((ulong)i);
        for (var i = 0; i < size * 8; i++) x.Pointer[i] = b.Pointer[i] = draws.Normal((ulong)(i + 100_000));
        for (var lane = 0; lane < 8; lane++) rows.Row(0)[lane] = 20 + lane;
        var lu = new LaneLu<Lanes4>(symbolic);
        lu.Factorise(jacobian.Pointer, rows.Row(0), factors.Pointer, rows.Row(1));
        lu.Solve(factors.Pointer, x.Pointer);
        var worst = 0.0;
        for (var lane = 0; lane < 8; lane++)
        {
            var residual = Enumerable.Range(0, size).Select(i => rows.Row(0)[lane] * x.Row(i)[lane] - b.Row(i)[lane]).ToArray();
            for (var k = 0; k < pattern.Count; k++)
                residual[pattern.Rows[k]] -= jacobian.Row(k)[lane] * x.Row(pattern.Columns[k])[lane];
            worst = Math.Max(worst, residual.Max(Math.Abs));
        }
        return worst;
    }
}

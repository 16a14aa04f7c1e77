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

    /// <summary>The loops of <see cref="LaneLu"/> against its statements, one after the other, on one lane at a time; one lane is not finite.</summary>
    [Theory]
    [InlineData(LaneWidth.Eight)]
    [InlineData(LaneWidth.Four)]
    [InlineData(LaneWidth.Two)]
    [InlineData(LaneWidth.One)]
    public void Every_width_gives_the_bits_of_the_statements(LaneWidth width) =>
        Gen.Select(Gen.Int[1, 14], Gen.ULong).Sample((size, seed) =>
        {
            var draws = RandomStream.For(seed, 0, 0, "statements");
            var places = from row in Enumerable.Range(0, size)
                         from column in Enumerable.Range(0, size)
                         where draws.Uniform((ulong)(row * size + column)) < 0.3
                         select (row, column);
            var pattern = new SparsePattern(size, places);
            var symbolic = SymbolicLu.Analyse(pattern);
            var lu = LaneLu.Create(symbolic, width);
            using var jacobian = new AlignedBuffer(pattern.Count);
            using var factors = new AlignedBuffer(symbolic.Factors.Count);
            using var rows = new AlignedBuffer(2);
            using var x = new AlignedBuffer(size);
            for (var i = 0; i < jacobian.Span.Length; i++) jacobian.Span[i] = i % 8 == 5 ? double.NaN : draws.Normal((ulong)i);
            for (var i = 0; i < x.Span.Length; i++) x.Span[i] = draws.Normal((ulong)(i + 100_000));
            for (var lane = 0; lane < 8; lane++) rows.Row(0)[lane] = 2 + lane;
            var expected = Enumerable.Range(0, 8).Select(lane => Statements(symbolic, rows.Row(0)[lane], Column(jacobian, lane), Column(x, lane))).ToArray();

            lu.Factorise(jacobian.Pointer, rows.Row(0), factors.Pointer, rows.Row(1));
            lu.Solve(factors.Pointer, x.Pointer);

            for (var lane = 0; lane < 8; lane++)
            {
                var (f, solution, pivot) = expected[lane];
                for (var entry = 0; entry < f.Length; entry++) AssertSameBits(f[entry], factors.Row(lu.FactorRows[entry])[lane]);
                for (var row = 0; row < size; row++) AssertSameBits(solution[row], x.Row(row)[lane]);
                AssertSameBits(pivot, rows.Row(1)[lane]);
            }
        }, iter: 100);

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

    private static double[] Column(AlignedBuffer block, int lane) => [.. Enumerable.Range(0, block.Rows).Select(row => block.Row(row)[lane])];

    private static void AssertSameBits(double expected, double actual) =>
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual) || (double.IsNaN(expected) && double.IsNaN(actual)), $"{actual:R} instead of {expected:R}");

    private static (double[] Factors, double[] Solution, double SmallestPivot) Statements(SymbolicLu symbolic, double shift, double[] jacobian, double[] b)
    {
        var f = new double[symbolic.Factors.Count];
        var (smallest, notFinite) = (double.PositiveInfinity, 0.0);
        foreach (var (kind, target, left, right) in symbolic.FactorOperations)
            switch (kind)
            {
                case LuOperationKind.LoadNegated: f[target] = -jacobian[left]; break;
                case LuOperationKind.LoadShifted: f[target] = left < 0 ? shift : shift - jacobian[left]; break;
                case LuOperationKind.Clear: f[target] = 0; break;
                case LuOperationKind.Scale: f[target] *= f[left]; break;
                case LuOperationKind.Eliminate: f[target] = Math.FusedMultiplyAdd(-f[left], f[right], f[target]); break;
                case LuOperationKind.Invert:
                    smallest = f[target] < smallest ? f[target] : smallest;
                    notFinite += 0 * f[target] + 0 * (1 / f[target]);
                    f[target] = 1 / f[target];
                    break;
            }
        foreach (var (kind, target, left, right) in symbolic.SolveOperations)
            b[target] = kind == LuOperationKind.Substitute ? Math.FusedMultiplyAdd(-f[left], b[right], b[target]) : b[target] * f[left];
        return (f, b, smallest / shift + notFinite);
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

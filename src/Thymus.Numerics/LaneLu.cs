using System.Runtime.CompilerServices;

namespace Thymus.Numerics;

/// <summary>The elimination of a <see cref="SymbolicLu"/> on lane blocks.</summary>
/// <remarks>
/// Short loops over lists of places, not code for each entry: for 126 states that code is a hundred kilobytes, three times what a core's
/// cache of instructions holds, and the core waits for it (decision 012). The statements on one entry keep their order, but each entry is
/// finished in one go, so that its sum stays in registers.
/// </remarks>
public abstract unsafe class LaneLu
{
    private readonly int[] _factorRows;

    private protected LaneLu(SymbolicLu symbolic)
    {
        _factorRows = new int[symbolic.Factors.Count];
        var next = 0;
        foreach (var entry in symbolic.SolveOperations.Select(o => o.Left).Distinct()) _factorRows[entry] = next++;
    }

    /// <summary>The row of each entry of <see cref="SymbolicLu.Factors"/> in a block of factors: rows lie in the order in which a solution reads them.</summary>
    public IReadOnlyList<int> FactorRows => _factorRows;

    public static LaneLu Create(SymbolicLu symbolic, LaneWidth width) => width switch
    {
        LaneWidth.Eight => new LaneLu<Lanes8>(symbolic),
        LaneWidth.Four => new LaneLu<Lanes4>(symbolic),
        LaneWidth.Two => new LaneLu<Lanes2>(symbolic),
        LaneWidth.One => new LaneLu<Lanes1>(symbolic),
        var other => throw new ArgumentException($"There are no lanes of width {other}.", nameof(width)),
    };

    /// <summary>Factors W = shift·I − J.</summary>
    /// <param name="jacobian">Entries of the pattern that was analysed, [entry][8].</param>
    /// <param name="shift">One row.</param>
    /// <param name="factors">Receives [<see cref="SymbolicLu.Factors"/>][8].</param>
    /// <param name="smallestPivot">One row: min over k of U_kk / shift of each lane; NaN where a pivot is not finite or zero.</param>
    public abstract void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot);

    /// <summary>Solves W x = b in place, b [size][8].</summary>
    public abstract void Solve(double* factors, double* rightHandSide);
}

/// <inheritdoc/>
public sealed unsafe class LaneLu<T> : LaneLu
    where T : struct, ILanes<T>
{
    private const int RowLength = AlignedBuffer.RowLength;
    private const int RowBytes = RowLength * sizeof(double);

    /// <summary>The place of an entry that the Jacobian does not have.</summary>
    private const uint None = uint.MaxValue;

    private const uint Diagonal = 0;
    private const uint RightOfPivot = 1;
    private const uint BelowPivot = 2;

    /// <summary>Whether two vectors are worked on side by side, whose chains of products hide one another's latency; at full width there is one.</summary>
    private static bool IsPaired
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Width < RowLength;
    }

    private static int Stride => IsPaired ? 2 * T.Width : RowLength;

    /// <summary>The number of entries, then of each: its place, that of its Jacobian entry, its kind, the number of its products, their places.
    /// Places are in bytes.</summary>
    private readonly uint[] _factor;

    /// <summary>Forward, then backward: the number of rows, then of each its place, the number of its products and the places of their
    /// unknowns.</summary>
    private readonly uint[] _solve;

    public LaneLu(SymbolicLu symbolic)
        : base(symbolic)
    {
        _factor = [.. FactorProgram(symbolic)];
        _solve = [.. SolveProgram(symbolic)];
    }

    /// <inheritdoc/>
    public override void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot)
    {
        fixed (uint* program = _factor)
            for (var offset = 0; offset < RowLength; offset += Stride)
                Factorise(program, (byte*)(jacobian + offset), shift + offset, (byte*)(factors + offset), (byte*)(smallestPivot + offset));
    }

    /// <inheritdoc/>
    public override void Solve(double* factors, double* rightHandSide)
    {
        fixed (uint* program = _solve)
            for (var offset = 0; offset < RowLength; offset += Stride)
                Solve(program, (byte*)(factors + offset), (byte*)(rightHandSide + offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Factorise(uint* next, byte* jacobian, double* shift, byte* factors, byte* smallestPivot)
    {
        var (zero, one) = (T.Broadcast(0), T.Broadcast(1));
        var (shiftA, shiftB) = (First(shift), Second(shift));
        var (smallestA, smallestB) = (T.Broadcast(double.PositiveInfinity), T.Broadcast(double.PositiveInfinity));
        var (notFiniteA, notFiniteB) = (zero, zero);
        var (inverseA, inverseB) = (one, one);
        for (var entries = *next++; entries > 0; entries--)
        {
            var (target, source, kind, products) = (next[0], next[1], next[2], next[3]);
            var (a, b) = (zero, zero);
            if (source != None) (a, b) = (-First(jacobian + source), -Second(jacobian + source));
            if (kind == Diagonal) (a, b) = (shiftA + a, shiftB + b);
            for (next += 4; products > 0; products--, next += 2)
            {
                a = T.SubtractProduct(First(factors + next[0]), First(factors + next[1]), a);
                if (IsPaired) b = T.SubtractProduct(Second(factors + next[0]), Second(factors + next[1]), b);
            }
            if (kind == Diagonal)
            {
                inverseA = one / a;
                smallestA = T.Min(a, smallestA);
                notFiniteA = T.Fma(a, zero, T.Fma(inverseA, zero, notFiniteA));
                a = inverseA;
                if (IsPaired)
                {
                    inverseB = one / b;
                    smallestB = T.Min(b, smallestB);
                    notFiniteB = T.Fma(b, zero, T.Fma(inverseB, zero, notFiniteB));
                    b = inverseB;
                }
            }
            else if (kind == BelowPivot)
            {
                (a, b) = (a * inverseA, b * inverseB);
            }
            Store(factors + target, a, b);
        }
        Store(smallestPivot, smallestA / shiftA + notFiniteA, smallestB / shiftB + notFiniteB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Solve(uint* next, byte* factor, byte* x)
    {
        for (var rows = *next++; rows > 0; rows--)
        {
            var target = x + next[0];
            var (a, b) = Row(ref next, ref factor, x);
            Store(target, a, b);
        }
        for (var rows = *next++; rows > 0; rows--)
        {
            var target = x + next[0];
            var (a, b) = Row(ref next, ref factor, x);
            Store(target, a * First(factor), b * Second(factor));
            factor += RowBytes;
        }
    }

    /// <summary>A row of the right-hand side less its products with what is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T A, T B) Row(ref uint* next, ref byte* factor, byte* x)
    {
        var (target, products) = (next[0], next[1]);
        var (a, b) = (First(x + target), Second(x + target));
        for (next += 2; products > 0; products--, next++, factor += RowBytes)
        {
            a = T.SubtractProduct(First(factor), First(x + *next), a);
            if (IsPaired) b = T.SubtractProduct(Second(factor), Second(x + *next), b);
        }
        return (a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T First(void* row) => T.Load((double*)row);

    /// <summary>The second vector; at full width there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Second(void* row) => IsPaired ? T.Load((double*)row + T.Width) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* row, T a, T b)
    {
        T.Store((double*)row, a);
        if (IsPaired) T.Store((double*)row + T.Width, b);
    }

    private List<uint> FactorProgram(SymbolicLu symbolic)
    {
        var (factors, order) = (symbolic.Factors, symbolic.EliminationOrder);
        var statements = symbolic.FactorOperations.ToLookup(o => o.Target);
        var program = new List<uint> { (uint)factors.Count };
        foreach (var (step, pivot) in order.Index())
        {
            Entry(factors.IndexOf(pivot, pivot), Diagonal);
            var later = order[(step + 1)..];
            foreach (var column in later) Entry(factors.IndexOf(pivot, column), RightOfPivot);
            foreach (var row in later) Entry(factors.IndexOf(row, pivot), BelowPivot);
        }
        return program;

        void Entry(int entry, uint kind)
        {
            if (entry < 0) return;
            var start = statements[entry].First();
            var products = statements[entry].Where(o => o.Kind == LuOperationKind.Eliminate).ToArray();
            program.AddRange([PlaceOf(entry), start.Left < 0 ? None : Place(start.Left), kind, (uint)products.Length]);
            foreach (var product in products) program.AddRange([PlaceOf(product.Left), PlaceOf(product.Right)]);
        }

        uint PlaceOf(int entry) => Place(FactorRows[entry]);
    }

    private static List<uint> SolveProgram(SymbolicLu symbolic)
    {
        var order = symbolic.EliminationOrder;
        var place = new int[order.Length];
        for (var k = 0; k < order.Length; k++) place[order[k]] = k;
        var known = symbolic.SolveOperations.Where(o => o.Kind == LuOperationKind.Substitute)
            .ToLookup(o => (o.Target, Forward: place[o.Right] < place[o.Target]), o => o.Right);
        var program = new List<uint>();
        Rows([.. order.Where(row => known[(row, true)].Any())], forward: true);
        Rows([.. order.Reverse()], forward: false);
        return program;

        void Rows(int[] rows, bool forward)
        {
            program.Add((uint)rows.Length);
            foreach (var row in rows) program.AddRange([Place(row), (uint)known[(row, forward)].Count(), .. known[(row, forward)].Select(Place)]);
        }
    }

    private static uint Place(int row) => checked((uint)row * RowBytes);
}

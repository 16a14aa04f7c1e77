using System.Collections.Immutable;

namespace Thymus.Numerics;

/// <summary>Where a square matrix may be non-zero: entry k stands at (<see cref="Rows"/>[k], <see cref="Columns"/>[k]).</summary>
/// <remarks>Entries are in row-major order, each place once; the values of entry k live in row k of a lane block.</remarks>
public sealed class SparsePattern
{
    private readonly Dictionary<(int Row, int Column), int> _entries;

    /// <exception cref="ArgumentException">An entry outside the matrix or named twice.</exception>
    public SparsePattern(int size, IEnumerable<(int Row, int Column)> entries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Size = size;
        var sorted = entries.Order().ToArray();
        foreach (var (row, column) in sorted)
            if ((uint)row >= (uint)size || (uint)column >= (uint)size)
                throw new ArgumentException($"Entry ({row}, {column}) is outside a matrix of {size} rows.", nameof(entries));
        _entries = new(sorted.Length);
        for (var k = 0; k < sorted.Length; k++)
            if (!_entries.TryAdd(sorted[k], k))
                throw new ArgumentException($"Entry {sorted[k]} is named twice.", nameof(entries));
        Rows = [.. sorted.Select(e => e.Row)];
        Columns = [.. sorted.Select(e => e.Column)];
    }

    public int Size { get; }

    public int Count => Rows.Length;

    public ImmutableArray<int> Rows { get; }

    public ImmutableArray<int> Columns { get; }

    /// <summary>The entry at a place, −1 where the matrix is structurally zero.</summary>
    public int IndexOf(int row, int column) => _entries.GetValueOrDefault((row, column), -1);

    /// <summary>Every place of a matrix of that size.</summary>
    public static SparsePattern Dense(int size) =>
        new(size, from row in Enumerable.Range(0, size) from column in Enumerable.Range(0, size) select (row, column));
}

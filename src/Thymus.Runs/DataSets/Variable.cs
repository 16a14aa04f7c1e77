using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Thymus.Runs;

/// <summary>Types of analysis variables: SAS knows characters and numbers, Parquet also whole numbers.</summary>
public enum VariableType
{
    Text,
    Integer,
    Number,
}

/// <summary>A variable of an analysis data set: name of at most 8 characters, label of at most 40, as ADaM asks.</summary>
public abstract class Variable<TRow>(string name, string label, VariableType type)
{
    public string Name { get; } = name;
    public string Label { get; } = label;
    public VariableType Type { get; } = type;

    internal abstract DataField Field { get; }
    internal abstract int Count { get; }
    internal abstract void Append(in TRow row);
    internal abstract void Clear();
    internal abstract Task WriteAsync(ParquetRowGroupWriter group);
    internal abstract void WriteCsv(TextWriter csv, int row);
}

internal sealed class TextVariable<TRow>(string name, string label, Func<TRow, string?> value) : Variable<TRow>(name, label, VariableType.Text)
{
    private readonly List<string?> _rows = [];

    internal override DataField Field { get; } = new DataField<string>(name);
    internal override int Count => _rows.Count;
    internal override void Append(in TRow row) => _rows.Add(value(row) is { Length: > 0 } text ? text : null);
    internal override void Clear() => _rows.Clear();
    internal override Task WriteAsync(ParquetRowGroupWriter group) => group.WriteAsync(Field, _rows!);

    internal override void WriteCsv(TextWriter csv, int row)
    {
        var text = _rows[row];
        if (text is null) return;
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0) csv.Write(text);
        else csv.Write($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }
}

internal sealed class IntegerVariable<TRow>(string name, string label, Func<TRow, int?> value) : Variable<TRow>(name, label, VariableType.Integer)
{
    private readonly ColumnBuffer<int?> _rows = new();

    internal override DataField Field { get; } = new DataField<int?>(name);
    internal override int Count => _rows.Count;
    internal override void Append(in TRow row) => _rows.Add(value(row));
    internal override void Clear() => _rows.Clear();
    internal override Task WriteAsync(ParquetRowGroupWriter group) => group.WriteAsync<int>(Field, _rows.Memory);
    internal override void WriteCsv(TextWriter csv, int row) => csv.Write(_rows[row]?.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A whole number that may need 64 bits: the number of a candidate holds how often its place was tried.</summary>
internal sealed class LongVariable<TRow>(string name, string label, Func<TRow, long> value) : Variable<TRow>(name, label, VariableType.Integer)
{
    private readonly ColumnBuffer<long?> _rows = new();

    internal override DataField Field { get; } = new DataField<long?>(name);
    internal override int Count => _rows.Count;
    internal override void Append(in TRow row) => _rows.Add(value(row));
    internal override void Clear() => _rows.Clear();
    internal override Task WriteAsync(ParquetRowGroupWriter group) => group.WriteAsync<long>(Field, _rows.Memory);
    internal override void WriteCsv(TextWriter csv, int row) => csv.Write(_rows[row]?.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Not-a-number and infinities are missing values.</summary>
internal sealed class NumberVariable<TRow>(string name, string label, Func<TRow, double> value) : Variable<TRow>(name, label, VariableType.Number)
{
    private readonly ColumnBuffer<double?> _rows = new();

    internal override DataField Field { get; } = new DataField<double?>(name);
    internal override int Count => _rows.Count;
    internal override void Append(in TRow row) => _rows.Add(value(row) is var number && double.IsFinite(number) ? number : null);
    internal override void Clear() => _rows.Clear();
    internal override Task WriteAsync(ParquetRowGroupWriter group) => group.WriteAsync<double>(Field, _rows.Memory);
    internal override void WriteCsv(TextWriter csv, int row) => csv.Write(_rows[row]?.ToString("R", CultureInfo.InvariantCulture));
}

/// <summary>Values of one column of one row group; the array is kept from group to group.</summary>
internal sealed class ColumnBuffer<T>
{
    private T[] _values = new T[64];

    public int Count { get; private set; }

    public T this[int row] => _values[row];

    public ReadOnlyMemory<T> Memory => _values.AsMemory(0, Count);

    public void Add(T value)
    {
        if (Count == _values.Length) Array.Resize(ref _values, 2 * Count);
        _values[Count++] = value;
    }

    public void Clear() => Count = 0;
}

using Parquet;
using Parquet.Schema;

namespace Thymus.Runs;

/// <summary>Some variables of one row group, as columns of equal length.</summary>
public sealed class DataColumns
{
    private readonly Dictionary<string, Array> _columns = new(StringComparer.Ordinal);

    public int Rows { get; private init; }

    /// <summary>A text variable; a missing value is null.</summary>
    public string?[] Text(string variable) => (string?[])_columns[variable];

    /// <summary>A number or whole number (exact to 2⁵³); a missing value is NaN.</summary>
    public double[] Number(string variable) => (double[])_columns[variable];

    internal static IEnumerable<DataColumns> Read(string path, IReadOnlyList<string> variables)
    {
        using var stream = OpenFile(path);
        var reader = ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
        try
        {
            var fields = variables.Select(name => FieldOf(reader.Schema, name, path)).ToArray();
            // The same few words stand in millions of rows: one string each.
            var words = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                var columns = new DataColumns { Rows = checked((int)group.RowCount) };
                foreach (var field in fields) columns._columns[field.Name] = columns.ReadColumn(group, field, words);
                yield return columns;
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private Array ReadColumn(ParquetRowGroupReader group, DataField field, Dictionary<string, string> words)
    {
        // Parquet.Net counts text as ReadOnlyMemory<char>.
        if (field.ClrType != typeof(int) && field.ClrType != typeof(long) && field.ClrType != typeof(double))
        {
            var text = new string?[Rows];
            group.ReadAsync(field, text.AsMemory()!).AsTask().GetAwaiter().GetResult();
            for (var i = 0; i < text.Length; i++)
                if (text[i] is { } word && !words.TryAdd(word, word)) text[i] = words[word];
            return text;
        }
        if (field.ClrType == typeof(int))
        {
            var whole = new int?[Rows];
            group.ReadAsync<int>(field, whole.AsMemory()).AsTask().GetAwaiter().GetResult();
            return Array.ConvertAll(whole, value => value ?? double.NaN);
        }
        if (field.ClrType == typeof(long))
        {
            var whole = new long?[Rows];
            group.ReadAsync<long>(field, whole.AsMemory()).AsTask().GetAwaiter().GetResult();
            return Array.ConvertAll(whole, value => (double?)value ?? double.NaN);
        }
        var numbers = new double?[Rows];
        group.ReadAsync<double>(field, numbers.AsMemory()).AsTask().GetAwaiter().GetResult();
        return Array.ConvertAll(numbers, value => value ?? double.NaN);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (IOException fault)
        {
            throw new RunFolderException($"The data set '{path}' could not be read: {fault.Message}", fault);
        }
    }

    private static DataField FieldOf(ParquetSchema schema, string name, string path) =>
        schema.DataFields.FirstOrDefault(field => field.Name == name)
        ?? throw new RunFolderException($"'{path}' has no variable {name}; it has {string.Join(", ", schema.DataFields.Select(f => f.Name))}.");
}

using System.Collections.Immutable;
using System.Text;
using Parquet;
using Parquet.Schema;
using Thymus.Trials;

namespace Thymus.Runs;

/// <summary>Streams a data set to Parquet, and to CSV on request, in row groups of a fixed number of rows.</summary>
/// <remarks>
/// Groups end after a number of rows, never at a patient or after a time: the bytes depend on the rows alone, and memory holds
/// one group a data set however many patients there are.
/// </remarks>
internal abstract class DataSetWriter : IDisposable
{
    public abstract string Name { get; }
    public abstract long Rows { get; }
    public abstract void Append(PatientOutcome outcome);
    /// <summary>Writes the last rows and the footer; without it a Parquet file cannot be read.</summary>
    public abstract void Finish();
    public abstract void Dispose();
}

internal sealed class DataSetWriter<TRow> : DataSetWriter
{
    private readonly DataSet _set;
    private readonly ImmutableArray<Variable<TRow>> _variables;
    private readonly Func<PatientOutcome, IEnumerable<TRow>> _rowsOf;
    private readonly Stream _parquetStream;
    private readonly StreamWriter? _csv;
    private readonly int _rowsPerGroup;
    private readonly ParquetWriter _parquet;
    private long _flushed;

    public DataSetWriter(
        DataSet set, ImmutableArray<Variable<TRow>> variables, Func<PatientOutcome, IEnumerable<TRow>> rowsOf,
        Stream parquet, Stream? csv, int rowsPerGroup)
    {
        (_set, _variables, _rowsOf, _parquetStream, _rowsPerGroup) = (set, variables, rowsOf, parquet, rowsPerGroup);
        var schema = new ParquetSchema(variables.Select(v => v.Field).ToArray<Field>());
        _parquet = ParquetWriter.CreateAsync(schema, parquet, ParquetFormat.Options).GetAwaiter().GetResult();
        _parquet.CustomMetadata = variables
            .Select(v => KeyValuePair.Create($"label:{v.Name}", v.Label))
            .Prepend(KeyValuePair.Create("label", set.Label))
            .Prepend(KeyValuePair.Create("dataset", set.Name))
            .ToDictionary();
        if (csv is null) return;
        _csv = new StreamWriter(csv, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        _csv.WriteLine(string.Join(',', variables.Select(v => v.Name)));
    }

    public override string Name => _set.Name;

    public override long Rows => _flushed + _variables[0].Count;

    public override void Append(PatientOutcome outcome)
    {
        foreach (var row in _rowsOf(outcome))
        {
            foreach (var variable in _variables) variable.Append(row);
            if (_variables[0].Count == _rowsPerGroup) Flush();
        }
    }

    public override void Finish()
    {
        if (_variables[0].Count > 0) Flush();
        _parquet.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _parquetStream.Flush();
        _csv?.Flush();
    }

    public override void Dispose()
    {
        // The Parquet writer is left alone: an unfinished file is thrown away by its owner, and a footer on a full disk would only fail again.
        Close(_parquetStream);
        if (_csv is not null) Close(_csv.BaseStream);
    }

    /// <summary>A finished file was flushed before; what an unfinished one still buffers may fail to go, and goes nowhere anyway.</summary>
    private static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
        }
    }

    private void Flush()
    {
        using (var group = _parquet.CreateRowGroup())
        {
            foreach (var variable in _variables) variable.WriteAsync(group).GetAwaiter().GetResult();
            group.CompleteValidate();
        }
        if (_csv is not null) WriteCsv(_csv);
        _flushed += _variables[0].Count;
        foreach (var variable in _variables) variable.Clear();
    }

    private void WriteCsv(StreamWriter csv)
    {
        for (var row = 0; row < _variables[0].Count; row++)
        {
            for (var i = 0; i < _variables.Length; i++)
            {
                if (i > 0) csv.Write(',');
                _variables[i].WriteCsv(csv, row);
            }
            csv.WriteLine();
        }
    }
}

using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>The rows of a small CSV with fixed columns; one that lacks a column or is no CSV gives a fault and no row.</summary>
internal static class CsvRows
{
    /// <param name="code">Of every fault here.</param>
    /// <returns>The line and the cells by column, trimmed.</returns>
    public static IReadOnlyList<(SourceSpan Span, Func<string, string> Cell)> Read(string path, SourceSpan asked, string code, string[] columns, DiagnosticBag diagnostics)
    {
        var rows = new List<(SourceSpan, Func<string, string>)>();
        if (!File.Exists(path))
        {
            diagnostics.Error(code, asked, $"There is no file '{path}'.");
            return rows;
        }
        try
        {
            using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
            var header = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            var missing = columns.Where(c => !header.Contains(c)).ToList();
            if (missing.Count > 0)
            {
                diagnostics.Error(code, new SourceSpan(path, 1, 1), $"The file lacks the columns {string.Join(", ", missing)}.", $"It has {string.Join(", ", header)}.");
                return rows;
            }
            for (var line = 2; reader.Read(); line++)
            {
                var cells = columns.ToDictionary(c => c, c => reader.GetString(header.IndexOf(c)).Trim(), StringComparer.Ordinal);
                // An empty line is no row.
                if (cells.Values.Any(c => c.Length > 0)) rows.Add((new SourceSpan(path, line, 1), column => cells[column]));
            }
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvMissingHeadersException)
        {
            diagnostics.Error(code, SourceSpan.WholeFile(path), $"The file is no CSV: {fault.Message}", $"Its columns are {string.Join(", ", columns)}.");
        }
        return rows;
    }
}

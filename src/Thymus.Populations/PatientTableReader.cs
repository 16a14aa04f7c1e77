using System.Collections.Immutable;
using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Populations;

/// <summary>Reads a CSV file with one row a patient; every cell that is no number is reported with its line and column name.</summary>
internal static class PatientTableReader
{
    private const int FaultsShown = 20;

    public static PatientTable? Read(string path, SourceSpan asked, ImmutableArray<string> columns, bool inOrder, DiagnosticBag diagnostics)
    {
        if (!File.Exists(path))
        {
            diagnostics.Error("TP0301", asked, $"There is no file '{path}'.");
            return null;
        }
        if (new FileInfo(path).Length == 0)
        {
            diagnostics.Error("TP0301", SourceSpan.WholeFile(path), "The file is empty.", "The first line names the columns, each line after it is a patient.");
            return null;
        }
        try
        {
            return ReadRows(path, columns, inOrder, diagnostics);
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvMissingHeadersException)
        {
            diagnostics.Error("TP0306", SourceSpan.WholeFile(path), $"The file is no CSV: {fault.Message}", "Close every quotation mark that is opened; the first line names the columns.");
            return null;
        }
    }

    private static PatientTable? ReadRows(string path, ImmutableArray<string> columns, bool inOrder, DiagnosticBag diagnostics)
    {
        using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var header = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        if (columns.IsDefaultOrEmpty) columns = [.. header];
        var positions = new int[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            positions[c] = header.IndexOf(columns[c]);
            if (positions[c] < 0)
                diagnostics.Error("TP0302", new SourceSpan(path, 1, 1), $"There is no column '{columns[c]}'.", Advice.DidYouMean(columns[c], "columns", header));
        }
        if (positions.Contains(-1)) return null;

        var rows = ImmutableArray.CreateBuilder<ImmutableArray<double>>();
        var faults = 0;
        while (reader.Read())
        {
            var row = new double[positions.Length];
            for (var c = 0; c < positions.Length; c++)
            {
                var text = reader.GetString(positions[c]);
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out row[c]) && double.IsFinite(row[c])) continue;
                if (++faults <= FaultsShown)
                    diagnostics.Error("TP0303", new SourceSpan(path, rows.Count + 2, positions[c] + 1),
                        $"'{text}' in column '{columns[c]}' is not a number.", "A missing value must be filled in or its row left out: Thymus imputes nothing.");
            }
            rows.Add([.. row]);
        }
        if (faults > FaultsShown) diagnostics.Error("TP0304", SourceSpan.WholeFile(path), $"{faults - FaultsShown} more cells are not numbers.");
        if (rows.Count == 0) diagnostics.Error("TP0305", SourceSpan.WholeFile(path), "The file lists no patient.");
        return faults > 0 || rows.Count == 0 ? null : new PatientTable(path, columns, rows.ToImmutable(), inOrder);
    }
}

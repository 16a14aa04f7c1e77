using System.Collections.Immutable;
using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Reads a CSV file of event records; docs/models/data.md says what it may hold.</summary>
public static class EventDataReader
{
    private const string Columns = "Columns: ID, TIME, EVID, AMT, RATE, II, ADDL, SS, CMT, and any value of the model.";

    /// <summary>NONMEM's items that are read, and those that belong to estimation and are passed over.</summary>
    private static readonly string[] Known = ["ID", "TIME", "EVID", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "C", "DV", "MDV"];

    /// <summary>Reads a file for a model, whose names its columns and compartments are looked up in; null after an error, all of which are reported at once.</summary>
    public static EventData? Read(string path, ModelDefinition model, DiagnosticBag diagnostics)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path, model, diagnostics);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("TD0101", SourceSpan.WholeFile(path), $"The data could not be read: {fault.Message}");
            return null;
        }
    }

    /// <inheritdoc cref="Read(string, ModelDefinition, DiagnosticBag)"/>
    /// <param name="file">Name of the file in messages.</param>
    public static EventData? Read(TextReader text, string file, ModelDefinition model, DiagnosticBag diagnostics)
    {
        // The delimiter is guessed from the first line that the CSV reader sees, which must be the header.
        var line = 1;
        for (; text.Peek() is '#' or '\n' or '\r'; line++) text.ReadLine();
        if (text.Peek() < 0)
        {
            diagnostics.Error("TD0102", SourceSpan.WholeFile(file), "The file is empty.", Columns);
            return null;
        }
        var faults = new DiagnosticBag();
        try
        {
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture, CommentHandler = (Action<string>)(_ => line++) });
            var header = Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetName(i).Trim()).ToList();
            if (HeaderOf(header, model, new SourceSpan(file, line, 1), faults) is { } layout)
            {
                var rows = new EventRowReader(csv, file, layout, model, faults);
                for (line++; csv.Read(); line++) rows.Take(line);
                var data = new EventData(file, layout.Columns, layout.Items, rows.Subjects());
                if (data.Subjects.IsEmpty && !faults.HasErrors) faults.Error("TD0107", SourceSpan.WholeFile(file), "The file holds no records.");
                diagnostics.Add(Shown(faults, file));
                return faults.HasErrors ? null : data;
            }
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvMissingHeadersException)
        {
            faults.Error("TD0103", new SourceSpan(file, line, 1), $"The line is no CSV: {fault.Message}", "Close every quotation mark that is opened.");
        }
        diagnostics.Add(Shown(faults, file));
        return null;
    }

    private static EventLayout? HeaderOf(List<string> header, ModelDefinition model, SourceSpan place, DiagnosticBag faults)
    {
        var values = model.Parameters.Select(p => p.Id).Concat(model.Species.Select(s => s.Id)).Concat(model.Compartments.Select(c => c.Id)).ToHashSet(StringComparer.Ordinal);
        var items = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var columns = ImmutableArray.CreateBuilder<EventDataColumn>();
        var unused = new List<string>();
        for (var c = 0; c < header.Count; c++)
        {
            var item = Known.FirstOrDefault(k => k.Equals(header[c], StringComparison.OrdinalIgnoreCase));
            if (values.Contains(header[c]) && item is null or "C") columns.Add(new EventDataColumn(header[c], c + 1));
            else if (item is null) unused.Add(header[c]);
            else if (!items.TryAdd(item, c + 1))
                faults.Error("TD0104", place with { Column = c + 1 }, $"The column {item} stands twice.", "Leave one of them out.");
        }
        foreach (var twice in columns.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            faults.Error("TD0104", place with { Column = twice.Last().Number }, $"The column {twice.Key} stands twice.", "Leave one of them out.");
        if (!items.ContainsKey("TIME"))
            faults.Error("TD0105", place, "The column TIME is missing.", $"{Columns} The first line names the columns.");
        if (unused.Count > 0 && !faults.HasErrors)
            faults.Warning("TD0106", place, $"Not used: {string.Join(", ", unused)}; the model has no value of that name.", Advice.DidYouMean(unused[0], "values of the model", values));
        return faults.HasErrors ? null : new EventLayout(columns.ToImmutable(), items.ToImmutable());
    }

    /// <summary>A wrong column is wrong in every line: twenty of a kind show it.</summary>
    private static IEnumerable<Diagnostic> Shown(DiagnosticBag faults, string file)
    {
        const int most = 20;
        foreach (var kind in faults.GroupBy(f => f.Code, StringComparer.Ordinal))
        {
            foreach (var fault in kind.Take(most)) yield return fault;
            if (kind.Count() > most)
                yield return new Diagnostic("TD0199", kind.First().Severity, SourceSpan.WholeFile(file), $"{kind.Count() - most} more faults of the kind {kind.Key}.");
        }
    }
}

/// <summary>Which column holds what.</summary>
/// <inheritdoc cref="EventData"/>
internal sealed record EventLayout(ImmutableArray<EventDataColumn> Columns, ImmutableDictionary<string, int> Items);

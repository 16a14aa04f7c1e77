using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>One published number with its source: a row of <c>evidence/evidence.csv</c>.</summary>
/// <param name="Patients">n; null where the row gives none.</param>
/// <param name="Verified">The number was seen on a page or recomputed, not remembered.</param>
public sealed record PublishedResult(
    string Id, string Modality, string Study, string Population, string Arm, int? Patients, string Regimen, string Endpoint,
    double Value, string Unit, double Lower, double Upper, string TimePoint, string Source, string DoiOrUrl, bool Verified)
{
    /// <summary>Half a unit of the last digit printed: "2.8" stands for 2.75 to 2.85.</summary>
    public double Rounding { get; init; }
}

/// <summary>Published numbers by id.</summary>
public sealed class EvidenceTable
{
    private static readonly string[] Columns =
        ["id", "modality", "study", "population", "arm", "n", "regimen", "endpoint", "value", "unit", "ci_low", "ci_high", "timepoint", "source", "doi_or_url", "verified"];

    private readonly Dictionary<string, PublishedResult> _rows = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    public IEnumerable<string> Ids => _rows.Keys;

    public PublishedResult? Find(string id) => _rows.GetValueOrDefault(id);

    /// <summary>Reads an evidence file; rows whose value is no number (NR, a range) are kept with NaN.</summary>
    public static EvidenceTable? Read(string path, SourceSpan asked, DiagnosticBag diagnostics)
    {
        if (!File.Exists(path))
        {
            diagnostics.Error("TE0001", asked, $"There is no evidence file '{path}'.");
            return null;
        }
        if (new FileInfo(path).Length == 0)
        {
            diagnostics.Error("TE0002", SourceSpan.WholeFile(path), "The evidence file is empty.", $"Its columns are {string.Join(", ", Columns)}.");
            return null;
        }
        try
        {
            return ReadRows(path, diagnostics);
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvMissingHeadersException)
        {
            diagnostics.Error("TE0005", SourceSpan.WholeFile(path), $"The file is no CSV: {fault.Message}", "Close every quotation mark that is opened; the first line names the columns.");
            return null;
        }
    }

    private static EvidenceTable? ReadRows(string path, DiagnosticBag diagnostics)
    {
        using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
        var header = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var missing = Columns.Where(c => !header.Contains(c)).ToList();
        if (missing.Count > 0)
        {
            diagnostics.Error("TE0002", new SourceSpan(path, 1, 1), $"The evidence file lacks the columns {string.Join(", ", missing)}.", $"It has {string.Join(", ", header)}.");
            return null;
        }
        var table = new EvidenceTable();
        string Text(string column) => reader.GetString(header.IndexOf(column)).Trim();
        double Number(string column) => double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN;
        for (var line = 2; reader.Read(); line++)
        {
            var row = new PublishedResult(
                Text("id"), Text("modality"), Text("study"), Text("population"), Text("arm"), int.TryParse(Text("n"), CultureInfo.InvariantCulture, out var n) ? n : null,
                Text("regimen"), Text("endpoint"), Number("value"), Text("unit"), Number("ci_low"), Number("ci_high"), Text("timepoint"), Text("source"),
                Text("doi_or_url"), Text("verified") == "yes") { Rounding = RoundingOf(Text("value")) };
            if (!table._rows.TryAdd(row.Id, row)) diagnostics.Error("TE0003", new SourceSpan(path, line, 1), $"The id '{row.Id}' stands twice in the evidence.");
        }
        return table;
    }

    private static double RoundingOf(string value)
    {
        var point = value.IndexOf('.', StringComparison.Ordinal);
        return 0.5 * Math.Pow(10, point < 0 ? 0 : point + 1 - value.Length);
    }

    /// <summary>The row, or a fault that lists near ids.</summary>
    public PublishedResult? Require(string id, SourceSpan asked, DiagnosticBag diagnostics)
    {
        if (Find(id) is { } row) return row;
        diagnostics.Error("TE0004", asked, $"There is no evidence '{id}'.", Advice.DidYouMean(id, "ids", Ids));
        return null;
    }
}

/// <summary>A target as a calibration or comparison sees it: the published number with the spread that it carries.</summary>
/// <param name="StandardError">From the published interval (half its width over 1.96; on the logarithm for ratios).</param>
public sealed record PublishedNumber(PublishedResult Row, double StandardError)
{
    public bool IsRatio => Row.Unit == "ratio";

    /// <summary>The value on the scale where its error is about normal: the logarithm of a ratio, itself otherwise.</summary>
    public double Scaled => IsRatio ? Math.Log(Row.Value) : Row.Value;

    public static PublishedNumber Of(PublishedResult row)
    {
        const double z = 1.959963984540054;
        var error = row.Unit == "ratio" ? Math.Log(row.Upper / row.Lower) / (2 * z) : (row.Upper - row.Lower) / (2 * z);
        return new PublishedNumber(row, error);
    }

}

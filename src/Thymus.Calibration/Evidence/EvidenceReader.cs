using System.Globalization;
using Sylvan.Data.Csv;
using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>Reads the CSV of published numbers with every fault at once (codes TE0001 to TE0012).</summary>
internal sealed class EvidenceReader
{
    private static readonly string[] Columns =
    [
        "id", "modality", "study", "population", "arm", "n", "regimen", "endpoint", "value", "unit", "ci_low", "ci_high", "timepoint", "source",
        "doi_or_url", "verified", "arm_key", "criteria", "assessor", "role", "se",
    ];

    private readonly string _path;
    private readonly DiagnosticBag _diagnostics;
    private readonly CsvDataReader _reader;
    private readonly Dictionary<string, int> _columns;
    private readonly Dictionary<string, EvidenceArm> _spellings = new(StringComparer.Ordinal);
    private int _line = 1;

    private EvidenceReader(string path, CsvDataReader reader, DiagnosticBag diagnostics)
    {
        (_path, _reader, _diagnostics) = (path, reader, diagnostics);
        _columns = Enumerable.Range(0, reader.FieldCount).GroupBy(reader.GetName, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private SourceSpan Here => new(_path, _line, 1);

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
            using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { Culture = CultureInfo.InvariantCulture });
            return new EvidenceReader(path, reader, diagnostics).ReadRows();
        }
        catch (Exception fault) when (fault is CsvFormatException or CsvMissingHeadersException)
        {
            diagnostics.Error("TE0005", SourceSpan.WholeFile(path), $"The file is no CSV: {fault.Message}", "Close every quotation mark that is opened; the first line names the columns.");
            return null;
        }
    }

    private EvidenceTable? ReadRows()
    {
        var missing = Columns.Where(c => !_columns.ContainsKey(c)).ToList();
        if (missing.Count > 0)
        {
            _diagnostics.Error("TE0002", Here, $"The evidence file lacks the columns {string.Join(", ", missing)}.", $"It has {string.Join(", ", _columns.Keys)}.");
            return null;
        }
        var table = new EvidenceTable();
        for (_line = 2; _reader.Read(); _line++)
        {
            if (ReadRow() is { } row && !table.TryAdd(row)) Fault("TE0003", $"The id '{row.Id}' stands twice in the evidence.");
        }
        return table;
    }

    private PublishedResult? ReadRow()
    {
        var id = Text("id");
        if (id.Length == 0) Fault("TE0006", "The row has no id.");
        var value = Text("value");
        if (!ArmKey.TryParse(Text("arm_key"), out var arms, out var why))
            Fault("TE0007", $"The arm_key '{Text("arm_key")}' of '{id}' cannot be read: {why}.", "Write study:arm; join pooled arms by '; ', name the reference of a contrast after ' / ', a subgroup in brackets.");
        else CheckSpelling(arms!, id);
        var row = arms is null ? null : new PublishedResult(
            id, Text("modality"), Text("study"), Text("population"), Text("arm"), Patients(id), Text("regimen"), Text("endpoint"),
            double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN, Text("unit"),
            Number("ci_low", id), Number("ci_high", id), Text("timepoint"), Text("source"), Text("doi_or_url"), Word("verified", EvidenceWords.Verified, id) == "yes")
        {
            Rounding = RoundingOf(value), Arms = arms, Criteria = Word("criteria", EvidenceWords.Criteria, id), Assessor = Word("assessor", EvidenceWords.Assessors, id),
            Role = Word("role", EvidenceWords.Roles, id), StandardError = Number("se", id),
        };
        if (row is { Lower: var low, Upper: var high } && low > high) Fault("TE0009", $"The interval of '{id}' begins above its end ({low} to {high}).");
        if (row is { StandardError: <= 0 }) Fault("TE0010", $"The standard error of '{id}' is not above 0.", "Leave it empty where the source gives no interval.");
        return row;
    }

    /// <summary>An arm that is spelled in two ways would be two arms, and what one of them was fitted to would pass for predicted of the other.</summary>
    private void CheckSpelling(ArmKey key, string id)
    {
        foreach (var arm in key.All)
        {
            var plain = new string([.. $"{arm.Study}:{arm.Arm}".Where(c => char.IsLetterOrDigit(c) || c == ':').Select(char.ToLowerInvariant)]);
            if (_spellings.TryAdd(plain, arm) || _spellings[plain].IsSameArm(arm)) continue;
            Fault("TE0011", $"'{id}' spells an arm '{arm.Study}:{arm.Arm}' that another row spells '{_spellings[plain].Study}:{_spellings[plain].Arm}'.", "One arm has one arm_key.");
        }
    }

    private int? Patients(string id)
    {
        var text = Text("n");
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0) return n;
        Fault("TE0008", $"The n of '{id}' is '{text}', which is no number of patients.", "Leave it empty where it is not known.");
        return null;
    }

    private double Number(string column, string id)
    {
        var text = Text(column);
        if (text.Length == 0) return double.NaN;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        Fault("TE0008", $"The {column} of '{id}' is '{text}', which is no number.", "Leave it empty where it is not known.");
        return double.NaN;
    }

    private string Word(string column, IReadOnlyCollection<string> words, string id)
    {
        var text = Text(column);
        if (!words.Contains(text)) Fault("TE0012", $"The {column} of '{id}' is '{text}'.", $"Possible: {string.Join(", ", words.Where(w => w.Length > 0))}{(words.Contains("") ? ", or empty where not known" : "")}.");
        return text;
    }

    private string Text(string column) => _reader.GetString(_columns[column]).Trim();

    private void Fault(string code, string message, string? advice = null) => _diagnostics.Error(code, Here, message, advice);

    private static double RoundingOf(string value)
    {
        var point = value.IndexOf('.', StringComparison.Ordinal);
        return 0.5 * Math.Pow(10, point < 0 ? 0 : point + 1 - value.Length);
    }
}

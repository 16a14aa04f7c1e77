using Thymus.Modeling;

namespace Thymus.Calibration;

/// <summary>Published numbers by id.</summary>
public sealed class EvidenceTable
{
    private readonly Dictionary<string, PublishedResult> _rows = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    public IEnumerable<string> Ids => _rows.Keys;

    public IEnumerable<PublishedResult> Rows => _rows.Values;

    public PublishedResult? Find(string id) => _rows.GetValueOrDefault(id);

    /// <summary>
    /// Reads an evidence file; rows whose value is no number (NR, a range) are kept with NaN. Every fault of the file is told; null where it is no
    /// table of evidence at all.
    /// </summary>
    public static EvidenceTable? Read(string path, SourceSpan asked, DiagnosticBag diagnostics) => EvidenceReader.Read(path, asked, diagnostics);

    /// <summary>The row, or a fault that lists near ids.</summary>
    public PublishedResult? Require(string id, SourceSpan asked, DiagnosticBag diagnostics)
    {
        if (Find(id) is { } row) return row;
        diagnostics.Error("TE0004", asked, $"There is no evidence '{id}'.", Advice.DidYouMean(id, "ids", Ids));
        return null;
    }

    internal bool TryAdd(PublishedResult row) => _rows.TryAdd(row.Id, row);
}

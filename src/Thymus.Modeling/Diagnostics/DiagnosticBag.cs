using System.Collections;

namespace Thymus.Modeling;

/// <summary>Collects every fault of a file, in order of place, so that a user mends them in one go.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];

    public int Count => _items.Count;

    public bool HasErrors => _items.Exists(d => d.Severity == Severity.Error);

    public void Error(string code, SourceSpan span, string message, string? advice = null) =>
        _items.Add(new Diagnostic(code, Severity.Error, span, message, advice));

    public void Warning(string code, SourceSpan span, string message, string? advice = null) =>
        _items.Add(new Diagnostic(code, Severity.Warning, span, message, advice));

    public void Add(IEnumerable<Diagnostic> diagnostics) => _items.AddRange(diagnostics);

    /// <summary>The faults by file, line and column; equal places keep the order in which they were found.</summary>
    public IEnumerator<Diagnostic> GetEnumerator() =>
        _items.OrderBy(d => d.Span.File, StringComparer.Ordinal).ThenBy(d => d.Span.Line).ThenBy(d => d.Span.Column).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

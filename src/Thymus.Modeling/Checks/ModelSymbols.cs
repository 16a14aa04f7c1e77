namespace Thymus.Modeling;

/// <summary>What a name of a model stands for, whether it may change, and where it is defined.</summary>
internal readonly record struct ModelSymbol(string Kind, bool Constant, SourceSpan Span);

/// <summary>The names of a model that formulas and assignments may use; a second definition of a name is reported and left out.</summary>
internal sealed class ModelSymbols
{
    private readonly Dictionary<string, ModelSymbol> _all = new(StringComparer.Ordinal);
    private readonly SourceSpan _file;
    private readonly DiagnosticBag _diagnostics;

    public ModelSymbols(ModelDefinition model, DiagnosticBag diagnostics)
    {
        (_file, _diagnostics) = (SourceSpan.WholeFile(model.File ?? model.Id), diagnostics);
        foreach (var c in model.Compartments) Add(c.Id, "compartment", c.Constant, c.Span);
        foreach (var s in model.Species) Add(s.Id, "species", s.Constant, s.Span);
        foreach (var p in model.Parameters) Add(p.Id, "parameter", p.Constant, p.Span);
        foreach (var r in model.Reactions) Add(r.Id, "reaction", false, r.Span);
        foreach (var r in model.Reactions)
            foreach (var s in r.Reactants.Concat(r.Products))
                if (s.Id is { } id) Add(id, "stoichiometry", s.Constant, s.Span ?? r.Span);
        // Functions and events have no value, and share the names all the same.
        var valueless = new Dictionary<string, (string, SourceSpan)>(StringComparer.Ordinal);
        foreach (var (id, kind, span) in model.Functions.Select(f => (f.Id, "function", f.Span)).Concat(model.Events.Select(e => (e.Id, "event", e.Span))))
            if (_all.TryGetValue(id, out var first)) ReportTwice(id, kind, span, first.Kind, first.Span);
            else if (!valueless.TryAdd(id, (kind, Place(span)))) ReportTwice(id, kind, span, valueless[id].Item1, valueless[id].Item2);
    }

    public IEnumerable<string> Names => _all.Keys;

    /// <summary>Names that an assignment may set: all but reactions.</summary>
    public IEnumerable<string> Variables => NamesOf(kind => kind != "reaction");

    public IEnumerable<string> OfKind(string kind) => NamesOf(k => k == kind);

    public bool Has(string name) => _all.ContainsKey(name);

    public bool Has(string name, string kind) => _all.TryGetValue(name, out var symbol) && symbol.Kind == kind;

    public ModelSymbol? Find(string name) => _all.TryGetValue(name, out var symbol) ? symbol : null;

    public SourceSpan Place(SourceSpan? span) => span ?? _file;

    private IEnumerable<string> NamesOf(Func<string, bool> kind) => _all.Where(s => kind(s.Value.Kind)).Select(s => s.Key);

    private void Add(string id, string kind, bool constant, SourceSpan? span)
    {
        // A missing name is reported where it is read.
        if (id.Length > 0 && !_all.TryAdd(id, new ModelSymbol(kind, constant, Place(span)))) ReportTwice(id, kind, span, _all[id].Kind, _all[id].Span);
    }

    private void ReportTwice(string id, string kind, SourceSpan? span, string otherKind, SourceSpan other) =>
        _diagnostics.Error("TM0201", Place(span), $"'{id}' names a {kind} and a {otherKind} at {other}.", "Names are unique in a model.");
}

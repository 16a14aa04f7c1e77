namespace Thymus.Modeling;

/// <summary>What all declarations of a symbol together say of it; contradictions are reported with both places.</summary>
internal sealed class SymbolFacts
{
    private SymbolFacts(Symbol root, List<Definition> definitions) => (Root, Definitions) = (root, definitions);

    public Symbol Root { get; }
    public List<Definition> Definitions { get; }
    public SymbolKind Kind { get; private set; }
    public bool SubstanceOnly { get; private set; }
    public bool Boundary { get; private set; }

    /// <summary>True or false where a declaration says const or var; null where use decides.</summary>
    public bool? Constant { get; private set; }

    public Symbol? Compartment { get; private set; }
    public string? DisplayName { get; private set; }
    public SourceSpan Place { get; private set; }

    /// <summary>A name that stands once for a stoichiometry and is nothing else names that stoichiometry.</summary>
    public bool IsStoichiometry { get; private set; }

    public Definition? Get(DefinitionKind kind) => Definitions.Find(d => d.Kind == kind);

    public static SymbolFacts Gather(Symbol root, DiagnosticBag diagnostics)
    {
        var facts = new SymbolFacts(root, Ownership.Resolve(root, diagnostics));
        facts.FindKind(diagnostics);
        facts.FindFlags(diagnostics);
        facts.FindCompartment(diagnostics);
        facts.DisplayName = root.DisplayNames.OrderBy(n => n.Writer.Depth).Select(n => n.Statement.Text).FirstOrDefault();
        facts.Place = root.Declarations.Find(d => d.Writer == root.Scope)?.Statement.Span
            ?? root.Reactions.Select(r => (SourceSpan?)r.Statement.Span).FirstOrDefault()
            ?? root.Events.Select(e => (SourceSpan?)e.Statement.Span).FirstOrDefault()
            ?? facts.Definitions.Select(d => (SourceSpan?)d.Span).FirstOrDefault()
            ?? root.FirstSeen;
        return facts;
    }

    private void FindKind(DiagnosticBag diagnostics)
    {
        var claims = Root.Declarations.Where(d => d.Statement.Kind != SymbolKind.Unknown).Select(d => (d.Statement.Kind, d.Statement.Span))
            .Concat(Root.Reactions.Select(r => (SymbolKind.Reaction, r.Statement.Span)))
            .Concat(Root.Events.Select(e => (SymbolKind.Event, e.Statement.Span)))
            .Concat(Root.Use is { } use ? [(use.Kind, use.Span)] : Enumerable.Empty<(SymbolKind, SourceSpan)>())
            .ToList();
        Kind = claims.Count > 0 ? claims[0].Item1 : SymbolKind.Parameter;
        foreach (var (kind, span) in claims)
        {
            if (kind == Kind) continue;
            diagnostics.Error("TM0133", span, $"'{Root.Name}' is a {Word(kind)} here, and a {Word(Kind)} at {claims[0].Item2}.", "Rename one of them.");
            break;
        }
        if (Kind is SymbolKind.Reaction or SymbolKind.Event && Definitions.Count > 0)
            diagnostics.Error("TM0133", Definitions[0].Span, $"'{Root.Name}' is a {Word(Kind)} and cannot be given a value.", "Rename one of them.");
        if (Root.Reactions.Count > 1) Twice(Root.Reactions[0].Statement.Span, Root.Reactions[1].Statement.Span, "Reaction", diagnostics);
        if (Root.Events.Count > 1) Twice(Root.Events[0].Statement.Span, Root.Events[1].Statement.Span, "Event", diagnostics);
        IsStoichiometry = Kind == SymbolKind.Parameter && Root is { StoichiometryUses: 1, Declarations.Count: 0 };
    }

    private void Twice(SourceSpan first, SourceSpan second, string what, DiagnosticBag diagnostics) =>
        diagnostics.Error("TM0130", second, $"{what} '{Root.Name}' is defined a second time; the first is at {first}.", "Rename one of them.");

    private static string Word(SymbolKind kind) => kind.ToString().ToLowerInvariant();

    private void FindFlags(DiagnosticBag diagnostics)
    {
        Boundary = Root.Declarations.Exists(d => d.Statement.Boundary);
        Declaration? only = null, plain = null;
        foreach (var declaration in Root.Declarations)
        {
            if (declaration.Statement.SubstanceOnly == true) only ??= declaration;
            if (declaration.Statement.SubstanceOnly == false) plain ??= declaration;
        }
        SubstanceOnly = only is not null;
        // In one model "species S" and later "substanceOnly S" add up; two models that differ would read two quantities from one name.
        if (only is not null && plain is not null && only.Writer != plain.Writer)
            diagnostics.Error("TM0134", plain.Statement.Span,
                $"Species '{plain.Target.Name}' is a concentration in {plain.Writer}, and an amount (substanceOnly) in {only.Writer}, at {only.Statement.Span}.",
                "Declare it in the same way in both: its name means the one or the other in formulas.");
        // "var" on an argument says that its value comes from outside, nothing of whether it changes.
        var constness = Root.Declarations.Where(d => d.Statement.Constant is not null && !(d.Statement.Constant == false && d.Target.IsPort)).ToList();
        Constant = constness.Count == 0 ? null : constness.Exists(d => d.Statement.Constant == true);
    }

    private void FindCompartment(DiagnosticBag diagnostics)
    {
        Declaration? first = null;
        foreach (var declaration in Root.Declarations)
        {
            if (declaration.Compartment is null) continue;
            first ??= declaration;
            if (declaration.Compartment.Root == first.Compartment!.Root) continue;
            diagnostics.Error("TM0135", declaration.Statement.Span,
                $"Species '{declaration.Target.Name}' is in compartment '{declaration.Compartment.Root.Id}' in {declaration.Writer}, and in '{first.Compartment.Root.Id}' in {first.Writer}, at {first.Statement.Span}.",
                "Pass the same compartment to both.");
            break;
        }
        Compartment = first?.Compartment?.Root ?? Root.ReactionCompartment?.Root;
    }
}

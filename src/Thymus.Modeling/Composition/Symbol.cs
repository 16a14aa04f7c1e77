namespace Thymus.Modeling;

/// <summary>A name in a scope. Names that mean the same (arguments of submodels, <c>is</c>) share one root that holds all that is said of them.</summary>
internal sealed class Symbol(Scope scope, string name, SourceSpan firstSeen)
{
    private Symbol? _next;

    public Scope Scope { get; } = scope;
    public string Name { get; } = name;
    public SourceSpan FirstSeen { get; } = firstSeen;

    /// <summary>Where a formula reads it first; null where none does.</summary>
    public SourceSpan? FirstRead { get; set; }

    public bool IsPort => Scope.Parent is not null && Scope.Model.Ports.Any(p => p.Text == Name);

    public List<Symbol> Members { get; private set; } = [];
    public List<Declaration> Declarations { get; private set; } = [];
    public List<Definition> Definitions { get; private set; } = [];
    public List<(Scope Writer, ReactionStatement Statement)> Reactions { get; private set; } = [];
    public List<(Scope Writer, EventStatement Statement)> Events { get; private set; } = [];
    public List<(Scope Writer, UnitOfStatement Statement)> Units { get; private set; } = [];
    public List<(Scope Writer, DisplayNameStatement Statement)> DisplayNames { get; private set; } = [];

    /// <summary>Whether a reaction or event changes it, or it holds species: what kind use alone tells.</summary>
    public (SymbolKind Kind, SourceSpan Span)? Use { get; set; }

    public bool InReaction { get; set; }
    public bool SetByEvent { get; set; }
    public bool InAlgebraicRule { get; set; }
    public bool Deleted { get; set; }

    /// <summary>The compartment of a reaction that it takes part in, for species that name none.</summary>
    public Symbol? ReactionCompartment { get; set; }

    /// <summary>How often it stands, as a bare name, for a stoichiometry.</summary>
    public int StoichiometryUses { get; set; }

    public string Id => Scope.Prefix + Name;

    public Symbol Root
    {
        get
        {
            var root = this;
            while (root._next is not null) root = root._next;
            return root;
        }
    }

    /// <summary>Joins this root to <paramref name="other"/>'s. The outermost name stays; between equals the first in ordinal order.</summary>
    /// <param name="other">The symbol to be one with.</param>
    /// <param name="yields">True where the other's name stays in any case.</param>
    public void Join(Symbol other, bool yields = false)
    {
        var (a, b) = (Root, other.Root);
        if (a == b) return;
        var keepA = !yields && (a.Scope.Depth != b.Scope.Depth ? a.Scope.Depth < b.Scope.Depth : string.CompareOrdinal(a.Id, b.Id) <= 0);
        var (root, joined) = keepA ? (a, b) : (b, a);
        joined._next = root;
        if (joined.Members.Count == 0) joined.Members.Add(joined);
        if (root.Members.Count == 0) root.Members.Add(root);
        root.Members.AddRange(joined.Members);
        root.Declarations.AddRange(joined.Declarations);
        root.Definitions.AddRange(joined.Definitions);
        root.Reactions.AddRange(joined.Reactions);
        root.Events.AddRange(joined.Events);
        root.Units.AddRange(joined.Units);
        root.DisplayNames.AddRange(joined.DisplayNames);
        root.Use ??= joined.Use;
        root.FirstRead ??= joined.FirstRead;
        root.InReaction |= joined.InReaction;
        root.SetByEvent |= joined.SetByEvent;
        root.InAlgebraicRule |= joined.InAlgebraicRule;
        root.Deleted |= joined.Deleted;
        root.ReactionCompartment ??= joined.ReactionCompartment;
        root.StoichiometryUses += joined.StoichiometryUses;
    }

    public IEnumerable<Symbol> AllNames => Members.Count == 0 ? [this] : Members;
}

/// <summary>What a scope says about the kind of a symbol.</summary>
internal sealed record Declaration(Scope Writer, Symbol Target, DeclareStatement Statement, Symbol? Compartment = null);

/// <summary>An equation for a symbol, by the scope that wrote it; <paramref name="Target"/> is the name it was written for.</summary>
internal sealed record Definition(Scope Writer, Symbol Target, DefinitionKind Kind, Expression Value, SourceSpan Span, Statement? Statement)
{
    /// <summary>Written from outside: <c>lesion1.k = 3</c>, or a number as argument.</summary>
    public bool IsOverride => Writer != Target.Scope;

    /// <summary>How a message shows the equation's left side.</summary>
    public string Head => Kind switch
    {
        DefinitionKind.Initial => $"{Target.Name} = …",
        DefinitionKind.Assignment => $"{Target.Name} := …",
        _ => $"{Target.Name}' = …",
    };
}

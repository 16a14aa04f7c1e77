namespace Thymus.Modeling;

/// <summary>One use of a model: the main model, or a submodel instance with its own symbols.</summary>
internal sealed class Scope(ModelSyntax model, Scope? parent, InstanceStatement? instance)
{
    private readonly Dictionary<string, Symbol> _byName = new(StringComparer.Ordinal);
    private readonly List<Symbol> _symbols = [];

    public ModelSyntax Model { get; } = model;
    public Scope? Parent { get; } = parent;
    public InstanceStatement? Instance { get; } = instance;
    public Dictionary<string, Scope> Children { get; } = new(StringComparer.Ordinal);
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Symbols in order of first mention.</summary>
    public IReadOnlyList<Symbol> Symbols => _symbols;

    /// <summary>The path of instances with two underscores at its end, empty for the main model: <c>lesion1__clone2__</c>.</summary>
    public string Prefix { get; } = parent is null ? "" : $"{parent.Prefix}{instance!.Id.Text}__";

    /// <summary>How a message names this use: "model 'trial'" or "'lesion1' (model 'Lesion')".</summary>
    public override string ToString() =>
        Parent is null ? Model.Name == "__main" ? "the main model" : $"model '{Model.Name}'" : $"'{Prefix[..^2].Replace("__", ".", StringComparison.Ordinal)}' (model '{Model.Name}')";

    public Symbol? Find(string name) => _byName.GetValueOrDefault(name);

    public Symbol Get(string name, SourceSpan span)
    {
        if (_byName.TryGetValue(name, out var symbol)) return symbol;
        symbol = new Symbol(this, name, span);
        _byName.Add(name, symbol);
        _symbols.Add(symbol);
        return symbol;
    }

    public bool IsWithin(Scope other)
    {
        for (var s = this; s is not null; s = s.Parent)
            if (s == other) return true;
        return false;
    }
}

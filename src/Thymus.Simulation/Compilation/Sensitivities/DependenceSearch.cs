namespace Thymus.Simulation;

/// <summary>The states and set values that depend on one parameter: at the start, by their rates, or by what events assign.</summary>
/// <remarks>An event at a time that depends on the parameter makes everything depend on it that it sets.</remarks>
internal sealed class DependenceSearch(ModelProgramBuilder builder, IReadOnlyList<LoweredEvent> events, int parameter)
{
    private readonly ExpressionGraph _graph = builder.Graph;
    private readonly SortedSet<int> _states = [];
    private readonly HashSet<ModelSymbol> _held = [];
    private readonly HashSet<int> _leaves = [parameter];

    /// <summary>Rows of states, and held symbols in order of their rows.</summary>
    public (IEnumerable<int> States, IEnumerable<ModelSymbol> Held) Find()
    {
        foreach (var symbol in builder.States.Concat(builder.Held))
            if (builder.Differentiator.Reads(builder.AtStart.Amount(symbol), parameter)) Take(symbol);
        int before;
        do
        {
            before = _leaves.Count;
            foreach (var symbol in builder.States)
                if (Depends(builder.Derivatives[symbol.StateRow])) Take(symbol);
            foreach (var e in events)
            {
                var movesInTime = Depends(e.Trigger);
                for (var i = 0; i < e.Symbols.Count; i++)
                    if (movesInTime || Depends(e.Amounts[i])) Take(e.Symbols[i]);
            }
        }
        while (_leaves.Count > before);
        return (_states, _held.OrderBy(h => h.HeldRow));
    }

    private bool Depends(int node) => _leaves.Any(leaf => builder.Differentiator.Reads(node, leaf));

    private void Take(ModelSymbol symbol)
    {
        if (symbol.Role == SymbolRole.State)
        {
            _states.Add(symbol.StateRow);
            _leaves.Add(_graph.State(symbol.StateRow));
        }
        else if (symbol.Role == SymbolRole.Held)
        {
            _held.Add(symbol);
            _leaves.Add(_graph.Parameter(symbol.HeldRow));
        }
    }
}

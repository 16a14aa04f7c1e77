using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Finds for each algebraic rule 0 = g the one variable that it determines.</summary>
/// <remarks>
/// A rule may determine any variable that it reads, directly or through assignment rules, and that nothing else determines.
/// The choice is a maximum matching by augmenting paths, rules in file order and variables by kind and name, so it is the same everywhere.
/// </remarks>
internal static class AlgebraicMatching
{
    public static void Match(SymbolTable table, DiagnosticBag diagnostics)
    {
        var rules = table.Model.Rules.OfType<AlgebraicRule>().ToList();
        if (rules.Count == 0) return;

        var candidates = rules.Select(rule => Candidates(table, rule)).ToList();
        var owner = new Dictionary<ModelSymbol, int>();
        for (var rule = 0; rule < rules.Count; rule++)
        {
            if (TryMatch(rule, [])) continue;
            var free = candidates[rule].Count == 0
                ? "Every variable that it reads is constant or determined by something else."
                : $"The variables that it could determine ({string.Join(", ", candidates[rule].Select(c => c.Name))}) are needed by other algebraic rules.";
            diagnostics.Error("TM2012", rules[rule].Span ?? table.WholeFile, "An algebraic rule determines nothing: the model is over-determined.",
                free + " Declare the unknown as variable and take away its other rule.");
        }
        foreach (var (symbol, rule) in owner)
        {
            symbol.Rule = rules[rule];
            symbol.Role = SymbolRole.Algebraic;
        }

        bool TryMatch(int rule, HashSet<ModelSymbol> visited)
        {
            foreach (var candidate in candidates[rule])
            {
                if (!visited.Add(candidate)) continue;
                if (owner.TryGetValue(candidate, out var other) && !TryMatch(other, visited)) continue;
                owner[candidate] = rule;
                return true;
            }
            return false;
        }
    }

    private static List<ModelSymbol> Candidates(SymbolTable table, AlgebraicRule rule)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(rule.Value.Symbols());
        var found = new List<ModelSymbol>();
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name) || !table.TryGet(name, out var symbol)) continue;
            var through = symbol.Rule is AssignmentRule assignment ? assignment.Value : symbol.Reaction?.Rate;
            foreach (var next in through?.Symbols() ?? []) open.Push(next);
            if (!symbol.IsConstant && symbol.Role is (SymbolRole.Settable or SymbolRole.Held)) found.Add(symbol);
        }
        return [.. found.OrderBy(s => s.IsEventTarget).ThenBy(s => s.Kind != SymbolKind.Species).ThenBy(s => s.Kind).ThenBy(s => s.Name, StringComparer.Ordinal)];
    }
}

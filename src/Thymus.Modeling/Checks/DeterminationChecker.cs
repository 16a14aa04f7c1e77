namespace Thymus.Modeling;

/// <summary>Checks who determines a variable: one rule, or reactions and events, and nothing determines a constant.</summary>
internal sealed class DeterminationChecker(ModelDefinition model, ModelSymbols symbols, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, Rule> _ruled = new(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var rule in model.Rules)
        {
            var variable = rule switch { AssignmentRule a => a.Variable, RateRule r => r.Variable, _ => null };
            if (variable is null || !MaySet(variable, rule.Span, "A rule")) continue;
            if (!_ruled.TryAdd(variable, rule))
                Error("TM0207", rule.Span, $"Two rules determine '{variable}'; the other is at {symbols.Place(_ruled[variable].Span)}.", "Keep one of them.");
        }
        foreach (var initial in model.InitialAssignments)
            if (IsVariable(initial.Variable, initial.Span) && AssignedAlways(initial.Variable) is { } rule)
                Error("TM0207", initial.Span, $"'{initial.Variable}' has an initial assignment, and the rule at {symbols.Place(rule.Span)} determines it at all times.", "Keep one of them.");
        foreach (var twice in model.InitialAssignments.GroupBy(a => a.Variable).Where(g => g.Count() > 1))
            Error("TM0207", twice.Last().Span, $"'{twice.Key}' has two initial assignments; the other is at {symbols.Place(twice.First().Span)}.", "Keep one of them.");
        foreach (var modelEvent in model.Events) Check(modelEvent);
        CheckReactions();
    }

    private void Check(ModelEvent modelEvent)
    {
        foreach (var assignment in modelEvent.Assignments)
        {
            var span = assignment.Span ?? modelEvent.Span;
            if (!MaySet(assignment.Variable, span, $"Event '{modelEvent.Id}'")) continue;
            if (AssignedAlways(assignment.Variable) is { } rule)
                Error("TM0205", span, $"Event '{modelEvent.Id}' sets '{assignment.Variable}', which the rule at {symbols.Place(rule.Span)} determines at all times.");
        }
        foreach (var twice in modelEvent.Assignments.GroupBy(a => a.Variable).Where(g => g.Count() > 1))
            Error("TM0207", twice.Last().Span ?? modelEvent.Span, $"Event '{modelEvent.Id}' sets '{twice.Key}' twice.", "Keep one of them.");
    }

    private void CheckReactions()
    {
        var species = model.Species.DistinctBy(s => s.Id).ToDictionary(s => s.Id, StringComparer.Ordinal);
        foreach (var reaction in model.Reactions)
            foreach (var reference in reaction.Reactants.Concat(reaction.Products))
            {
                if (!species.TryGetValue(reference.Species, out var changed) || changed.BoundaryCondition) continue;
                var span = reference.Span ?? reaction.Span;
                if (_ruled.TryGetValue(changed.Id, out var rule))
                    Error("TM0208", span, $"Reaction '{reaction.Id}' changes species '{changed.Id}', which the rule at {symbols.Place(rule.Span)} determines.",
                        $"Make it a boundary species ('${changed.Id}' in Antimony, boundaryCondition=\"true\" in SBML) if the reaction only reads it, or take the rule out.");
                else if (changed.Constant)
                    Error("TM0204", span, $"Reaction '{reaction.Id}' changes species '{changed.Id}', which is constant.",
                        $"Make it a boundary species ('${changed.Id}' in Antimony, boundaryCondition=\"true\" in SBML) or a variable.");
            }
    }

    private AssignmentRule? AssignedAlways(string variable) => _ruled.TryGetValue(variable, out var rule) ? rule as AssignmentRule : null;

    private bool IsVariable(string name, SourceSpan? span)
    {
        if (symbols.Find(name) is { } symbol && symbol.Kind != "reaction") return true;
        if (name.Length > 0)
            Error("TM0206", span, symbols.Has(name) ? $"Reaction '{name}' cannot be given a value." : $"There is no symbol '{name}'.",
                symbols.Has(name) ? null : Advice.DidYouMean(name, "variables", symbols.Variables));
        return false;
    }

    private bool MaySet(string variable, SourceSpan? span, string who)
    {
        if (!IsVariable(variable, span)) return false;
        if (symbols.Find(variable) is { Constant: true } symbol)
            Error("TM0204", span, $"{who} sets {symbol.Kind} '{variable}', which is constant.", $"Make it a variable: 'var {variable}' in Antimony, constant=\"false\" in SBML.");
        return true;
    }

    private void Error(string code, SourceSpan? span, string message, string? advice = null) => diagnostics.Error(code, symbols.Place(span), message, advice);
}

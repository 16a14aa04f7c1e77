using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Checks what no grammar can: that every name means something, that nothing is determined twice, that constants stay constant.</summary>
public static class StructureChecker
{
    public static void Check(ModelDefinition model, DiagnosticBag diagnostics) => new Checker(model, diagnostics).Check();

    private sealed class Checker
    {
        private readonly ModelDefinition _model;
        private readonly DiagnosticBag _diagnostics;
        private readonly Dictionary<string, (string Kind, SourceSpan Span)> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<string, FunctionDefinition> _functions = new(StringComparer.Ordinal);

        public Checker(ModelDefinition model, DiagnosticBag diagnostics)
        {
            (_model, _diagnostics) = (model, diagnostics);
            foreach (var c in model.Compartments) Add(c.Id, "compartment", c.Span);
            foreach (var s in model.Species) Add(s.Id, "species", s.Span);
            foreach (var p in model.Parameters) Add(p.Id, "parameter", p.Span);
            foreach (var r in model.Reactions) Add(r.Id, "reaction", r.Span);
            foreach (var r in model.Reactions)
                foreach (var s in r.Reactants.Concat(r.Products))
                    if (s.Id is not null) Add(s.Id, "stoichiometry", s.Span);
            foreach (var f in model.Functions) _functions.TryAdd(f.Id, f);
        }

        private SourceSpan Place(SourceSpan? span) => span ?? SourceSpan.WholeFile(_model.File ?? _model.Id);

        private void Add(string id, string kind, SourceSpan? span)
        {
            if (!_names.TryAdd(id, (kind, Place(span))))
                _diagnostics.Error("TM0201", Place(span), $"'{id}' names a {kind} and a {_names[id].Kind} at {_names[id].Span}.", "Names are unique in a model.");
        }

        public void Check()
        {
            foreach (var species in _model.Species)
                if (!_model.Compartments.Any(c => c.Id == species.Compartment))
                    _diagnostics.Error("TM0202", Place(species.Span), $"Species '{species.Id}' is in '{species.Compartment}', which is no compartment.",
                        Advice.DidYouMean(species.Compartment, "compartments", _model.Compartments.Select(c => c.Id)));
            foreach (var initial in _model.InitialAssignments)
            {
                Read(initial.Value, initial.Span);
                Known(initial.Variable, initial.Span);
            }
            foreach (var rule in _model.Rules) Read(rule.Value, rule.Span);
            foreach (var reaction in _model.Reactions) CheckReaction(reaction);
            foreach (var modelEvent in _model.Events) CheckEvent(modelEvent);
            foreach (var constraint in _model.Constraints) Read(constraint.Condition, constraint.Span);
            CheckDetermination();
            CheckCycles();
        }

        private void CheckReaction(Reaction reaction)
        {
            var local = reaction.LocalParameters.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
            if (reaction.Rate is not null) Read(reaction.Rate, reaction.Span, local);
            foreach (var reference in reaction.Reactants.Concat(reaction.Products))
            {
                if (reference.Stoichiometry is not null) Read(reference.Stoichiometry, reference.Span ?? reaction.Span);
                if (_names.GetValueOrDefault(reference.Species).Kind != "species")
                    _diagnostics.Error("TM0203", Place(reference.Span ?? reaction.Span), $"Reaction '{reaction.Id}' changes '{reference.Species}', which is no species.",
                        Advice.DidYouMean(reference.Species, "species", _model.Species.Select(s => s.Id)));
            }
        }

        private void CheckEvent(ModelEvent modelEvent)
        {
            Read(modelEvent.Trigger, modelEvent.Span);
            if (modelEvent.Delay is not null) Read(modelEvent.Delay, modelEvent.Span);
            if (modelEvent.Priority is not null) Read(modelEvent.Priority, modelEvent.Span);
            foreach (var assignment in modelEvent.Assignments)
            {
                Read(assignment.Value, assignment.Span ?? modelEvent.Span);
                if (!Known(assignment.Variable, assignment.Span ?? modelEvent.Span)) continue;
                if (IsConstant(assignment.Variable))
                    _diagnostics.Error("TM0204", Place(assignment.Span ?? modelEvent.Span), $"Event '{modelEvent.Id}' sets '{assignment.Variable}', which is constant.", $"Declare it var {assignment.Variable}.");
                if (_model.Rules.OfType<AssignmentRule>().FirstOrDefault(r => r.Variable == assignment.Variable) is { } rule)
                    _diagnostics.Error("TM0205", Place(assignment.Span ?? modelEvent.Span), $"Event '{modelEvent.Id}' sets '{assignment.Variable}', which the rule at {Place(rule.Span)} determines at all times.");
            }
        }

        private bool IsConstant(string id) =>
            _model.Parameters.Any(p => p.Id == id && p.Constant) || _model.Compartments.Any(c => c.Id == id && c.Constant) || _model.Species.Any(s => s.Id == id && s.Constant);

        private bool Known(string id, SourceSpan? span)
        {
            if (_names.TryGetValue(id, out var name) && name.Kind != "reaction") return true;
            _diagnostics.Error("TM0206", Place(span), name.Kind == "reaction" ? $"Reaction '{id}' cannot be given a value." : $"There is no symbol '{id}'.",
                name.Kind == "reaction" ? null : Advice.DidYouMean(id, "symbols", _names.Keys));
            return false;
        }

        private void Read(Expression formula, SourceSpan? place, HashSet<string>? local = null)
        {
            switch (formula)
            {
                case SymbolExpression symbol when local?.Contains(symbol.Name) != true && !_names.ContainsKey(symbol.Name):
                    _diagnostics.Error("TM0206", Place(symbol.Span ?? place), $"There is no symbol '{symbol.Name}'.", Advice.DidYouMean(symbol.Name, "symbols", _names.Keys));
                    break;
                case CallExpression call:
                    foreach (var argument in call.Arguments) Read(argument, place, local);
                    break;
                case UserCallExpression call:
                    foreach (var argument in call.Arguments) Read(argument, place, local);
                    if (!_functions.TryGetValue(call.Function, out var function))
                        _diagnostics.Error("TM0140", Place(call.Span ?? place), $"There is no function '{call.Function}'.", Advice.DidYouMean(call.Function, "functions", _functions.Keys));
                    else if (function.Arguments.Length != call.Arguments.Length)
                        _diagnostics.Error("TM0011", Place(call.Span ?? place), $"Function '{call.Function}' takes {function.Arguments.Length.ToString(CultureInfo.InvariantCulture)} arguments, and {call.Arguments.Length.ToString(CultureInfo.InvariantCulture)} stand here.");
                    break;
            }
        }

        /// <summary>A rule and a reaction, or two rules, on one variable; a rule on a constant.</summary>
        private void CheckDetermination()
        {
            var ruled = new Dictionary<string, Rule>(StringComparer.Ordinal);
            foreach (var rule in _model.Rules)
            {
                var variable = rule switch { AssignmentRule a => a.Variable, RateRule r => r.Variable, _ => null };
                if (variable is null || !Known(variable, rule.Span)) continue;
                if (!ruled.TryAdd(variable, rule))
                    _diagnostics.Error("TM0207", Place(rule.Span), $"Two rules determine '{variable}'; the other is at {Place(ruled[variable].Span)}.", "Keep one of them.");
                if (IsConstant(variable))
                    _diagnostics.Error("TM0204", Place(rule.Span), $"A rule changes '{variable}', which is constant.", $"Declare it var {variable}.");
                if (rule is AssignmentRule && _model.InitialAssignments.FirstOrDefault(i => i.Variable == variable) is { } initial)
                    _diagnostics.Error("TM0207", Place(initial.Span), $"'{variable}' has an initial assignment, and the rule at {Place(rule.Span)} determines it at all times.", "Keep one of them.");
            }
            foreach (var reaction in _model.Reactions)
                foreach (var reference in reaction.Reactants.Concat(reaction.Products))
                {
                    if (_model.Species.FirstOrDefault(s => s.Id == reference.Species) is not { BoundaryCondition: false } species) continue;
                    if (ruled.TryGetValue(species.Id, out var rule))
                        _diagnostics.Error("TM0208", Place(reference.Span ?? reaction.Span), $"Reaction '{reaction.Id}' changes species '{species.Id}', which the rule at {Place(rule.Span)} determines.",
                            $"Declare it ${species.Id} if the reaction only reads it, or take the rule out.");
                }
        }

        /// <summary>Assignment rules, initial assignments and reaction rates that need each other in a circle have no order of evaluation.</summary>
        private void CheckCycles()
        {
            var rules = _model.Rules.OfType<AssignmentRule>().GroupBy(r => r.Variable).ToDictionary(g => g.Key, g => (g.First().Value, g.First().Span), StringComparer.Ordinal);
            foreach (var reaction in _model.Reactions)
                if (reaction.Rate is not null) rules.TryAdd(reaction.Id, (reaction.Rate, reaction.Span));
            Cycles(rules);
            var start = _model.InitialAssignments.GroupBy(i => i.Variable).ToDictionary(g => g.Key, g => (g.First().Value, g.First().Span), StringComparer.Ordinal);
            if (start.Count == 0) return;
            foreach (var (id, rule) in rules) start.TryAdd(id, rule);
            if (!_diagnostics.HasErrors) Cycles(start);
        }

        private void Cycles(Dictionary<string, (Expression Value, SourceSpan? Span)> formulas)
        {
            var done = new HashSet<string>(StringComparer.Ordinal);
            var path = new List<string>();
            foreach (var id in formulas.Keys) Visit(id);

            void Visit(string id)
            {
                if (done.Contains(id) || !formulas.TryGetValue(id, out var formula)) return;
                var at = path.IndexOf(id);
                if (at >= 0)
                {
                    _diagnostics.Error("TM0209", Place(formula.Span), $"'{id}' depends on itself: {string.Join(" → ", path.Skip(at))} → {id}.",
                        "Break the circle by a state (x' = …), or write it as an algebraic rule (0 = …).");
                    return;
                }
                path.Add(id);
                foreach (var name in formula.Value.Symbols()) Visit(name);
                path.RemoveAt(path.Count - 1);
                done.Add(id);
            }
        }
    }
}

namespace Thymus.Modeling;

/// <summary>Checks of a model as a whole: every name exists once, and what changes may change.</summary>
internal static class SbmlReferences
{
    public static void Check(ModelDefinition model, string file, DiagnosticBag diagnostics)
    {
        var check = new Checking(model, file, diagnostics);
        check.UniqueIdentifiers();
        check.FunctionsDoNotRecur();
        check.SpeciesAndReactions();
        check.Formulas();
        check.Determination();
    }

    /// <summary>A kind of symbol and whether rules and events may change it.</summary>
    private readonly record struct Symbol(string Kind, bool Constant);

    private sealed class Checking
    {
        private readonly ModelDefinition _model;
        private readonly string _file;
        private readonly DiagnosticBag _diagnostics;
        private readonly Dictionary<string, Symbol> _symbols = new(StringComparer.Ordinal);
        private readonly HashSet<string> _compartments, _species, _parameters;
        private bool _delayReported;

        public Checking(ModelDefinition model, string file, DiagnosticBag diagnostics)
        {
            (_model, _file, _diagnostics) = (model, file, diagnostics);
            _compartments = [.. model.Compartments.Select(c => c.Id)];
            _species = [.. model.Species.Select(s => s.Id)];
            _parameters = [.. model.Parameters.Select(p => p.Id)];
            foreach (var c in model.Compartments) _symbols[c.Id] = new("compartment", c.Constant);
            foreach (var s in model.Species) _symbols[s.Id] = new("species", s.Constant);
            foreach (var p in model.Parameters) _symbols[p.Id] = new("parameter", p.Constant);
            foreach (var r in model.Reactions)
            {
                _symbols[r.Id] = new("reaction", true);
                foreach (var s in r.Reactants.Concat(r.Products))
                    if (s.Id is { } id) _symbols[id] = new("species reference", s.Constant);
            }
        }

        public void UniqueIdentifiers()
        {
            var seen = new Dictionary<string, (string Kind, SourceSpan? Span)>(StringComparer.Ordinal);
            var all = _model.Functions.Select(f => (f.Id, Kind: "function", f.Span))
                .Concat(_model.Compartments.Select(c => (c.Id, Kind: "compartment", c.Span)))
                .Concat(_model.Species.Select(s => (s.Id, Kind: "species", s.Span)))
                .Concat(_model.Parameters.Select(p => (p.Id, Kind: "parameter", p.Span)))
                .Concat(_model.Reactions.Select(r => (r.Id, Kind: "reaction", r.Span)))
                .Concat(_model.Reactions.SelectMany(r => r.Reactants.Concat(r.Products)).Where(s => s.Id is not null).Select(s => (Id: s.Id!, Kind: "species reference", s.Span)))
                .Concat(_model.Events.Select(e => (e.Id, Kind: "event", e.Span)));
            foreach (var (id, kind, span) in all.Where(a => a.Id.Length > 0))
                if (!seen.TryAdd(id, (kind, span)))
                    Error("TS0110", span, $"The {kind} '{id}' has an identifier that the {seen[id].Kind} at {seen[id].Span} has already.", "Identifiers are unique over a model.");
            foreach (var reaction in _model.Reactions)
                foreach (var local in reaction.LocalParameters.GroupBy(p => p.Id).Where(g => g.Count() > 1))
                    Error("TS0110", local.Last().Span, $"Reaction '{reaction.Id}' has {local.Count()} local parameters '{local.Key}'.");
        }

        public void FunctionsDoNotRecur()
        {
            var bodies = _model.Functions.GroupBy(f => f.Id).ToDictionary(g => g.Key, g => Calls(g.First().Body).ToHashSet(StringComparer.Ordinal));
            foreach (var function in _model.Functions)
            {
                var reached = new HashSet<string>(StringComparer.Ordinal);
                var pending = new Stack<string>(bodies[function.Id]);
                while (pending.TryPop(out var next))
                    if (reached.Add(next) && bodies.TryGetValue(next, out var further))
                        foreach (var name in further) pending.Push(name);
                if (reached.Contains(function.Id)) Error("TS0309", function.Span, $"Function '{function.Id}' calls itself, directly or through others.");
            }
        }

        public void SpeciesAndReactions()
        {
            Factor(_model.ConversionFactor, null, "The model");
            foreach (var s in _model.Species)
            {
                if (!_compartments.Contains(s.Compartment))
                    Unknown(s.Span, $"Species '{s.Id}' is in compartment '{s.Compartment}', which the model does not have.", s.Compartment, "compartments", _compartments);
                Factor(s.ConversionFactor, s.Span, $"Species '{s.Id}'");
            }
            foreach (var r in _model.Reactions)
            {
                foreach (var reference in r.Reactants.Concat(r.Products).Select(p => (p.Species, p.Span)).Concat(r.Modifiers.Select(m => (Species: m, r.Span))))
                    if (!_species.Contains(reference.Species))
                        Unknown(reference.Span, $"Reaction '{r.Id}' names species '{reference.Species}', which the model does not have.", reference.Species, "species", _species);
                if (r.Compartment is { } c && !_compartments.Contains(c))
                    Unknown(r.Span, $"Reaction '{r.Id}' is in compartment '{c}', which the model does not have.", c, "compartments", _compartments);
            }
        }

        public void Formulas()
        {
            foreach (var f in _model.Functions) ReportDelay(f.Body, f.Span);
            foreach (var a in _model.InitialAssignments) Formula(a.Value, a.Span, $"The initial assignment of '{a.Variable}'");
            foreach (var r in _model.Rules)
                Formula(r.Value, r.Span, r switch
                {
                    AssignmentRule a => $"The assignment rule of '{a.Variable}'",
                    RateRule a => $"The rate rule of '{a.Variable}'",
                    _ => "An algebraic rule",
                });
            foreach (var r in _model.Reactions)
            {
                if (r.Rate is { } rate) Formula(rate, r.Span, $"The rate of reaction '{r.Id}'", r.LocalParameters.Select(p => p.Id).ToHashSet(StringComparer.Ordinal));
                foreach (var s in r.Reactants.Concat(r.Products))
                    if (s.Stoichiometry is { } stoichiometry) Formula(stoichiometry, s.Span, $"A stoichiometry of reaction '{r.Id}'");
            }
            foreach (var e in _model.Events)
            {
                Formula(e.Trigger, e.Span, $"The trigger of event '{e.Id}'");
                if (e.Delay is { } delay) Formula(delay, e.Span, $"The delay of event '{e.Id}'");
                if (e.Priority is { } priority) Formula(priority, e.Span, $"The priority of event '{e.Id}'");
                foreach (var a in e.Assignments) Formula(a.Value, a.Span, $"Event '{e.Id}', where it assigns '{a.Variable}',");
            }
            foreach (var c in _model.Constraints) Formula(c.Condition, c.Span, "A constraint");
        }

        /// <summary>Who determines a variable: at most one rule, or reactions, and nothing determines a constant.</summary>
        public void Determination()
        {
            var ruled = new Dictionary<string, Rule>(StringComparer.Ordinal);
            foreach (var rule in _model.Rules)
            {
                var variable = rule switch { AssignmentRule a => a.Variable, RateRule r => r.Variable, _ => null };
                if (variable is null) continue;
                Target(variable, rule.Span, "A rule", mayBeConstant: false);
                if (!ruled.TryAdd(variable, rule))
                    Error("TS0306", rule.Span, $"A second rule determines '{variable}'; the first is at {ruled[variable].Span}.");
            }
            foreach (var initial in _model.InitialAssignments)
            {
                Target(initial.Variable, initial.Span, "An initial assignment", mayBeConstant: true);
                if (ruled.TryGetValue(initial.Variable, out var rule) && rule is AssignmentRule)
                    Error("TS0306", initial.Span, $"'{initial.Variable}' has an initial assignment and, at {rule.Span}, an assignment rule.", "The rule holds at time 0 too; leave one of them out.");
            }
            foreach (var twice in _model.InitialAssignments.GroupBy(a => a.Variable).Where(g => g.Count() > 1))
                Error("TS0306", twice.Last().Span, $"'{twice.Key}' has {twice.Count()} initial assignments.");
            foreach (var e in _model.Events)
            {
                foreach (var a in e.Assignments)
                {
                    Target(a.Variable, a.Span, $"Event '{e.Id}'", mayBeConstant: false);
                    if (ruled.TryGetValue(a.Variable, out var rule) && rule is AssignmentRule)
                        Error("TS0306", a.Span, $"Event '{e.Id}' assigns '{a.Variable}', which the assignment rule at {rule.Span} determines.");
                }
                foreach (var twice in e.Assignments.GroupBy(a => a.Variable).Where(g => g.Count() > 1))
                    Error("TS0306", twice.Last().Span, $"Event '{e.Id}' assigns '{twice.Key}' {twice.Count()} times.");
            }
            var boundary = _model.Species.Where(s => s.BoundaryCondition).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var r in _model.Reactions)
                foreach (var p in r.Reactants.Concat(r.Products).Where(p => !boundary.Contains(p.Species)))
                {
                    if (ruled.TryGetValue(p.Species, out var rule))
                        Error("TS0306", p.Span, $"Reaction '{r.Id}' changes '{p.Species}', which the rule at {rule.Span} determines.", "Set boundaryCondition=\"true\" on the species if the rule is to hold.");
                    else if (_symbols.TryGetValue(p.Species, out var s) && s is { Kind: "species", Constant: true })
                        Error("TS0305", p.Span, $"Reaction '{r.Id}' changes species '{p.Species}', which is constant.", "Set boundaryCondition=\"true\" or constant=\"false\".");
                }
        }

        private void Factor(string? parameter, SourceSpan? span, string owner)
        {
            if (parameter is not null && !_parameters.Contains(parameter))
                Unknown(span, $"{owner} has conversion factor '{parameter}', which is not a parameter of the model.", parameter, "parameters", _parameters);
        }

        private void Target(string variable, SourceSpan? span, string owner, bool mayBeConstant)
        {
            if (variable.Length == 0) return;
            if (!_symbols.TryGetValue(variable, out var symbol) || symbol.Kind == "reaction")
                Unknown(span, $"{owner} sets '{variable}', which is not a compartment, species, parameter or species reference of the model.", variable,
                    "variables", _symbols.Where(s => s.Value.Kind != "reaction").Select(s => s.Key));
            else if (symbol.Constant && !mayBeConstant)
                Error("TS0305", span, $"{owner} changes {symbol.Kind} '{variable}', which is constant.", "Set constant=\"false\" on it.");
        }

        private void Formula(Expression formula, SourceSpan? span, string owner, HashSet<string>? local = null)
        {
            foreach (var symbol in Walk(formula).OfType<SymbolExpression>().DistinctBy(s => s.Name).Where(s => !_symbols.ContainsKey(s.Name) && local?.Contains(s.Name) != true))
                Unknown(symbol.Span ?? span, $"{owner} reads '{symbol.Name}', which the model does not define.", symbol.Name, "symbols", _symbols.Keys.Concat(local ?? []));
            ReportDelay(formula, span);
        }

        /// <summary>Once a model: it is read and written, but no simulation can answer it.</summary>
        private void ReportDelay(Expression formula, SourceSpan? span)
        {
            if (_delayReported || !Walk(formula).Any(e => e is CallExpression { Function: MathFunction.Delay })) return;
            _delayReported = true;
            _diagnostics.Warning("TS0304", formula.Span ?? span ?? SourceSpan.WholeFile(_file),
                "The model uses delay(x, t); it can be checked and converted, but not simulated (it is a delay differential equation).");
        }

        private static IEnumerable<string> Calls(Expression e) => Walk(e).OfType<UserCallExpression>().Select(c => c.Function);

        private static IEnumerable<Expression> Walk(Expression root)
        {
            var pending = new Stack<Expression>([root]);
            while (pending.TryPop(out var e))
            {
                yield return e;
                foreach (var a in e switch { CallExpression c => c.Arguments, UserCallExpression c => c.Arguments, _ => [] }) pending.Push(a);
            }
        }

        private void Unknown(SourceSpan? span, string message, string found, string kindPlural, IEnumerable<string> available) =>
            Error("TS0301", span, message, Advice.DidYouMean(found, kindPlural, available));

        private void Error(string code, SourceSpan? span, string message, string? advice = null) =>
            _diagnostics.Error(code, span ?? SourceSpan.WholeFile(_file), message, advice);
    }
}

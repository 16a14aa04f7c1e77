using System.Diagnostics.CodeAnalysis;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Every name of a model and what determines it; finds what is undefined, constant yet changed, or determined twice.</summary>
internal sealed class SymbolTable
{
    private readonly Dictionary<string, ModelSymbol> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Reaction>> _reactionsOf = new(StringComparer.Ordinal);
    private readonly DiagnosticBag _diagnostics;

    private SymbolTable(ModelDefinition model, DiagnosticBag diagnostics)
    {
        Model = model;
        _diagnostics = diagnostics;
        Functions = [];
        foreach (var f in model.Functions) Functions.TryAdd(f.Id, f);
    }

    public ModelDefinition Model { get; }

    public Dictionary<string, FunctionDefinition> Functions { get; }

    /// <summary>All symbols by name, the order in which everything is lowered.</summary>
    public IReadOnlyList<ModelSymbol> Ordered { get; private set; } = [];

    public IEnumerable<string> Names => _symbols.Keys;

    public SourceSpan WholeFile => SourceSpan.WholeFile(Model.File ?? Model.Id);

    public bool TryGet(string name, [NotNullWhen(true)] out ModelSymbol? symbol) => _symbols.TryGetValue(name, out symbol);

    public ModelSymbol this[string name] => _symbols[name];

    public static SymbolTable Build(ModelDefinition model, CompileOptions options, DiagnosticBag diagnostics)
    {
        var table = new SymbolTable(model, diagnostics);
        table.Declare();
        table.Ordered = [.. table._symbols.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];
        table.ReadReactions();
        table.ReadRules();
        table.ReadInitialAssignments();
        table.ReadEvents();
        table.ReadDoses(options);
        foreach (var symbol in table.Ordered) symbol.Role = RoleOf(symbol);
        AlgebraicMatching.Match(table, diagnostics);
        table.WarnOfMissingValues();
        return table;
    }

    /// <summary>The reactions that have the species as reactant or product, by name.</summary>
    public IReadOnlyList<Reaction> ReactionsOf(string species) => _reactionsOf.GetValueOrDefault(species) ?? [];

    /// <summary>"Did you mean …" over the names of the model.</summary>
    public string AdviceFor(string name) => Advice.DidYouMean(name, "symbols", Names);

    private static SymbolRole RoleOf(ModelSymbol s)
    {
        if (s.Kind == SymbolKind.Reaction) return SymbolRole.Reaction;
        if (s.Rule is AssignmentRule) return SymbolRole.Assigned;
        if (s.Rule is RateRule || s.ChangedByReaction is not null || s.IsDosed) return SymbolRole.State;
        return s.IsEventTarget || s.InitialAssignment is not null || s.Kind == SymbolKind.Species ? SymbolRole.Held : SymbolRole.Settable;
    }

    private void Declare()
    {
        foreach (var c in Model.Compartments)
            Add(new ModelSymbol
            {
                Name = c.Id, Kind = SymbolKind.Compartment, IsConstant = c.Constant, Span = c.Span ?? WholeFile,
                Value = c.Size ?? double.NaN,
            });
        foreach (var s in Model.Species)
            Add(new ModelSymbol
            {
                Name = s.Id, Kind = SymbolKind.Species, IsConstant = s.Constant, Span = s.Span ?? WholeFile, Species = s,
                Value = s.InitialConcentration ?? s.InitialAmount ?? double.NaN,
            });
        foreach (var p in Model.Parameters)
            Add(new ModelSymbol
            {
                Name = p.Id, Kind = SymbolKind.Parameter, IsConstant = p.Constant, Span = p.Span ?? WholeFile,
                Value = p.Value ?? double.NaN,
            });
        foreach (var r in Model.Reactions)
        {
            Add(new ModelSymbol { Name = r.Id, Kind = SymbolKind.Reaction, IsConstant = false, Span = r.Span ?? WholeFile, Reaction = r });
            foreach (var reference in r.Reactants.Concat(r.Products))
                if (reference.Id is { } id)
                    Add(new ModelSymbol
                    {
                        Name = id, Kind = SymbolKind.Stoichiometry, IsConstant = reference.Constant,
                        Span = reference.Span ?? r.Span ?? WholeFile,
                        Value = reference.Stoichiometry is NumberExpression n ? n.Value : double.NaN,
                    });
        }
    }

    private void Add(ModelSymbol symbol)
    {
        if (_symbols.TryAdd(symbol.Name, symbol)) return;
        _diagnostics.Error("TM2001", symbol.Span,
            $"The name '{symbol.Name}' is given twice: to a {Describe(_symbols[symbol.Name])} and to a {Describe(symbol)}.",
            "Rename one of them.");
        static string Describe(ModelSymbol s) => s.Kind.ToString().ToLowerInvariant();
    }

    private void ReadReactions()
    {
        foreach (var reaction in Model.Reactions.OrderBy(r => r.Id, StringComparer.Ordinal))
        {
            var span = reaction.Span ?? WholeFile;
            if (reaction.Fast)
                _diagnostics.Error("TM2010", span, $"Reaction '{reaction.Id}' is fast, which is not supported.",
                    "Write its equilibrium as an algebraic rule (0 = forward − backward), or give it a large finite rate.");
            foreach (var species in reaction.Reactants.Concat(reaction.Products).Select(r => r.Species).Distinct(StringComparer.Ordinal))
            {
                if (!_reactionsOf.TryGetValue(species, out var list)) _reactionsOf.Add(species, list = []);
                list.Add(reaction);
            }
            foreach (var reference in reaction.Reactants.Concat(reaction.Products))
            {
                if (!TryGet(reference.Species, out var symbol) || symbol.Kind != SymbolKind.Species)
                    _diagnostics.Error("TM2002", reference.Span ?? span,
                        $"Reaction '{reaction.Id}' changes '{reference.Species}', which is no species of the model.",
                        Advice.DidYouMean(reference.Species, "species", Model.Species.Select(s => s.Id)));
                else if (!symbol.IsConstant && !symbol.Species!.BoundaryCondition)
                    symbol.ChangedByReaction ??= reaction.Id;
            }
        }
        foreach (var species in Model.Species)
            if (!TryGet(species.Compartment, out var c) || c.Kind != SymbolKind.Compartment)
                _diagnostics.Error("TM2003", species.Span ?? WholeFile,
                    $"Species '{species.Id}' is in '{species.Compartment}', which is no compartment of the model.",
                    Advice.DidYouMean(species.Compartment, "compartments", Model.Compartments.Select(k => k.Id)));
    }

    private void ReadRules()
    {
        foreach (var rule in Model.Rules)
        {
            var variable = rule switch { AssignmentRule a => a.Variable, RateRule r => r.Variable, _ => null };
            if (variable is null || !TryVariable(variable, rule.Span, rule is RateRule ? "A rate rule" : "An assignment rule", out var symbol)) continue;
            var span = rule.Span ?? symbol.Span;
            if (symbol.Rule is { } other)
                _diagnostics.Error("TM2005", span, $"Two rules determine {symbol.Described}.",
                    $"The other one stands at {other.Span ?? symbol.Span}. Keep one.");
            else if (symbol.ChangedByReaction is { } reaction)
                _diagnostics.Error("TM2006", span,
                    $"A rule determines {symbol.Described}, which reaction '{reaction}' changes too.",
                    "Make it a boundary species, or take it out of the reaction.");
            else
                symbol.Rule = rule;
        }
    }

    private void ReadInitialAssignments()
    {
        foreach (var initial in Model.InitialAssignments)
        {
            if (!TryGet(initial.Variable, out var symbol) || symbol.Kind == SymbolKind.Reaction)
            {
                _diagnostics.Error("TM2004", initial.Span ?? WholeFile,
                    $"An initial assignment sets '{initial.Variable}', which the model does not define.", AdviceFor(initial.Variable));
                continue;
            }
            var span = initial.Span ?? symbol.Span;
            if (symbol.InitialAssignment is { } other)
                _diagnostics.Error("TM2005", span, $"Two initial assignments set {symbol.Described}.",
                    $"The other one stands at {other.Span ?? symbol.Span}. Keep one.");
            else if (symbol.Rule is AssignmentRule)
                _diagnostics.Error("TM2005", span, $"An initial assignment sets {symbol.Described}, which an assignment rule determines at all times.",
                    "Keep one of them.");
            else
                symbol.InitialAssignment = initial;
        }
    }

    private void ReadEvents()
    {
        foreach (var e in Model.Events)
            foreach (var assignment in e.Assignments)
            {
                var span = assignment.Span ?? e.Span;
                if (!TryVariable(assignment.Variable, span, $"Event '{e.Id}'", out var symbol)) continue;
                if (symbol.Rule is AssignmentRule)
                    _diagnostics.Error("TM2007", span ?? symbol.Span,
                        $"Event '{e.Id}' sets {symbol.Described}, which an assignment rule determines at all times.",
                        "Let the event set what the rule reads.");
                symbol.IsEventTarget = true;
            }
    }

    private void ReadDoses(CompileOptions options)
    {
        foreach (var name in options.DosedSpecies.Distinct(StringComparer.Ordinal))
        {
            if (!TryGet(name, out var symbol) || symbol.Kind != SymbolKind.Species)
                _diagnostics.Error("TM2008", WholeFile, $"A dose goes into '{name}', which is no species of the model.",
                    Advice.DidYouMean(name, "species", Model.Species.Select(s => s.Id)));
            else if (symbol.IsConstant || symbol.Rule is AssignmentRule)
                _diagnostics.Error("TM2009", symbol.Span,
                    $"A dose goes into {symbol.Described}, which {(symbol.IsConstant ? "is constant" : "an assignment rule determines")}.",
                    "Dose a species that reactions or a rate rule change.");
            else
                symbol.IsDosed = true;
        }
    }

    private bool TryVariable(string name, SourceSpan? span, string who, [NotNullWhen(true)] out ModelSymbol? symbol)
    {
        if (!TryGet(name, out symbol))
        {
            _diagnostics.Error("TM2004", span ?? WholeFile, $"{who} sets '{name}', which the model does not define.", AdviceFor(name));
            return false;
        }
        var fault = symbol.Kind == SymbolKind.Reaction ? "is a reaction" : symbol.IsConstant ? "is constant" : null;
        if (fault is null) return true;
        _diagnostics.Error("TM2009", span ?? symbol.Span, $"{who} sets {symbol.Described}, which {fault}.",
            symbol.IsConstant ? "Declare it as variable, or take the rule away." : "Set what its rate reads.");
        return false;
    }

    private void WarnOfMissingValues()
    {
        foreach (var symbol in Ordered)
        {
            if (!double.IsNaN(symbol.Value) || symbol.InitialAssignment is not null
                || symbol.Role is SymbolRole.Assigned or SymbolRole.Algebraic or SymbolRole.Reaction
                || symbol.Kind == SymbolKind.Stoichiometry) continue;
            var consequence = symbol.Kind switch
            {
                SymbolKind.Species => "it starts at 0",
                SymbolKind.Compartment => "its size is taken as 1",
                _ => "it is not a number until something sets it",
            };
            _diagnostics.Warning("TM2011", symbol.Span, $"Nothing gives {symbol.Described} a value; {consequence}.", "Give it one.");
        }
    }
}

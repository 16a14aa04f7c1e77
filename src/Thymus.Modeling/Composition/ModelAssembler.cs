using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Writes the flat definition from what the composition found.</summary>
internal sealed class ModelAssembler
{
    private const string DefaultCompartment = "default_compartment";

    private static readonly string[] ModelUnits = ["time_unit", "substance", "volume", "area", "length", "extent"];

    private readonly Composer _composer;
    private readonly Scope _main;
    private readonly DiagnosticBag _diagnostics;
    private readonly UnitBook _units;
    private readonly FormulaRewriter _formulas;
    private readonly Dictionary<Symbol, SymbolFacts> _facts = [];
    private readonly List<string> _open = [];
    private readonly HashSet<Definition> _folded = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string?> _modelUnits = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Compartment>.Builder _compartments = ImmutableArray.CreateBuilder<Compartment>();
    private readonly ImmutableArray<Species>.Builder _species = ImmutableArray.CreateBuilder<Species>();
    private readonly ImmutableArray<Parameter>.Builder _parameters = ImmutableArray.CreateBuilder<Parameter>();
    private readonly ImmutableArray<InitialAssignment>.Builder _initial = ImmutableArray.CreateBuilder<InitialAssignment>();

    private ModelAssembler(Composer composer, Scope main, DiagnosticBag diagnostics)
    {
        (_composer, _main, _diagnostics) = (composer, main, diagnostics);
        _units = new UnitBook(diagnostics);
        _formulas = new FormulaRewriter(composer, _units, diagnostics);
    }

    /// <param name="open">Receives the arguments of the main model that nothing defines, where it is a module and not marked as main.</param>
    public static ModelDefinition Assemble(Composer composer, Scope main, string file, DiagnosticBag diagnostics, List<string> open)
    {
        var assembler = new ModelAssembler(composer, main, diagnostics);
        var model = assembler.Assemble(file);
        open.AddRange(assembler._open);
        return model;
    }

    private ModelDefinition Assemble(string file)
    {
        foreach (var (_, statement) in _composer.Sequence)
            if (statement is UnitStatement unit) DefineUnit(unit.Definition, unit.IsAlias);
        foreach (var root in _composer.Roots) _facts.Add(root, SymbolFacts.Gather(root, _diagnostics));
        CheckNames();
        foreach (var root in _composer.Roots) AddSymbol(_facts[root]);
        var processes = new ProcessAssembler(_composer, _formulas, _facts, _diagnostics);
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var constraints = ImmutableArray.CreateBuilder<Constraint>();
        foreach (var (writer, statement) in _composer.Sequence)
        {
            switch (statement)
            {
                case DefineStatement define when FormulaRewriter.Find(writer, define.Target.Text)?.Root is { } root:
                    // A definition that lost to an override, or became a plain value, is not written again.
                    if (_facts[root].Definitions.Find(d => d.Writer == writer && ReferenceEquals(d.Statement, define)) is { } kept && !_folded.Contains(kept))
                        AddEquation(_facts[root], kept, rules);
                    break;
                case AlgebraicStatement algebraic:
                    rules.Add(new AlgebraicRule(_formulas.Rewrite(algebraic.Value, writer), algebraic.Span));
                    break;
                case ConstraintStatement constraint:
                    var message = constraint.Id is { } id && writer.Find(id.Text) is { } named ? named.Root.DisplayNames.Select(n => n.Statement.Text).FirstOrDefault() : null;
                    constraints.Add(new Constraint(_formulas.Rewrite(constraint.Condition, writer), message, constraint.Span));
                    break;
                case ReactionStatement reaction:
                    processes.Add(writer, reaction);
                    break;
                case EventStatement modelEvent:
                    processes.Add(writer, modelEvent);
                    break;
            }
        }
        // A number as argument has no statement of its own.
        foreach (var facts in _facts.Values)
            foreach (var argument in facts.Definitions)
                if (argument.Statement is null && !_folded.Contains(argument)) AddEquation(facts, argument, rules);
        var functions = AddFunctions();
        return new ModelDefinition
        {
            Id = _main.Model.Name,
            Name = _main.Model.DisplayName,
            File = file,
            TimeUnit = ModelUnit("time_unit"),
            SubstanceUnit = ModelUnit("substance"),
            VolumeUnit = ModelUnit("volume"),
            AreaUnit = ModelUnit("area"),
            LengthUnit = ModelUnit("length"),
            ExtentUnit = ModelUnit("extent"),
            UnitDefinitions = _units.Definitions,
            Functions = functions,
            Compartments = _compartments.ToImmutable(),
            Species = _species.ToImmutable(),
            Parameters = _parameters.ToImmutable(),
            InitialAssignments = _initial.ToImmutable(),
            Rules = rules.ToImmutable(),
            Reactions = processes.Reactions,
            Events = processes.Events,
            Constraints = constraints.ToImmutable(),
        };
    }

    private string? ModelUnit(string role) => _modelUnits.GetValueOrDefault(role);

    /// <summary><c>unit time_unit = hour</c> sets a unit of the model; every other name defines one.</summary>
    private void DefineUnit(UnitDefinition definition, bool isAlias)
    {
        var span = definition.Span ?? default;
        if (definition.Name is not null)
            _units.SetName(definition.Id, definition.Name, span);
        else if (definition.Parts.IsEmpty)
            _diagnostics.Error("TU0003", span, $"Unit '{definition.Id}' has no definition.", "Write unit name = 1e-3 mole / litre.");
        else if (Array.IndexOf(ModelUnits, definition.Id) < 0)
            _units.Define(definition);
        else
        {
            // The unit of the model is known by its role too: "x has substance".
            var name = isAlias ? _units.Alias(definition.Id, definition.Parts[0].Kind, span) : UseAs(definition);
            if (_modelUnits.TryGetValue(definition.Id, out var other) && other is not null && name is not null && !_units.Of(other).IsSame(_units.Of(name)))
                _diagnostics.Error("TU0002", span, $"The models that are composed use two units of {definition.Id}: {other} and {name}.", "Use one unit in all of them.");
            else _modelUnits[definition.Id] = name;
        }
    }

    private string? UseAs(UnitDefinition definition)
    {
        _units.Define(definition);
        return definition.Id;
    }

    private void CheckNames()
    {
        var seen = new Dictionary<string, Symbol>(StringComparer.Ordinal);
        foreach (var root in _composer.Roots)
            if (!seen.TryAdd(root.Id, root))
                _diagnostics.Error("TM0137", root.FirstSeen, $"'{root.Id}' names two things in the flat model; the other is at {seen[root.Id].FirstSeen}.", "Rename one of them: two underscores join the names of submodels and symbols.");
    }

    private ImmutableArray<FunctionDefinition> AddFunctions() =>
    [
        .. _composer.Functions.Values.Select(f =>
        {
            foreach (var name in f.Body.Symbols().Where(n => !f.Arguments.Contains(n)))
                _diagnostics.Error("TM0141", f.Span ?? default, $"Function '{f.Id}' reads '{name}', which is not one of its arguments.",
                    $"A function reads its arguments alone ({string.Join(", ", f.Arguments)}): add '{name}' to them.");
            return f with { Body = RewriteBody(f.Body) };
        }),
    ];

    private Expression RewriteBody(Expression body) => body switch
    {
        NumberExpression { Unit: { } unit } number => number with { Unit = _units.Use(unit, number.Span ?? default) },
        CallExpression call => call with { Arguments = [.. call.Arguments.Select(RewriteBody)] },
        UserCallExpression call => _formulas.Call(call, [.. call.Arguments.Select(RewriteBody)]),
        _ => body,
    };

    private void AddSymbol(SymbolFacts facts)
    {
        var isConstraintName = facts is { Kind: SymbolKind.Parameter, Definitions.Count: 0 } && facts.Root.DisplayNames.Count > 0 && facts.Root.FirstRead is null
            && _composer.Sequence.Any(s => s.Statement is ConstraintStatement { Id: { } id } && s.Writer.Find(id.Text)?.Root == facts.Root);
        if (isConstraintName || facts.IsStoichiometry || facts.Kind is SymbolKind.Reaction or SymbolKind.Event) return;
        if (facts.Root.Deleted && facts.Root.FirstRead is null && !facts.Root.InReaction && !facts.Root.SetByEvent) return;
        switch (facts.Kind)
        {
            case SymbolKind.Species:
                AddSpecies(facts);
                break;
            case SymbolKind.Compartment:
                AddCompartment(facts);
                break;
            default:
                AddParameter(facts);
                break;
        }
    }

    private bool Changes(SymbolFacts facts) =>
        facts.Root.SetByEvent || facts.Get(DefinitionKind.Assignment) is not null || facts.Get(DefinitionKind.Rate) is not null;

    /// <summary>The number of a start value that is one, in the unit that the symbol has; other start values stay formulas.</summary>
    private (double? Value, string? Unit) StartValue(SymbolFacts facts)
    {
        var unit = UnitOf(facts);
        if (facts.Get(DefinitionKind.Initial) is not { Value: NumberExpression number } initial) return (null, unit);
        _folded.Add(initial);
        if (number.Unit is null) return (number.Value, unit);
        var own = _units.Use(number.Unit, number.Span ?? initial.Span);
        if (own is null || unit is null || own == unit) return (number.Value, unit ?? own);
        var quantity = new Quantity(number.Value, _units.Of(own));
        if (quantity.TryIn(_units.Of(unit), out var value, out var error)) return (value, unit);
        _diagnostics.Error("TU0010", initial.Span, $"'{facts.Root.Name}' has unit {unit}: {error}");
        return (number.Value, unit);
    }

    private string? UnitOf(SymbolFacts facts)
    {
        string? unit = null;
        foreach (var (writer, statement) in facts.Root.Units)
        {
            var name = statement.Name is { } known ? _units.Use(known, statement.UnitSpan) : _units.Use(statement.Parts, statement.UnitSpan);
            if (unit is not null && name is not null && !_units.Of(unit).IsSame(_units.Of(name)))
                _diagnostics.Error("TU0004", statement.UnitSpan, $"'{statement.Target}' has unit {name} in {writer}, and {unit} elsewhere.", "Give it one unit.");
            unit ??= name;
        }
        return unit;
    }

    private void AddParameter(SymbolFacts facts)
    {
        var root = facts.Root;
        if (facts.Definitions.Count == 0 && !root.InAlgebraicRule && !IsOpen(facts))
        {
            Undefined(facts);
            return;
        }
        var (value, unit) = StartValue(facts);
        var free = root.InAlgebraicRule && facts.Constant != true && (facts.Constant == false || facts.Definitions.Count == 0);
        _parameters.Add(new Parameter(root.Id, value, unit, facts.Constant ?? !(Changes(facts) || free), facts.DisplayName, facts.Place));
    }

    private void AddCompartment(SymbolFacts facts)
    {
        if (facts.Definitions.Count == 0 && facts.Root.AllNames.Any(n => n.IsPort))
        {
            Undefined(facts);
            return;
        }
        var (size, unit) = StartValue(facts);
        if (facts.Definitions.Count == 0 && !IsOpen(facts))
        {
            _diagnostics.Warning("TM0136", facts.Place, $"Compartment '{facts.Root.Name}' has no size; 1 is taken.", $"Write compartment {facts.Root.Name} = 1.");
            size = 1;
        }
        _compartments.Add(new Compartment(facts.Root.Id, size, unit, facts.Constant ?? !Changes(facts), 3, facts.DisplayName, facts.Place));
    }

    /// <summary>An argument of the model that is read by itself, though it is a module.</summary>
    private bool IsOpen(SymbolFacts facts)
    {
        var root = facts.Root;
        if (_main.Model.IsMain || facts.Definitions.Count > 0 || root.Scope != _main || !_main.Model.Ports.Any(p => p.Text == root.Name)) return false;
        if (!_open.Contains(root.Name)) _open.Add(root.Name);
        return true;
    }

    private void Undefined(SymbolFacts facts)
    {
        var root = facts.Root;
        var place = root.FirstRead ?? facts.Place;
        if (root.AllNames.FirstOrDefault(n => n.IsPort) is { } port)
            _diagnostics.Error("TM0131", place,
                $"'{port.Name}', an argument of model '{port.Scope.Model.Name}' (declared at {port.FirstSeen}), gets no value in {port.Scope}{Place(port)}.",
                root.Name == port.Name && root.Scope == port.Scope ? $"Pass a symbol that has a value, or write {port.Scope.Instance!.Id.Text}.{port.Name} = …"
                : $"Give '{root.Name}' a value in {root.Scope}, or let another submodel define it.");
        else
            _diagnostics.Error("TM0132", place, $"'{root.Name}' has no value and is not declared in {root.Scope}.",
                Advice.DidYouMean(root.Name, "names", root.Scope.Symbols.Where(s => s.Root != root && s.Root is { Definitions.Count: > 0 } or { Reactions.Count: > 0 } or { InReaction: true }).Select(s => s.Name)));
    }

    private static string Place(Symbol port) => port.Scope.Instance is { } instance ? $", used at {instance.Id.Span}" : "";

    private void AddSpecies(SymbolFacts facts)
    {
        var root = facts.Root;
        if (facts.Definitions.Count == 0 && root.Declarations.Count == 0)
        {
            Undefined(facts);
            return;
        }
        var compartment = facts.Compartment?.Id ?? UseDefaultCompartment(facts);
        double? amount = null, concentration = null;
        var unit = UnitOf(facts);
        var initial = facts.Get(DefinitionKind.Initial);
        var own = facts.Compartment?.Root;
        switch (initial?.Value)
        {
            case null when IsOpen(facts):
                break;
            case null when facts.Get(DefinitionKind.Assignment) is null:
                _diagnostics.Warning("TM0136", facts.Place, $"Species '{root.Name}' has no start value; 0 is taken.", $"Write {root.Name} = 0.");
                if (facts.SubstanceOnly) amount = 0;
                else concentration = 0;
                break;
            case NumberExpression { Unit: null } number:
                if (facts.SubstanceOnly) amount = number.Value;
                else concentration = number.Value;
                break;
            case NumberExpression number when _units.Use(number.Unit, number.Span ?? initial.Span) is { } name:
                (amount, concentration, unit) = WithUnit(facts, initial, number.Value, name, unit);
                break;
            // "S = 5 / C" states an amount, "S = 5 * C" of a substanceOnly species a concentration.
            case CallExpression { Function: MathFunction.Divide, Arguments: [NumberExpression { Unit: null } a, SymbolExpression c] }
                when own is not null && !facts.SubstanceOnly && FormulaRewriter.Find(initial.Writer, c.Name)?.Root == own:
                amount = a.Value;
                break;
            case CallExpression { Function: MathFunction.Multiply, Arguments: [NumberExpression { Unit: null } a, SymbolExpression c] }
                when own is not null && facts.SubstanceOnly && FormulaRewriter.Find(initial.Writer, c.Name)?.Root == own:
                concentration = a.Value;
                break;
        }
        if (initial is not null && (amount ?? concentration) is not null) _folded.Add(initial);
        var constant = facts.Constant == true;
        _species.Add(new Species(root.Id, compartment, amount, concentration, facts.SubstanceOnly, facts.Boundary || (constant && root.InReaction), constant,
            unit, null, facts.DisplayName, facts.Place));
    }

    /// <summary>A start value with a unit: an amount where the unit is one, a concentration where it is an amount per volume.</summary>
    private (double? Amount, double? Concentration, string? Unit) WithUnit(SymbolFacts facts, Definition initial, double value, string name, string? unit)
    {
        var given = _units.Of(name);
        var perVolume = given.Dimension.Length != 0;
        var substance = perVolume ? given.Dimension * new Dimension(Length: 3) : given.Dimension;
        if (perVolume && unit is null) unit = _units.Use(UnitNames.Canonical(substance), initial.Span);
        if (!perVolume && unit is null) return (value, null, name);
        if (!perVolume && new Quantity(value, given).TryIn(_units.Of(unit!), out var converted, out _)) return (converted, null, unit);
        // The concentration is converted with everything else on import; until then it stays a formula with its unit.
        if (perVolume && !facts.SubstanceOnly && (unit is null || _units.Of(unit).Dimension == substance)) return (null, null, unit);
        _diagnostics.Error("TU0010", initial.Span, $"Species '{facts.Root.Name}' starts with {value.ToString(System.Globalization.CultureInfo.InvariantCulture)} {name}, and is measured in {unit ?? "an amount"}.",
            facts.SubstanceOnly ? "A substanceOnly species starts with an amount." : "Start it with an amount or a concentration in that unit.");
        return (value, null, unit);
    }

    private string UseDefaultCompartment(SymbolFacts facts)
    {
        if (_facts.Values.Any(f => f.Kind == SymbolKind.Compartment))
            _diagnostics.Warning("TM0138", facts.Place, $"Species '{facts.Root.Name}' is in no compartment; it gets '{DefaultCompartment}', of size 1.",
                Advice.DidYouMean(facts.Root.Name, "compartments", _facts.Values.Where(f => f.Kind == SymbolKind.Compartment).Select(f => f.Root.Id)) + $" Write species {facts.Root.Name} in …");
        if (!_compartments.Any(c => c.Id == DefaultCompartment)) _compartments.Add(new Compartment(DefaultCompartment, 1));
        return DefaultCompartment;
    }

    private void AddEquation(SymbolFacts facts, Definition definition, ImmutableArray<Rule>.Builder rules)
    {
        var value = _formulas.Rewrite(definition.Value, definition.Writer);
        if (facts.IsStoichiometry && definition is { Kind: DefinitionKind.Initial, Value: NumberExpression }) return;
        switch (definition.Kind)
        {
            case DefinitionKind.Initial:
                _initial.Add(new InitialAssignment(facts.Root.Id, value, definition.Span));
                break;
            case DefinitionKind.Assignment:
                rules.Add(new AssignmentRule(facts.Root.Id, value, definition.Span));
                break;
            default:
                rules.Add(new RateRule(facts.Root.Id, value, definition.Span));
                break;
        }
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Thymus.Modeling;

/// <summary>Writes the reactions and events of the flat model.</summary>
internal sealed class ProcessAssembler(
    Composer composer, FormulaRewriter formulas, Dictionary<Symbol, SymbolFacts> facts, DiagnosticBag diagnostics)
{
    private readonly ImmutableArray<Reaction>.Builder _reactions = ImmutableArray.CreateBuilder<Reaction>();
    private readonly ImmutableArray<ModelEvent>.Builder _events = ImmutableArray.CreateBuilder<ModelEvent>();
    private readonly HashSet<string> _species = facts.Values.Where(f => f.Kind == SymbolKind.Species).Select(f => f.Root.Id).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<(Scope, Statement), Symbol> _owners = Owners(composer);

    public ImmutableArray<Reaction> Reactions => _reactions.ToImmutable();

    public ImmutableArray<ModelEvent> Events => _events.ToImmutable();

    public void Add(Scope writer, ReactionStatement statement)
    {
        if (!_owners.TryGetValue((writer, statement), out var root)) return;
        var rate = statement.Rate is null ? null : formulas.Rewrite(statement.Rate, writer);
        var reactants = Side(writer, statement.Reactants);
        var products = Side(writer, statement.Products);
        var changed = reactants.Concat(products).Select(r => r.Species).ToHashSet(StringComparer.Ordinal);
        var modifiers = rate is null ? [] : rate.Symbols().Where(s => !changed.Contains(s) && _species.Contains(s)).ToImmutableArray();
        var compartment = statement.Compartment is { } path ? FormulaRewriter.Find(writer, path.Text)?.Root.Id : null;
        _reactions.Add(new Reaction(root.Id, reactants, products, rate, [], modifiers, statement.Reversible, false, compartment, facts[root].DisplayName, statement.Span));
    }

    public void Add(Scope writer, EventStatement statement)
    {
        if (!_owners.TryGetValue((writer, statement), out var root)) return;
        var assignments = statement.Assignments
            .Select(a => new EventAssignment(FormulaRewriter.Find(writer, a.Target.Text)?.Root.Id ?? a.Target.Text, formulas.Rewrite(a.Value, writer), a.Target.Span))
            .ToImmutableArray();
        foreach (var twice in assignments.GroupBy(a => a.Variable).Where(g => g.Count() > 1))
            diagnostics.Error("TM0151", twice.Last().Span ?? statement.Span, $"Event '{root.Name}' sets '{twice.Key}' twice.", "Keep one of the assignments.");
        var modelEvent = new ModelEvent(root.Id, formulas.Rewrite(statement.Trigger, writer), assignments,
            Delay: statement.Delay is null ? null : formulas.Rewrite(statement.Delay, writer), Name: facts[root].DisplayName, Span: statement.Span);
        foreach (var (name, value, span) in statement.Options)
        {
            modelEvent = name switch
            {
                "priority" => modelEvent with { Priority = formulas.Rewrite(value, writer) },
                "t0" => modelEvent with { InitialValue = Truth(name, value, span) },
                "persistent" => modelEvent with { Persistent = Truth(name, value, span) },
                _ => modelEvent with { UseValuesFromTriggerTime = Truth(name, value, span) },
            };
        }
        _events.Add(modelEvent);
    }

    private bool Truth(string option, Expression value, SourceSpan span)
    {
        if (value is NumberExpression { Value: 0 or 1 } number) return number.Value == 1;
        diagnostics.Error("TM0150", value.Span ?? span, $"'{option}' is true or false.", $"Write {option} = true.");
        return true;
    }

    private static Dictionary<(Scope, Statement), Symbol> Owners(Composer composer)
    {
        var owners = new Dictionary<(Scope, Statement), Symbol>(StatementIdentity.Instance);
        foreach (var root in composer.Roots)
        {
            foreach (var (writer, statement) in root.Reactions) owners[(writer, statement)] = root;
            foreach (var (writer, statement) in root.Events) owners[(writer, statement)] = root;
        }
        return owners;
    }

    private ImmutableArray<SpeciesReference> Side(Scope writer, ImmutableArray<ReactionPart> parts) =>
    [
        .. parts.Select(part =>
        {
            var species = FormulaRewriter.Find(writer, part.Species.Text)?.Root.Id ?? part.Species.Text;
            var span = part.Species.Span;
            if (part.Coefficient is null) return new SpeciesReference(species, 1.0, Span: span);
            if (part.CoefficientIsName && part.Coefficient is SymbolExpression name && FormulaRewriter.Find(writer, name.Name)?.Root is { } root && facts[root].IsStoichiometry)
                return Named(species, facts[root], span);
            return new SpeciesReference(species, formulas.Rewrite(part.Coefficient, writer), Span: span);
        }),
    ];

    private SpeciesReference Named(string species, SymbolFacts coefficient, SourceSpan span)
    {
        var root = coefficient.Root;
        var number = coefficient.Get(DefinitionKind.Initial)?.Value as NumberExpression;
        var changes = root.SetByEvent || coefficient.Get(DefinitionKind.Assignment) is not null || coefficient.Get(DefinitionKind.Rate) is not null;
        if (coefficient.Definitions.Count == 0)
            diagnostics.Error("TM0132", span, $"The stoichiometry '{root.Name}' has no value.", $"Write {root.Name} = 1.");
        // A number given as argument has no statement of its own in the flat model and is written here.
        return new SpeciesReference(species, number is null ? null : new NumberExpression(number.Value), root.Id, !changes, span);
    }
}

/// <summary>Two statements with the same text are still two; records compare by value.</summary>
internal sealed class StatementIdentity : IEqualityComparer<(Scope Writer, Statement Statement)>
{
    public static StatementIdentity Instance { get; } = new();

    public bool Equals((Scope Writer, Statement Statement) x, (Scope Writer, Statement Statement) y) =>
        ReferenceEquals(x.Writer, y.Writer) && ReferenceEquals(x.Statement, y.Statement);

    public int GetHashCode((Scope Writer, Statement Statement) key) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(key.Writer), RuntimeHelpers.GetHashCode(key.Statement));
}

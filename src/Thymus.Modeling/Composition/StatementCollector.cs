namespace Thymus.Modeling;

/// <summary>Notes what one statement of a scope says of which symbols.</summary>
internal sealed class StatementCollector(Composer composer, Scope scope, DiagnosticBag diagnostics)
{
    public void Collect(Statement statement)
    {
        switch (statement)
        {
            case DeclareStatement declare:
                Declare(declare);
                break;
            case DefineStatement define when composer.Resolve(scope, define.Target) is { } target:
                target.Root.Definitions.Add(new Definition(scope, target, define.Kind, define.Value, define.Span, define));
                Read(define.Value);
                break;
            case UnitOfStatement unit when composer.Resolve(scope, unit.Target) is { } target:
                target.Root.Units.Add((scope, unit));
                break;
            case DisplayNameStatement name when composer.Resolve(scope, name.Target) is { } target:
                target.Root.DisplayNames.Add((scope, name));
                break;
            case SynonymStatement synonym when composer.Resolve(scope, synonym.First) is { } first && composer.Resolve(scope, synonym.Second) is { } second:
                first.Join(second);
                break;
            case ReactionStatement reaction:
                React(reaction);
                break;
            case EventStatement modelEvent:
                Happen(modelEvent);
                break;
            case AlgebraicStatement algebraic:
                Read(algebraic.Value);
                foreach (var name in algebraic.Value.Symbols())
                    if (Quietly(name) is { } symbol) symbol.Root.InAlgebraicRule = true;
                break;
            case ConstraintStatement constraint:
                Read(constraint.Condition);
                break;
            case DeleteStatement delete when composer.Resolve(scope, delete.Target) is { } target:
                Delete(target);
                break;
        }
    }

    private void Declare(DeclareStatement declare)
    {
        if (composer.Resolve(scope, declare.Target) is not { } target) return;
        var compartment = declare.Compartment is { } path ? composer.Resolve(scope, path) : null;
        target.Root.Declarations.Add(new Declaration(scope, target, declare, compartment));
        if (compartment is not null) compartment.Root.Use ??= (SymbolKind.Compartment, declare.Compartment!.Value.Span);
    }

    private void React(ReactionStatement reaction)
    {
        var number = 0;
        var id = reaction.Id;
        // libAntimony's names for reactions without one: _J0, _J1, … by place in the model.
        if (id is null)
            foreach (var other in scope.Model.Statements.OfType<ReactionStatement>())
            {
                if (ReferenceEquals(other, reaction)) break;
                number++;
            }
        if (composer.Resolve(scope, id ?? new NamePath($"_J{number}", reaction.Place)) is not { } target) return;
        target.Root.Reactions.Add((scope, reaction));
        var compartment = reaction.Compartment is { } path ? composer.Resolve(scope, path) : null;
        if (compartment is not null) compartment.Root.Use ??= (SymbolKind.Compartment, reaction.Compartment!.Value.Span);
        foreach (var part in reaction.Reactants.Concat(reaction.Products))
        {
            if (part.Coefficient is SymbolExpression name && part.CoefficientIsName)
            {
                if (composer.Resolve(scope, new NamePath(name.Name, name.Span ?? part.Species.Span)) is { } coefficient) coefficient.Root.StoichiometryUses++;
            }
            else if (part.Coefficient is not null) Read(part.Coefficient);
            if (composer.Resolve(scope, part.Species) is not { } species) continue;
            species.Root.Use ??= (SymbolKind.Species, part.Species.Span);
            species.Root.InReaction = true;
            species.Root.ReactionCompartment ??= compartment;
            if (part.Boundary)
                species.Root.Declarations.Add(new Declaration(scope, species, new DeclareStatement(part.Species, SymbolKind.Species, null, null, true, null)));
        }
        if (reaction.Rate is not null) Read(reaction.Rate);
        else diagnostics.Warning("TM0120", reaction.Span, $"Reaction '{target.Name}' has no rate and does nothing.", "Write it after ';' on the same line: J: A -> B; k*A.");
    }

    private void Happen(EventStatement modelEvent)
    {
        var number = 0;
        foreach (var other in scope.Model.Statements.OfType<EventStatement>())
        {
            if (ReferenceEquals(other, modelEvent)) break;
            number++;
        }
        if (composer.Resolve(scope, modelEvent.Id ?? new NamePath($"_E{number}", modelEvent.Place)) is not { } target) return;
        target.Root.Events.Add((scope, modelEvent));
        Read(modelEvent.Trigger);
        if (modelEvent.Delay is not null) Read(modelEvent.Delay);
        foreach (var option in modelEvent.Options) Read(option.Value);
        foreach (var (path, value) in modelEvent.Assignments)
        {
            if (composer.Resolve(scope, path) is { } changed) changed.Root.SetByEvent = true;
            Read(value);
        }
    }

    private static void Delete(Symbol target)
    {
        var root = target.Root;
        root.Deleted = true;
        root.Reactions.Clear();
        root.Events.Clear();
        root.Definitions.Clear();
        root.Declarations.Clear();
    }

    /// <summary>Notes every name that a formula reads, and reports the ones that cannot be resolved.</summary>
    private void Read(Expression formula)
    {
        foreach (var symbol in SymbolsOf(formula))
        {
            var span = symbol.Span ?? scope.Model.Span;
            if (composer.Resolve(scope, new NamePath(symbol.Name, span)) is { } target) target.Root.FirstRead ??= span;
        }
    }

    private Symbol? Quietly(string name) => name.Contains('.', StringComparison.Ordinal) ? null : scope.Find(name);

    private static IEnumerable<SymbolExpression> SymbolsOf(Expression formula) => formula switch
    {
        SymbolExpression symbol => [symbol],
        CallExpression call => call.Arguments.SelectMany(SymbolsOf),
        UserCallExpression call => call.Arguments.SelectMany(SymbolsOf),
        _ => [],
    };
}

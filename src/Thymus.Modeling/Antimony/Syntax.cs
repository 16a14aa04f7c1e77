using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A name as written, with dots where it reaches into a submodel (<c>lesion1.C</c>).</summary>
internal readonly record struct NamePath(string Text, SourceSpan Span)
{
    public override string ToString() => Text;
}

internal enum SymbolKind
{
    Unknown,
    Parameter,
    Species,
    Compartment,
    Reaction,
    Event,
}

/// <summary>Which of the three equations of a symbol a statement gives.</summary>
internal enum DefinitionKind
{
    /// <summary><c>x = …</c></summary>
    Initial,
    /// <summary><c>x := …</c></summary>
    Assignment,
    /// <summary><c>x' = …</c></summary>
    Rate,
}

internal abstract record Statement(SourceSpan Span);

/// <summary><c>const species $x in c</c> and its parts.</summary>
internal sealed record DeclareStatement(NamePath Target, SymbolKind Kind, bool? Constant, bool? SubstanceOnly, bool Boundary, NamePath? Compartment)
    : Statement(Target.Span);

internal sealed record DefineStatement(NamePath Target, DefinitionKind Kind, Expression Value) : Statement(Target.Span);

/// <summary><c>x has mL</c>, or <c>x has mole / litre</c>: then <paramref name="Name"/> is null.</summary>
internal sealed record UnitOfStatement(NamePath Target, string? Name, ImmutableArray<UnitPart> Parts, SourceSpan UnitSpan) : Statement(Target.Span);

internal sealed record DisplayNameStatement(NamePath Target, string Text) : Statement(Target.Span);

/// <summary><c>a is b</c>: two names for one symbol.</summary>
internal sealed record SynonymStatement(NamePath First, NamePath Second) : Statement(First.Span);

/// <param name="Coefficient">Null means 1; a bare name is told apart from a formula by <see cref="SymbolExpression"/> without parentheses.</param>
internal sealed record ReactionPart(NamePath Species, Expression? Coefficient, bool CoefficientIsName, bool Boundary);

internal sealed record ReactionStatement(
    NamePath? Id,
    ImmutableArray<ReactionPart> Reactants,
    ImmutableArray<ReactionPart> Products,
    bool Reversible,
    Expression? Rate,
    NamePath? Compartment,
    SourceSpan Place) : Statement(Place);

internal sealed record EventStatement(
    NamePath? Id,
    Expression? Delay,
    Expression Trigger,
    ImmutableArray<(string Name, Expression Value, SourceSpan Span)> Options,
    ImmutableArray<(NamePath Target, Expression Value)> Assignments,
    SourceSpan Place) : Statement(Place);

/// <summary><c>lesion1: Lesion(T, 3)</c>.</summary>
internal sealed record InstanceStatement(NamePath Id, string Model, ImmutableArray<Expression> Arguments, SourceSpan ModelSpan) : Statement(Id.Span)
{
    /// <summary>Asked for from outside of the text: the names of the text stay, whatever the guest is called.</summary>
    public bool IsGuest { get; init; }
}

/// <param name="IsAlias">The right-hand side is one bare name: <c>unit time_unit = hour</c>.</param>
internal sealed record UnitStatement(UnitDefinition Definition, bool IsAlias, SourceSpan Place) : Statement(Place);

internal sealed record AlgebraicStatement(Expression Value, SourceSpan Place) : Statement(Place);

internal sealed record ConstraintStatement(NamePath? Id, Expression Condition, SourceSpan Place) : Statement(Place);

internal sealed record DeleteStatement(NamePath Target) : Statement(Target.Span);

/// <summary>A <c>model … end</c> block, or the statements outside of all blocks.</summary>
internal sealed class ModelSyntax(string name, SourceSpan span)
{
    public string Name { get; } = name;
    public SourceSpan Span { get; } = span;
    public bool IsMain { get; init; }
    public string? DisplayName { get; set; }
    public List<NamePath> Ports { get; init; } = [];
    public List<Statement> Statements { get; } = [];
}

/// <summary>What one file holds.</summary>
internal sealed class FileSyntax(string file)
{
    public string File { get; } = file;
    public ModelSyntax TopLevel { get; } = new("__main", SourceSpan.WholeFile(file));
    public List<ModelSyntax> Models { get; } = [];
    public List<FunctionDefinition> Functions { get; } = [];
    public List<(string Path, SourceSpan Span)> Imports { get; } = [];
}

namespace Thymus.Modeling;

/// <summary>An equation that holds at all times.</summary>
public abstract record Rule(Expression Value, SourceSpan? Span);

/// <summary><paramref name="Variable"/> := <paramref name="Value"/>.</summary>
public sealed record AssignmentRule(string Variable, Expression Value, SourceSpan? Span = null) : Rule(Value, Span);

/// <summary>d<paramref name="Variable"/>/dt = <paramref name="Value"/>.</summary>
public sealed record RateRule(string Variable, Expression Value, SourceSpan? Span = null) : Rule(Value, Span);

/// <summary>0 = <paramref name="Value"/>; determines one variable that nothing else determines.</summary>
public sealed record AlgebraicRule(Expression Value, SourceSpan? Span = null) : Rule(Value, Span);

namespace Thymus.Modeling;

/// <summary>A condition that must hold; kept for round trips and reported by a run that breaks it.</summary>
public sealed record Constraint(Expression Condition, string? Message = null, SourceSpan? Span = null);

namespace Thymus.Modeling;

/// <summary>The value of <paramref name="Variable"/> at time 0, by formula; it overrides a stated value.</summary>
public sealed record InitialAssignment(string Variable, Expression Value, SourceSpan? Span = null);

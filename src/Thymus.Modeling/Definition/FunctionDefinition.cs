using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A function of the user; <paramref name="Body"/> reads nothing but its <paramref name="Arguments"/>.</summary>
public sealed record FunctionDefinition(string Id, ImmutableArray<string> Arguments, Expression Body, string? Name = null, SourceSpan? Span = null);

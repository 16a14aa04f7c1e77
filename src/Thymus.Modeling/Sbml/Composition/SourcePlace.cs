namespace Thymus.Modeling;

/// <summary>Where an element that was copied into another model stands in its own file.</summary>
internal sealed record SourcePlace(SourceSpan Span);

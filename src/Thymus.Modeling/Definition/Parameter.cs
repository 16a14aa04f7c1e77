namespace Thymus.Modeling;

/// <summary>A named number, constant or changed by rules and events. <paramref name="Value"/> is null where an assignment gives it.</summary>
public sealed record Parameter(
    string Id,
    double? Value,
    string? Unit = null,
    bool Constant = true,
    string? Name = null,
    SourceSpan? Span = null);

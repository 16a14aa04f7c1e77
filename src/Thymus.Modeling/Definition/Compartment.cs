namespace Thymus.Modeling;

/// <summary>A well-stirred space. <paramref name="Size"/> is null where an assignment gives it.</summary>
public sealed record Compartment(
    string Id,
    double? Size,
    string? Unit = null,
    bool Constant = true,
    double SpatialDimensions = 3,
    string? Name = null,
    SourceSpan? Span = null);

namespace Thymus.Numerics;

/// <summary>What one statement of a factorisation or a solve does; F is the block of factors, J of the Jacobian, b the right-hand side.</summary>
public enum LuOperationKind
{
    /// <summary>F[Target] = −J[Left].</summary>
    LoadNegated,
    /// <summary>F[Target] = shift − J[Left]; Left is −1 where the Jacobian's diagonal is structurally zero.</summary>
    LoadShifted,
    /// <summary>F[Target] = 0: a place that fills in.</summary>
    Clear,
    /// <summary>The pivot F[Target] is looked at, then replaced by its reciprocal.</summary>
    Invert,
    /// <summary>F[Target] = F[Target]·F[Left], Left an inverted pivot.</summary>
    Scale,
    /// <summary>F[Target] = F[Target] − F[Left]·F[Right], by one FMA.</summary>
    Eliminate,
    /// <summary>b[Target] = b[Target] − F[Left]·b[Right], by one FMA.</summary>
    Substitute,
    /// <summary>b[Target] = b[Target]·F[Left], Left an inverted pivot.</summary>
    ScaleRightHandSide,
}

/// <summary>One statement on rows of lane blocks.</summary>
public readonly record struct LuOperation(LuOperationKind Kind, int Target, int Left = -1, int Right = -1);

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A unit as SBML writes it: the product of its parts.</summary>
public sealed record UnitDefinition(string Id, ImmutableArray<UnitPart> Parts, string? Name = null, SourceSpan? Span = null)
{
    public Unit ToUnit() => Unit.FromParts(Parts, Id);
}

/// <summary>(multiplier · 10^scale · kind)^exponent, with kind one of SBML's base units (metre, second, mole, item, litre, gram …).</summary>
public readonly record struct UnitPart(string Kind, double Exponent = 1, int Scale = 0, double Multiplier = 1);

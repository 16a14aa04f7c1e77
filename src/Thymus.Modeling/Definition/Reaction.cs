using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A process that turns reactants into products at <paramref name="Rate"/> (extent per time).</summary>
/// <param name="Rate">Kinetic law; null where the file gives none (the reaction then does nothing).</param>
/// <param name="LocalParameters">Constants visible in <paramref name="Rate"/> alone; they hide model symbols of the same name.</param>
public sealed record Reaction(
    string Id,
    ImmutableArray<SpeciesReference> Reactants,
    ImmutableArray<SpeciesReference> Products,
    Expression? Rate,
    ImmutableArray<Parameter> LocalParameters,
    ImmutableArray<string> Modifiers,
    bool Reversible = false,
    bool Fast = false,
    string? Compartment = null,
    string? Name = null,
    SourceSpan? Span = null);

/// <summary>A species in a reaction.</summary>
/// <param name="Stoichiometry">A formula in L2 (stoichiometryMath), a number otherwise; null where <paramref name="Id"/> is set by a rule or assignment.</param>
/// <param name="Id">Where given, the stoichiometry is a symbol that rules and events may set.</param>
public sealed record SpeciesReference(
    string Species,
    Expression? Stoichiometry,
    string? Id = null,
    bool Constant = true,
    SourceSpan? Span = null);

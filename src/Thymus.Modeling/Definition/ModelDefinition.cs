using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A model as SBML means it: flat, immutable, independent of the file format it came from.</summary>
/// <remarks>
/// Identifiers are unique over compartments, species, parameters, reactions and named species references. Names of
/// composed models keep their path with two underscores (<c>lesion1__C</c>), so that the model exports to SBML as it stands.
/// Reading a file gives a definition and diagnostics; a definition without errors compiles.
/// </remarks>
public sealed record ModelDefinition
{
    public required string Id { get; init; }
    public string? Name { get; init; }

    /// <summary>The file that was read, for messages.</summary>
    public string? File { get; init; }

    /// <summary>Units that apply where an object states none; null where the file says nothing. Names refer to <see cref="UnitDefinitions"/> or base units.</summary>
    public string? TimeUnit { get; init; }
    public string? SubstanceUnit { get; init; }
    public string? VolumeUnit { get; init; }
    public string? AreaUnit { get; init; }
    public string? LengthUnit { get; init; }
    public string? ExtentUnit { get; init; }

    /// <summary>A parameter that scales reaction extents to substance for every species that names none of its own (SBML L3).</summary>
    public string? ConversionFactor { get; init; }

    public ImmutableArray<UnitDefinition> UnitDefinitions { get; init; } = [];
    public ImmutableArray<FunctionDefinition> Functions { get; init; } = [];
    public ImmutableArray<Compartment> Compartments { get; init; } = [];
    public ImmutableArray<Species> Species { get; init; } = [];
    public ImmutableArray<Parameter> Parameters { get; init; } = [];
    public ImmutableArray<InitialAssignment> InitialAssignments { get; init; } = [];
    public ImmutableArray<Rule> Rules { get; init; } = [];
    public ImmutableArray<Reaction> Reactions { get; init; } = [];
    public ImmutableArray<ModelEvent> Events { get; init; } = [];
    public ImmutableArray<Constraint> Constraints { get; init; } = [];
}

namespace Thymus.Modeling;

/// <summary>A pool of entities in a compartment.</summary>
/// <param name="Id">Identifier; in a formula it means the concentration, or the amount where <paramref name="HasOnlySubstanceUnits"/>.</param>
/// <param name="Compartment">Identifier of its compartment.</param>
/// <param name="InitialAmount">Initial amount in <paramref name="SubstanceUnit"/>; null where a concentration or an assignment gives it.</param>
/// <param name="InitialConcentration">Initial amount per compartment size; at most one of the two is given.</param>
/// <param name="HasOnlySubstanceUnits">True where the symbol means an amount (cells, molecules).</param>
/// <param name="BoundaryCondition">True where reactions do not change it.</param>
/// <param name="Constant">True where nothing changes it.</param>
/// <param name="SubstanceUnit">Unit of amount; null for the model's.</param>
/// <param name="ConversionFactor">Parameter that scales reaction extent to this species' substance; null for the model's.</param>
public sealed record Species(
    string Id,
    string Compartment,
    double? InitialAmount = null,
    double? InitialConcentration = null,
    bool HasOnlySubstanceUnits = false,
    bool BoundaryCondition = false,
    bool Constant = false,
    string? SubstanceUnit = null,
    string? ConversionFactor = null,
    string? Name = null,
    SourceSpan? Span = null);

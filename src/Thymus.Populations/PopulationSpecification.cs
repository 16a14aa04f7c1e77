using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Populations;

/// <summary>Who is enrolled: what a population file says, checked.</summary>
public sealed record PopulationSpecification
{
    public required string File { get; init; }
    public string? Title { get; init; }
    public string? Source { get; init; }

    /// <summary>The files that this one is based on, nearest first.</summary>
    public ImmutableArray<string> BasedOn { get; init; } = [];

    /// <summary>Covariates and parameters in the order of the file; a quantity may depend on categorical ones before it.</summary>
    public required ImmutableArray<PopulationQuantity> Quantities { get; init; }

    public ImmutableArray<Correlation> Correlations { get; init; } = [];

    /// <summary>Patients listed in a file, beside or instead of drawn ones.</summary>
    public PatientTable? Table { get; init; }

    /// <summary>Reads a population file (YAML), or a CSV file with one row a patient; null after an error.</summary>
    public static PopulationSpecification? Read(string path, DiagnosticBag diagnostics) => PopulationReader.Read(path, diagnostics);

    /// <summary>Reads the population that a trial file holds inline.</summary>
    public static PopulationSpecification? Read(YamlMap section, DiagnosticBag diagnostics) => PopulationReader.Read(section, diagnostics);
}

/// <summary>How well a value is known.</summary>
public enum Grade
{
    /// <summary>Fitted to clinical data of the population simulated.</summary>
    A,
    /// <summary>Clinical data of another population or drug.</summary>
    B,
    /// <summary>Preclinical, or derived from other values.</summary>
    C,
    /// <summary>Expert prior: a guess, and called one.</summary>
    D,
}

public enum QuantityRole
{
    /// <summary>A fact about the patient that a trial records: it stands in ADSL.</summary>
    Covariate,
    /// <summary>A number of the model that nobody measures.</summary>
    Parameter,
}

/// <summary>One quantity that varies between patients.</summary>
/// <param name="Unit">As written; the trial converts it to the model's.</param>
/// <param name="Source">DOI and table, or "guess" with its reason.</param>
public sealed record PopulationQuantity(
    string Name, QuantityRole Role, string? Unit, QuantityLaw Law, string? Source, Grade? Grade, string? Description, SourceSpan Span);

/// <summary>A quantity's distribution, or one for each code of a categorical covariate.</summary>
/// <param name="Given">The covariate that chooses among <paramref name="Cases"/>; null where there is one distribution.</param>
public sealed record QuantityLaw(Distribution? Distribution, string? Given = null, ImmutableArray<(double Code, Distribution Distribution)> Cases = default);

/// <summary>Correlation of the normal scores of two quantities (for lognormals: of their logarithms).</summary>
public sealed record Correlation(string First, string Second, double Rho, SourceSpan Span);

/// <summary>Patients of a file: each column is a covariate.</summary>
/// <param name="InOrder">True: patient i is row i; false: rows are drawn with replacement.</param>
public sealed record PatientTable(string File, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<double>> Rows, bool InOrder);

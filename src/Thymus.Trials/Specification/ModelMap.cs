using System.Collections.Immutable;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>What ties a model that knows nothing of trials to the trial: what is scanned, dosed, sampled and risked.</summary>
public sealed record ModelMap(
    ImmutableArray<LesionMap> Lesions,
    ImmutableArray<DrugMap> Drugs,
    ImmutableArray<ConcentrationMap> Concentrations,
    ImmutableArray<CovariateMap> Covariates,
    ImmutableArray<HazardMap> Hazards)
{
    public DrugMap? Drug(string name) => Drugs.FirstOrDefault(d => d.Name == name);
}

public enum LesionQuantity
{
    Diameter,
    Volume,
    Cells,
}

/// <summary>A lesion that scans see.</summary>
/// <param name="Quantity">What the formula gives.</param>
/// <param name="Scale">Factor to mm (diameter) or mm³ (volume, cells) where the model states no unit; a sphere of that volume is measured.</param>
/// <param name="Organ">Null: an organ of its own.</param>
/// <param name="Unit">As written; null where the file leaves it to the model.</param>
/// <param name="Node">A lymph node: short axis, target from 15 mm, normal below 10 mm.</param>
/// <param name="Scar">Share of the largest diameter that stays visible when the tissue is gone, 0 … 1; null for none.</param>
public sealed record LesionMap(string Id, Formula Formula, LesionQuantity Quantity, double Scale, string? Organ, bool Node, YamlScalar? Unit = null, Formula? Scar = null);

/// <param name="Species">CMT.</param>
/// <param name="AmountUnit">Unit of the species' amount; null: the model's.</param>
/// <param name="GramsPerMole">NaN where not given.</param>
/// <param name="Fraction">Absorbed fraction of every dose.</param>
public sealed record DrugMap(
    string Name, YamlScalar Species, YamlScalar? AmountUnit, double GramsPerMole, string Route, double InfusionDays,
    double Fraction);

public sealed record ConcentrationMap(string Analyte, Formula Quantity, string Unit);

/// <summary>A population variable that enters the model under another name.</summary>
public sealed record CovariateMap(YamlScalar Parameter, YamlScalar Variable);

public enum Hazard
{
    Death,
    DropOut,
    Discontinuation,
    NewLesion,
}

/// <param name="IsRate">The formula is a rate per day to be integrated; else a symbol that holds the cumulative hazard.</param>
public sealed record HazardMap(Hazard Hazard, Formula Formula, bool IsRate)
{
    /// <summary>The key in the trial file, which also names the patient's random number.</summary>
    public string Key => KeyOf(Hazard);

    public static string KeyOf(Hazard hazard) => hazard switch
    {
        Hazard.Death => "death",
        Hazard.DropOut => "drop-out",
        Hazard.Discontinuation => "discontinuation",
        _ => "new-lesion",
    };
}

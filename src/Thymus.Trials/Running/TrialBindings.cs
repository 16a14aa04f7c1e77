using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>The rows of the compiled model and of the population behind the names of a trial.</summary>
internal sealed record TrialBindings
{
    /// <summary>Parameter rows that hold in every patient, before the population's draw.</summary>
    public required double[] Defaults { get; init; }

    /// <summary>
    /// Rows that get a population variable: model row, place among covariates followed by parameters, factor to the model's
    /// unit.
    /// </summary>
    public required ImmutableArray<Draw> Draws { get; init; }

    /// <summary>Rows set after the draw (<c>--set</c>).</summary>
    public required ImmutableArray<(int Row, double Value)> Overrides { get; init; }

    /// <summary>Observable of each lesion of the map.</summary>
    public required int[] Lesions { get; init; }

    /// <summary>Factor from each of them to mm, or to mm³ for a volume or cells.</summary>
    public required double[] LesionScales { get; init; }

    /// <summary>Observable of the scar of each lesion; −1 where it leaves none.</summary>
    public required int[] Scars { get; init; }

    public required int[] Concentrations { get; init; }

    public required int[] Pharmacokinetics { get; init; }

    public required int[] Findings { get; init; }

    /// <summary>Observable of the number that each finding is a share of; −1 where every patient counts once.</summary>
    public required int[] FindingTotals { get; init; }

    /// <summary>Observable and watch of the quantity of each decision that waits for one; −1 of the others.</summary>
    public required ImmutableArray<(int Observable, int Watch)> Reaches { get; init; }

    public required int[] Eligibility { get; init; }

    /// <summary>Hazards of the trial with the observable that holds each and its watch.</summary>
    public required ImmutableArray<(Hazard Hazard, string Key, int Observable, int Watch)> Hazards { get; init; }

    /// <summary>
    /// The burn-in's observable and watch, its target as a number, or the variable that gives it (−1: the number) with the factor
    /// to the observable's unit.
    /// </summary>
    public (int Observable, int Watch, double Target, int Variable, double Factor) BurnIn { get; init; }

    /// <summary>From a drug and a dose unit to the factor that makes the absorbed amount of the drug's species.</summary>
    public required IReadOnlyDictionary<(string Drug, string Unit), double> DoseFactors { get; init; }

    /// <summary>Days in the model's unit of time; 1 where it states none.</summary>
    public double DaysPerTime { get; init; } = 1;

    public int Weight { get; init; } = -1;

    public int Height { get; init; } = -1;

    public int Gfr { get; init; } = -1;
}

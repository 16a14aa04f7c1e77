namespace Thymus.Trials;

/// <summary>The body measures that doses are scaled by; NaN where the population has none.</summary>
public readonly record struct BodySize(double WeightKilograms, double HeightCentimetres, double GfrMillilitresPerMinute);

/// <summary>From the dose that the protocol writes to the amount that one patient gets.</summary>
public static class DoseArithmetic
{
    /// <summary>Body surface in m²: √(height·weight/3600) (Mosteller 1987, 10.1056/NEJM198710223171717).</summary>
    public static double BodySurface(double heightCentimetres, double weightKilograms) =>
        Math.Sqrt(heightCentimetres * weightKilograms / 3600);

    /// <summary>Carboplatin in mg: AUC·(GFR + 25) (Calvert 1989, 10.1200/JCO.1989.7.11.1748).</summary>
    public static double Calvert(double auc, double gfrMillilitresPerMinute) => auc * (gfrMillilitresPerMinute + 25);

    /// <summary>Amount of one administration in the dose's own unit.</summary>
    public static double Amount(Dose dose, BodySize body) => Math.Min(dose.Maximum, dose.Basis switch
    {
        DoseBasis.BodyWeight => dose.Value * body.WeightKilograms,
        DoseBasis.BodySurface => dose.Value * BodySurface(body.HeightCentimetres, body.WeightKilograms),
        DoseBasis.Calvert => Calvert(dose.Value, Math.Min(dose.MaximumGfr, body.GfrMillilitresPerMinute)),
        _ => dose.Value,
    });
}

using Thymus.Modeling;

namespace Thymus.Trials;

/// <summary>Amounts that are dosed: mass, substance, or counted things (cells, plaque-forming and international units).</summary>
internal static class AmountUnits
{
    private static readonly Dimension Mass = Unit.Parse("mg").Dimension;
    private static readonly Dimension Substance = Unit.Parse("nmol").Dimension;
    private static readonly Unit GramsPerMole = Unit.Parse("g/mol");

    /// <summary>
    /// The factor from one unit to another, or null where they do not convert; mass and substance do by the molar mass in g/mol.
    /// </summary>
    public static double? Factor(Unit from, Unit to, double gramsPerMole)
    {
        var one = new Quantity(1, from);
        if (from.Dimension == to.Dimension) return one.In(to);
        if (double.IsNaN(gramsPerMole)) return null;
        var molarMass = new Unit(gramsPerMole * GramsPerMole.Factor, GramsPerMole.Dimension, "");
        if (from.Dimension == Mass && to.Dimension == Substance) return new Quantity(1, from / molarMass).In(to);
        if (from.Dimension == Substance && to.Dimension == Mass) return new Quantity(1, from * molarMass).In(to);
        return null;
    }
}

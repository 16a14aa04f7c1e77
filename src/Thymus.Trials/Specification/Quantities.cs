using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>Quantities of a trial file, converted to day, mm, fraction, g/mol or cells per mm³.</summary>
internal static class Quantities
{
    public const double DaysPerYear = 365.25;

    private static readonly Unit Day = Unit.Parse("day");
    private static readonly Unit Millimetre = Unit.Parse("mm");
    private static readonly Unit CubicMillimetre = Unit.Parse("mm^3");
    private static readonly Unit MolarMass = Unit.Parse("g/mol");
    private static readonly Unit CellDensity = Unit.Parse("cell/mm^3");

    public static double? Days(this YamlMap map, string key, double minimum = 0) =>
        map.Scalar(key) is { } s ? map.Days(s, minimum) : null;

    public static double? Days(this YamlMap map, YamlScalar scalar, double minimum = 0) =>
        map.Convert(scalar, Day, "a time such as '2 week'", minimum);

    public static double? Millimetres(this YamlMap map, string key) =>
        map.Scalar(key) is { } s ? map.Convert(s, Millimetre, "a length such as '5 mm'", 0) : null;

    /// <summary>A fraction from 0, written as 0.4 or 40 %.</summary>
    public static double? Fraction(this YamlMap map, string key, double maximum = 1) =>
        map.Scalar(key) is { } s ? map.Convert(s, Unit.One, "a fraction such as '40 %' or 0.4", 0, maximum) : null;

    public static double? GramsPerMole(this YamlMap map, string key) =>
        map.Scalar(key) is { } s ? map.Convert(s, MolarMass, "a molar mass such as '149 kDa'", double.Epsilon) : null;

    public static double? CellsPerCubicMillimetre(this YamlMap map, string key) =>
        map.Scalar(key) is { } s ? map.Convert(s, CellDensity, "a density such as '1e9 cell/mL'", double.Epsilon) : null;

    /// <summary>The factor from the unit that a key names to mm, or to mm³ for a volume.</summary>
    public static double? UnitFactor(this YamlMap map, string key, bool volume, string otherwise)
    {
        var scalar = map.Scalar(key);
        var target = volume ? CubicMillimetre : Millimetre;
        if (!Unit.TryParse(scalar?.Text ?? otherwise, out var unit, out var error))
            map.Error(8, scalar!.Value.Span, $"'{scalar.Value.Path}' is no unit.", error);
        else if (unit.Dimension != target.Dimension)
            map.Error(8, scalar!.Value.Span, $"'{scalar.Value.Path}' is '{unit}', which measures {unit.Dimension}.",
                volume ? "A volume is in mL, L, mm^3 …" : "A diameter is in mm, cm …");
        else return new Quantity(1, unit).In(target);
        return null;
    }

    private static double? Convert(
        this YamlMap map, YamlScalar scalar, Unit unit, string expected, double minimum, double maximum = double.PositiveInfinity)
    {
        if (!Quantity.TryParse(scalar.Text, out var quantity, out var error))
        {
            map.Error(8, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.", $"Expected {expected}. {error}");
            return null;
        }
        if (!quantity.TryIn(unit, out var value, out _))
        {
            var found = quantity.Unit.Dimension.IsNone ? "has no unit" : $"measures {quantity.Unit.Dimension}";
            map.Error(8, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}', which {found}.", $"Expected {expected}.");
            return null;
        }
        if (value >= minimum && value <= maximum) return value;
        map.Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.",
            minimum > 0 ? "It must be more than 0." : double.IsInfinity(maximum) ? "It must not be negative."
            : "It must lie between 0 and 100 %.");
        return null;
    }
}

using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Trials;

/// <summary>Quantities of a trial file: a number and a unit, converted to day, mm, fraction, g/mol or 1/mm³.</summary>
internal static class Quantities
{
    /// <summary>A factor as a fraction, so that 30 min is 30/1440 day and not 30 times a rounded number.</summary>
    private readonly record struct Factor(double Multiply, double Divide)
    {
        public static implicit operator Factor(double multiply) => new(multiply, 1);
    }

    public const double DaysPerYear = 365.25;
    public const double DaysPerMonth = DaysPerYear / 12;

    private static readonly Dictionary<string, Factor> Times = new(StringComparer.Ordinal)
    {
        ["min"] = new(1, 1440), ["minute"] = new(1, 1440), ["h"] = new(1, 24), ["hour"] = new(1, 24), ["day"] = 1, ["d"] = 1, ["week"] = 7,
        ["month"] = DaysPerMonth, ["year"] = DaysPerYear,
    };

    private static readonly Dictionary<string, Factor> Lengths = new(StringComparer.Ordinal)
    {
        ["mm"] = 1, ["cm"] = 10, ["um"] = new(1, 1000), ["dm"] = 100, ["m"] = 1000,
    };

    /// <summary>Volumes in mm³.</summary>
    private static readonly Dictionary<string, Factor> Volumes = new(StringComparer.Ordinal)
    {
        ["mm3"] = 1, ["uL"] = 1, ["mL"] = 1e3, ["cm3"] = 1e3, ["cc"] = 1e3, ["L"] = 1e6, ["litre"] = 1e6, ["dm3"] = 1e6,
    };

    private static readonly Dictionary<string, Factor> MolarMasses = new(StringComparer.Ordinal)
    {
        ["g/mol"] = 1, ["kg/mol"] = 1e3, ["Da"] = 1, ["kDa"] = 1e3,
    };

    private static readonly Dictionary<string, Factor> Fractions = new(StringComparer.Ordinal) { ["%"] = new(1, 100), [""] = 1 };

    public static double? Days(this YamlMap map, string key, double minimum = 0) =>
        map.Scalar(key) is { } s ? map.Convert(s, Times, "a time such as '2 week'", minimum) : null;

    public static double? Days(this YamlMap map, YamlScalar scalar, double minimum = 0) =>
        map.Convert(scalar, Times, "a time such as '2 week'", minimum);

    public static double? Millimetres(this YamlMap map, string key) =>
        map.Scalar(key) is { } s ? map.Convert(s, Lengths, "a length such as '5 mm'", 0) : null;

    /// <summary>A fraction from 0, written as 0.4 or 40 %.</summary>
    public static double? Fraction(this YamlMap map, string key, double maximum = 1) =>
        map.Scalar(key) is { } s ? map.Convert(s, Fractions, "a fraction such as '40 %' or 0.4", 0, maximum) : null;

    public static double? GramsPerMole(this YamlMap map, string key) =>
        map.Scalar(key) is { } s ? map.Convert(s, MolarMasses, "a molar mass such as '149 kDa'", 0) : null;

    /// <summary>Cells per mm³, from "1e9 cell/mL".</summary>
    public static double? CellsPerCubicMillimetre(this YamlMap map, string key)
    {
        if (map.Scalar(key) is not { } scalar) return null;
        var units = Volumes.ToDictionary(v => "cell/" + v.Key, v => new Factor(1, v.Value.Multiply), StringComparer.Ordinal);
        foreach (var volume in Volumes) units["cells/" + volume.Key] = new Factor(1, volume.Value.Multiply);
        return map.Convert(scalar, units, "a density such as '1e9 cell/mL'", double.Epsilon);
    }

    /// <summary>The factor from a unit of length to mm, or of volume to mm³.</summary>
    public static double? UnitFactor(this YamlMap map, string key, bool volume, string otherwise)
    {
        var scalar = map.Scalar(key);
        var units = volume ? Volumes : Lengths;
        var text = scalar?.Text ?? otherwise;
        if (units.TryGetValue(text, out var factor)) return factor.Multiply / factor.Divide;
        map.Error(8, scalar!.Value.Span, $"'{scalar.Value.Path}' is '{text}', which is no unit of {(volume ? "volume" : "length")} here.",
            Advice.DidYouMean(text, "units", units.Keys));
        return null;
    }

    /// <summary>Splits "10 mg/kg" into 10 and "mg/kg"; false where it does not begin with a number.</summary>
    public static bool TrySplit(string text, out double value, out string unit)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '+' or '-'
            || (text[end] is 'e' or 'E' && end + 1 < text.Length && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] is '+' or '-')))) end++;
        unit = text[end..].Trim();
        return double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static double? Convert(
        this YamlMap map, YamlScalar scalar, Dictionary<string, Factor> units, string expected, double minimum,
        double maximum = double.PositiveInfinity)
    {
        if (!TrySplit(scalar.Text, out var value, out var unit))
        {
            map.Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.", $"Expected {expected}.");
            return null;
        }
        if (!units.TryGetValue(unit, out var factor) && !(unit.EndsWith('s') && units.TryGetValue(unit[..^1], out factor)))
        {
            map.Error(8, scalar.Span,
                unit.Length == 0 ? $"'{scalar.Path}' is '{scalar.Text}', without a unit."
                    : $"'{scalar.Path}' is '{scalar.Text}'; '{unit}' is no unit for it.",
                $"Expected {expected}. {Advice.DidYouMean(unit, "units", units.Keys.Where(u => u.Length > 0))}");
            return null;
        }
        var converted = value * factor.Multiply / factor.Divide;
        if (converted >= minimum && converted <= maximum) return converted;
        map.Error(5, scalar.Span, $"'{scalar.Path}' is '{scalar.Text}'.",
            minimum > 0 ? "It must be more than 0." : double.IsInfinity(maximum) ? "It must not be negative." : "It must lie between 0 and 100 %.");
        return null;
    }
}

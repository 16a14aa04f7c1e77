using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A unit of measure: a factor to the canonical unit of its dimension, and how it was written.</summary>
/// <remarks>
/// Canonical units are day, litre (decimetre), nanomole, cell (item), milligram, kelvin, ampere, candela. So 1 mL has factor 1e-3,
/// 1 h has 1/24, 1 M (mol/L) has 1e9, 1 cell/mL has 1e3.
/// </remarks>
public readonly record struct Unit(double Factor, Dimension Dimension, string Text)
{
    /// <summary>The number one: counts without a kind, fractions, ratios.</summary>
    public static Unit One { get; } = new(1, Dimension.None, "1");

    public bool IsCanonical => Factor == 1;

    /// <summary>Reads UCUM-like text: <c>mg/kg</c>, <c>cell/uL</c>, <c>nM</c>, <c>1/day</c>, <c>mL.min-1</c>, <c>10^6 cells</c>, <c>ug_per_mL</c>.</summary>
    /// <exception cref="FormatException">The text names no unit; the message says which part and what is near.</exception>
    public static Unit Parse(string text) => TryParse(text, out var unit, out var error) ? unit : throw new FormatException(error);

    public static bool TryParse(string text, out Unit unit, out string? error)
    {
        var parts = UnitText.Parse(text, UnitKinds.Named, out error);
        unit = error is null ? FromParts(parts, text.Trim()) : One;
        return error is null;
    }

    /// <summary>The unit that SBML's parts make; <see cref="UnitPart.Kind"/> must be one of SBML's kinds.</summary>
    internal static Unit FromParts(ImmutableArray<UnitPart> parts, string text)
    {
        // Numerator and denominator are kept apart so that 86400 s is a day to the last bit.
        var (above, below, dimension) = (1.0, 1.0, Dimension.None);
        foreach (var part in parts)
        {
            var kind = UnitKinds.Sbml[part.Kind];
            dimension *= kind.Dimension.Power(part.Exponent);
            var (up, down) = (part.Multiplier * kind.Above, kind.Below);
            if (part.Scale >= 0) up *= PowerOfTen(part.Scale);
            else down *= PowerOfTen(-part.Scale);
            if (part.Exponent < 0) (up, down) = (down, up);
            (above, below) = (above * Power(up, Math.Abs(part.Exponent)), below * Power(down, Math.Abs(part.Exponent)));
        }
        return new Unit(above / below, dimension, text);
    }

    /// <summary>10^n, correctly rounded: exact up to 22.</summary>
    private static double PowerOfTen(int n) => double.Parse($"1e{n}", System.Globalization.CultureInfo.InvariantCulture);

    private static double Power(double value, double exponent)
    {
        if (exponent != Math.Floor(exponent) || exponent > 64) return Math.Pow(value, exponent);
        var result = 1.0;
        for (var i = 0; i < (int)exponent; i++) result *= value;
        return result;
    }

    public static Unit operator *(Unit a, Unit b) => new(a.Factor * b.Factor, a.Dimension * b.Dimension, Join(a.Text, b.Text, "*"));

    public static Unit operator /(Unit a, Unit b) => new(a.Factor / b.Factor, a.Dimension / b.Dimension, Join(a.Text, b.Text, "/"));

    public Unit Raise(double exponent) => new(
        exponent < 0 ? 1 / Power(Factor, -exponent) : Power(Factor, exponent), Dimension.Power(exponent), Text);

    /// <summary>Whether two units differ by no more than rounding.</summary>
    public bool IsSame(Unit other) => Dimension == other.Dimension && Math.Abs(Factor - other.Factor) <= 1e-12 * Math.Abs(Factor);

    /// <summary>How a message writes the unit: as the user did where that is short, else in canonical units with its factor.</summary>
    public override string ToString() => string.IsNullOrEmpty(Text) ? Canonical() : Text;

    /// <summary><c>nmol/L</c>, or <c>1000 nmol/L</c> where the factor is not 1.</summary>
    public string Canonical() =>
        IsCanonical ? Dimension.ToString() : $"{Factor.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)} {Dimension}";

    private static string Join(string a, string b, string operation)
    {
        if (operation == "*" && a is "1" or "") return b;
        if (b is "1" or "") return a;
        var text = a + operation + (operation == "/" && b.AsSpan().IndexOfAny('/', '*', ' ') >= 0 ? $"({b})" : b);
        return text.Length > 40 ? "" : text;
    }
}

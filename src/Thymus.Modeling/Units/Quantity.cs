using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Whether a dose is scaled by the patient's body.</summary>
public enum BodyScale
{
    None,
    /// <summary>Per kilogram of body weight (<c>mg/kg</c>).</summary>
    Weight,
    /// <summary>Per square metre of body surface (<c>mg/m2</c>).</summary>
    Surface,
}

/// <summary>A number with its unit, as a user wrote it.</summary>
public readonly record struct Quantity(double Value, Unit Unit)
{
    /// <summary>The value in the canonical unit of its dimension (day, litre, nanomole, cell, milligram).</summary>
    public double Canonical => Value * Unit.Factor;

    /// <summary>Reads <c>10 mg/kg</c>, <c>3 week</c>, <c>30 min</c>, <c>0.5</c> (then without unit).</summary>
    /// <exception cref="FormatException">The text is not a number with a unit.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var quantity, out var error) ? quantity : throw new FormatException(error);

    public static bool TryParse(string text, out Quantity quantity, out string? error)
    {
        quantity = default;
        var trimmed = text.Trim();
        var length = NumberLength(trimmed);
        if (length == 0)
        {
            error = $"'{text}' is not a quantity: it does not begin with a number. Write, for instance, 10 mg/kg.";
            return false;
        }
        var value = double.Parse(trimmed.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture);
        var rest = trimmed[length..].Trim();
        var unit = Unit.One;
        error = null;
        if (rest.Length > 0 && !Unit.TryParse(rest, out unit, out error)) return false;
        quantity = new Quantity(value, unit);
        return true;
    }

    /// <summary>The value in another unit of the same dimension.</summary>
    /// <exception cref="FormatException">The two units measure different things; the message names both.</exception>
    public double In(Unit unit) => TryIn(unit, out var value, out var error) ? value : throw new FormatException(error);

    public bool TryIn(Unit unit, out double value, out string? error)
    {
        // One correctly rounded division where the units are equal keeps the number that the user wrote.
        value = unit.Factor == Unit.Factor ? Value : Value * Unit.Factor / unit.Factor;
        error = unit.Dimension == Unit.Dimension ? null
            : $"{this} cannot be expressed in {unit}: {Unit} measures {Unit.Dimension}, {unit} measures {unit.Dimension}.";
        return error is null;
    }

    /// <summary>Splits <c>10 mg/kg</c> into 10 mg and "per body weight"; a unit without <c>/kg</c> or <c>/m2</c> at its end is returned as it is.</summary>
    public (Quantity Amount, BodyScale Scale) SplitBodyScale()
    {
        foreach (var (suffix, scale) in new[] { ("/kg", BodyScale.Weight), ("/m2", BodyScale.Surface), ("/m^2", BodyScale.Surface), ("/m\u00B2", BodyScale.Surface) })
            if (Unit.Text.EndsWith(suffix, StringComparison.Ordinal) && Unit.TryParse(Unit.Text[..^suffix.Length], out var unit, out _))
                return (new Quantity(Value, unit), scale);
        return (this, BodyScale.None);
    }

    public override string ToString() => $"{Value.ToString(CultureInfo.InvariantCulture)} {Unit}";

    private static int NumberLength(string text)
    {
        var n = 0;
        if (n < text.Length && text[n] is '-' or '+') n++;
        var digits = n;
        while (n < text.Length && (char.IsAsciiDigit(text[n]) || text[n] == '.')) n++;
        if (n == digits || !double.TryParse(text.AsSpan(0, n), NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return 0;
        if (n < text.Length && text[n] is 'e' or 'E')
        {
            var exponent = n + 1;
            if (exponent < text.Length && text[exponent] is '-' or '+') exponent++;
            var end = exponent;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end > exponent) n = end;
        }
        return n;
    }
}

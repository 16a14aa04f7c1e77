using System.Collections.Immutable;
using System.Globalization;

namespace Thymus.Modeling;

/// <summary>The right-hand side of <c>unit x = 1e-3 mole / litre</c> and of <c>x has mole / litre</c>.</summary>
internal sealed class UnitTextParser(TokenReader reader)
{
    /// <summary>One name gives that name; anything longer gives parts, whose kinds may be names of other units.</summary>
    public (string? Name, ImmutableArray<UnitPart> Parts) ParseReference()
    {
        if (reader.Current.Kind == TokenKind.Identifier && !IsOperator(reader.Ahead(1))) return (reader.Take().Text, []);
        return (null, Parse());
    }

    public ImmutableArray<UnitPart> Parse()
    {
        var parts = ImmutableArray.CreateBuilder<UnitPart>();
        ParseProduct(parts, 1);
        return parts.ToImmutable();
    }

    private static bool IsOperator(Token token) => token.Is("*") || token.Is("/") || token.Is("^");

    private void ParseProduct(ImmutableArray<UnitPart>.Builder parts, double exponent)
    {
        ParsePower(parts, exponent);
        while (!reader.Failed && (reader.Current.Is("*") || reader.Current.Is("/")))
        {
            var divide = reader.Take().Is("/");
            ParsePower(parts, divide ? -exponent : exponent);
        }
    }

    private void ParsePower(ImmutableArray<UnitPart>.Builder parts, double exponent)
    {
        var first = parts.Count;
        if (reader.TakeIf("("))
        {
            ParseProduct(parts, 1);
            reader.Expect(")", "to close the parenthesis");
        }
        else
        {
            var (multiplier, scale) = (1.0, 0);
            var number = reader.Current.Kind == TokenKind.Number;
            if (number) (multiplier, scale) = Split(reader.Take().Text);
            if (reader.Current.Kind == TokenKind.Identifier && MathNames.IsUnitName(reader.Current.Text))
                parts.Add(new UnitPart(reader.Take().Text, 1, scale, multiplier));
            else if (!number) reader.Fail(reader.Current.Span, $"A unit was expected; {reader.Current.Found} was found.", "Write, for instance, unit per_day = 1 / day.");
            else if (multiplier != 1 || scale != 0) parts.Add(new UnitPart("dimensionless", 1, scale, multiplier));
        }
        var power = 1.0;
        if (reader.TakeIf("^"))
        {
            var sign = reader.TakeIf("-") ? -1 : 1;
            if (reader.Current.Kind == TokenKind.Number) power = sign * reader.Take().Number;
            else reader.Fail(reader.Current.Span, $"A number was expected as the exponent of a unit; {reader.Current.Found} was found.");
        }
        for (var i = first; i < parts.Count; i++) parts[i] = parts[i] with { Exponent = parts[i].Exponent * power * exponent };
    }

    /// <summary>"0.06e-9" is the multiplier 0.06 and the scale −9, so that a unit survives writing and reading as it stands.</summary>
    private static (double Multiplier, int Scale) Split(string number)
    {
        var e = number.IndexOfAny(['e', 'E']);
        // An exponent beyond all numbers leaves infinity or nothing, which the unit's own check refuses.
        if (e < 0 || !int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var scale))
            return (double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture), 0);
        return (double.Parse(number.AsSpan(0, e), NumberStyles.Float, CultureInfo.InvariantCulture), scale);
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Text of units: products, quotients, powers, numbers, parentheses.</summary>
internal static class UnitText
{
    /// <summary>The parts of <paramref name="text"/>; <paramref name="error"/> says what could not be read. Names are looked up by <paramref name="named"/>.</summary>
    public static ImmutableArray<UnitPart> Parse(string text, Func<string, ImmutableArray<UnitPart>?> named, out string? error)
    {
        var reader = new Reader(text, named);
        var parts = reader.Read();
        error = reader.Error is null ? null : $"'{text}' is not a unit: {reader.Error}";
        return error is null ? parts : [];
    }

    /// <summary>The parts of one identifier: a name, or names joined as in <c>mg_per_mL</c>, <c>per_day</c>, <c>mL_per_min_per_m2</c>.</summary>
    public static ImmutableArray<UnitPart>? ParseIdentifier(string name, Func<string, ImmutableArray<UnitPart>?> named)
    {
        if (named(name) is { } whole) return whole;
        var parts = ImmutableArray.CreateBuilder<UnitPart>();
        var below = false;
        foreach (var word in name.Split('_'))
        {
            if (word == "per")
            {
                below = true;
                continue;
            }
            var letters = word.TrimEnd("0123456789".ToCharArray());
            var exponent = 1;
            if (letters.Length < word.Length && !int.TryParse(word.AsSpan(letters.Length), CultureInfo.InvariantCulture, out exponent)) return null;
            if (letters.Length == 0 || named(letters) is not { } unit) return null;
            parts.AddRange(Raise(unit, below ? -exponent : exponent));
        }
        return parts.ToImmutable();
    }

    public static IEnumerable<UnitPart> Raise(ImmutableArray<UnitPart> parts, double exponent) =>
        parts.Select(p => p with { Exponent = p.Exponent * exponent });

    private sealed class Reader(string text, Func<string, ImmutableArray<UnitPart>?> named)
    {
        private int _at;

        public string? Error { get; private set; }

        private char Peek => _at < text.Length ? text[_at] : '\0';

        public ImmutableArray<UnitPart> Read()
        {
            SkipSpaces();
            if (_at >= text.Length) Error = "it is empty.";
            var parts = ReadProduct();
            if (Error is null && _at < text.Length) Error = $"'{text[_at..]}' was not expected.";
            return parts;
        }

        private ImmutableArray<UnitPart> ReadProduct()
        {
            var parts = ImmutableArray.CreateBuilder<UnitPart>();
            var below = Peek == '/';
            if (below) _at++;
            while (Error is null)
            {
                SkipSpaces();
                parts.AddRange(Raise(ReadPower(), below ? -1 : 1));
                SkipSpaces();
                if (Error is not null || Peek is '\0' or ')') break;
                // A dot, star or space multiplies what follows it alone: mg/kg/day is (mg/kg)/day.
                below = Peek == '/';
                if (Peek is '/' or '*' or '.' or '\u00B7') _at++;
            }
            return parts.ToImmutable();
        }

        private ImmutableArray<UnitPart> ReadPower()
        {
            ImmutableArray<UnitPart> unit;
            if (Peek == '(')
            {
                _at++;
                unit = ReadProduct();
                if (Peek == ')') _at++;
                else Error ??= "a parenthesis is not closed.";
            }
            else if (char.IsAsciiDigit(Peek)) unit = ReadNumber();
            else unit = ReadName();
            return Error is null && ReadExponent() is { } exponent ? [.. Raise(unit, exponent)] : unit;
        }

        private ImmutableArray<UnitPart> ReadNumber()
        {
            var start = _at;
            while (char.IsAsciiDigit(Peek) || (Peek == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))) _at++;
            if (Peek is 'e' or 'E' && _at + 1 < text.Length && (char.IsAsciiDigit(text[_at + 1]) || text[_at + 1] is '-' or '+'))
            {
                _at += 2;
                while (char.IsAsciiDigit(Peek)) _at++;
            }
            var value = double.Parse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
            return value == 1 ? [] : [new UnitPart("dimensionless", 1, 0, value)];
        }

        private ImmutableArray<UnitPart> ReadName()
        {
            var start = _at;
            // In mg_per_mL2 a digit belongs to the identifier, in mL2 it is an exponent.
            while (char.IsAsciiLetterOrDigit(Peek) || Peek == '_') _at++;
            if (!text.AsSpan(start, _at - start).Contains('_'))
            {
                _at = start;
                while (char.IsLetter(Peek) || Peek is '%' or '\u00B5') _at++;
            }
            var name = text[start.._at];
            if (name.Length == 0) Error ??= Peek == '\0' ? "something is missing at its end." : $"'{Peek}' was not expected.";
            else if (ParseIdentifier(name, named) is { } unit) return unit;
            else Error ??= $"no unit is called '{name}'. {Advice.DidYouMean(name, "units", UnitKinds.Known)}";
            return [];
        }

        /// <summary><c>^2</c>, <c>^-1</c>, <c>2</c>, <c>-1</c> right after a name, or the superscripts ² and ³.</summary>
        private double? ReadExponent()
        {
            if (Peek is '\u00B2' or '\u00B3') return text[_at++] == '\u00B2' ? 2 : 3;
            var start = _at;
            if (Peek == '^') start = ++_at;
            if (Peek is '-' or '+') _at++;
            while (char.IsAsciiDigit(Peek)) _at++;
            if (_at == start) return null;
            if (double.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)) return exponent;
            Error ??= $"'{text[start.._at]}' is not an exponent.";
            return null;
        }

        private void SkipSpaces()
        {
            while (char.IsWhiteSpace(Peek)) _at++;
        }
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A base unit of SBML in canonical units: <paramref name="Above"/> / <paramref name="Below"/> of its dimension.</summary>
internal readonly record struct UnitKind(double Above, double Below, Dimension Dimension);

/// <summary>The units that have a name of their own: SBML's kinds, and the names that people write (UCUM and its common variants).</summary>
internal static class UnitKinds
{
    private const double SecondsPerDay = 86400;

    /// <summary>SBML L3V2 table 1 (section 4.4.2). Energy is kg m²/s² = 1e6 mg · 100 dm² · 86400² / day².</summary>
    public static readonly FrozenDictionary<string, UnitKind> Sbml = MakeSbml();

    private static readonly FrozenDictionary<string, ImmutableArray<UnitPart>> Exact = MakeExact();

    private static readonly (string Symbol, ImmutableArray<UnitPart> Parts)[] Prefixed =
    [
        ("g", [new("gram")]), ("m", [new("metre")]), ("L", [new("litre")]), ("l", [new("litre")]), ("mol", [new("mole")]), ("s", [new("second")]),
        ("M", [new("mole"), new("litre", -1)]), ("Gy", [new("gray")]), ("Sv", [new("sievert")]), ("Bq", [new("becquerel")]), ("IU", [new("item")]),
        ("Da", [new("gram"), new("mole", -1)]), ("Pa", [new("pascal")]), ("J", [new("joule")]), ("W", [new("watt")]), ("N", [new("newton")]),
        ("Hz", [new("hertz")]), ("A", [new("ampere")]), ("V", [new("volt")]), ("K", [new("kelvin")]), ("kat", [new("katal")]),
        ("gram", [new("gram")]), ("grams", [new("gram")]), ("metre", [new("metre")]), ("meter", [new("metre")]), ("litre", [new("litre")]),
        ("liter", [new("litre")]), ("litres", [new("litre")]), ("liters", [new("litre")]), ("mole", [new("mole")]), ("moles", [new("mole")]),
        ("molar", [new("mole"), new("litre", -1)]), ("molarity", [new("mole"), new("litre", -1)]), ("second", [new("second")]),
        ("gray", [new("gray")]), ("dalton", [new("gram"), new("mole", -1)]),
    ];

    private static readonly (string Prefix, int Scale)[] Prefixes =
    [
        ("femto", -15), ("pico", -12), ("nano", -9), ("micro", -6), ("milli", -3), ("centi", -2), ("deci", -1), ("kilo", 3), ("mega", 6), ("giga", 9),
        ("f", -15), ("p", -12), ("n", -9), ("u", -6), ("\u00B5", -6), ("\u03BC", -6), ("m", -3), ("c", -2), ("d", -1), ("k", 3), ("M", 6), ("G", 9),
    ];

    /// <summary>Names for advice: the ones that models of this field use.</summary>
    public static readonly string[] Known =
    [
        "day", "hour", "minute", "second", "week", "month", "year", "d", "h", "min", "s", "L", "dL", "mL", "uL", "mol", "mmol", "umol", "nmol", "pmol",
        "M", "mM", "uM", "nM", "pM", "kg", "g", "mg", "ug", "ng", "pg", "cell", "item", "m", "cm", "mm", "um", "dimensionless", "%", "IU", "PFU", "Gy", "Da", "kDa",
    ];

    /// <summary>The parts of a named unit, or null where the name says nothing.</summary>
    public static ImmutableArray<UnitPart>? Named(string name)
    {
        if (Exact.TryGetValue(name, out var parts)) return parts;
        foreach (var (symbol, unit) in Prefixed)
            if (symbol == name) return unit;
        foreach (var (prefix, scale) in Prefixes)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var rest = name.AsSpan(prefix.Length);
            foreach (var (symbol, unit) in Prefixed)
                if (rest.SequenceEqual(symbol)) return [unit[0] with { Scale = scale }, .. unit.Skip(1)];
        }
        return null;
    }

    public static bool IsSbml(string name) => Sbml.ContainsKey(name);

    private static FrozenDictionary<string, ImmutableArray<UnitPart>> MakeExact()
    {
        var names = new Dictionary<string, ImmutableArray<UnitPart>>(StringComparer.Ordinal);
        foreach (var kind in Sbml.Keys) names[kind] = [new(kind)];
        void Add(string all, params ImmutableArray<UnitPart> parts)
        {
            foreach (var name in all.Split(' ')) names[name] = parts;
        }
        Add("min minute minutes", new UnitPart("second", 1, 0, 60));
        Add("h hr hour hours", new UnitPart("second", 1, 0, 3600));
        Add("d day days", new UnitPart("second", 1, 0, SecondsPerDay));
        Add("wk week weeks", new UnitPart("second", 1, 0, 7 * SecondsPerDay));
        // UCUM: mo_j is a twelfth of the Julian year of 365.25 days.
        Add("mo month months", new UnitPart("second", 1, 0, 365.25 / 12 * SecondsPerDay));
        Add("a y yr year years", new UnitPart("second", 1, 0, 365.25 * SecondsPerDay));
        Add("sec seconds", new UnitPart("second"));
        Add("U", new UnitPart("mole", 1, -6), new UnitPart("second", -1, 0, 60));   // enzyme activity, umol/min
        Add("cell cells items molecule molecules particle particles virion virions PFU pfu CFU cfu", new UnitPart("item"));
        Add("unitless fraction ratio", new UnitPart("dimensionless"));
        Add("% percent", new UnitPart("dimensionless", 1, -2));
        Add("cd", new UnitPart("candela"));
        Add("rad", new UnitPart("radian"));
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, UnitKind> MakeSbml()
    {
        var second = new Dimension(Time: 1);
        var (metre, mole, item, gram) = (new Dimension(Length: 1), new Dimension(Substance: 1), new Dimension(Item: 1), new Dimension(Mass: 1));
        var (kelvin, ampere, candela) = (new Dimension(Temperature: 1), new Dimension(Current: 1), new Dimension(Luminosity: 1));
        var joule = gram * metre.Power(2) / second.Power(2);
        const double Day2 = SecondsPerDay * SecondsPerDay;
        var kinds = new Dictionary<string, UnitKind>(StringComparer.Ordinal)
        {
            ["second"] = new(1, SecondsPerDay, second), ["metre"] = new(10, 1, metre), ["litre"] = new(1, 1, metre.Power(3)),
            ["mole"] = new(1e9, 1, mole), ["item"] = new(1, 1, item), ["gram"] = new(1e3, 1, gram), ["kilogram"] = new(1e6, 1, gram),
            ["kelvin"] = new(1, 1, kelvin), ["ampere"] = new(1, 1, ampere), ["candela"] = new(1, 1, candela), ["lumen"] = new(1, 1, candela),
            ["dimensionless"] = new(1, 1, default), ["radian"] = new(1, 1, default), ["steradian"] = new(1, 1, default), ["avogadro"] = new(6.02214179e23, 1, default),
            ["hertz"] = new(SecondsPerDay, 1, second.Power(-1)), ["becquerel"] = new(SecondsPerDay, 1, second.Power(-1)),
            ["katal"] = new(1e9 * SecondsPerDay, 1, mole / second), ["coulomb"] = new(1, SecondsPerDay, ampere * second),
            ["gray"] = new(100 * Day2, 1, metre.Power(2) / second.Power(2)), ["sievert"] = new(100 * Day2, 1, metre.Power(2) / second.Power(2)),
            ["newton"] = new(1e7 * Day2, 1, gram * metre / second.Power(2)), ["joule"] = new(1e8 * Day2, 1, joule),
            ["watt"] = new(1e8 * Day2 * SecondsPerDay, 1, joule / second), ["pascal"] = new(1e5 * Day2, 1, gram / metre / second.Power(2)),
            ["volt"] = new(1e8 * Day2 * SecondsPerDay, 1, joule / second / ampere), ["ohm"] = new(1e8 * Day2 * SecondsPerDay, 1, joule / second / ampere.Power(2)),
            ["siemens"] = new(1, 1e8 * Day2 * SecondsPerDay, ampere.Power(2) * second / joule), ["farad"] = new(1, 1e8 * Day2 * Day2, ampere.Power(2) * second.Power(2) / joule),
            ["weber"] = new(1e8 * Day2, 1, joule / ampere), ["henry"] = new(1e8 * Day2, 1, joule / ampere.Power(2)),
            ["tesla"] = new(1e6 * Day2, 1, joule / ampere / metre.Power(2)), ["lux"] = new(1, 100, candela / metre.Power(2)),
        };
        return kinds.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Reads unit definitions and the names that refer to them; gives Level 2 its built-in units.</summary>
/// <remarks>
/// Level 2 has predefined units substance (mole), volume (litre), area (square metre), length (metre) and time (second), which
/// a definition of the same name replaces (L2V4 §4.4.3). A model definition knows base units and definitions alone, so a built-in
/// that the file does not define is replaced by what it stands for.
/// </remarks>
internal sealed class SbmlUnits(int level, DiagnosticBag diagnostics)
{
    private const string SquareMetre = "area";

    private static readonly Dictionary<string, string> BuiltIns = new(StringComparer.Ordinal)
    {
        ["substance"] = "mole", ["volume"] = "litre", ["area"] = SquareMetre, ["length"] = "metre", ["time"] = "second",
    };

    /// <summary>SBML's base units (L3V2 Table 2), with the spellings and the two extra ones of older levels.</summary>
    private static readonly Dictionary<string, string> BaseUnits = new[]
    {
        "ampere", "avogadro", "becquerel", "candela", "coulomb", "dimensionless", "farad", "gram", "gray", "henry", "hertz", "item", "joule",
        "katal", "kelvin", "kilogram", "litre", "lumen", "lux", "metre", "mole", "newton", "ohm", "pascal", "radian", "second", "siemens",
        "sievert", "steradian", "tesla", "volt", "watt", "weber",
    }.ToDictionary(u => u, StringComparer.Ordinal);

    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    private bool _needsSquareMetre;

    static SbmlUnits()
    {
        BaseUnits["liter"] = "litre";
        BaseUnits["meter"] = "metre";
    }

    public static bool IsBaseUnit(string name) => BaseUnits.TryGetValue(name, out var canonical) && canonical == name;

    /// <summary>The definition of a square metre, where Level 2's built-in area was used.</summary>
    public ImmutableArray<UnitDefinition> BuiltInsNeeded => _needsSquareMetre ? [new UnitDefinition(SquareMetre, [new UnitPart("metre", 2)])] : [];

    public ImmutableArray<UnitDefinition> ReadDefinitions(SbmlElement model)
    {
        foreach (var definition in model.List("listOfUnitDefinitions", "unitDefinition"))
            if (!_defined.Add(definition.Required("id")))
                diagnostics.Error("TS0110", definition.Span, $"Unit '{definition.Text("id")}' is defined twice.");
        return [.. model.List("listOfUnitDefinitions", "unitDefinition").Select(Definition)];
    }

    /// <summary>The model's unit of a dimension: an attribute in Level 3, a built-in in Level 2.</summary>
    public string? ModelUnit(SbmlElement model, string attribute, string builtIn)
    {
        if (level == 3) return Name(model, attribute);
        if (_defined.Contains(builtIn)) return builtIn;
        if (builtIn == SquareMetre)
        {
            // A definition of the square metre is added only where the model has areas.
            if (!model.List("listOfCompartments", "compartment").Any(c => c.Text("spatialDimensions") == "2")) return null;
            _needsSquareMetre = true;
        }
        return BuiltIns[builtIn];
    }

    /// <summary>The unit that an attribute names; an unknown one is reported as a warning and dropped, because values stay what they are.</summary>
    public string? Name(SbmlElement e, string attribute)
    {
        if (e.Text(attribute) is not { } name) return null;
        if (_defined.Contains(name)) return name;
        if (BaseUnits.TryGetValue(name, out var unit)) return unit;
        if (level == 2 && BuiltIns.TryGetValue(name, out var meant))
        {
            _needsSquareMetre |= meant == SquareMetre;
            return meant;
        }
        diagnostics.Warning("TS0302", e.Span, $"{e.Title} has unit '{name}', which the file does not define; it is left out.",
            Advice.DidYouMean(name, "units", _defined.Concat(BaseUnits.Keys)));
        return null;
    }

    private UnitDefinition Definition(SbmlElement e) =>
        new(e.Text("id") ?? "", [.. e.List("listOfUnits", "unit").Select(Part)], e.Text("name"), e.Span);

    private UnitPart Part(SbmlElement e)
    {
        var kind = e.Required("kind");
        if (!BaseUnits.TryGetValue(kind, out var canonical))
        {
            diagnostics.Error("TS0307", e.Span, kind == "Celsius"
                ? "The unit 'Celsius' is shifted against the kelvin; SBML dropped it in Level 2 Version 2."
                : $"The unit kind '{kind}' is not one of SBML's base units.", Advice.DidYouMean(kind, "base units", BaseUnits.Values.Distinct()));
            canonical = "dimensionless";
        }
        if (e.Number("offset") is { } offset and not 0)
            diagnostics.Error("TS0307", e.Span, $"The unit has the offset {SbmlNumber.Text(offset)}; only Level 2 Version 1 had such units.",
                "Write the shift into the formulas.");
        var scale = e.Number("scale") ?? 0;
        if (scale != Math.Truncate(scale) || Math.Abs(scale) > 300)
            diagnostics.Error("TS0109", e.Span, $"Attribute 'scale' is {SbmlNumber.Text(scale)}; it must be a whole number.");
        return new UnitPart(canonical, e.Number("exponent") ?? 1, (int)scale, e.Number("multiplier") ?? 1);
    }
}

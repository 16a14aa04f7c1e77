using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>The units of a model while it is built: what the file defines, and the well-known names that it uses, spelled out for SBML.</summary>
internal sealed class UnitBook(DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, UnitDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly List<UnitDefinition> _inOrder = [];
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    public ImmutableArray<UnitDefinition> Definitions => [.. _inOrder];

    public void Define(UnitDefinition definition)
    {
        var span = definition.Span ?? default;
        var parts = ImmutableArray.CreateBuilder<UnitPart>();
        foreach (var part in definition.Parts)
        {
            if (Expand(part.Kind) is not { } known)
            {
                Unknown(part.Kind, span);
                return;
            }
            // (m·10^s·kind)^e with kind = Π parts: the number goes to the first part whose exponent is 1.
            var bare = part.Multiplier == 1 && part.Scale == 0;
            var carrier = known.Length == 1 && known[0].Exponent == 1;
            if (!bare && !carrier) parts.Add(new UnitPart("dimensionless", part.Exponent, part.Scale, part.Multiplier));
            foreach (var k in known)
                parts.Add(k with
                {
                    Exponent = k.Exponent * part.Exponent,
                    Scale = carrier ? k.Scale + part.Scale : k.Scale,
                    Multiplier = carrier ? k.Multiplier * part.Multiplier : k.Multiplier,
                });
        }
        var expanded = definition with { Parts = parts.ToImmutable() };
        if (!_definitions.TryGetValue(definition.Id, out var first))
        {
            _definitions.Add(definition.Id, expanded);
            _inOrder.Add(expanded);
        }
        // Instances of one model define its units again and again; only a different meaning is a fault.
        else if (!first.Parts.SequenceEqual(expanded.Parts))
            diagnostics.Error("TU0002", span, $"Unit '{definition.Id}' is defined in two ways; the other is at {first.Span}.", "Rename one of them.");
    }

    /// <summary>Makes a name usable: one of SBML's kinds, a unit of the file, or a well-known one, which is then defined. Null, and said so, where it is none.</summary>
    public string? Use(string name, SourceSpan span)
    {
        if (_aliases.TryGetValue(name, out var meant)) return meant;
        if (_definitions.ContainsKey(name) || UnitKinds.IsSbml(name)) return name;
        if (UnitText.ParseIdentifier(name, Expand) is { } parts)
        {
            var definition = new UnitDefinition(name, parts, null, span);
            _definitions.Add(name, definition);
            _inOrder.Add(definition);
            return name;
        }
        Unknown(name, span);
        return null;
    }

    /// <summary>Makes <paramref name="name"/> a second name of a unit.</summary>
    public string? Alias(string name, string unit, SourceSpan span)
    {
        if (Use(unit, span) is not { } known) return null;
        _aliases[name] = known;
        return known;
    }

    public void SetName(string id, string name, SourceSpan span)
    {
        if (_definitions.TryGetValue(id, out var definition))
        {
            _definitions[id] = definition with { Name = name };
            _inOrder[_inOrder.IndexOf(definition)] = _definitions[id];
        }
        else Unknown(id, span);
    }

    /// <summary>A unit given by parts gets a name made of them: <c>mole_per_litre</c>.</summary>
    public string? Use(ImmutableArray<UnitPart> parts, SourceSpan span)
    {
        static string Word(UnitPart p) => p.Kind + (Math.Abs(p.Exponent) == 1 ? "" : Math.Abs(p.Exponent).ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('.', '_'))
            + (p.Multiplier == 1 && p.Scale == 0 ? "" : $"_x{p.Multiplier.ToString(System.Globalization.CultureInfo.InvariantCulture).Replace('.', '_')}e{p.Scale}".Replace('-', 'm'));
        var name = string.Join("_", parts.Where(p => p.Exponent > 0).Select(Word).Concat(parts.Where(p => p.Exponent < 0).Select(p => "per_" + Word(p))));
        if (!_definitions.ContainsKey(name)) Define(new UnitDefinition(name, parts, null, span));
        return _definitions.ContainsKey(name) ? name : null;
    }

    /// <summary>The unit that a usable name means.</summary>
    public Unit Of(string name) => Unit.FromParts(Expand(name) ?? [], name);

    private ImmutableArray<UnitPart>? Expand(string name) =>
        _definitions.TryGetValue(name, out var definition) ? definition.Parts : UnitKinds.Named(name) ?? (name.Contains('_', StringComparison.Ordinal) ? UnitText.ParseIdentifier(name, UnitKinds.Named) : null);

    private void Unknown(string name, SourceSpan span) =>
        diagnostics.Error("TU0001", span, $"There is no unit '{name}'.",
            Advice.DidYouMean(name, "units", _definitions.Keys.Concat(UnitKinds.Known)) + " Others are defined by: unit name = 1e-3 mole / litre.");
}

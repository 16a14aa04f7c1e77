using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>The units that a model states for its symbols; null where it says nothing or names an unknown unit.</summary>
internal sealed class UnitTable
{
    private readonly Dictionary<string, UnitDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unit?> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unit?> _substances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Species> _species = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Unit?> _compartments = new(StringComparer.Ordinal);

    public UnitTable(ModelDefinition model)
    {
        foreach (var definition in model.UnitDefinitions) _definitions.TryAdd(definition.Id, definition);
        Time = Find(model.TimeUnit);
        foreach (var c in model.Compartments)
            Add(_compartments, c.Id, Find(c.Unit ?? (c.SpatialDimensions switch { 3 => model.VolumeUnit, 2 => model.AreaUnit, 1 => model.LengthUnit, _ => null })));
        foreach (var (id, unit) in _compartments) Add(_symbols, id, unit);
        foreach (var s in model.Species)
        {
            _species.TryAdd(s.Id, s);
            Add(_substances, s.Id, Find(s.SubstanceUnit ?? model.SubstanceUnit));
            var volume = _compartments.GetValueOrDefault(s.Compartment);
            Add(_symbols, s.Id, s.HasOnlySubstanceUnits ? Substance(s.Id) : Substance(s.Id) is { } substance && volume is { } v ? substance / v : null);
        }
        foreach (var p in model.Parameters) Add(_symbols, p.Id, Find(p.Unit));
        // Extent per time; where a file names no unit of extent, reactions are checked against their species.
        var extent = Find(model.ExtentUnit);
        foreach (var r in model.Reactions)
        {
            Add(_symbols, r.Id, extent is { } e && Time is { } t ? e / t : null);
            foreach (var reference in r.Reactants.Concat(r.Products))
                if (reference.Id is not null) Add(_symbols, reference.Id, Unit.One);
        }
    }

    public Unit? Time { get; }

    public Species? Species(string id) => _species.GetValueOrDefault(id);

    /// <summary>Whether the model states a unit of any symbol, or writes a number with one.</summary>
    public static bool IsUsed(ModelDefinition model) =>
        model.TimeUnit is not null || model.SubstanceUnit is not null || model.VolumeUnit is not null || model.ExtentUnit is not null
        || model.Parameters.Any(p => p.Unit is not null) || model.Compartments.Any(c => c.Unit is not null) || model.Species.Any(s => s.SubstanceUnit is not null);

    public Unit? Symbol(string id) => _symbols.GetValueOrDefault(id);

    public Unit? Substance(string species) => _substances.GetValueOrDefault(species);

    /// <summary>Sets the unit that a formula gives to a symbol which states none.</summary>
    public void Infer(string id, Unit unit) => _symbols[id] = unit;

    public Unit? Find(string? name)
    {
        if (name is null) return null;
        if (_definitions.TryGetValue(name, out var definition))
            return definition.Parts.All(p => UnitKinds.IsSbml(p.Kind)) ? Unit.FromParts(definition.Parts, name) : null;
        if (UnitKinds.IsSbml(name)) return Unit.FromParts([new UnitPart(name)], name);
        return UnitText.ParseIdentifier(name, UnitKinds.Named) is { } parts ? Unit.FromParts(parts, name) : null;
    }

    private static void Add(Dictionary<string, Unit?> table, string id, Unit? unit) => table[id] = unit;
}

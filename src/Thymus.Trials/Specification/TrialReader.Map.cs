using System.Collections.Immutable;
using Thymus.Populations;

namespace Thymus.Trials;

internal static partial class TrialReader
{
    private static ModelMap? ReadMap(YamlMap? map, bool needsLesions)
    {
        if (map is null) return null;
        var lesions = ReadLesions(map, needsLesions);
        var drugs = ReadDrugs(map.Map("drugs"));
        var concentrations = ReadConcentrations(map.Map("concentrations"));
        var covariates = ImmutableArray.CreateBuilder<CovariateMap>();
        if (map.Map("covariates") is { } pairs)
            foreach (var key in pairs.Keys)
                if (pairs.Scalar(key.Text) is { } variable) covariates.Add(new CovariateMap(Flat(key), variable));
        var hazards = ReadHazards(map.Map("hazards"));
        map.Finish();
        return new ModelMap(lesions, drugs, concentrations, covariates.ToImmutable(), hazards);
    }

    private static ImmutableArray<LesionMap> ReadLesions(YamlMap parent, bool needed)
    {
        var lesions = ImmutableArray.CreateBuilder<LesionMap>();
        var maps = parent.Maps("lesions");
        if (maps.Count == 0 && (needed || parent.Has("lesions")))
            parent.Error(3, parent.SpanAt("lesions"), "'map' has no 'lesions'.",
                "Name at least one: '- {id: L1, diameter: FORMULA, unit: mm}'. A trial without scans has 'pharmacokinetics' or 'findings' instead.");
        foreach (var map in maps)
        {
            var id = ReadId(map, "id", "-_");
            if (id is not null && lesions.Any(l => l.Id == id))
                map.Error(9, map.SpanAt("id"), $"Two lesions have the id '{id}'.",
                    "Lesion ids name rows of ADTR and must be unique.");
            var formulas = new (LesionQuantity Quantity, Formula? Formula)[]
            {
                (LesionQuantity.Diameter, ReadFormula(map, "diameter")), (LesionQuantity.Volume, ReadFormula(map, "volume")),
                (LesionQuantity.Cells, ReadFormula(map, "cells")),
            };
            var given = formulas.Where(f => f.Formula is not null).ToArray();
            var hasDensity = map.Has("density");
            var density = map.CellsPerCubicMillimetre("density");
            if (given.Length != 1)
            {
                map.Error(10, map.Span,
                    $"Lesion '{id}' has {(given.Length == 0 ? "none" : "more than one")} of 'diameter', 'volume' and 'cells'.",
                    "Give exactly one.");
            }
            else if (given[0].Quantity == LesionQuantity.Cells != hasDensity)
            {
                map.Error(10, map.Span,
                    hasDensity ? $"Lesion '{id}' has a 'density' but no 'cells'."
                    : $"Lesion '{id}' is given in cells without a 'density'.",
                    "Cells become a volume by 'density: 1e9 cell/mL'.");
            }
            var quantity = given.Length == 1 ? given[0].Quantity : LesionQuantity.Diameter;
            var scale = quantity switch
            {
                LesionQuantity.Cells => 1 / (density ?? 1),
                LesionQuantity.Volume => map.UnitFactor("unit", volume: true, "mL"),
                _ => map.UnitFactor("unit", volume: false, "mm"),
            };
            if (quantity == LesionQuantity.Cells && map.Has("unit"))
                map.Error(10, map.SpanAt("unit"), $"Lesion '{id}' is given in cells and has a 'unit'.",
                    "Leave it out: 'density' says all.");
            var unit = map.Scalar("unit");
            var organ = map.Text("organ");
            var node = map.Flag("node") ?? false;
            var scar = ReadFormula(map, "scar");
            map.Finish();
            if (id is not null && given.Length == 1)
                lesions.Add(new LesionMap(id, given[0].Formula!, quantity, scale ?? 1, organ, node, unit, scar));
        }
        return lesions.ToImmutable();
    }

    private static ImmutableArray<DrugMap> ReadDrugs(YamlMap? parent)
    {
        if (parent is null) return [];
        var drugs = ImmutableArray.CreateBuilder<DrugMap>();
        foreach (var key in parent.Keys)
        {
            if (parent.Map(key.Text) is not { } map) continue;
            var species = map.RequiredScalar("species");
            var unit = map.Scalar("amount-unit");
            var mass = map.GramsPerMole("molar-mass") ?? double.NaN;
            var route = map.Text("route") ?? "INTRAVENOUS";
            var infusion = map.Days("infusion") ?? 0;
            var fraction = map.Fraction("fraction") ?? 1;
            map.Finish();
            if (species is { } s) drugs.Add(new DrugMap(key.Text, Flat(s), unit, mass, route, infusion, fraction));
        }
        return drugs.ToImmutable();
    }

    private static ImmutableArray<ConcentrationMap> ReadConcentrations(YamlMap? parent)
    {
        if (parent is null) return [];
        var concentrations = ImmutableArray.CreateBuilder<ConcentrationMap>();
        foreach (var key in parent.Keys)
        {
            if (parent.Map(key.Text) is not { } map) continue;
            var quantity = ReadFormula(map, "quantity", required: true);
            var unit = map.RequiredText("unit");
            map.Finish();
            if (quantity is not null && unit is not null) concentrations.Add(new ConcentrationMap(key.Text, quantity, unit));
        }
        return concentrations.ToImmutable();
    }

    private static ImmutableArray<HazardMap> ReadHazards(YamlMap? parent)
    {
        if (parent is null) return [];
        var hazards = ImmutableArray.CreateBuilder<HazardMap>();
        foreach (var hazard in Enum.GetValues<Hazard>())
        {
            var key = HazardMap.KeyOf(hazard);
            if (!parent.Has(key)) continue;
            if (parent.IsMap(key))
            {
                var map = parent.Map(key)!;
                var rate = ReadFormula(map, "rate", required: true);
                map.Finish();
                if (rate is not null) hazards.Add(new HazardMap(hazard, rate, IsRate: true));
            }
            else if (ReadFormula(parent, key) is { } cumulative)
            {
                hazards.Add(new HazardMap(hazard, cumulative, IsRate: false));
            }
        }
        parent.Finish();
        return hazards.ToImmutable();
    }
}

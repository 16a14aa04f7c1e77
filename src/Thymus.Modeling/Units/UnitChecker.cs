using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Checks that the formulas of a model agree in their dimensions.</summary>
/// <remarks>
/// Symbols without a unit silence the checks that they touch. A bare number multiplies as it is and takes the unit of what it is added to
/// or compared with. In a file that is converted on import (Antimony) a dimension fault is an error and mixed scales (mL with L) are right;
/// in SBML, whose numbers run as they stand, both are warnings.
/// </remarks>
public static class UnitChecker
{
    /// <param name="converts">Whether the model is converted to canonical units before it runs.</param>
    public static void Check(ModelDefinition model, DiagnosticBag diagnostics, bool converts = false)
    {
        var table = new UnitTable(model);
        var inference = new UnitInference(model, table);
        UnitPropagation.Run(model, inference);
        foreach (var placed in ModelFormulas.All(model, table))
        {
            Report(model, placed, placed.Examine(inference), diagnostics, converts);
        }
        foreach (var reaction in model.Reactions) CheckSpecies(model, reaction, table, diagnostics, converts);
    }

    /// <summary>The units of symbols, stated or found from their formulas; a symbol whose unit cannot be told is absent.</summary>
    public static ImmutableDictionary<string, Unit> UnitsOf(ModelDefinition model)
    {
        var table = new UnitTable(model);
        UnitPropagation.Run(model, new UnitInference(model, table));
        var units = ImmutableDictionary.CreateBuilder<string, Unit>(StringComparer.Ordinal);
        foreach (var id in model.Parameters.Select(p => p.Id).Concat(model.Species.Select(s => s.Id)).Concat(model.Compartments.Select(c => c.Id)))
            if (table.Symbol(id) is { } unit) units[id] = unit;
        return units.ToImmutable();
    }

    internal static void Report(ModelDefinition model, PlacedFormula placed, UnitFindings findings, DiagnosticBag diagnostics, bool converts)
    {
        var file = SourceSpan.WholeFile(model.File ?? model.Id);
        foreach (var (span, message, advice) in findings.Mismatches)
            diagnostics.Add([new Diagnostic("TU0101", converts ? Severity.Error : Severity.Warning, span ?? placed.Span ?? file, message, advice)]);
        if (converts) return;
        foreach (var (span, first, second) in findings.Scales.Take(1))
            diagnostics.Warning("TU0102", span ?? placed.Span ?? file, $"{placed.What}: {UnitInference.Text(first)} and {UnitInference.Text(second)} meet without conversion.",
                "SBML runs numbers as they stand. Write the factor into the formula, or convert the model: thymus convert A.xml B.xml --canonical-units.");
    }

    /// <summary>All species of a reaction count in one unit; a reaction of cells and nanomoles needs a stoichiometry with a unit, which does not exist.</summary>
    private static void CheckSpecies(ModelDefinition model, Reaction reaction, UnitTable table, DiagnosticBag diagnostics, bool converts)
    {
        var units = reaction.Reactants.Concat(reaction.Products)
            .Where(r => table.Species(r.Species) is { } s && (s.ConversionFactor ?? model.ConversionFactor) is null)
            .Select(r => (r.Species, r.Span, Unit: table.Substance(r.Species))).Where(r => r.Unit is not null).ToList();
        foreach (var (species, span, unit) in units.Skip(1))
        {
            if (unit!.Value.Dimension == units[0].Unit!.Value.Dimension) continue;
            diagnostics.Add([new Diagnostic("TU0103", converts ? Severity.Error : Severity.Warning, span ?? reaction.Span ?? SourceSpan.WholeFile(model.File ?? model.Id),
                $"Reaction '{reaction.Id}' turns '{units[0].Species}' in {UnitInference.Text(units[0].Unit!.Value)} into '{species}' in {UnitInference.Text(unit.Value)}.",
                "Write two reactions, each with a rate in its own unit.")]);
            break;
        }
    }
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Where a formula stands and what unit its place asks for.</summary>
internal readonly record struct PlacedFormula(Expression Formula, SourceSpan? Span, string What, Unit? Expected, ImmutableArray<Parameter> Locals = default)
{
    /// <summary>The unit of the formula and what else is found in it, compared with what its place asks for.</summary>
    public UnitFindings Examine(UnitInference inference)
    {
        var findings = new UnitFindings();
        var bound = Locals.IsDefaultOrEmpty ? null : Locals.ToDictionary(p => p.Id, p => Measure.Of(inference.Table.Find(p.Unit)), StringComparer.Ordinal);
        UnitInference.Match(inference.Infer(Formula, findings, bound), Expected, Formula, Span, What, findings);
        return findings;
    }
}

/// <summary>Lists the formulas of a model with the units that their places ask for.</summary>
internal static class ModelFormulas
{
    public static IEnumerable<PlacedFormula> All(ModelDefinition model, UnitTable table)
    {
        foreach (var i in model.InitialAssignments) yield return new(i.Value, i.Span, $"'{i.Variable}'", table.Symbol(i.Variable));
        foreach (var rule in model.Rules)
        {
            yield return rule switch
            {
                AssignmentRule a => new(a.Value, a.Span, $"'{a.Variable}'", table.Symbol(a.Variable)),
                RateRule r => new(r.Value, r.Span, $"The rate of '{r.Variable}'", RateUnit(r.Variable, table)),
                _ => new(rule.Value, rule.Span, "An algebraic rule", null),
            };
        }
        foreach (var reaction in model.Reactions)
            if (reaction.Rate is not null) yield return new(reaction.Rate, reaction.Span, $"The rate of reaction '{reaction.Id}'", RateUnit(model, reaction, table), reaction.LocalParameters);
        foreach (var e in model.Events)
        {
            yield return new(e.Trigger, e.Span, $"The trigger of event '{e.Id}'", null);
            if (e.Delay is not null) yield return new(e.Delay, e.Span, $"The delay of event '{e.Id}'", table.Time);
            if (e.Priority is not null) yield return new(e.Priority, e.Span, $"The priority of event '{e.Id}'", Unit.One);
            foreach (var a in e.Assignments) yield return new(a.Value, a.Span, $"'{a.Variable}'", table.Symbol(a.Variable));
        }
        foreach (var c in model.Constraints) yield return new(c.Condition, c.Span, "A constraint", null);
    }

    public static Unit? RateUnit(string variable, UnitTable table) =>
        table.Symbol(variable) is { } unit && table.Time is { } time ? unit / time : null;

    /// <summary>Extent per time; where the model names no extent, the substance of the first species of the reaction per time.</summary>
    public static Unit? RateUnit(ModelDefinition model, Reaction reaction, UnitTable table)
    {
        if (table.Time is not { } time) return null;
        if (table.Find(model.ExtentUnit) is { } extent) return extent / time;
        foreach (var reference in reaction.Reactants.Concat(reaction.Products))
        {
            var species = table.Species(reference.Species);
            if (species is null || (species.ConversionFactor ?? model.ConversionFactor) is not null) return null;
            if (table.Substance(reference.Species) is { } substance) return substance / time;
        }
        return null;
    }
}

namespace Thymus.Modeling;

/// <summary>Gives symbols that state no unit the one that their own formula has, so that <c>total := S + A</c> counts in cells.</summary>
internal static class UnitPropagation
{
    public static void Run(ModelDefinition model, UnitInference inference)
    {
        var table = inference.Table;
        // Each round settles at least one symbol of a chain; a model has no chain longer than its formulas.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var rule in model.Rules)
            {
                if (rule is AssignmentRule a) changed |= Settle(a.Variable, a.Value, null);
                else if (rule is RateRule r && table.Time is { } time) changed |= Settle(r.Variable, r.Value, time);
            }
            foreach (var initial in model.InitialAssignments) changed |= Settle(initial.Variable, initial.Value, null);
            foreach (var reaction in model.Reactions)
            {
                if (table.Symbol(reaction.Id) is not null) continue;
                if (ModelFormulas.RateUnit(model, reaction, table) is { } unit)
                {
                    table.Infer(reaction.Id, unit);
                    changed = true;
                }
                else if (reaction.Rate is not null) changed |= Settle(reaction.Id, reaction.Rate, null);
            }
        }

        bool Settle(string id, Expression formula, Unit? times)
        {
            if (table.Symbol(id) is not null) return false;
            var measure = inference.Infer(formula, new UnitFindings());
            if (!measure.IsKnown) return false;
            table.Infer(id, times is { } t ? measure.Unit * t : measure.Unit);
            return true;
        }
    }
}

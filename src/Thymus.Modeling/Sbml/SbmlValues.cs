namespace Thymus.Modeling;

/// <summary>Warns of symbols that a formula reads and that neither the file nor an assignment gives a value.</summary>
/// <remarks>SBML allows it (the value is to come from outside); a simulation would then go on with a default, or with NaN, without a word of
/// why.</remarks>
internal static class SbmlValues
{
    public static void Check(ModelDefinition model, string file, DiagnosticBag diagnostics)
    {
        var given = model.InitialAssignments.Select(a => a.Variable)
            .Concat(model.Rules.OfType<AssignmentRule>().Select(r => r.Variable))
            .Concat(model.Rules.OfType<AlgebraicRule>().SelectMany(r => r.Value.Symbols()))
            .Concat(model.Events.SelectMany(e => e.Assignments).Select(a => a.Variable)).ToHashSet(StringComparer.Ordinal);
        var read = Read(model).ToHashSet(StringComparer.Ordinal);
        foreach (var p in model.Parameters)
            if (p.Value is null) Warn(p.Id, $"Parameter '{p.Id}'", "NaN", p.Span);
        foreach (var s in model.Species)
            if (s is { InitialAmount: null, InitialConcentration: null }) Warn(s.Id, $"Species '{s.Id}'", "0", s.Span);
        foreach (var c in model.Compartments)
            if (c is { Size: null, SpatialDimensions: not 0 }) Warn(c.Id, $"Compartment '{c.Id}'", "1", c.Span);
        foreach (var reaction in model.Reactions.Where(r => r.Rate is not null))
            foreach (var s in reaction.Reactants.Concat(reaction.Products))
                if (s.Stoichiometry is null && (s.Id is null || !given.Contains(s.Id)))
                    diagnostics.Warning("TS0310", s.Span ?? SourceSpan.WholeFile(file),
                        $"The stoichiometry of '{s.Species}' in reaction '{reaction.Id}' has no value; 1 is taken.", "Level 3 has no default: write stoichiometry=\"1\".");

        void Warn(string id, string title, string taken, SourceSpan? span)
        {
            if (read.Contains(id) && !given.Contains(id))
                diagnostics.Warning("TS0310", span ?? SourceSpan.WholeFile(file), $"{title} has no value, and no assignment gives one; {taken} is taken.", "Give it a value or an initial assignment.");
        }
    }

    /// <summary>Names that a formula reads, with the species that a working reaction changes and the sizes that stand behind a concentration.</summary>
    private static IEnumerable<string> Read(ModelDefinition model)
    {
        var working = model.Reactions.Where(r => r.Rate is not null).ToList();
        var symbols = model.InitialAssignments.Select(a => a.Value).Concat(model.Rules.Select(r => r.Value))
            .Concat(model.Events.SelectMany(e => e.Assignments.Select(a => a.Value).Append(e.Trigger).Concat(new[] { e.Delay, e.Priority }.OfType<Expression>())))
            .SelectMany(f => f.Symbols())
            .Concat(working.SelectMany(r => r.Rate!.Symbols().Except(r.LocalParameters.Select(p => p.Id))))
            .Concat(working.SelectMany(r => r.Reactants.Concat(r.Products)).Select(p => p.Species)).ToHashSet(StringComparer.Ordinal);
        return symbols.Concat(model.Species.Where(s => symbols.Contains(s.Id) && (!s.HasOnlySubstanceUnits || s.InitialConcentration is not null)).Select(s => s.Compartment));
    }
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Reads <c>reaction</c> elements: participants, stoichiometry, kinetic law and its local parameters.</summary>
internal sealed class SbmlReactionReader(int level, DiagnosticBag diagnostics, SbmlUnits units, NewNames names, Func<SbmlElement, Expression?> formula)
{
    private readonly List<AssignmentRule> _stoichiometryRules = [];

    /// <summary>The rules that Level 2's <c>stoichiometryMath</c> stands for, of all reactions read so far.</summary>
    public IEnumerable<Rule> StoichiometryRules => _stoichiometryRules;

    public Reaction Read(SbmlElement e)
    {
        var law = e.Child("kineticLaw");
        if (e.Flag("fast", absent: false))
            diagnostics.Error("TS0303", e.Span, $"{e.Title} is 'fast': it is at equilibrium at all times, which Thymus does not solve.",
                "Write the equilibrium as an algebraic rule, or the reaction with a large rate; Level 3 Version 2 has dropped the attribute.");
        if (law is { } k && (k.Text("timeUnits") ?? k.Text("substanceUnits")) is { } own)
            diagnostics.Warning("TS0308", k.Span, $"The kinetic law of {e.Title} has a unit of its own ('{own}'), which is ignored.",
                "Level 2 Version 1 alone allowed it; the model's units hold.");
        return OwnNames(new Reaction(
            e.Required("id"),
            Participants(e, "listOfReactants"),
            Participants(e, "listOfProducts"),
            law is { } withFormula ? Rate(e, withFormula) : null,
            law is { } withParameters ? [.. LocalParameters(withParameters)] : [],
            [.. e.List("listOfModifiers", "modifierSpeciesReference").Select(m => m.Required("species"))],
            e.Flag("reversible", absent: true),
            Fast: false,
            e.Text("compartment"),
            e.Text("name"),
            e.Span));
    }

    /// <summary>
    /// A local parameter may hide a species of its own reaction up to Level 3 Version 1, and may not from Version 2 on
    /// (rule 21173); it is read under another name.
    /// </summary>
    private Reaction OwnNames(Reaction reaction)
    {
        var species = reaction.Reactants.Concat(reaction.Products).Select(s => s.Species).Concat(reaction.Modifiers).ToHashSet(StringComparer.Ordinal);
        var renamed = reaction.LocalParameters.Where(p => species.Contains(p.Id)).DistinctBy(p => p.Id)
            .ToDictionary(p => p.Id, p => names.Local(p.Id), StringComparer.Ordinal);
        return renamed.Count == 0 ? reaction : reaction with
        {
            Rate = reaction.Rate?.Substitute(s => renamed.TryGetValue(s, out var name) ? new SymbolExpression(name) : null),
            LocalParameters = [.. reaction.LocalParameters.Select(p => renamed.TryGetValue(p.Id, out var name) ? p with { Id = name } : p)],
        };
    }

    private Expression? Rate(SbmlElement reaction, SbmlElement law)
    {
        var rate = formula(law);
        if (rate is null) diagnostics.Warning("TS0205", law.Span, $"The kinetic law of {reaction.Title} has no formula; the reaction does nothing.");
        return rate;
    }

    /// <summary>Level 2 calls them parameters, Level 3 local parameters.</summary>
    private IEnumerable<Parameter> LocalParameters(SbmlElement law) =>
        law.List("listOfParameters", "parameter").Concat(law.List("listOfLocalParameters", "localParameter"))
        .Select(p => new Parameter(p.Required("id"), p.Number("value"), units.Name(p, "units"), Constant: true, p.Text("name"), p.Span));

    private ImmutableArray<SpeciesReference> Participants(SbmlElement reaction, string list) =>
        [.. reaction.List(list, "speciesReference").Select(s => SpeciesReference(reaction.Text("id") ?? "", s))];

    /// <summary>
    /// Level 2 means 1 where nothing is said; in Level 3 the value is then for an assignment or rule to give. A formula
    /// (Level 2's stoichiometryMath) is read as Level 3 says it: the reference has a name, and an assignment rule sets it.
    /// </summary>
    private SpeciesReference SpeciesReference(string reaction, SbmlElement e)
    {
        var species = e.Required("species");
        var (id, constant) = (e.Text("id"), e.Flag("constant", absent: true));
        Expression? stoichiometry = e.Number("stoichiometry") is { } number ? number : level == 2 ? 1 : null;
        if (e.Child("stoichiometryMath") is { } math && formula(math) is { } given)
        {
            if (given is NumberExpression)
                stoichiometry = given;
            else
            {
                (id, stoichiometry, constant) = (id ?? names.Stoichiometry(reaction, species), null, false);
                _stoichiometryRules.Add(new AssignmentRule(id, given, math.Span));
            }
        }
        return new SpeciesReference(species, stoichiometry, id, constant, e.Span);
    }
}

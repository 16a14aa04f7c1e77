using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Reads <c>reaction</c> elements: participants, stoichiometry, kinetic law and its local parameters.</summary>
internal sealed class SbmlReactionReader(int level, DiagnosticBag diagnostics, SbmlUnits units, Func<SbmlElement, Expression?> formula)
{
    public Reaction Read(SbmlElement e)
    {
        var law = e.Child("kineticLaw");
        if (e.Flag("fast", absent: false))
            diagnostics.Error("TS0303", e.Span, $"{e.Title} is 'fast': it is at equilibrium at all times, which Thymus does not solve.",
                "Write the equilibrium as an algebraic rule, or the reaction with a large rate; Level 3 Version 2 has dropped the attribute.");
        if (law is { } k && (k.Text("timeUnits") ?? k.Text("substanceUnits")) is { } own)
            diagnostics.Warning("TS0308", k.Span, $"The kinetic law of {e.Title} has a unit of its own ('{own}'), which is ignored.",
                "Level 2 Version 1 alone allowed it; the model's units hold.");
        return new Reaction(
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
            e.Span);
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
        [.. reaction.List(list, "speciesReference").Select(SpeciesReference)];

    private SpeciesReference SpeciesReference(SbmlElement e) => new(
        e.Required("species"),
        Stoichiometry(e),
        e.Text("id"),
        e.Flag("constant", absent: true),
        e.Span);

    /// <summary>Level 2 means 1 where nothing is said; in Level 3 the value is then for an assignment or rule to give.</summary>
    private Expression? Stoichiometry(SbmlElement e)
    {
        if (e.Child("stoichiometryMath") is { } math && formula(math) is { } stoichiometry) return stoichiometry;
        return e.Number("stoichiometry") is { } number ? new NumberExpression(number) { Span = e.Span } : level == 2 ? 1 : null;
    }
}

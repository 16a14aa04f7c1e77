using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Writes a model as SBML Level 3 Version 2 core.</summary>
/// <remarks>
/// Every attribute that Level 3 requires is written, so that nothing rests on a reader's defaults. Two things that a definition
/// may hold and Level 3 says otherwise are put in its words: a formula as stoichiometry becomes a named species reference with an
/// assignment rule, and a species that a rate reads without taking part in the reaction becomes a modifier.
/// </remarks>
public static class SbmlWriter
{
    /// <summary>Namespace of SBML Level 3 Version 2 core.</summary>
    public const string Namespace = "http://www.sbml.org/sbml/level3/version2/core";

    private static readonly XNamespace Core = Namespace;
    private static readonly XNamespace Distrib = "http://www.sbml.org/sbml/level3/version1/distrib/version1";
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <summary>Writes UTF-8 without byte order mark and with line feeds; equal models give equal bytes.</summary>
    /// <exception cref="NotSupportedException">A reaction is fast, which Level 3 Version 2 cannot say.</exception>
    public static void Write(ModelDefinition model, Stream stream)
    {
        if (model.Reactions.FirstOrDefault(r => r.Fast) is { } fast)
            throw new NotSupportedException($"Reaction '{fast.Id}' is fast; SBML Level 3 Version 2 has no fast reactions.");
        var root = new XElement(Core + "sbml", new XAttribute("level", 3), new XAttribute("version", 2), Model(NameStoichiometries(model)));
        if (root.Descendants().Any(e => e.Name.LocalName == "csymbol" && e.Attribute("definitionURL")!.Value.StartsWith(MathMLVocabulary.SymbolNamespace + MathMLVocabulary.DrawPrefix, StringComparison.Ordinal)))
            root.Add(new XAttribute(XNamespace.Xmlns + "distrib", Distrib.NamespaceName), new XAttribute(Distrib + "required", "true"));
        var document = new XDocument(root);
        using var writer = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" });
        document.Save(writer);
    }

    private static XElement Model(ModelDefinition model) => Element("model",
        ("id", model.Id), ("name", model.Name),
        ("substanceUnits", model.SubstanceUnit), ("timeUnits", model.TimeUnit), ("volumeUnits", model.VolumeUnit), ("areaUnits", model.AreaUnit),
        ("lengthUnits", model.LengthUnit), ("extentUnits", model.ExtentUnit), ("conversionFactor", model.ConversionFactor))
        .With(
            List("listOfFunctionDefinitions", model.Functions.Select(f => Element("functionDefinition", ("id", f.Id), ("name", f.Name)).With(MathMLWriter.WriteLambda(f)))),
            List("listOfUnitDefinitions", model.UnitDefinitions.Select(Unit)),
            List("listOfCompartments", model.Compartments.Select(c => Element("compartment",
                ("id", c.Id), ("name", c.Name), ("spatialDimensions", Text(c.SpatialDimensions)), ("size", Text(c.Size)), ("units", c.Unit), ("constant", Text(c.Constant))))),
            List("listOfSpecies", model.Species.Select(s => Element("species",
                ("id", s.Id), ("name", s.Name), ("compartment", s.Compartment), ("initialAmount", Text(s.InitialAmount)),
                ("initialConcentration", Text(s.InitialConcentration)), ("substanceUnits", s.SubstanceUnit),
                ("hasOnlySubstanceUnits", Text(s.HasOnlySubstanceUnits)), ("boundaryCondition", Text(s.BoundaryCondition)),
                ("constant", Text(s.Constant)), ("conversionFactor", s.ConversionFactor)))),
            List("listOfParameters", model.Parameters.Select(p => Element("parameter",
                ("id", p.Id), ("name", p.Name), ("value", Text(p.Value)), ("units", p.Unit), ("constant", Text(p.Constant))))),
            List("listOfInitialAssignments", model.InitialAssignments.Select(a => Element("initialAssignment", ("symbol", a.Variable)).With(MathMLWriter.Write(a.Value)))),
            List("listOfRules", model.Rules.Select(Rule)),
            List("listOfConstraints", model.Constraints.Select(Constraint)),
            List("listOfReactions", model.Reactions.Select(r => Reaction(r, model))),
            List("listOfEvents", model.Events.Select(Event)));

    private static XElement Unit(UnitDefinition definition) => Element("unitDefinition", ("id", definition.Id), ("name", definition.Name))
        .With(List("listOfUnits", definition.Parts.Select(p => Element("unit",
            ("kind", p.Kind), ("exponent", Text(p.Exponent)), ("scale", p.Scale.ToString(CultureInfo.InvariantCulture)), ("multiplier", Text(p.Multiplier))))));

    private static XElement Rule(Rule rule) => (rule switch
    {
        AssignmentRule a => Element("assignmentRule", ("variable", a.Variable)),
        RateRule r => Element("rateRule", ("variable", r.Variable)),
        AlgebraicRule => Element("algebraicRule"),
        _ => throw new ArgumentException($"A rule of type {rule.GetType().Name} has no SBML."),
    }).With(MathMLWriter.Write(rule.Value));

    private static XElement Constraint(Constraint constraint) => Element("constraint").With(
        MathMLWriter.Write(constraint.Condition, logical: true),
        constraint.Message is { } message ? Element("message").With(new XElement(Xhtml + "p", new XAttribute("xmlns", Xhtml.NamespaceName), message)) : null);

    private static XElement Reaction(Reaction reaction, ModelDefinition model)
    {
        var participants = reaction.Reactants.Concat(reaction.Products).Select(p => p.Species).Concat(reaction.Modifiers)
            .Concat(reaction.LocalParameters.Select(p => p.Id)).ToHashSet(StringComparer.Ordinal);
        var species = model.Species.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var read = reaction.Rate?.Symbols().Where(s => species.Contains(s) && !participants.Contains(s)) ?? [];
        return Element("reaction", ("id", reaction.Id), ("name", reaction.Name), ("reversible", Text(reaction.Reversible)), ("compartment", reaction.Compartment)).With(
            List("listOfReactants", reaction.Reactants.Select(Participant)),
            List("listOfProducts", reaction.Products.Select(Participant)),
            List("listOfModifiers", reaction.Modifiers.Concat(read).Select(m => Element("modifierSpeciesReference", ("species", m)))),
            reaction.Rate is null && reaction.LocalParameters.IsEmpty ? null : Element("kineticLaw").With(
                reaction.Rate is { } rate ? MathMLWriter.Write(rate) : null,
                List("listOfLocalParameters", reaction.LocalParameters.Select(p => Element("localParameter",
                    ("id", p.Id), ("name", p.Name), ("value", Text(p.Value)), ("units", p.Unit))))));
    }

    private static XElement Participant(SpeciesReference reference) => Element("speciesReference",
        ("id", reference.Id), ("species", reference.Species),
        ("stoichiometry", reference.Stoichiometry is NumberExpression number ? Text(number.Value) : null), ("constant", Text(reference.Constant)));

    private static XElement Event(ModelEvent e) => Element("event", ("id", e.Id), ("name", e.Name), ("useValuesFromTriggerTime", Text(e.UseValuesFromTriggerTime))).With(
        Element("trigger", ("initialValue", Text(e.InitialValue)), ("persistent", Text(e.Persistent))).With(MathMLWriter.Write(e.Trigger, logical: true)),
        e.Delay is { } delay ? Element("delay").With(MathMLWriter.Write(delay)) : null,
        e.Priority is { } priority ? Element("priority").With(MathMLWriter.Write(priority)) : null,
        List("listOfEventAssignments", e.Assignments.Select(a => Element("eventAssignment", ("variable", a.Variable)).With(MathMLWriter.Write(a.Value)))));

    /// <summary>Level 3 has no formula at a species reference: the reference gets a name, and a rule assigns it.</summary>
    private static ModelDefinition NameStoichiometries(ModelDefinition model)
    {
        var names = new NewNames(model.Reactions.SelectMany(r => r.Reactants.Concat(r.Products)).Select(s => s.Id).OfType<string>()
            .Concat(model.Functions.Select(f => f.Id)).Concat(model.Compartments.Select(c => c.Id)).Concat(model.Species.Select(s => s.Id))
            .Concat(model.Parameters.Select(p => p.Id)).Concat(model.Reactions.Select(r => r.Id)).Concat(model.Events.Select(e => e.Id)));
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var reactions = model.Reactions.Select(r => r with
        {
            Reactants = [.. r.Reactants.Select(s => Named(r, s))],
            Products = [.. r.Products.Select(s => Named(r, s))],
        }).ToImmutableArray();
        return rules.Count == 0 ? model : model with { Reactions = reactions, Rules = model.Rules.AddRange(rules) };

        SpeciesReference Named(Reaction reaction, SpeciesReference reference)
        {
            if (reference.Stoichiometry is null or NumberExpression) return reference;
            var id = reference.Id ?? names.Stoichiometry(reaction.Id, reference.Species);
            rules.Add(new AssignmentRule(id, reference.Stoichiometry));
            return reference with { Id = id, Stoichiometry = null, Constant = false };
        }
    }

    private static XElement Element(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        var element = new XElement(Core + name);
        foreach (var (attribute, value) in attributes)
            if (value is not null) element.SetAttributeValue(attribute, value);
        return element;
    }

    private static XElement With(this XElement element, params ReadOnlySpan<XElement?> children)
    {
        foreach (var child in children)
            if (child is not null) element.Add(child);
        return element;
    }

    private static XElement? List(string name, IEnumerable<XElement> items) => items.ToList() is { Count: > 0 } list ? new XElement(Core + name, list) : null;

    private static string Text(bool value) => value ? "true" : "false";

    private static string? Text(double? value) => value is { } number ? SbmlNumber.Text(number) : null;
}

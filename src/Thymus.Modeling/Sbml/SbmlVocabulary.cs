using System.Collections.Frozen;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Every element and attribute of SBML Level 2 and 3 core, so that a misspelt one is a fault instead of silence.</summary>
/// <remarks>The union over the versions: an element of another version is read with the meaning it has there.</remarks>
internal static class SbmlVocabulary
{
    private readonly record struct Entry(FrozenSet<string> Attributes, FrozenSet<string> Children);

    private const string Common = "metaid sboTerm id name";

    private static readonly FrozenDictionary<string, Entry> Entries = new (string Element, string Attributes, string Children)[]
    {
        ("sbml", "level version", "model"),
        ("model", "substanceUnits timeUnits volumeUnits areaUnits lengthUnits extentUnits conversionFactor",
            "listOfFunctionDefinitions listOfUnitDefinitions listOfCompartmentTypes listOfSpeciesTypes listOfCompartments listOfSpecies "
            + "listOfParameters listOfInitialAssignments listOfRules listOfConstraints listOfReactions listOfEvents"),
        ("listOfFunctionDefinitions", "", "functionDefinition"),
        ("functionDefinition", "", "math"),
        ("listOfUnitDefinitions", "", "unitDefinition"),
        ("unitDefinition", "", "listOfUnits"),
        ("listOfUnits", "", "unit"),
        ("unit", "kind exponent scale multiplier offset", ""),
        ("listOfCompartmentTypes", "", "compartmentType"),
        ("compartmentType", "", ""),
        ("listOfSpeciesTypes", "", "speciesType"),
        ("speciesType", "", ""),
        ("listOfCompartments", "", "compartment"),
        ("compartment", "spatialDimensions size units outside constant compartmentType", ""),
        ("listOfSpecies", "", "species"),
        ("species", "compartment initialAmount initialConcentration substanceUnits spatialSizeUnits hasOnlySubstanceUnits boundaryCondition "
            + "charge constant speciesType conversionFactor", ""),
        ("listOfParameters", "", "parameter"),
        ("parameter", "value units constant", ""),
        ("listOfInitialAssignments", "", "initialAssignment"),
        ("initialAssignment", "symbol", "math"),
        ("listOfRules", "", "assignmentRule rateRule algebraicRule"),
        ("assignmentRule", "variable", "math"),
        ("rateRule", "variable", "math"),
        ("algebraicRule", "", "math"),
        ("listOfConstraints", "", "constraint"),
        ("constraint", "", "math message"),
        ("listOfReactions", "", "reaction"),
        ("reaction", "reversible fast compartment", "listOfReactants listOfProducts listOfModifiers kineticLaw"),
        ("listOfReactants", "", "speciesReference"),
        ("listOfProducts", "", "speciesReference"),
        ("listOfModifiers", "", "modifierSpeciesReference"),
        ("speciesReference", "species stoichiometry constant", "stoichiometryMath"),
        ("modifierSpeciesReference", "species", ""),
        ("stoichiometryMath", "", "math"),
        ("kineticLaw", "timeUnits substanceUnits", "math listOfParameters listOfLocalParameters"),
        ("listOfLocalParameters", "", "localParameter"),
        ("localParameter", "value units", ""),
        ("listOfEvents", "", "event"),
        ("event", "timeUnits useValuesFromTriggerTime", "trigger delay priority listOfEventAssignments"),
        ("trigger", "initialValue persistent", "math"),
        ("delay", "", "math"),
        ("priority", "", "math"),
        ("listOfEventAssignments", "", "eventAssignment"),
        ("eventAssignment", "variable", "math"),
    }.ToFrozenDictionary(e => e.Element, e => new Entry(Words(Common + " " + e.Attributes), Words("notes annotation " + e.Children)), StringComparer.Ordinal);

    /// <summary>Reports every unknown element (an error: its meaning would be lost) and attribute (a warning) below <paramref name="root"/>.</summary>
    public static void Check(XElement root, string file, DiagnosticBag diagnostics)
    {
        var pending = new Stack<XElement>([root]);
        while (pending.TryPop(out var e))
        {
            var entry = Entries[e.Name.LocalName];
            foreach (var attribute in e.Attributes())
                if (attribute.Name.Namespace == XNamespace.None && !attribute.IsNamespaceDeclaration && !entry.Attributes.Contains(attribute.Name.LocalName))
                    diagnostics.Warning("TS0107", SbmlElement.SpanOf(e, file), $"<{e.Name.LocalName}> has no attribute '{attribute.Name.LocalName}'; it is ignored.",
                        Advice.DidYouMean(attribute.Name.LocalName, "attributes", entry.Attributes));
            foreach (var child in e.Elements().Where(c => c.Name.Namespace == root.Name.Namespace))
            {
                var name = child.Name.LocalName;
                if (!entry.Children.Contains(name))
                    diagnostics.Error("TS0106", SbmlElement.SpanOf(child, file), $"<{name}> cannot stand in <{e.Name.LocalName}>.",
                        Advice.DidYouMean(name, "elements", entry.Children.Except(["notes", "annotation"])));
                else if (name is not ("notes" or "annotation" or "message" or "math"))
                    pending.Push(child);
            }
        }
    }

    private static FrozenSet<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

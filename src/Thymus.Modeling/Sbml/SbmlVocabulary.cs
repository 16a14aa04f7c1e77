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
        ("functionDefinition", "", ""),
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
        ("initialAssignment", "symbol", ""),
        ("listOfRules", "", "assignmentRule rateRule algebraicRule"),
        ("assignmentRule", "variable", ""),
        ("rateRule", "variable", ""),
        ("algebraicRule", "", ""),
        ("listOfConstraints", "", "constraint"),
        ("constraint", "", "message"),
        ("listOfReactions", "", "reaction"),
        ("reaction", "reversible fast compartment", "listOfReactants listOfProducts listOfModifiers kineticLaw"),
        ("listOfReactants", "", "speciesReference"),
        ("listOfProducts", "", "speciesReference"),
        ("listOfModifiers", "", "modifierSpeciesReference"),
        ("speciesReference", "species stoichiometry constant", "stoichiometryMath"),
        ("modifierSpeciesReference", "species", ""),
        ("stoichiometryMath", "", ""),
        ("kineticLaw", "timeUnits substanceUnits", "listOfParameters listOfLocalParameters"),
        ("listOfLocalParameters", "", "localParameter"),
        ("localParameter", "value units", ""),
        ("listOfEvents", "", "event"),
        ("event", "timeUnits useValuesFromTriggerTime", "trigger delay priority listOfEventAssignments"),
        ("trigger", "initialValue persistent", ""),
        ("delay", "", ""),
        ("priority", "", ""),
        ("listOfEventAssignments", "", "eventAssignment"),
        ("eventAssignment", "variable", ""),
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
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var child in e.Elements())
            {
                var name = child.Name.LocalName;
                if (child.Name.Namespace != root.Name.Namespace)
                {
                    // Skipping a list because it names another version would lose it without a word.
                    if (IsCore(child.Name.NamespaceName))
                        diagnostics.Error("TS0106", SbmlElement.SpanOf(child, file), $"<{name}> is in namespace '{child.Name.NamespaceName}', the file in '{root.Name.NamespaceName}'.");
                }
                else if (name == "math")
                    diagnostics.Error("TS0106", SbmlElement.SpanOf(child, file), "<math> is not in MathML's namespace.", $"Write <math xmlns=\"{MathMLVocabulary.Namespace}\">.");
                else if (!Repeats(e.Name.LocalName) && !seen.Add(name))
                    diagnostics.Error("TS0106", SbmlElement.SpanOf(child, file), $"<{name}> stands twice in <{e.Name.LocalName}>.", "Join the two.");
                else if (!entry.Children.Contains(name))
                    diagnostics.Error("TS0106", SbmlElement.SpanOf(child, file), $"<{name}> cannot stand in <{e.Name.LocalName}>.",
                        Advice.DidYouMean(name, "elements", entry.Children.Except(["notes", "annotation"])));
                else if (name is not ("notes" or "annotation" or "message"))
                    pending.Push(child);
            }
        }
    }

    /// <summary>Only lists hold the same element more than once.</summary>
    private static bool Repeats(string parent) => parent.StartsWith("listOf", StringComparison.Ordinal);

    private static bool IsCore(string name) =>
        name.StartsWith("http://www.sbml.org/sbml/level", StringComparison.Ordinal) && (name.EndsWith("/core", StringComparison.Ordinal) || name.StartsWith("http://www.sbml.org/sbml/level2", StringComparison.Ordinal));

    private static FrozenSet<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

using System.Collections.Frozen;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>The elements and attributes of the package 'comp' (Hierarchical Model Composition, Version 1 Release 3, section 3).</summary>
internal static class CompVocabulary
{
    public const string Namespace = "http://www.sbml.org/sbml/level3/version1/comp/version1";

    private static readonly XNamespace Comp = Namespace;

    private const string Reference = "portRef idRef unitRef metaIdRef";

    private static readonly FrozenDictionary<string, string[]> Attributes = new (string Element, string Attributes)[]
    {
        ("listOfSubmodels", ""),
        ("submodel", "id name modelRef timeConversionFactor extentConversionFactor"),
        ("listOfDeletions", ""),
        ("deletion", "id name " + Reference),
        ("listOfPorts", ""),
        ("port", "id name " + Reference),
        ("listOfReplacedElements", ""),
        ("replacedElement", "submodelRef deletion conversionFactor " + Reference),
        ("replacedBy", "submodelRef " + Reference),
        ("sBaseRef", Reference),
        ("listOfModelDefinitions", ""),
        ("listOfExternalModelDefinitions", ""),
        ("externalModelDefinition", "id name source modelRef md5"),
    }.ToFrozenDictionary(e => e.Element, e => e.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static XName Name(string local) => Comp + local;

    public static bool IsComp(XElement e) => e.Name.Namespace == Comp;

    /// <summary>An attribute of the package, which readers accept with and without its prefix on the package's own elements.</summary>
    public static string? Text(XElement e, string attribute) =>
        ((string?)e.Attribute(Comp + attribute) ?? (IsComp(e) ? (string?)e.Attribute(attribute) : null))?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The items of a list of the package, which may be absent.</summary>
    public static IEnumerable<XElement> List(XElement e, string list, string item) => e.Elements(Comp + list).Elements(Comp + item);

    /// <summary>Reports what the package does not have there: its meaning would be lost.</summary>
    public static void Check(XElement root, string file, DiagnosticBag diagnostics)
    {
        foreach (var e in root.Descendants().Where(IsComp))
        {
            var name = e.Name.LocalName;
            // A model definition is a model of the core and is checked as that.
            if (name == "modelDefinition") continue;
            if (!Attributes.TryGetValue(name, out var known))
            {
                diagnostics.Error("TS0106", SbmlElement.SpanOf(e, file), $"Package 'comp' has no element <{name}>.", Advice.DidYouMean(name, "elements", Attributes.Keys));
                continue;
            }
            foreach (var a in e.Attributes())
                if (!a.IsNamespaceDeclaration && (a.Name.Namespace == Comp || a.Name.Namespace == XNamespace.None)
                    && !known.Contains(a.Name.LocalName) && a.Name.LocalName is not ("metaid" or "sboTerm" or "id" or "name"))
                    diagnostics.Error("TS0106", SbmlElement.SpanOf(e, file), $"<{name}> has no attribute '{a.Name.LocalName}'.", Advice.DidYouMean(a.Name.LocalName, "attributes", known));
        }
    }
}

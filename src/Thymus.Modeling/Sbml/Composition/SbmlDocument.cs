using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>An SBML file that holds models: the one that was asked for, or one that an external model definition names.</summary>
internal sealed record SbmlDocument(XElement Root, string File)
{
    /// <summary>The model, model definition or external model definition of a name; null where the file has none.</summary>
    public XElement? Find(string id) => Definitions().FirstOrDefault(d => IdOf(d) == id);

    public IEnumerable<string> Names() => Definitions().Select(IdOf).OfType<string>();

    /// <summary>The file's own model.</summary>
    public XElement? Main => Root.Element(Root.Name.Namespace + "model");

    private IEnumerable<XElement> Definitions() =>
        CompVocabulary.List(Root, "listOfModelDefinitions", "modelDefinition")
            .Concat(CompVocabulary.List(Root, "listOfExternalModelDefinitions", "externalModelDefinition"))
            .Concat(Root.Elements(Root.Name.Namespace + "model"));

    private static string? IdOf(XElement definition) => ((string?)definition.Attribute("id"))?.Trim() ?? CompVocabulary.Text(definition, "id");
}

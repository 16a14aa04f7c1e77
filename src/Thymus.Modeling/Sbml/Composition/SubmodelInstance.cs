using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>One use of a model: a copy of its elements, which stay the same objects when they move into the model that uses it.</summary>
internal sealed class SubmodelInstance
{
    private readonly Dictionary<string, XElement> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _metaIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _ports = new(StringComparer.Ordinal);

    /// <param name="title">The path of submodels that leads here, for messages.</param>
    public SubmodelInstance(XElement model, string title)
    {
        (Model, Title) = (model, title);
        foreach (var e in model.Descendants().Where(e => e.Name.Namespace != MathMLVocabulary.Namespace))
        {
            if (e.Attribute("metaid") is { } metaId) _metaIds.TryAdd(metaId.Value.Trim(), e);
            var id = CompVocabulary.IsComp(e) ? CompVocabulary.Text(e, "id") : ((string?)e.Attribute("id"))?.Trim();
            if (id is null) continue;
            var names = e.Name.LocalName switch { "unitDefinition" => _units, "port" => _ports, _ => IsLocal(e) ? null : _symbols };
            names?.TryAdd(id, e);
        }
        Items = model.Elements().Where(e => !CompVocabulary.IsComp(e)).Elements().ToList();
        Submodels = CompVocabulary.List(model, "listOfSubmodels", "submodel").ToList();
    }

    public XElement Model { get; }

    public string Title { get; }

    /// <summary>The compartments, species, rules … of the model itself.</summary>
    public List<XElement> Items { get; }

    /// <summary>The uses of other models in this one, in order of the file.</summary>
    public List<XElement> Submodels { get; }

    /// <summary>What each element of <see cref="Submodels"/> became.</summary>
    public Dictionary<XElement, SubmodelInstance> Instances { get; } = [];

    /// <summary>What replaces an element of this instance, by its present name.</summary>
    public Dictionary<string, Replacement> Symbols { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="Symbols"/>
    public Dictionary<string, Replacement> Units { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, XElement> Names(string kind) => kind switch
    {
        "portRef" => _ports,
        "unitRef" => _units,
        "metaIdRef" => _metaIds,
        _ => _symbols,
    };

    /// <summary>A parameter of a kinetic law is seen by that law alone.</summary>
    public static bool IsLocal(XElement e) => e.Name.LocalName == "localParameter" || e.Parent?.Parent?.Name.LocalName == "kineticLaw";
}

/// <summary>The element that takes another's place, by its name in the model above.</summary>
/// <param name="Factor">A parameter of the model above: replaced × factor = replacing; null for none.</param>
internal readonly record struct Replacement(string Id, string? Factor = null);

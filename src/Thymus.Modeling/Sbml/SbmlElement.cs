using System.Xml;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>An element of SBML's core namespace with its typed attributes; a bad value is reported and read as absent.</summary>
internal readonly struct SbmlElement(XElement element, string file, DiagnosticBag diagnostics)
{
    public XElement Xml => element;

    public string Tag => element.Name.LocalName;

    public SourceSpan Span => SpanOf(element, file);

    /// <summary>'reaction R1', for messages.</summary>
    public string Title => Text("id") is { } id ? $"{Tag} '{id}'" : Text("variable") is { } variable ? $"{Tag} of '{variable}'" : $"<{Tag}>";

    public static SourceSpan SpanOf(XElement e, string file) =>
        e.Annotation<SourcePlace>() is { } place ? place.Span
        : e is IXmlLineInfo info && info.HasLineInfo()
            ? new SourceSpan(file, info.LineNumber, info.LinePosition, e.Name.LocalName.Length)
            : SourceSpan.WholeFile(file);

    public SbmlElement? Child(string name) =>
        element.Element(element.Name.Namespace + name) is { } child ? new SbmlElement(child, file, diagnostics) : null;

    public IEnumerable<SbmlElement> Children(string name)
    {
        var (f, d) = (file, diagnostics);
        return element.Elements(element.Name.Namespace + name).Select(c => new SbmlElement(c, f, d));
    }

    public IEnumerable<SbmlElement> Children()
    {
        var (f, d, ns) = (file, diagnostics, element.Name.Namespace);
        return element.Elements().Where(c => c.Name.Namespace == ns && c.Name.LocalName is not ("notes" or "annotation"))
            .Select(c => new SbmlElement(c, f, d));
    }

    /// <summary>The items of a list element, which may be absent.</summary>
    public IEnumerable<SbmlElement> List(string list, string item) => Child(list)?.Children(item) ?? [];

    public XElement? Math => element.Element(XName.Get("math", MathMLVocabulary.Namespace));

    /// <summary>An attribute without namespace, trimmed; null where absent or empty.</summary>
    public string? Text(string attribute) => (string?)element.Attribute(attribute) is { } value && value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>An attribute that must be there; reported, and "" returned, where it is not.</summary>
    public string Required(string attribute)
    {
        if (Text(attribute) is { } text) return text;
        diagnostics.Error("TS0108", Span, $"{Title} has no attribute '{attribute}'.");
        return "";
    }

    public double? Number(string attribute)
    {
        if (Text(attribute) is not { } text) return null;
        if (SbmlNumber.TryParse(text, out var value)) return value;
        diagnostics.Error("TS0109", Span, $"Attribute '{attribute}' of {Title} is '{text}', which is not a number.");
        return null;
    }

    public bool Flag(string attribute, bool absent) => Text(attribute) switch
    {
        null => absent,
        "true" or "1" => true,
        "false" or "0" => false,
        var text => BadFlag(attribute, text, absent),
    };

    private bool BadFlag(string attribute, string text, bool absent)
    {
        diagnostics.Error("TS0109", Span, $"Attribute '{attribute}' of {Title} is '{text}'.", "It must be true or false.");
        return absent;
    }
}

using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Copies elements of a file with their places, without notes and annotation.</summary>
internal static class SbmlCopy
{
    /// <summary>A copy whose elements of the core are in the namespace <paramref name="core"/>; places that are known already are kept.</summary>
    /// <param name="file">The file of the places that the elements themselves know.</param>
    public static XElement Of(XElement source, XNamespace core, string file = "")
    {
        var own = source.Name.Namespace;
        var root = Shallow(source);
        var open = new Stack<(XElement Source, XElement Copy)>([(source, root)]);
        while (open.TryPop(out var pair))
            foreach (var node in pair.Source.Nodes())
            {
                if (node is XText text) pair.Copy.Add(new XText(text));
                if (node is not XElement child || child.Name.LocalName is "notes" or "annotation" && child.Name.Namespace != MathMLVocabulary.Namespace) continue;
                var copy = Shallow(child);
                pair.Copy.Add(copy);
                open.Push((child, copy));
            }
        return root;

        XElement Shallow(XElement e)
        {
            var copy = new XElement(e.Name.Namespace == own ? core + e.Name.LocalName : e.Name, e.Attributes().Where(a => !a.IsNamespaceDeclaration));
            copy.AddAnnotation(e.Annotation<SourcePlace>() ?? new SourcePlace(SbmlElement.SpanOf(e, file)));
            return copy;
        }
    }
}

using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Opens the files that external model definitions name, each once.</summary>
internal sealed class SbmlDocuments(DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, SbmlDocument?> _documents = new(StringComparer.Ordinal);

    /// <param name="source">A path, from the folder of the file that names it.</param>
    /// <returns>Null, and reported at <paramref name="place"/>, where there is no such file or it is no SBML of Level 3.</returns>
    public SbmlDocument? Open(string? source, string file, XElement place)
    {
        if (source is null)
            return Fault(place, file, "TS0108", "<externalModelDefinition> has no attribute 'source'.");
        var local = source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? source["file:".Length..] : source;
        if (local.Contains(':', StringComparison.Ordinal) && !Path.IsPathRooted(local))
            return Fault(place, file, "TS0404", $"The external model stands at '{source}', which is no path.", "Thymus opens files beside the model; fetch it and name the file.");
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", local));
        if (!_documents.TryGetValue(path, out var document)) _documents.Add(path, document = Load(path, source, file, place));
        return document;
    }

    private SbmlDocument? Load(string path, string source, string file, XElement place)
    {
        XElement? root;
        try
        {
            using var stream = File.OpenRead(path);
            root = SbmlReader.Load(stream, path, diagnostics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fault(place, file, "TS0404", $"The external model '{source}' cannot be read: {e.Message}", "Put the file beside the model that names it.");
        }
        if (root is null) return null;
        var document = new SbmlDocument(root, path);
        if (root.Name.LocalName != "sbml" || (string?)root.Attribute("level") != "3" || document.Main is null && !document.Names().Any())
            return Fault(place, file, "TS0404", $"The external model '{source}' is no SBML of Level 3 with a model.", "Convert it, for instance with libSBML or COPASI.");
        CompVocabulary.Check(root, path, diagnostics);
        return document;
    }

    private SbmlDocument? Fault(XElement place, string file, string code, string message, string? advice = null)
    {
        diagnostics.Error(code, SbmlElement.SpanOf(place, file), message, advice);
        return null;
    }
}

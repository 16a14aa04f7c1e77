using System.Xml;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Reads SBML Level 2 (all versions) and Level 3 Versions 1 and 2, with the dialect that SimBiology writes.</summary>
/// <remarks>
/// Sources: SBML Level 2 Version 5 and Level 3 Version 2 Release 2 core specifications. Defaults are those of the file's level.
/// What changes the meaning of a model and is not understood is an error that names the construct; nothing is guessed.
/// </remarks>
public static class SbmlReader
{
    public static ReadResult Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var diagnostics = new DiagnosticBag();
            diagnostics.Error("TS0100", SourceSpan.WholeFile(path), $"The file cannot be read: {e.Message}");
            return new ReadResult(null, diagnostics);
        }
    }

    /// <param name="file">The name that messages show.</param>
    public static ReadResult Read(Stream stream, string file)
    {
        var diagnostics = new DiagnosticBag();
        var model = Load(stream, file, diagnostics) is { } sbml ? ReadRoot(sbml, file, diagnostics) : null;
        return new ReadResult(diagnostics.HasErrors ? null : model, diagnostics);
    }

    internal static XElement? Load(Stream stream, string file, DiagnosticBag diagnostics)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
            using var reader = XmlReader.Create(stream, settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root;
        }
        catch (XmlException e)
        {
            diagnostics.Error("TS0101", new SourceSpan(file, Math.Max(1, e.LineNumber), Math.Max(1, e.LinePosition)), $"The file is not well-formed XML: {e.Message}");
            return null;
        }
    }

    private static ModelDefinition? ReadRoot(XElement sbml, string file, DiagnosticBag diagnostics)
    {
        var span = SbmlElement.SpanOf(sbml, file);
        if (sbml.Name.LocalName != "sbml")
        {
            diagnostics.Error("TS0102", span, $"The file is XML but not SBML: its root is <{sbml.Name.LocalName}>, not <sbml>.");
            return null;
        }
        var level = (Level: (string?)sbml.Attribute("level") ?? "", Version: (string?)sbml.Attribute("version") ?? "");
        if (level is not (("2", "1" or "2" or "3" or "4" or "5") or ("3", "1" or "2")))
        {
            diagnostics.Error("TS0103", span, $"The file is SBML Level '{level.Level}' Version '{level.Version}'.",
                "Thymus reads Level 2 Versions 1 to 5 and Level 3 Versions 1 and 2; convert older files with libSBML or COPASI.");
            return null;
        }
        var expected = level.Level == "3" ? $"http://www.sbml.org/sbml/level3/version{level.Version}/core"
            : level.Version == "1" ? "http://www.sbml.org/sbml/level2" : $"http://www.sbml.org/sbml/level2/version{level.Version}";
        if (sbml.Name.NamespaceName != expected)
            diagnostics.Warning("TS0102", span, $"The namespace '{sbml.Name.NamespaceName}' is not that of Level {level.Level} Version {level.Version}.",
                $"It should be {expected}; the attributes level and version are followed.");
        var model = sbml.Element(sbml.Name.Namespace + "model");
        if (model is null)
        {
            diagnostics.Error("TS0111", span, "The file has no <model>.");
            return null;
        }
        SbmlVocabulary.Check(sbml, file, diagnostics);
        // What a required package adds would otherwise show up as many faults of the rest.
        if (SbmlPackages.Refuses(sbml, model, file, diagnostics)) return null;
        if (SbmlPackages.IsComposed(sbml))
        {
            CompVocabulary.Check(sbml, file, diagnostics);
            if (diagnostics.HasErrors || new SbmlFlattener(new SbmlDocuments(diagnostics), diagnostics).Flatten(new SbmlDocument(sbml, file)) is not { } flat) return null;
            model.ReplaceWith(flat);
            model = flat;
            var faults = new DiagnosticBag();
            SbmlVocabulary.Check(sbml, file, faults);
            diagnostics.Add(faults.Except(diagnostics).ToList());
        }
        var definition = new SbmlModelReader(level.Level == "2" ? 2 : 3, file, diagnostics).Read(new SbmlElement(model, file, diagnostics));
        StructureChecker.Check(definition, diagnostics);
        SbmlValues.Check(definition, file, diagnostics);
        return definition;
    }
}

namespace Thymus.Modeling;

/// <summary>Reads a model file of any format that Thymus knows.</summary>
public static class ModelReader
{
    private static readonly string[] AntimonyExtensions = [".ant", ".txt"];
    private static readonly string[] SbmlExtensions = [".xml", ".sbml"];

    /// <summary>Reads by extension: <c>.ant</c> and <c>.txt</c> are Antimony, <c>.xml</c> and <c>.sbml</c> are SBML.</summary>
    public static ReadResult Read(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var antimony = Array.IndexOf(AntimonyExtensions, extension) >= 0;
        if (!antimony && Array.IndexOf(SbmlExtensions, extension) < 0)
            return Fault(path, "TM0301", $"'{path}' has the extension '{extension}', which is no model format.", "Models are .ant or .txt (Antimony), .xml or .sbml (SBML).");
        if (!File.Exists(path))
            return Fault(path, "TM0302", $"There is no file '{path}'.", AdviceFor(path));
        return AntimonyReader.Read(path);
    }

    private static string AdviceFor(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder)) return $"There is no folder '{folder}' either.";
        var models = Directory.EnumerateFiles(folder).Where(f => AntimonyExtensions.Concat(SbmlExtensions).Contains(Path.GetExtension(f).ToLowerInvariant())).Select(f => Path.GetFileName(f));
        return Advice.DidYouMean(Path.GetFileName(path), "models in that folder", models);
    }

    private static ReadResult Fault(string path, string code, string message, string advice)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.Error(code, SourceSpan.WholeFile(path), message, advice);
        return new ReadResult(null, diagnostics);
    }
}

namespace Thymus.Modeling;

/// <summary>Reads a model file of any format that Thymus knows, ready to be compiled.</summary>
public static class ModelReader
{
    private static readonly string[] AntimonyExtensions = [".ant", ".txt"];
    private static readonly string[] SbmlExtensions = [".xml", ".sbml"];

    /// <summary>
    /// Reads by extension: <c>.ant</c> and <c>.txt</c> are Antimony, <c>.xml</c> and <c>.sbml</c> are SBML. A model in Antimony that states units is
    /// checked and converted to day, litre, nanomole, cell and milligram; SBML keeps its numbers (<see cref="CanonicalUnits.Convert"/> converts it on request).
    /// </summary>
    /// <param name="path">The model.</param>
    /// <param name="modules">Modules that are used in it beside its own, in this order; what they add comes last in the model. Only with Antimony.</param>
    public static ReadResult Read(string path, IReadOnlyList<ModuleUse>? modules = null)
    {
        foreach (var module in modules ?? [])
        {
            if (!IsAntimony(path)) return Fault(module.Span, "TM0304", $"Module '{module.Name}' is to be used in '{path}', which is SBML.", "Modules are used in models in Antimony; `thymus convert` writes one.");
            if (!IsAntimony(module.File)) return Fault(module.Span, "TM0301", $"Module '{module.File}' is no file in Antimony.", "Modules are .ant or .txt files.");
            if (!File.Exists(module.File)) return Fault(module.Span, "TM0302", $"There is no file '{module.File}'.", AdviceFor(module.File));
        }
        var result = ReadAsWritten(path, modules: modules);
        return IsAntimony(path) ? InCanonicalUnits(result) : result;
    }

    /// <summary>Reads Antimony that is no file as <see cref="Read"/> reads a file; arguments as in <see cref="AntimonyReader.Read(string, string, Func{string, string?}?)"/>.</summary>
    public static ReadResult ReadAntimony(string text, string file, Func<string, string?>? import = null) =>
        InCanonicalUnits(AntimonyReader.Read(text, file, import));

    private static ReadResult InCanonicalUnits(ReadResult result)
    {
        if (result.Model is null) return result;
        var model = CanonicalUnits.WithDefaults(result.Model);
        UnitChecker.Check(model, result.Diagnostics, converts: true);
        if (!result.Diagnostics.HasErrors) model = CanonicalUnits.Convert(model, result.Diagnostics);
        return result with { Model = result.Diagnostics.HasErrors ? null : model };
    }

    internal static bool IsAntimony(string path) => Array.IndexOf(AntimonyExtensions, Path.GetExtension(path).ToLowerInvariant()) >= 0;

    /// <summary>The model in the units of its file.</summary>
    internal static ReadResult ReadAsWritten(string path, bool asModule = false, IReadOnlyList<ModuleUse>? modules = null)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (!IsAntimony(path) && Array.IndexOf(SbmlExtensions, extension) < 0)
            return Fault(path, "TM0301", $"'{path}' has the extension '{extension}', which is no model format.", "Models are .ant or .txt (Antimony), .xml or .sbml (SBML).");
        if (!File.Exists(path)) return Fault(path, "TM0302", $"There is no file '{path}'.", AdviceFor(path));
        try
        {
            return Open(path, asModule, modules ?? []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fault(path, "TM0303", $"The file cannot be read: {e.Message}", "Check that it is a file and that you may read it.");
        }
    }

    private static ReadResult Open(string path, bool asModule, IReadOnlyList<ModuleUse> modules) =>
        !IsAntimony(path) ? SbmlReader.Read(path) : asModule ? AntimonyReader.ReadModule(path) : AntimonyReader.Read(path, modules);

    private static string AdviceFor(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || !Directory.Exists(folder)) return $"There is no folder '{folder}' either.";
        var models = Directory.EnumerateFiles(folder).Where(f => AntimonyExtensions.Concat(SbmlExtensions).Contains(Path.GetExtension(f).ToLowerInvariant())).Select(f => Path.GetFileName(f));
        return Advice.DidYouMean(Path.GetFileName(path), "models in that folder", models);
    }

    private static ReadResult Fault(string path, string code, string message, string advice) => Fault(SourceSpan.WholeFile(path), code, message, advice);

    private static ReadResult Fault(SourceSpan span, string code, string message, string advice)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.Error(code, span, message, advice);
        return new ReadResult(null, diagnostics);
    }
}

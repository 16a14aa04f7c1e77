namespace Thymus.Modeling;

/// <summary>Reads models in Antimony, the subset that docs/models/antimony.md describes, and flattens their submodels.</summary>
public static class AntimonyReader
{
    /// <summary>Reads a file with its imports.</summary>
    /// <param name="path">The file.</param>
    /// <param name="modules">Modules that are used in its main model beside its own.</param>
    public static ReadResult Read(string path, IReadOnlyList<ModuleUse>? modules = null) =>
        Read(System.IO.File.ReadAllText(path), path, Open, asModule: false, modules);

    /// <summary>Reads text. <paramref name="import"/> gives the text of an imported file by its path, which is relative to the importing file's folder joined to it; null where there is none.</summary>
    /// <param name="text">The model.</param>
    /// <param name="file">Its name, for messages and for the folder of imports.</param>
    /// <param name="import">Null where imports are not allowed.</param>
    public static ReadResult Read(string text, string file, Func<string, string?>? import = null) => Read(text, file, import, asModule: false);

    /// <summary>Reads a file to check it: a file of modules is in order though the arguments of its last model have no values.</summary>
    internal static ReadResult ReadModule(string path) => Read(System.IO.File.ReadAllText(path), path, Open, asModule: true);

    /// <summary>The last model of a module's file, which is read with its imports unless the model has imported it already.</summary>
    private static ModelSyntax? LastModel(ModuleUse module, Func<string, string?> import, List<FileSyntax> files, DiagnosticBag diagnostics)
    {
        var path = Join("", module.File);
        if (!files.Exists(f => Same(f.File, path)) && import(path) is { } text) Load(text, path, import, files, [], diagnostics);
        var models = files.Find(f => Same(f.File, path))?.Models;
        if (models is [.., { IsMain: false } last]) return last;
        diagnostics.Error("TM0143", module.Span, $"'{module.File}' ends with no module.", "Its last model is used: model Name(arguments) … end, without a star.");
        return null;

        static bool Same(string a, string b) => System.IO.Path.GetFullPath(a) == System.IO.Path.GetFullPath(b);
    }

    private static string? Open(string path) => System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : null;

    private static ReadResult Read(string text, string file, Func<string, string?>? import, bool asModule, IReadOnlyList<ModuleUse>? modules = null)
    {
        var diagnostics = new DiagnosticBag();
        var files = new List<FileSyntax>();
        Load(text, file, import, files, [], diagnostics);
        var uses = new List<(ModuleUse Use, ModelSyntax Model)>();
        foreach (var module in modules ?? [])
            if (LastModel(module, import!, files, diagnostics) is { } used) uses.Add((module, used));
        var composition = new DiagnosticBag();
        var composer = new Composer(composition);
        var open = new List<string>();
        var main = composer.Compose(files, uses);
        var model = main is null ? null : ModelAssembler.Assemble(composer, main, file, composition, open);
        if (open.Count > 0 && !asModule)
            composition.Error("TM0142", main!.Model.Span, $"Model '{main.Model.Name}' is a module: its arguments {string.Join(", ", open)} have no value.",
                $"Use it in a model that gives them: a: {main.Model.Name}({string.Join(", ", main.Model.Ports)}), or mark the model to run with a star: model *name().");
        diagnostics.Add(diagnostics.HasErrors ? composition.Where(d => Stands(d, diagnostics)).ToList() : composition);
        // A broken composition leaves names undefined that the checks of structure would report a second time.
        if (model is not null && !diagnostics.HasErrors) StructureChecker.Check(model, diagnostics);
        return new ReadResult(diagnostics.HasErrors ? null : model, diagnostics);
    }

    /// <summary>Beside faults of syntax: a name may be missing only because the statement that gives it was not read.</summary>
    private static bool Stands(Diagnostic fault, DiagnosticBag syntax) =>
        fault.Code is not ("TM0103" or "TM0110" or "TM0120" or "TM0131" or "TM0132" or "TM0136" or "TM0138" or "TM0140")
        && !syntax.Any(s => s.Span.File == fault.Span.File && s.Span.Line == fault.Span.Line);

    private static void Load(string text, string file, Func<string, string?>? import, List<FileSyntax> files, List<string> path, DiagnosticBag diagnostics)
    {
        var syntax = AntimonyParser.Parse(text, file, diagnostics);
        files.Add(syntax);
        path.Add(file);
        foreach (var (name, span) in syntax.Imports)
        {
            var target = Join(file, name);
            if (path.Contains(target))
                diagnostics.Error("TM0020", span, $"'{name}' imports itself: {string.Join(" → ", path.SkipWhile(p => p != target))} → {target}.", "Move what both need into a third file.");
            else if (files.Exists(f => f.File == target)) continue;
            else if (import?.Invoke(target) is { } content) Load(content, target, import, files, path, diagnostics);
            else
                diagnostics.Error("TM0021", span, $"The file '{name}' was not found.", $"It was looked for at {target}; a path is relative to the file that imports it.");
        }
        path.RemoveAt(path.Count - 1);
    }

    /// <summary>A path relative to the folder of a file, with "." and ".." worked out, so that one file has one name.</summary>
    private static string Join(string file, string name)
    {
        if (Path.IsPathRooted(name)) return name;
        var folder = Path.GetDirectoryName(file) ?? "";
        var parts = new List<string>();
        foreach (var part in Path.Combine(folder, name).Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] is not ("" or "..")) parts.RemoveAt(parts.Count - 1);
            else if (part != ".") parts.Add(part);
        }
        return string.Join('/', parts);
    }
}

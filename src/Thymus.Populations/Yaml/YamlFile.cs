using Thymus.Modeling;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Thymus.Populations;

/// <summary>Reads a YAML file into a <see cref="YamlMap"/>; faults of syntax become diagnostics with their place.</summary>
public static class YamlFile
{
    /// <param name="codes">The letters before a diagnostic's number: TH for trials, TP for populations.</param>
    /// <returns>The mapping at the root, or null where there is none.</returns>
    public static YamlMap? Read(string path, string codes, DiagnosticBag diagnostics)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            var beside = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*" + Path.GetExtension(path)).Select(Path.GetFileName) : [];
            diagnostics.Error(codes + "0001", SourceSpan.WholeFile(path), $"The file '{path}' cannot be read: {e.Message}",
                Advice.DidYouMean(Path.GetFileName(path), "files beside it", beside!));
            return null;
        }
        return Parse(text, path, codes, diagnostics);
    }

    /// <summary>No file of ours nests ten deep; YamlDotNet calls itself for each level, and thousands end the process.</summary>
    private const int DeepestNesting = 100;

    private static Mark? TooDeep(Parser events)
    {
        for (var depth = 0; events.MoveNext();)
        {
            depth += events.Current!.NestingIncrease;
            // The stream and the document are a level each.
            if (depth > DeepestNesting + 2) return events.Current.Start;
        }
        return null;
    }

    public static YamlMap? Parse(string text, string file, string codes, DiagnosticBag diagnostics)
    {
        var stream = new YamlStream();
        // Twice: the first passes over the levels one by one, the second calls itself for each.
        Parser events = new(new StringReader(text)), parser = new(new StringReader(text));
        try
        {
            if (TooDeep(events) is { } deep)
            {
                diagnostics.Error(codes + "0006", new SourceSpan(file, (int)deep.Line, (int)deep.Column),
                    $"The file is nested more than {DeepestNesting} deep.", "Check the brackets before this place: one of them is opened again and again.");
                return null;
            }
            stream.Load(parser);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 18.1 throws these, without a place, from inside a bracket that is never closed or closed by another.
            var place = (parser.Current ?? events.Current)?.End ?? Mark.Empty;
            diagnostics.Error(codes + "0002", new SourceSpan(file, (int)place.Line, (int)place.Column),
                "This is not YAML: a bracket is not closed as it was opened.",
                "Check brackets and quotes from this place on.");
            return null;
        }
        catch (YamlException e)
        {
            diagnostics.Error(codes + "0002", new SourceSpan(file, (int)e.Start.Line, (int)e.Start.Column),
                $"This is not YAML: {e.Message}",
                "Check indentation, quotes and duplicate keys at this place.");
            return null;
        }
        if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..]) return new YamlMap(root, file, codes, diagnostics);
        diagnostics.Error(codes + "0002", SourceSpan.WholeFile(file), "The file holds no 'key: value' pairs.",
            "Begin with a key at the left margin.");
        return null;
    }
}

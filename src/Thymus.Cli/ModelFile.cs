using Thymus.Modeling;

namespace Thymus.Cli;

internal static class ModelFile
{
    /// <summary>Reads a model and prints its faults; null after an error.</summary>
    public static ModelDefinition? Read(Screen screen, string path)
    {
        if (!File.Exists(path)) throw new CommandFault(ExitCode.NoInput, $"There is no file '{path}'.", Nearby(path));
        var result = ModelReader.Read(path);
        screen.Print(result.Diagnostics);
        return result.Diagnostics.HasErrors ? null : result.Model;
    }

    private static string? Nearby(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder)
            ? Advice.DidYouMean(Path.GetFileName(path), "files there", Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)))
            : $"There is no folder '{folder}' either.";
    }
}

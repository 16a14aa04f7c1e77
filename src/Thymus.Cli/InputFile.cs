using Thymus.Modeling;

namespace Thymus.Cli;

/// <summary>A file that the user names and that must be there before anything else is worth doing.</summary>
internal static class InputFile
{
    /// <exception cref="CommandFault">There is no such file; the advice names those that stand beside it.</exception>
    public static void Require(string path)
    {
        if (File.Exists(path)) return;
        if (Directory.Exists(path)) throw new CommandFault(ExitCode.NoInput, $"'{path}' is a folder; a file is needed.");
        throw new CommandFault(ExitCode.NoInput, $"There is no file '{path}'.", Beside(path));
    }

    private static string Beside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) return $"There is no folder '{folder}' either.";
        return Advice.DidYouMean(Path.GetFileName(path), "files there", Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(f => !f.StartsWith('.')));
    }
}

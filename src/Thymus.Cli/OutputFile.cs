namespace Thymus.Cli;

/// <summary>Writes a file whole or not at all: to a hidden sibling first, which then takes the name.</summary>
internal static class OutputFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var partial = Path.Combine(folder, $".{Path.GetFileName(full)}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = File.Create(partial)) write(stream);
            File.Move(partial, full, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new CommandFault(ExitCode.CannotWrite, $"'{path}' could not be written: {fault.Message}", "Free some space or choose another place.");
        }
    }
}

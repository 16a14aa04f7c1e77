using Thymus.Runs;

namespace Thymus.Cli;

/// <summary>Writes a file whole or not at all: to a hidden sibling first, which then takes the name.</summary>
internal static class OutputFile
{
    /// <exception cref="CommandFault">The disk is full or the place cannot be written; nothing is left there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new CommandFault(ExitCode.CannotWrite, $"'{path}' is a folder; a file is to be written.", "Name a file in it.");
        try
        {
            if (IsDevice(full)) WriteInPlace(full, write);
            else WriteBeside(full, write);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(ExitCode.CannotWrite, $"'{path}' could not be written: {Reason(fault, full)}", "Free some space there, or choose another place.");
        }
    }

    /// <summary>A pipe or a device (<c>/dev/stdout</c>, <c>&gt;(gzip …)</c>) takes bytes as they come; a file moved onto its name would replace it. Shared memory holds files.</summary>
    private static bool IsDevice(string full) => !OperatingSystem.IsWindows() && full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static void WriteInPlace(string full, Action<Stream> write)
    {
        using var stream = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        write(stream);
        stream.Flush();
    }

    private static void WriteBeside(string full, Action<Stream> write)
    {
        // A link goes on pointing where it points.
        if (new FileInfo(full).LinkTarget is not null) full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, $".{Path.GetFileName(full)}.partial");
        try
        {
            using (var stream = File.Create(partial))
            {
                write(stream);
                stream.Flush();
            }
            File.Move(partial, full, overwrite: true);
        }
        catch
        {
            // A full disk, Ctrl-C or a bug: whatever it was, no half of a file stays.
            if (File.Exists(partial)) File.Delete(partial);
            throw;
        }
    }

    private static string Reason(Exception fault, string full) => fault switch
    {
        IOException io when DiskFull.Is(io) => "the disk is full.",
        UnauthorizedAccessException => "permission denied.",
        FileNotFoundException or DirectoryNotFoundException => $"no file can be made in '{Path.GetDirectoryName(full)}'.",
        _ => fault.Message,
    };
}

using System.CommandLine;
using Thymus.Modeling;
using Thymus.Runs;

namespace Thymus.Cli;

/// <summary><c>thymus report FOLDER</c>: draws the report of a run anew, from its folder alone.</summary>
internal static class ReportCommand
{
    public static Command Create(Screen screen)
    {
        var folder = new Argument<string>("run") { Description = "A run's folder." };
        var language = CommonOptions.Language();
        var overlay = CommonOptions.Overlay();
        var command = new Command("report", "Draw the report of a finished run again.") { folder, language, overlay };
        command.SetAction(parsed =>
        {
            var run = Open(parsed.GetRequiredValue(folder));
            if (!ReportWriter.TryReadOverlay(screen, parsed.GetValue(overlay), run.Record.Plan, out var observations)) return ExitCode.InputFault;
            ReportWriter.Write(screen, run, parsed.GetRequiredValue(language), observations);
            return ExitCode.Success;
        });
        return command;
    }

    private static RunFolder Open(string path)
    {
        if (!RunFolder.IsRun(path))
            throw new CommandFault(ExitCode.NoInput, Directory.Exists(path) ? $"'{path}' holds no {RunFolder.RecordFile}, so it is no run." : $"There is no folder '{path}'.", Beside(path));
        try
        {
            var run = RunFolder.Open(path);
            foreach (var file in run.Record.Files.Where(f => !File.Exists(run.PathOf(f.Name))))
                throw new CommandFault(ExitCode.InputFault, $"The run '{path}' lacks '{file.Name}', which its {RunFolder.RecordFile} names.", "Run the trial again: the same plan gives the same bytes.");
            return run;
        }
        catch (RunFolderException fault)
        {
            throw new CommandFault(ExitCode.InputFault, fault.Message);
        }
    }

    private static string Beside(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var inside = Directory.Exists(full) ? Runs(full) : [];
        var root = Path.GetDirectoryName(full);
        return inside.Count > 0 || root is null || !Directory.Exists(root)
            ? Advice.DidYouMean("", "runs in it", inside)
            : Advice.DidYouMean(Path.GetFileName(full), "runs there", Runs(root));
    }

    private static List<string> Runs(string root) => [.. Directory.EnumerateDirectories(root).Where(RunFolder.IsRun).Select(f => Path.GetFileName(f))];
}

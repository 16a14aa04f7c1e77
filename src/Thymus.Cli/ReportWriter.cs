using Thymus.Modeling;
using Thymus.Reporting;
using Thymus.Runs;

namespace Thymus.Cli;

internal static class ReportWriter
{
    /// <summary>Reads observations to draw; prints their faults and gives false after an error.</summary>
    public static bool TryReadOverlay(Screen screen, string? file, RunPlan plan, out Overlay overlay)
    {
        overlay = Overlay.None;
        if (file is null) return true;
        InputFile.Require(file);
        var diagnostics = new DiagnosticBag();
        overlay = Overlay.Read(file, plan, diagnostics);
        screen.Print(diagnostics);
        return !diagnostics.HasErrors;
    }

    /// <summary>Draws the report of a run into its folder and says where it stands.</summary>
    /// <exception cref="CommandFault">The report cannot be written; the data of the run stand.</exception>
    public static void Write(Screen screen, RunFolder run, string language, Overlay overlay)
    {
        try
        {
            screen.Output.WriteLine($"Report: {Shown(Report.Write(run, new ReportOptions(ReportLanguage.Of(language), overlay)))}");
        }
        catch (RunFolderException fault)
        {
            throw new CommandFault(ExitCode.CannotWrite, fault.Message, $"The data of the run stand; 'thymus report {Shown(run.Location)}' draws them.");
        }
    }

    /// <summary>A path as short as it can be typed.</summary>
    public static string Shown(string path) =>
        Path.GetRelativePath(Directory.GetCurrentDirectory(), path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}

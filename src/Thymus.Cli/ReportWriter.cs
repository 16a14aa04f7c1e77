using Thymus.Modeling;
using Thymus.Reporting;
using Thymus.Runs;

namespace Thymus.Cli;

internal static class ReportWriter
{
    /// <summary>Draws the report of a run into its folder and says where it stands.</summary>
    public static int Write(Screen screen, RunFolder run, string language, string? overlay)
    {
        var diagnostics = new DiagnosticBag();
        var observations = overlay is null ? Overlay.None : Overlay.Read(overlay, run.Record.Plan, diagnostics);
        screen.Print(diagnostics);
        if (diagnostics.HasErrors) return ExitCode.InputFault;
        var path = Report.Write(run, new ReportOptions(ReportLanguage.Of(language), observations));
        screen.Output.WriteLine($"Report: {Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}");
        return ExitCode.Success;
    }
}

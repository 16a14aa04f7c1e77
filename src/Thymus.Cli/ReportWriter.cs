using Thymus.Runs;

namespace Thymus.Cli;

internal static class ReportWriter
{
    /// <summary>Draws the report of a run into its folder and says where it stands.</summary>
    public static int Write(Screen screen, RunFolder run, string language, string? overlay)
    {
        throw new CommandFault(ExitCode.Bug, $"{run.Location} {language} {overlay} {screen.Width}");
    }
}

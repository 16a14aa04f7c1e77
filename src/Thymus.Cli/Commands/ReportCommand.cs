using System.CommandLine;
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
            var run = RunFolder.Open(parsed.GetRequiredValue(folder));
            return ReportWriter.Write(screen, run, parsed.GetRequiredValue(language), parsed.GetValue(overlay));
        });
        return command;
    }
}

using System.Text;
using Thymus.Runs;

namespace Thymus.Reporting;

/// <param name="Language">Whose words and number formats the report uses.</param>
/// <param name="Overlay">Observations to draw over the figures.</param>
public sealed record ReportOptions(ReportLanguage Language, Overlay Overlay)
{
    public static ReportOptions Default { get; } = new(ReportLanguage.English, Overlay.None);
}

/// <summary>Writes <c>report.html</c>: one page that needs neither network nor any other file.</summary>
public static class Report
{
    /// <summary>Writes the report into the run's folder and gives its path.</summary>
    /// <exception cref="RunFolderException">The run holds no estimates, or its folder cannot be written.</exception>
    public static string Write(RunFolder folder, ReportOptions? options = null)
    {
        var path = folder.PathOf(RunFolder.ReportFile);
        var page = Render(folder, options);
        var unfinished = path + ".partial";
        try
        {
            File.WriteAllText(unfinished, page, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"The report '{path}' could not be written: {fault.Message}", fault);
        }
        return path;
    }

    /// <summary>The page as text.</summary>
    public static string Render(RunFolder folder, ReportOptions? options = null)
    {
        options ??= ReportOptions.Default;
        var summary = folder.Summary ?? throw new RunFolderException(
            $"'{folder.Location}' was interrupted before anything could be estimated, so there is nothing to report. Run the trial again to its end.");
        var words = options.Language.With(summary.Words);
        return new ReportPage(RunData.Read(folder, summary, words), words, options.Overlay).Write();
    }
}

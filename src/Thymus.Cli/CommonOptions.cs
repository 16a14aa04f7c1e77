using System.CommandLine;

namespace Thymus.Cli;

/// <summary>Options that several commands share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    public static Option<string> Language()
    {
        var option = new Option<string>("--lang") { Description = "Language of the report: en or fr.", DefaultValueFactory = _ => "en" };
        option.AcceptOnlyFromAmong("en", "fr");
        return option;
    }

    public static Option<string?> Overlay() =>
        new("--overlay") { Description = "CSV of observations to draw over the figures (columns: figure, arm, time, value [, lower, upper]).", HelpName = "CSV" };

    public static Option<int?> Threads() => new("--threads") { Description = "Threads; results do not depend on it. All cores where left out.", HelpName = "N" };
}

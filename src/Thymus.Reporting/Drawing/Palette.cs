using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>Colours that remain apart for readers with any colour vision, in print and on screen.</summary>
internal static class Palette
{
    public const string Ink = "#1f2328";
    public const string Muted = "#5c6470";
    public const string Rule = "#c9ced6";
    public const string Grid = "#e9ecf0";

    // Okabe and Ito 2008 (jfly.uni-koeln.de/color), without yellow, which is lost on white; orange and sky darkened to hold thin lines.
    private static readonly ImmutableArray<string> Arms = ["#0072B2", "#D55E00", "#009E73", "#AA4499", "#8C6D1F", "#3A8FB7", "#555555"];

    // A second mark beside colour, for black-and-white print.
    private static readonly ImmutableArray<string?> Dashes = [null, "7 3", "2.5 2.5", "9 3 2 3", "12 4", "1 3", "5 5"];

    public static string Arm(int index) => Arms[index % Arms.Length];

    public static string? Dash(int index) => Dashes[index % Dashes.Length];

    /// <summary>Responses from best to worst: ColorBrewer's BrBG (Harrower and Brewer 2003), safe for colour-blind readers.</summary>
    public static string Response(string? term) => term switch
    {
        "CR" => "#01665e",
        "PR" => "#43a79c",
        "SD" => "#c3c7cc",
        "PD" => "#bf7a2c",
        _ => "#e2d2b0",
    };

    /// <summary>The same, dark enough for a line on white.</summary>
    public static string ResponseLine(string? term) => term switch
    {
        "SD" => "#9aa1aa",
        null or "NE" => "#cdb98f",
        _ => Response(term),
    };
}

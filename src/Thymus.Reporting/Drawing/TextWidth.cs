namespace Thymus.Reporting;

/// <summary>How wide a text will be, near enough to leave room for it: advance widths of Helvetica, which Arial and Liberation Sans share.</summary>
internal static class TextWidth
{
    // Thousandths of the font size for characters 32 to 126 (Adobe Font Metrics of Helvetica).
    private static readonly short[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>A bold face is this much wider, on average.</summary>
    public const double Bold = 1.08;

    public static double Of(string text, double size)
    {
        var sum = 0.0;
        foreach (var c in text) sum += c is >= ' ' and <= '~' ? Widths[c - ' '] : 580;
        return sum * size / 1000;
    }

    /// <summary>The text, or its beginning and "…" where it is wider than there is room.</summary>
    public static string Fit(string text, double size, double room)
    {
        if (Of(text, size) <= room) return text;
        var length = text.Length;
        while (length > 1 && Of(text[..length] + "…", size) > room) length--;
        return text[..length].TrimEnd() + "…";
    }

    /// <summary>Breaks at spaces into lines that fit, at most <paramref name="lines"/> of them.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double room, int lines)
    {
        var result = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length == 0 || Of(longer, size) <= room || result.Count == lines - 1) line = longer;
            else
            {
                result.Add(line);
                line = word;
            }
        }
        result.Add(Fit(line, size, room));
        return result;
    }
}

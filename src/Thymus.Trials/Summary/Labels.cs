using System.Globalization;

namespace Thymus.Trials;

/// <summary>Times as people say them.</summary>
internal static class Labels
{
    /// <summary>"12 months" where the time is a whole number of them, else weeks, else days.</summary>
    public static string Time(double days)
    {
        var months = days / (Quantities.DaysPerYear / 12);
        if (Math.Abs(months * 10 - Math.Round(months * 10)) < 1e-6) return Number(months) + " months";
        return Math.Abs(days / 7 - Math.Round(days / 7)) < 1e-9 ? Number(days / 7) + " weeks" : Number(days) + " days";
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

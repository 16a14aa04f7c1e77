using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Numbers as XML Schema's <c>double</c> writes them (INF, -INF, NaN), and back in the shortest form that reads the same.</summary>
internal static class SbmlNumber
{
    public static bool TryParse(string text, out double value)
    {
        switch (text.Trim())
        {
            case "INF" or "+INF":
                value = double.PositiveInfinity;
                return true;
            case "-INF":
                value = double.NegativeInfinity;
                return true;
            case "NaN":
                value = double.NaN;
                return true;
            case var number:
                return double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture, out value);
        }
    }

    public static string Text(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "INF" : "-INF" : value.ToString("R", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Thymus.Simulation;

/// <summary>A trajectory as CSV: header, comma, point, the shortest digits that read back to the same number, line
/// feeds.</summary>
public static class TrajectoryCsv
{
    public static void Write(Trajectory trajectory, TextWriter writer)
    {
        WriteHeading("time", trajectory.Columns, writer);
        for (var row = 0; row < trajectory.Times.Length; row++)
        {
            writer.Write(Digits(trajectory.Times[row]));
            foreach (var value in trajectory.Row(row))
            {
                writer.Write(',');
                writer.Write(Digits(value));
            }
            writer.Write('\n');
        }
    }

    /// <summary>What names a row, then the columns.</summary>
    public static void WriteHeading(string first, IEnumerable<string> columns, TextWriter writer)
    {
        writer.Write(first);
        foreach (var name in columns)
        {
            writer.Write(',');
            writer.Write(Quoted(name));
        }
        writer.Write('\n');
    }

    /// <summary>Infinities and NaN are written as INF, -INF and NaN, as XML Schema and the SBML Test Suite have them.</summary>
    public static string Digits(double value) =>
        double.IsPositiveInfinity(value) ? "INF"
        : double.IsNegativeInfinity(value) ? "-INF"
        : value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}

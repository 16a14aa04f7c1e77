using System.Globalization;
using Thymus.Simulation;

namespace Thymus.Tests;

/// <summary>A table of reference curves: a column of times, then a column a symbol.</summary>
internal sealed record CurveTable(string[] Columns, double[] Times, double[][] Values)
{
    /// <summary>Reads a CSV file whose first column is time.</summary>
    public static CurveTable Read(string path)
    {
        var lines = File.ReadAllLines(path).Where(l => l.Length > 0).ToArray();
        var header = lines[0].Split(',').Select(h => h.Trim()).ToArray();
        var rows = lines.Skip(1).Select(l => l.Split(',').Select(Number).ToArray()).ToArray();
        return new CurveTable(header[1..], [.. rows.Select(r => r[0])], [.. header[1..].Select((_, c) => rows.Select(r => r[c + 1]).ToArray())]);
    }

    private static double Number(string text) => text.Trim() switch
    {
        "INF" or "Inf" or "inf" => double.PositiveInfinity,
        "-INF" or "-Inf" or "-inf" => double.NegativeInfinity,
        var t => double.Parse(t, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    public double[] this[string column] => Values[Array.IndexOf(Columns, column)];

    /// <summary>The worst deviation of a trajectory from the table in units of relative·max(|reference|, floor·max|reference of
    /// the column|), with its place.</summary>
    public (double Worst, string Where) Deviation(Trajectory trajectory, double relative, double floor)
    {
        var (worst, where) = (0.0, "");
        if (trajectory.Times.Length < Times.Length) return (double.PositiveInfinity, $"stopped: {trajectory.Status} {trajectory.Reason}");
        foreach (var column in Columns)
        {
            var (reference, own) = (this[column], trajectory.Column(column));
            var scale = reference.Max(Math.Abs);
            for (var row = 0; row < reference.Length; row++)
            {
                if (own[row].Equals(reference[row])) continue;
                var difference = Math.Abs(own[row] - reference[row]) / (relative * Math.Max(Math.Abs(reference[row]), floor * scale));
                if (difference <= worst) continue;
                (worst, where) = (difference, $"{column} at {Times[row]:R}: {own[row]:R} for {reference[row]:R}");
                if (double.IsNaN(difference)) return (double.PositiveInfinity, where);
            }
        }
        return (worst, where);
    }
}

using System.Globalization;
using Thymus.Tests;

namespace Thymus.Statistics.Tests;

/// <summary>A comma-separated file of outside data, by column name.</summary>
internal sealed class ReferenceData
{
    private readonly Dictionary<string, int> _columns = [];
    private readonly List<string[]> _rows = [];

    public ReferenceData(string file)
    {
        var lines = File.ReadAllLines(OutsideData.Require("statistics", file));
        var header = Split(lines[0]);
        for (var i = 0; i < header.Length; i++) _columns[header[i]] = i;
        foreach (var line in lines.Skip(1)) _rows.Add(Split(line));
    }

    public int Rows => _rows.Count;

    public string Text(int row, string column) => _rows[row][_columns[column]];

    public double Number(int row, string column) =>
        Text(row, column) is "NA" or "" ? double.NaN : double.Parse(Text(row, column), CultureInfo.InvariantCulture);

    public double[] Numbers(string column) => [.. Enumerable.Range(0, Rows).Select(r => Number(r, column))];

    public static double[] List(string text) => [.. text.Split(';').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];

    private static string[] Split(string line) => [.. line.Split(',').Select(c => c.Trim('"'))];
}

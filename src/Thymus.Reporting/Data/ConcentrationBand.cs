using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>The distribution of a concentration over the patients of one arm at one time, in days since randomisation.</summary>
internal readonly record struct ConcentrationPoint(double Day, int Patients, double Low, double Median, double High);

/// <summary>Median and 5th to 95th percentile of one analyte in one arm over time.</summary>
internal sealed record ConcentrationBand(string Analyte, string Unit, ArmData Arm, ImmutableArray<ConcentrationPoint> Points)
{
    // Beyond so many different times they are no schedule, and are gathered in bins.
    private const int MostTimes = 500;
    private const int Bins = 150;
    private const int FewestPatients = 5;

    public static ImmutableArray<ConcentrationBand> Read(RunData data)
    {
        var samples = new SortedDictionary<(string Analyte, int Arm), (string Unit, SortedDictionary<double, List<double>> ByDay)>();
        foreach (var rows in data.Folder.Read("ADPC", "TRT01PN", "PARAM", "AVAL", "AVALU", "SIMDAY"))
            for (var i = 0; i < rows.Rows; i++)
            {
                var unit = rows.Text("AVALU")[i] ?? "";
                var name = rows.Text("PARAM")[i]!;
                var analyte = name.EndsWith($" ({unit})", StringComparison.Ordinal) ? name[..^(unit.Length + 3)] : name;
                var key = (analyte, (int)rows.Number("TRT01PN")[i] - 1);
                if (!samples.TryGetValue(key, out var series)) samples[key] = series = (unit, []);
                var (day, value) = (rows.Number("SIMDAY")[i], rows.Number("AVAL")[i]);
                if (double.IsNaN(day) || double.IsNaN(value)) continue;
                if (!series.ByDay.TryGetValue(day, out var values)) series.ByDay[day] = values = [];
                values.Add(value);
            }
        return [.. samples
            .Select(s => new ConcentrationBand(s.Key.Analyte, s.Value.Unit, data.Arms[s.Key.Arm], Summarise(s.Value.ByDay)))
            .Where(band => band.Points.Length > 1 && band.Points.Any(point => point.Median > 0))];
    }

    private static ImmutableArray<ConcentrationPoint> Summarise(SortedDictionary<double, List<double>> byDay)
    {
        if (byDay.Count == 0) return [];
        IEnumerable<(double Day, List<double> Values)> groups = byDay.Select(pair => (pair.Key, pair.Value));
        if (byDay.Count > MostTimes)
        {
            var width = byDay.Keys.Last() / Bins;
            groups = byDay.GroupBy(pair => Math.Min(Bins - 1, Math.Floor(pair.Key / width)))
                .Select(bin => (bin.Average(pair => pair.Key), bin.SelectMany(pair => pair.Value).ToList()));
        }
        return [.. groups.Where(group => group.Values.Count >= FewestPatients).Select(group => Point(group.Day, group.Values))];
    }

    private static ConcentrationPoint Point(double day, List<double> values)
    {
        values.Sort();
        return new(day, values.Count, Quantile(values, 0.05), Quantile(values, 0.5), Quantile(values, 0.95));
    }

    /// <summary>Hyndman and Fan's type 7, the default of R: linear between order statistics.</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double probability)
    {
        var place = probability * (sorted.Count - 1);
        var below = (int)place;
        return below + 1 < sorted.Count ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }
}

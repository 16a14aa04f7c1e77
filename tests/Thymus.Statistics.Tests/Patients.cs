namespace Thymus.Statistics.Tests;

/// <summary>The data sets of R's survival package as time, event and group.</summary>
internal sealed record Patients(double[] Time, bool[] IsEvent, int[] Group, string[] GroupNames, int[] Stratum)
{
    public static Patients Read(string dataset, string? column, string? strata = null)
    {
        column ??= dataset switch { "lung" => "sex", "veteran" => "trt", _ => "x" };
        var data = new ReferenceData($"data_{dataset}.csv");
        var rows = Enumerable.Range(0, data.Rows).Where(r => strata is null || data.Text(r, strata) != "NA").ToArray();
        // lung codes death as 2, the others as 1.
        var death = dataset == "lung" ? 2 : 1;
        var labels = rows.Select(r => data.Text(r, column)).ToArray();
        var names = labels.Distinct().Order(StringComparer.Ordinal).ToArray();
        return new Patients(
            [.. rows.Select(r => data.Number(r, "time"))],
            [.. rows.Select(r => data.Number(r, "status") == death)],
            [.. labels.Select(l => Array.IndexOf(names, l))],
            names,
            strata is null ? [] : [.. rows.Select(r => (int)data.Number(r, strata))]);
    }

    /// <summary>The group as R's model matrix sees it: the number itself, or 0 and 1 for a factor.</summary>
    public double GroupValue(int patient) => double.TryParse(GroupNames[Group[patient]], out var number) ? number : Group[patient];

    public (double[] Time, bool[] IsEvent) OfGroup(int group)
    {
        var members = Enumerable.Range(0, Time.Length).Where(i => Group[i] == group).ToArray();
        return ([.. members.Select(m => Time[m])], [.. members.Select(m => IsEvent[m])]);
    }
}

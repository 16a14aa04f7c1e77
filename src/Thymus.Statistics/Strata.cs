namespace Thymus.Statistics;

internal static class Strata
{
    /// <summary>Positions of the patients of each stratum, strata in ascending order; one stratum where none is given.</summary>
    public static IReadOnlyList<int[]> Split(ReadOnlySpan<int> strata, int patients)
    {
        if (strata.IsEmpty) return [[.. Enumerable.Range(0, patients)]];
        if (strata.Length != patients) throw new ArgumentException($"{patients} patients but {strata.Length} strata.", nameof(strata));
        var byStratum = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < strata.Length; i++)
        {
            if (!byStratum.TryGetValue(strata[i], out var members)) byStratum.Add(strata[i], members = []);
            members.Add(i);
        }
        return [.. byStratum.Values.Select(m => m.ToArray())];
    }
}

namespace Thymus.Modeling;

/// <summary>The two sentences that most faults need: the nearest name, and the names there are.</summary>
public static class Advice
{
    /// <summary>"Did you mean 'Blood'? Compartments: Blood, LymphNode, Tumour." The list is cut after twelve names.</summary>
    public static string DidYouMean(string found, string kindPlural, IEnumerable<string> available)
    {
        var names = available.Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return $"There are no {kindPlural}.";
        var nearest = names.Select(n => (Name: n, Distance: Distance(found, n))).MinBy(n => n.Distance);
        var guess = nearest.Distance <= Math.Max(1, found.Length / 3) ? $"Did you mean '{nearest.Name}'? " : "";
        var list = string.Join(", ", names.Take(12)) + (names.Count > 12 ? $", … ({names.Count} in all)" : "");
        return $"{guess}{char.ToUpperInvariant(kindPlural[0])}{kindPlural[1..]}: {list}.";
    }

    /// <summary>Edit distance without regard to case; two neighbours that changed places count as one edit (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var beforePrevious = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }
            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }
        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}

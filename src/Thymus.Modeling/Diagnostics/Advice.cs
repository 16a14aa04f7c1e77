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

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
            }
            (previous, current) = (current, previous);
        }
        return previous[b.Length];
    }
}

using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>Quantities whose normal scores are drawn together: z = L ε with L Lᵀ the correlation matrix.</summary>
internal sealed record CorrelationBlock(ImmutableArray<int> Members, CholeskyFactor Factor)
{
    /// <summary>What rounding leaves of a pivot that is 0 among correlations.</summary>
    private const double LeastPivot = 1e-12;

    /// <summary>The blocks that pairs connect, members in file order; reports a matrix that no random vector can have.</summary>
    public static ImmutableArray<CorrelationBlock> Build(PopulationSpecification specification, DiagnosticBag? diagnostics)
    {
        var names = specification.Quantities.Select(q => q.Name).ToList();
        var blockOf = Enumerable.Range(0, names.Count).ToArray();
        foreach (var pair in specification.Correlations)
        {
            var (a, b) = (blockOf[names.IndexOf(pair.First)], blockOf[names.IndexOf(pair.Second)]);
            for (var i = 0; i < blockOf.Length; i++)
                if (blockOf[i] == Math.Max(a, b)) blockOf[i] = Math.Min(a, b);
        }
        var blocks = ImmutableArray.CreateBuilder<CorrelationBlock>();
        foreach (var group in Enumerable.Range(0, names.Count).GroupBy(i => blockOf[i]).Where(g => g.Count() > 1))
        {
            ImmutableArray<int> members = [.. group];
            var matrix = new double[members.Length, members.Length];
            for (var i = 0; i < members.Length; i++) matrix[i, i] = 1;
            foreach (var pair in specification.Correlations)
            {
                var (i, j) = (members.IndexOf(names.IndexOf(pair.First)), members.IndexOf(names.IndexOf(pair.Second)));
                if (i >= 0 && j >= 0) matrix[i, j] = matrix[j, i] = pair.Rho;
            }
            if (CholeskyFactor.Of(matrix, LeastPivot) is { } factor) blocks.Add(new CorrelationBlock(members, factor));
            else
                diagnostics?.Error("TP0110", specification.Correlations.First(c => members.Contains(names.IndexOf(c.First))).Span,
                    $"The correlations among {string.Join(", ", members.Select(m => names[m]))} contradict each other (the matrix is not positive definite).",
                    "Pairs that are not given count as 0; give them too, or make the given ones weaker.");
        }
        return blocks.ToImmutable();
    }
}

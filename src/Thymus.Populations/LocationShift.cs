using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>How much likelier a drawn patient would be, were the medians of some lognormal quantities others than those it was drawn from.</summary>
/// <remarks>
/// The density of a patient is that of the copula times its marginals. Quantities that are not shifted keep their scores, so their marginals cancel; scores of
/// the shifted ones move, and with them the copula of their whole block. A value that the shifted range does not hold has the ratio 0.
/// </remarks>
public sealed class LocationShift
{
    private readonly Margin[] _margins;
    private readonly CorrelationBlock[] _blocks;

    private LocationShift(Margin[] margins, CorrelationBlock[] blocks) => (_margins, _blocks) = (margins, blocks);

    /// <param name="names">Quantities of the population, each lognormal, with or without a range.</param>
    /// <param name="spans">Where each was named, for the fault.</param>
    /// <returns>Null after a fault (TP0140): a name is unknown, or its distribution is another.</returns>
    public static LocationShift? Of(Cohort cohort, IReadOnlyList<string> names, IReadOnlyList<SourceSpan> spans, DiagnosticBag diagnostics)
    {
        var quantities = cohort.Specification.Quantities;
        var margins = new Margin[names.Count];
        var whole = true;
        for (var i = 0; i < names.Count; i++)
        {
            var q = quantities.Select((quantity, at) => (quantity, at)).FirstOrDefault(p => p.quantity.Name == names[i], (null!, -1));
            if (q.at >= 0 && Margin.Of(q.at, q.quantity.Law.Distribution) is { } margin)
            {
                margins[i] = margin;
                continue;
            }
            whole = false;
            if (q.at < 0)
                diagnostics.Error("TP0140", spans[i], $"The population '{cohort.Specification.File}' has no quantity '{names[i]}'.", Advice.DidYouMean(names[i], "quantities", [.. quantities.Select(p => p.Name)]));
            else
                diagnostics.Error("TP0140", spans[i], $"'{names[i]}' of '{cohort.Specification.File}' is not lognormal.", "Only the median of a lognormal quantity (with or without a range) can be moved by weights.");
        }
        if (!whole) return null;
        return new LocationShift(margins, [.. cohort.Blocks.Where(b => b.Members.Any(m => margins.Any(k => k.Quantity == m)))]);
    }

    /// <summary>Spread of each quantity: omega of its logarithm.</summary>
    public ImmutableArray<double> Omegas => [.. _margins.Select(m => m.Law.Omega)];

    /// <param name="scores">Normal scores of all quantities, as they were drawn.</param>
    /// <param name="shifts">One a name: what is added to the logarithm of the value. With the median m₀ where the patient was drawn and m₁ asked for, ln(m₀/m₁).
    /// Those of a quantity that was named twice add up.</param>
    /// <param name="moved">Memory of as many numbers as there are scores.</param>
    /// <returns>Logarithm of the density ratio; −∞ where the patient cannot be.</returns>
    public double LogRatio(ReadOnlySpan<double> scores, ReadOnlySpan<double> shifts, Span<double> moved)
    {
        scores.CopyTo(moved);
        var sum = 0.0;
        for (var k = 0; k < _margins.Length; k++)
        {
            var margin = _margins[k];
            var by = TotalOf(margin.Quantity, k, shifts);
            if (by == 0) continue;
            var before = margin.Inner(scores[margin.Quantity]);
            var after = before + by / margin.Law.Omega;
            if (!margin.Holds(after)) return double.NegativeInfinity;
            moved[margin.Quantity] = margin.Score(after);
            sum -= 0.5 * (after * after - before * before);
        }
        foreach (var block in _blocks) sum += Copula(block, moved) - Copula(block, scores);
        return sum;
    }

    /// <summary>Sum of the shifts of a quantity at its first name; 0 at later ones.</summary>
    private double TotalOf(int quantity, int name, ReadOnlySpan<double> shifts)
    {
        var sum = 0.0;
        for (var k = 0; k < _margins.Length; k++)
        {
            if (_margins[k].Quantity != quantity) continue;
            if (k < name) return 0;
            sum += shifts[k];
        }
        return sum;
    }

    /// <summary>Logarithm of the Gaussian copula's density but for its constant: −½ (zᵀR⁻¹z − zᵀz), by forward substitution with R = L Lᵀ.</summary>
    private static double Copula(CorrelationBlock block, ReadOnlySpan<double> scores)
    {
        Span<double> independent = stackalloc double[block.Members.Length];
        for (var i = 0; i < independent.Length; i++) independent[i] = scores[block.Members[i]];
        block.Factor.Solve(independent);
        var sum = 0.0;
        for (var i = 0; i < independent.Length; i++)
        {
            var z = scores[block.Members[i]];
            sum -= 0.5 * (independent[i] * independent[i] - z * z);
        }
        return sum;
    }

    /// <summary>A lognormal marginal, whole or cut to a range; <c>Inner</c> is the score of the uncut one.</summary>
    private sealed record Margin(int Quantity, LognormalDistribution Law, double Lower, double Upper, double Below, double Kept)
    {
        public static Margin? Of(int quantity, Distribution? distribution) => distribution switch
        {
            LognormalDistribution { Omega: > 0 } law => new Margin(quantity, law, double.NegativeInfinity, double.PositiveInfinity, 0, 1),
            TruncatedDistribution { Inner: LognormalDistribution { Omega: > 0 } law } cut => Cut(quantity, law, cut),
            _ => null,
        };

        private static Margin Cut(int quantity, LognormalDistribution law, TruncatedDistribution cut)
        {
            double Score(double bound) => bound <= 0 ? double.NegativeInfinity : double.IsPositiveInfinity(bound) ? bound : LaneMath.Log(bound / law.Median) / law.Omega;
            var (lower, upper) = (Score(cut.Lower), Score(cut.Upper));
            var below = double.IsNegativeInfinity(lower) ? 0 : StandardNormal.Probability(lower);
            return new Margin(quantity, law, lower, upper, below, cut.Kept);
        }

        private bool IsCut => Kept < 1;

        public bool Holds(double inner) => inner >= Lower && inner <= Upper;

        public double Inner(double score) => IsCut ? NormalQuantile.At(Below + Kept * StandardNormal.Probability(score)) : score;

        public double Score(double inner) => IsCut ? NormalQuantile.At(Math.Clamp((StandardNormal.Probability(inner) - Below) / Kept, 1e-16, 1 - 1e-16)) : inner;
    }
}

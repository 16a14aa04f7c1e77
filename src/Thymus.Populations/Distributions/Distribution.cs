using System.Collections.Immutable;
using Thymus.Numerics;

namespace Thymus.Populations;

/// <summary>How a quantity varies between patients: a map from a standard normal number, so that quantities can be correlated.</summary>
/// <remarks>
/// Correlation is a Gaussian copula: the block's z are correlated and each marginal stays exactly what it is said to be.
/// <see cref="FromNormal"/> is increasing (categories in the order of the file), so a positive rho means a positive association.
/// </remarks>
public abstract record Distribution
{
    /// <summary>The value whose probability not to be exceeded is Φ(<paramref name="z"/>).</summary>
    public abstract double FromNormal(double z);

    /// <summary>The value of a typical patient, for runs of one.</summary>
    public virtual double Typical => FromNormal(0);
}

public sealed record FixedDistribution(double Value) : Distribution
{
    public override double FromNormal(double z) => Value;
}

public sealed record NormalDistribution(double Mean, double StandardDeviation) : Distribution
{
    public override double FromNormal(double z) => Mean + StandardDeviation * z;
}

/// <summary>Median · exp(omega · z); omega² is NONMEM's OMEGA for an exponential random effect.</summary>
public sealed record LognormalDistribution(double Median, double Omega) : Distribution
{
    public override double FromNormal(double z) => Median * LaneMath.Exp(Omega * z);

    /// <summary>omega of a coefficient of variation: √ln(1 + cv²), exact, not the approximation omega ≈ cv.</summary>
    public static double OmegaOf(double coefficientOfVariation) => Math.Sqrt(LaneMath.Log(1 + coefficientOfVariation * coefficientOfVariation));
}

/// <summary>A logistic curve of a normal number between two bounds: fractions and probabilities.</summary>
public sealed record LogitNormalDistribution(double Median, double Sigma, double Lower, double Upper) : Distribution
{
    public override double FromNormal(double z)
    {
        var share = (Median - Lower) / (Upper - Lower);
        var odds = share / (1 - share) * LaneMath.Exp(Sigma * z);
        return Lower + (Upper - Lower) * (double.IsPositiveInfinity(odds) ? 1 : odds / (1 + odds));
    }
}

public sealed record UniformDistribution(double Lower, double Upper) : Distribution
{
    public override double FromNormal(double z) => Lower + (Upper - Lower) * StandardNormal.Probability(z);
}

public sealed record LogUniformDistribution(double Lower, double Upper) : Distribution
{
    public override double FromNormal(double z) => Lower * LaneMath.Exp(LaneMath.Log(Upper / Lower) * StandardNormal.Probability(z));
}

/// <summary>Observed values, each as likely as its weight; no value between them is made up.</summary>
public sealed record EmpiricalDistribution : Distribution
{
    private readonly ImmutableArray<double> _values;
    private readonly ImmutableArray<double> _cumulative;

    /// <param name="values">At least one; they are sorted, so that correlation has a direction.</param>
    /// <param name="weights">Not negative, not all 0; empty for equal weights.</param>
    public EmpiricalDistribution(ImmutableArray<double> values, ImmutableArray<double> weights)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        (_values, _cumulative) = Cumulate([.. order.Select(i => values[i])], weights.IsDefaultOrEmpty ? [] : [.. order.Select(i => weights[i])]);
    }

    public override double FromNormal(double z) => Pick(_values, _cumulative, StandardNormal.Probability(z));

    internal static (ImmutableArray<double> Values, ImmutableArray<double> Cumulative) Cumulate(ImmutableArray<double> values, ImmutableArray<double> weights)
    {
        var cumulative = new double[values.Length];
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++) cumulative[i] = sum += weights.IsDefaultOrEmpty ? 1 : weights[i];
        for (var i = 0; i < values.Length; i++) cumulative[i] /= sum;
        return (values, [.. cumulative]);
    }

    internal static double Pick(ImmutableArray<double> values, ImmutableArray<double> cumulative, double probability)
    {
        var i = 0;
        while (i < values.Length - 1 && probability >= cumulative[i]) i++;
        return values[i];
    }
}

/// <summary>Codes with probabilities, in the order of the file (0 male, 1 female; 0, 1, 2 for ECOG).</summary>
public sealed record CategoricalDistribution : Distribution
{
    private readonly ImmutableArray<double> _codes;
    private readonly ImmutableArray<double> _cumulative;

    public ImmutableArray<double> Codes => _codes;

    public CategoricalDistribution(ImmutableArray<double> codes, ImmutableArray<double> probabilities) =>
        (_codes, _cumulative) = EmpiricalDistribution.Cumulate(codes, probabilities);

    public override double FromNormal(double z) => EmpiricalDistribution.Pick(_codes, _cumulative, StandardNormal.Probability(z));
}

/// <summary>Another distribution cut to a range: its probability between the bounds, stretched to one.</summary>
public sealed record TruncatedDistribution(Distribution Inner, double Lower, double Upper) : Distribution
{
    private readonly double _below = Probability(Inner, Lower, inclusive: false);
    private readonly double _above = Probability(Inner, Upper, inclusive: true);

    /// <summary>Share of the inner distribution that lies within the bounds.</summary>
    public double Kept => _above - _below;

    public override double FromNormal(double z)
    {
        var probability = _below + (_above - _below) * StandardNormal.Probability(z);
        return Math.Clamp(Inner.FromNormal(NormalQuantile.At(probability)), Lower, Upper);
    }

    /// <summary>P(X &lt; bound), or P(X ≤ bound): both bounds belong to the range, which matters where values are discrete.</summary>
    private static double Probability(Distribution inner, double bound, bool inclusive)
    {
        if (double.IsNegativeInfinity(bound)) return 0;
        if (double.IsPositiveInfinity(bound)) return 1;
        var (low, high) = (-9.0, 9.0);
        // Bisection on an increasing map: 60 halvings of 18 leave less than the spacing of doubles.
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            var value = inner.FromNormal(middle);
            if (value < bound || (inclusive && value == bound)) low = middle;
            else high = middle;
        }
        return StandardNormal.Probability(low);
    }
}

using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Populations;

namespace Thymus.Calibration;

/// <summary>How sure a calibration is of one value that it wrote.</summary>
/// <param name="StandardError">On the scale: of the logarithm, or of that of the odds, where it is one.</param>
/// <param name="VarianceRemoved">Share of the prior's variance that the targets removed; not a number without a prior.</param>
public sealed record FittedSpread(string Name, double Value, double StandardError, ParameterScale Scale, double VarianceRemoved)
{
    /// <summary>1 − sd(posterior)/sd(prior): 0 where the targets said nothing.</summary>
    public double Contraction => 1 - Math.Sqrt(Math.Max(0, 1 - VarianceRemoved));

    /// <summary>Below this contraction a value is its prior.</summary>
    public const double LeastContraction = 0.2;

    /// <summary>False where the targets left the value as its prior had it.</summary>
    public bool IsIdentified => double.IsNaN(VarianceRemoved) || Contraction >= LeastContraction;

    /// <summary>The value that stands <paramref name="z"/> standard errors from the fitted one.</summary>
    public double At(double z) => z == 0 ? Value : Scale.From(Scale.To(Value) + z * StandardError);
}

/// <summary>The sections <c>uncertainty:</c> and <c>correlation:</c> of a file of fitted values: normal on the parameters' scales.</summary>
/// <param name="Correlation">[i, j] of <paramref name="Spreads"/>; null where the file holds none.</param>
public sealed record FittedUncertainty(ImmutableArray<FittedSpread> Spreads, double[,]? Correlation)
{
    /// <summary>The parameters whose logarithm differs from trial to trial, and the standard deviation of that; null for none.</summary>
    public (ImmutableArray<string> Parameters, double StandardDeviation)? Between { get; init; }

    public static FittedUncertainty None { get; } = new([], null);

    /// <summary>Values of all parameters from one independent standard normal number each, and the trial's own effect from one more. Without correlations each is drawn for itself.</summary>
    public IReadOnlyDictionary<string, double> Draw(Func<string, double> normal)
    {
        double[] independent = [.. Spreads.Select(s => normal(s.Name))];
        var factor = Correlation is null ? null : CholeskyFactor.Of(Correlation);
        var drawn = Spreads.Select((s, i) => (s.Name, Value: s.At(factor is null ? independent[i] : factor.RowTimes(i, independent))))
            .ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        if (Between is { } between)
        {
            var effect = Math.Exp(between.StandardDeviation * normal("this trial"));
            foreach (var name in between.Parameters.Where(drawn.ContainsKey)) drawn[name] *= effect;
        }
        return drawn;
    }

    /// <returns>One spread a value with a standard error; <see cref="None"/> where the file holds none.</returns>
    public static FittedUncertainty Read(string path, DiagnosticBag diagnostics)
    {
        if (YamlFile.Read(path, "TE", diagnostics) is not { } root || root.RequiredMap("values") is not { } values || root.Map("uncertainty") is not { } list) return None;
        var spreads = ImmutableArray.CreateBuilder<FittedSpread>();
        foreach (var key in list.Keys)
        {
            if (list.Map(key.Text) is not { } map) continue;
            var error = map.Number("standard-error", double.Epsilon);
            var scale = map.Choice("scale", ParameterScales.Names) ?? ParameterScale.Linear;
            var removed = map.Number("variance-removed", double.NegativeInfinity, 1) ?? double.NaN;
            map.Finish();
            if (!values.Has(key.Text)) list.Error(109, key.Span, $"'{key.Text}' has an uncertainty and no value.");
            else if (values.Number(key.Text) is { } value && error is { } sd) spreads.Add(new FittedSpread(key.Text, value, sd, scale, removed));
        }
        return new FittedUncertainty(spreads.ToImmutable(), root.Map("correlation") is { } pairs ? ReadCorrelation(pairs, spreads) : null) { Between = ReadBetween(root) };
    }

    private static (ImmutableArray<string>, double)? ReadBetween(YamlMap root)
    {
        if (root.Map("between-trials") is not { } map) return null;
        var (names, sd) = (map.Scalars("parameters"), map.Number("sd", 0));
        map.Finish();
        return names.Count == 0 || sd is not { } known ? null : ([.. names.Select(n => n.Text)], known);
    }

    private static double[,]? ReadCorrelation(YamlMap pairs, ImmutableArray<FittedSpread>.Builder spreads)
    {
        var names = spreads.Select(s => s.Name).ToList();
        var matrix = new double[names.Count, names.Count];
        for (var i = 0; i < names.Count; i++) matrix[i, i] = 1;
        foreach (var first in pairs.Keys)
        {
            if (pairs.Map(first.Text) is not { } row) continue;
            foreach (var second in row.Keys)
            {
                var (i, j) = (names.IndexOf(first.Text), names.IndexOf(second.Text));
                if (row.Number(second.Text, -1, 1) is not { } r) continue;
                if (i < 0 || j < 0 || i == j) row.Error(110, second.Span, $"'{first.Text}' and '{second.Text}' are no two values with a standard error.");
                else (matrix[i, j], matrix[j, i]) = (r, r);
            }
        }
        if (CholeskyFactor.Of(matrix) is not null) return matrix;
        pairs.Error(111, pairs.Span, "These correlations cannot all be true: their matrix is not positive definite.");
        return null;
    }
}

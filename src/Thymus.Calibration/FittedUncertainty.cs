using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Populations;

namespace Thymus.Calibration;

/// <summary>How sure a calibration is of one value that it wrote.</summary>
/// <param name="StandardError">On the scale: of the logarithm where <paramref name="Logarithmic"/>.</param>
/// <param name="VarianceRemoved">Share of the prior's variance that the targets removed; not a number without a prior.</param>
public sealed record FittedSpread(string Name, double Value, double StandardError, bool Logarithmic, double VarianceRemoved)
{
    /// <summary>1 − sd(posterior)/sd(prior): 0 where the targets said nothing.</summary>
    public double Contraction => 1 - Math.Sqrt(Math.Max(0, 1 - VarianceRemoved));

    /// <summary>Below this contraction a value is its prior.</summary>
    public const double LeastContraction = 0.2;

    /// <summary>False where the targets left the value as its prior had it.</summary>
    public bool IsIdentified => double.IsNaN(VarianceRemoved) || Contraction >= LeastContraction;

    /// <summary>The value that stands <paramref name="z"/> standard errors from the fitted one.</summary>
    public double At(double z) => Logarithmic ? Value * Math.Exp(z * StandardError) : Value + z * StandardError;
}

/// <summary>Reads the section <c>uncertainty:</c> of a file of fitted values.</summary>
public static class FittedUncertainty
{
    private static readonly Dictionary<string, bool> Scales = new() { ["log"] = true, ["linear"] = false };

    /// <returns>One entry a value with a standard error; empty where the file holds none.</returns>
    public static ImmutableArray<FittedSpread> Read(string path, DiagnosticBag diagnostics)
    {
        if (YamlFile.Read(path, "TE", diagnostics) is not { } root || root.RequiredMap("values") is not { } values) return [];
        var spreads = ImmutableArray.CreateBuilder<FittedSpread>();
        if (root.Map("uncertainty") is not { } list) return [];
        foreach (var key in list.Keys)
        {
            if (list.Map(key.Text) is not { } map) continue;
            var error = map.Number("standard-error", double.Epsilon);
            var logarithmic = map.Choice("scale", Scales) ?? false;
            var removed = map.Number("variance-removed", double.NegativeInfinity, 1) ?? double.NaN;
            map.Finish();
            if (!values.Has(key.Text)) list.Error(109, key.Span, $"'{key.Text}' has an uncertainty and no value.");
            else if (values.Number(key.Text) is { } value && error is { } sd) spreads.Add(new FittedSpread(key.Text, value, sd, logarithmic, removed));
        }
        return spreads.ToImmutable();
    }
}

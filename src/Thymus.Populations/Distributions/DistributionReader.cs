using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;

namespace Thymus.Populations;

/// <summary>Reads a distribution from its mapping: <c>{distribution: lognormal, median: 0.22, omega: 0.37, range: [0.05, 1]}</c>.</summary>
internal static class DistributionReader
{
    private static readonly string[] Kinds =
        ["fixed", "normal", "lognormal", "logit-normal", "uniform", "log-uniform", "empirical", "categorical"];

    /// <summary>Null after a fault.</summary>
    public static Distribution? Read(YamlMap section)
    {
        var kind = section.Has("distribution") || !section.Has("value") ? Choice(section) : "fixed";
        Distribution? distribution = kind switch
        {
            "fixed" => Required(section, "value") is { } v ? new FixedDistribution(v) : null,
            "normal" => ReadNormal(section),
            "lognormal" => ReadLognormal(section),
            "logit-normal" => ReadLogitNormal(section),
            "uniform" => ReadRange(section) is { } r ? new UniformDistribution(r.Lower, r.Upper) : null,
            "log-uniform" => ReadLogUniform(section),
            "empirical" => ReadEmpirical(section),
            "categorical" => ReadCategorical(section),
            _ => null,
        };
        if (distribution is null || !section.Has("range")) return distribution;
        return Truncate(section, distribution);
    }

    private static NormalDistribution? ReadNormal(YamlMap section)
    {
        var mean = Required(section, "mean");
        var sd = Positive(section, "sd");
        return mean is { } m && sd is { } s ? new NormalDistribution(m, s) : null;
    }

    private static LognormalDistribution? ReadLognormal(YamlMap section)
    {
        var omega = section.Has("cv") ? Fraction(section, "cv") is { } cv ? LognormalDistribution.OmegaOf(cv) : null
            : section.Has("omega2") ? Positive(section, "omega2") is { } variance ? Math.Sqrt(variance) : null
            : Positive(section, "omega");
        if (omega is not { } o) return null;
        if (!section.Has("mean")) return Positive(section, "median") is { } median ? new LognormalDistribution(median, o) : null;
        return Positive(section, "mean") is { } mean ? new LognormalDistribution(mean * Numerics.LaneMath.Exp(-o * o / 2), o) : null;
    }

    private static LogitNormalDistribution? ReadLogitNormal(YamlMap section)
    {
        var bounds = section.Has("bounds") ? ReadPair(section, "bounds") : (0.0, 1.0);
        var median = Required(section, "median");
        var sigma = Positive(section, "sigma");
        if (bounds is not var (lower, upper) || median is not { } m || sigma is not { } s) return null;
        if (m > lower && m < upper) return new LogitNormalDistribution(m, s, lower, upper);
        section.Diagnostics.Error("TP0202", section.SpanAt("median"),
            string.Create(CultureInfo.InvariantCulture, $"The median {m} of '{section.Path}' is not between {lower} and {upper}."));
        return null;
    }

    private static (double Lower, double Upper)? ReadRange(YamlMap section)
    {
        var lower = Required(section, "lower");
        var upper = Required(section, "upper");
        if (lower is not { } a || upper is not { } b) return null;
        if (a < b) return (a, b);
        section.Diagnostics.Error("TP0203", section.SpanAt("upper"), $"The upper bound of '{section.Path}' is not above the lower.");
        return null;
    }

    private static LogUniformDistribution? ReadLogUniform(YamlMap section)
    {
        if (ReadRange(section) is not var (lower, upper)) return null;
        if (lower > 0) return new LogUniformDistribution(lower, upper);
        section.Diagnostics.Error("TP0204", section.SpanAt("lower"), $"The lower bound of the log-uniform '{section.Path}' is not above 0.");
        return null;
    }

    private static EmpiricalDistribution? ReadEmpirical(YamlMap section)
    {
        var values = section.Numbers("values").ToImmutableArray();
        var weights = section.Numbers("weights").ToImmutableArray();
        return values.Length > 0 && WeightsFit(section, values.Length, weights, "weights") ? new EmpiricalDistribution(values, weights) : null;
    }

    private static CategoricalDistribution? ReadCategorical(YamlMap section)
    {
        var codes = ImmutableArray.CreateBuilder<double>();
        var shares = ImmutableArray.CreateBuilder<double>();
        if (section.RequiredMap("probabilities") is not { } list) return null;
        foreach (var (code, span, _) in list.Keys)
        {
            if (!double.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                section.Diagnostics.Error("TP0205", span, $"The category '{code}' of '{section.Path}' is not a number.", "Code categories as numbers (0, 1, 2 …) and say in 'description' what they mean.");
            else if (list.Number(code) is { } share)
            {
                codes.Add(number);
                shares.Add(share);
            }
        }
        if (codes.Count == 0 || !WeightsFit(section, codes.Count, shares.ToImmutable(), "probabilities")) return null;
        var sum = shares.Sum();
        // Published shares are rounded to a percent; more than that is a typing error.
        if (Math.Abs(sum - 1) > 0.02)
        {
            section.Diagnostics.Error("TP0206", section.SpanAt("probabilities"),
                string.Create(CultureInfo.InvariantCulture, $"The probabilities of '{section.Path}' sum to {sum:0.###}."), "They sum to 1.");
            return null;
        }
        return new CategoricalDistribution(codes.ToImmutable(), shares.ToImmutable());
    }

    private static bool WeightsFit(YamlMap section, int count, ImmutableArray<double> weights, string key)
    {
        if (weights.Length > 0 && weights.Length != count)
            section.Diagnostics.Error("TP0207", section.SpanAt(key), $"'{section.Path}' has {count} values but {weights.Length} {key}.");
        else if (weights.Length > 0 && (weights.Any(w => !(w >= 0)) || weights.Sum() <= 0))
            section.Diagnostics.Error("TP0208", section.SpanAt(key), $"The {key} of '{section.Path}' must not be negative, nor all 0.");
        else return true;
        return false;
    }

    private static TruncatedDistribution? Truncate(YamlMap section, Distribution inner)
    {
        if (ReadPair(section, "range") is not var (lower, upper)) return null;
        var truncated = new TruncatedDistribution(inner, lower, upper);
        if (truncated.Kept > 1e-6) return truncated;
        section.Diagnostics.Error("TP0209", section.SpanAt("range"),
            string.Create(CultureInfo.InvariantCulture, $"The range of '{section.Path}' keeps {truncated.Kept:0.0e0} of its distribution."), "Widen the range or move the distribution.");
        return null;
    }

    private static (double Lower, double Upper)? ReadPair(YamlMap section, string key)
    {
        var numbers = section.Numbers(key);
        if (numbers.Count == 2 && numbers[0] < numbers[1]) return (numbers[0], numbers[1]);
        section.Diagnostics.Error("TP0210", section.SpanAt(key), $"'{section.Path}.{key}' is two numbers, the lower first.");
        return null;
    }

    private static string? Choice(YamlMap section)
    {
        if (section.RequiredScalar("distribution") is not { } kind) return null;
        if (Kinds.Contains(kind.Text)) return kind.Text;
        section.Diagnostics.Error("TP0200", kind.Span, $"'{kind.Path}' is '{kind.Text}'.", Advice.DidYouMean(kind.Text, "distributions", Kinds));
        // What the other keys should be depends on the kind: no second fault about them.
        foreach (var key in section.Keys) section.Has(key.Text);
        return null;
    }

    private static double? Required(YamlMap section, string key) => section.RequiredScalar(key) is null ? null : section.Number(key);

    private static double? Positive(YamlMap section, string key)
    {
        if (Required(section, key) is not { } value) return null;
        if (value > 0 && double.IsFinite(value)) return value;
        section.Diagnostics.Error("TP0201", section.SpanAt(key), string.Create(CultureInfo.InvariantCulture, $"'{section.Path}.{key}' is {value}; it is above 0."));
        return null;
    }

    /// <summary>A fraction, or a percentage with its sign: 0.22 or "22 %".</summary>
    private static double? Fraction(YamlMap section, string key)
    {
        var text = section.RequiredText(key);
        if (text is null) return null;
        var percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0)
            return percent ? value / 100 : value;
        section.Diagnostics.Error("TP0201", section.SpanAt(key), $"'{section.Path}.{key}' is '{text}'; it is a number above 0, such as 0.22 or 22 %.");
        return null;
    }
}

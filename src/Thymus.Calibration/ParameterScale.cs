namespace Thymus.Calibration;

/// <summary>The scale on which a fitted value is searched, its prior is normal and its error is told.</summary>
public enum ParameterScale
{
    Linear,

    /// <summary>Natural logarithm: a value above 0.</summary>
    Log,

    /// <summary>Logarithm of the odds x/(1 − x): a share within 0 and 1.</summary>
    Logit,
}

internal static class ParameterScales
{
    public static readonly Dictionary<string, ParameterScale> Names = new() { ["log"] = ParameterScale.Log, ["linear"] = ParameterScale.Linear, ["logit"] = ParameterScale.Logit };

    public static string Name(this ParameterScale scale) => Names.First(n => n.Value == scale).Key;

    public static double To(this ParameterScale scale, double value) => scale switch
    {
        ParameterScale.Log => Math.Log(value),
        ParameterScale.Logit => Math.Log(value / (1 - value)),
        _ => value,
    };

    public static double From(this ParameterScale scale, double scaled) => scale switch
    {
        ParameterScale.Log => Math.Exp(scaled),
        ParameterScale.Logit => 1 / (1 + Math.Exp(-scaled)),
        _ => scaled,
    };

    /// <summary>Whether the scale can hold these bounds.</summary>
    public static bool Holds(this ParameterScale scale, double lower, double upper) => scale switch
    {
        ParameterScale.Log => lower > 0,
        ParameterScale.Logit => lower > 0 && upper < 1,
        _ => true,
    };

    /// <summary>What a standard error is of.</summary>
    public static string ErrorSuffix(this ParameterScale scale) => scale switch
    {
        ParameterScale.Log => " of its logarithm",
        ParameterScale.Logit => " of the logarithm of its odds",
        _ => "",
    };
}

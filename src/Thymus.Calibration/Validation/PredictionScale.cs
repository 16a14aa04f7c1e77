namespace Thymus.Calibration;

/// <summary>The scale on which the estimates of repeated trials spread about normally: the logarithm of ratios, times and means, arcsine √p of a share.</summary>
public enum PredictionScale
{
    Logarithm,
    ArcSine,
    Identity,
}

public static class PredictionScales
{
    /// <param name="unit">Of the published number: "%", "ratio", "months" …</param>
    public static PredictionScale Of(string unit) => unit switch
    {
        "%" => PredictionScale.ArcSine,
        "ratio" or "months" => PredictionScale.Logarithm,
        _ => PredictionScale.Identity,
    };

    /// <summary>Onto the scale; a share outside 0 to 100 % counts as its nearest end.</summary>
    public static double To(this PredictionScale scale, double value) => scale switch
    {
        PredictionScale.Logarithm => Math.Log(value),
        PredictionScale.ArcSine => Math.Asin(Math.Sqrt(Math.Clamp(value / 100, 0, 1))),
        _ => value,
    };

    public static double From(this PredictionScale scale, double value) => scale switch
    {
        PredictionScale.Logarithm => Math.Exp(value),
        PredictionScale.ArcSine => 100 * Math.Pow(Math.Sin(Math.Clamp(value, 0, Math.PI / 2)), 2),
        _ => value,
    };
}

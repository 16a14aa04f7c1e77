using System.Collections.Immutable;

namespace Thymus.Calibration;

/// <summary>What a calibration found of the differences between trials.</summary>
/// <param name="StandardDeviation">τ, of the parameters' logarithms.</param>
/// <param name="Trials">Each trial's effect and its standard error; told, never used by a trial.</param>
public sealed record TrialEffects(ImmutableArray<string> Parameters, double StandardDeviation, ImmutableArray<(string Trial, double Effect, double StandardError)> Trials)
{
    /// <summary>
    /// The τ that is likeliest given effects known with errors: one step of expectation–maximisation with a half-normal prior. Maximises
    /// −S ln τ − Σ(u² + v)/(2τ²) − τ²/(2p²), whose derivative is zero at τ⁴/p² + Sτ² − Σ(u² + v) = 0.
    /// </summary>
    internal static double Maximise(IReadOnlyList<(double Effect, double Variance)> effects, double priorScale)
    {
        var squares = effects.Sum(e => e.Effect * e.Effect + e.Variance);
        var count = (double)effects.Count;
        // Written so that a wide prior does not cancel.
        return Math.Sqrt(2 * squares / (count + Math.Sqrt(count * count + 4 * squares / (priorScale * priorScale))));
    }
}

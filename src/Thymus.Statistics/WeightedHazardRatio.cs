namespace Thymus.Statistics;

/// <summary>The hazard ratio of two groups by weighted partial likelihood, sorted once for many sets of weights.</summary>
/// <remarks>
/// Cox's likelihood with Breslow's ties, each patient counted as often as the weight says; with equal weights it is <see cref="Cox.HazardRatio"/> with
/// <see cref="Ties.Breslow"/>. Newton's method on one coefficient, whose likelihood is concave.
/// </remarks>
public sealed class WeightedHazardRatio
{
    private const int MaximumIterations = 50;
    private const double Tolerance = 1e-10;

    private readonly int[] _order;
    private readonly double[] _times;
    private readonly bool[] _isEvent;
    private readonly bool[] _treated;

    /// <exception cref="ArgumentException">As <see cref="KaplanMeier.Estimate"/>.</exception>
    public WeightedHazardRatio(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<bool> treated)
    {
        SurvivalData.Check(time, isEvent);
        _order = SurvivalData.Order(time);
        var merged = SurvivalData.MergeTies(time, _order);
        Array.Reverse(_order);
        _times = [.. _order.Select(i => merged[i])];
        var (events, groups) = (isEvent.ToArray(), treated.ToArray());
        _isEvent = [.. _order.Select(i => events[i])];
        _treated = [.. _order.Select(i => groups[i])];
    }

    /// <param name="weights">In the order of the times that were given.</param>
    /// <returns>Not a number where a group has no event, and the ratio no finite value.</returns>
    public double Estimate(ReadOnlySpan<double> weights)
    {
        var beta = 0.0;
        for (var iteration = 0; iteration < MaximumIterations; iteration++)
        {
            var (gradient, information) = Slope(beta, weights);
            if (!(information > 0)) return double.NaN;
            // A step of more than 2 comes from a likelihood that is nearly flat; half-way it is still uphill.
            var step = Math.Clamp(gradient / information, -2, 2);
            beta += step;
            if (Math.Abs(step) <= Tolerance) return Math.Abs(beta) > 15 ? double.NaN : Math.Exp(beta);
        }
        return double.NaN;
    }

    private (double Gradient, double Information) Slope(double beta, ReadOnlySpan<double> weights)
    {
        var risk = Math.Exp(beta);
        var (treated, control, gradient, information) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < _times.Length;)
        {
            var now = _times[i];
            var (events, eventsTreated) = (0.0, 0.0);
            for (; i < _times.Length && _times[i] == now; i++)
            {
                var weight = weights[_order[i]];
                if (_treated[i]) treated += weight * risk;
                else control += weight;
                if (!_isEvent[i]) continue;
                events += weight;
                if (_treated[i]) eventsTreated += weight;
            }
            if (events == 0) continue;
            var share = treated / (treated + control);
            gradient += eventsTreated - events * share;
            information += events * share * (1 - share);
        }
        return (gradient, information);
    }
}

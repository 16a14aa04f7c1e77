namespace Thymus.Statistics;

/// <summary>Times to an event with which others compete, of one group, sorted once, so that its incidence can be estimated for many sets of weights.</summary>
/// <remarks>With equal weights it is <see cref="CumulativeIncidence"/>, with whole ones that of so many copies.</remarks>
public sealed class WeightedIncidence
{
    private readonly int[] _order;
    private readonly double[] _times;
    private readonly bool[] _isEvent;
    private readonly bool[] _isCompeting;

    /// <exception cref="ArgumentException">As <see cref="CumulativeIncidence.Estimate"/>.</exception>
    public WeightedIncidence(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent, ReadOnlySpan<bool> isCompeting)
    {
        SurvivalData.Check(time, isEvent);
        SurvivalData.Check(time, isCompeting);
        _order = SurvivalData.Order(time);
        var merged = SurvivalData.MergeTies(time, _order);
        var (events, others) = (isEvent.ToArray(), isCompeting.ToArray());
        _times = [.. _order.Select(i => merged[i])];
        _isEvent = [.. _order.Select(i => events[i])];
        _isCompeting = [.. _order.Select(i => others[i])];
    }

    /// <summary>Share of patients in whom the event has happened by a time, 0 … 1; not a number beyond the last patient of weight, unless nobody is left.</summary>
    /// <param name="weights">In the order of the times that were given; not negative, not all 0.</param>
    public double At(double time, ReadOnlySpan<double> weights)
    {
        var (atRisk, free, incidence, last) = (0.0, 1.0, 0.0, double.NaN);
        foreach (var weight in weights) atRisk += weight;
        for (var i = 0; i < _times.Length && atRisk > 0;)
        {
            var now = _times[i];
            if (now > time) return incidence;
            var (events, all, left) = (0.0, 0.0, 0.0);
            for (; i < _times.Length && _times[i] == now; i++)
            {
                var weight = weights[_order[i]];
                left += weight;
                if (_isEvent[i]) events += weight;
                if (_isEvent[i] || _isCompeting[i]) all += weight;
            }
            if (left == 0) continue;
            incidence += free * events / atRisk;
            // Rounding must not leave a crumb of the last patient at risk.
            free *= all >= atRisk * (1 - 1e-12) ? 0 : (atRisk - all) / atRisk;
            atRisk -= left;
            last = now;
        }
        return last >= time || free == 0 ? incidence : double.NaN;
    }
}

namespace Thymus.Statistics;

/// <summary>Right-censored times of one group, sorted once, so that survival can be estimated for many sets of weights.</summary>
/// <remarks>The product-limit estimate with weighted numbers of events and at risk; with equal weights it is <see cref="KaplanMeier"/>, with whole ones that of so many copies.</remarks>
public sealed class WeightedSurvival
{
    private readonly int[] _order;
    private readonly double[] _times;
    private readonly bool[] _isEvent;

    /// <exception cref="ArgumentException">As <see cref="KaplanMeier.Estimate"/>.</exception>
    public WeightedSurvival(ReadOnlySpan<double> time, ReadOnlySpan<bool> isEvent)
    {
        SurvivalData.Check(time, isEvent);
        _order = SurvivalData.Order(time);
        var merged = SurvivalData.MergeTies(time, _order);
        _times = [.. _order.Select(i => merged[i])];
        var events = isEvent.ToArray();
        _isEvent = [.. _order.Select(i => events[i])];
    }

    /// <summary>Survival at a time; not a number beyond the last patient of weight, unless the curve has come to 0.</summary>
    /// <param name="weights">In the order of the times that were given; not negative, not all 0.</param>
    public double At(double time, ReadOnlySpan<double> weights)
    {
        var (survival, last) = (1.0, double.NaN);
        foreach (var step in Steps(weights))
        {
            if (step.Time > time) return survival;
            (survival, last) = (step.Survival, step.Time);
        }
        return last >= time || survival == 0 ? survival : double.NaN;
    }

    /// <summary>The first time at which survival is <paramref name="share"/> or less; not a number where it never is.</summary>
    public double TimeOf(double share, ReadOnlySpan<double> weights)
    {
        foreach (var step in Steps(weights))
            if (step.Survival <= share + SurvivalData.TimeTolerance) return step.Time;
        return double.NaN;
    }

    /// <summary>Area below the curve up to <paramref name="horizon"/>; not a number where the curve ends before.</summary>
    public double RestrictedMean(double horizon, ReadOnlySpan<double> weights)
    {
        var (area, from, survival, last) = (0.0, 0.0, 1.0, double.NaN);
        foreach (var step in Steps(weights))
        {
            if (step.Time >= horizon) return area + survival * (horizon - from);
            area += survival * (step.Time - from);
            (from, survival, last) = (step.Time, step.Survival, step.Time);
        }
        return survival == 0 || last >= horizon ? area + survival * (horizon - from) : double.NaN;
    }

    private Walk Steps(ReadOnlySpan<double> weights) => new(this, weights);

    /// <summary>The curve's steps in order, found one at a time: who asks for an early time pays for no later one, and nothing is allocated.</summary>
    private ref struct Walk
    {
        private readonly WeightedSurvival _patients;
        private readonly ReadOnlySpan<double> _weights;
        private double _atRisk;
        private int _next;

        public Walk(WeightedSurvival patients, ReadOnlySpan<double> weights)
        {
            _patients = patients;
            _weights = weights;
            Current = (double.NaN, 1);
            foreach (var weight in weights) _atRisk += weight;
        }

        /// <summary>A time at which patients of weight leave, and survival from then on.</summary>
        public (double Time, double Survival) Current { get; private set; }

        public readonly Walk GetEnumerator() => this;

        public bool MoveNext()
        {
            var (order, times, isEvent) = (_patients._order, _patients._times, _patients._isEvent);
            while (_next < times.Length && _atRisk > 0)
            {
                var now = times[_next];
                var (events, left) = (0.0, 0.0);
                for (; _next < times.Length && times[_next] == now; _next++)
                {
                    var weight = _weights[order[_next]];
                    left += weight;
                    if (isEvent[_next]) events += weight;
                }
                if (left == 0) continue;
                // Rounding must not leave a crumb of the last patient at risk.
                Current = (now, Current.Survival * (events >= _atRisk * (1 - 1e-12) ? 0 : (_atRisk - events) / _atRisk));
                _atRisk -= left;
                return true;
            }
            return false;
        }
    }
}

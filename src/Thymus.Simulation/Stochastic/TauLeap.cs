using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Tau-leaping that cannot make a count negative.</summary>
/// <remarks>
/// Cao, Gillespie, Petzold, J. Chem. Phys. 124 (2006) 044109 (10.1063/1.2159468): channels within <see cref="Critical"/> firings of using
/// up a reactant fire one at a time; the others leap by a step over which no rate is expected to change by more than ε of itself,
/// bounded by mean and variance of the change of each species that a rate reads (eq. 33). A step shorter than a few single reactions is
/// not worth leaping. Triggers of events are looked at after each leap.
/// </remarks>
internal sealed class TauLeap
{
    private const int Critical = 10;
    private const int SingleSteps = 100;

    /// <summary>A leap below so many mean waiting times gives way to single steps.</summary>
    private const double WorthLeaping = 10;

    private readonly StochasticWalk _walk;
    private readonly StochasticPlans _plans;
    private readonly double _epsilon;
    private readonly bool[] _isCritical;
    private readonly double[] _mean;
    private readonly double[] _variance;
    private readonly double[] _before;
    private readonly int[] _order;
    private int _single;

    public TauLeap(StochasticWalk walk, StochasticPlans plans, double epsilon)
    {
        (_walk, _plans, _epsilon) = (walk, plans, epsilon);
        _isCritical = new bool[plans.Channels.Length];
        _mean = new double[walk.State.Length];
        _variance = new double[walk.State.Length];
        _before = new double[walk.State.Length];
        _order = new int[walk.State.Length];
        foreach (var channel in plans.Channels)
            foreach (var row in channel.Reads) _order[row] = Math.Max(_order[row], channel.Order);
    }

    /// <summary>One leap, or one reaction, or the stop where neither comes before it.</summary>
    public void Step(double stop)
    {
        if (_single > 0)
        {
            _single--;
            _walk.Jump(stop);
            return;
        }
        var critical = MarkCritical();
        var leap = LongestLeap();
        while (true)
        {
            if (leap < WorthLeaping / _walk.Rates.Total)
            {
                _single = SingleSteps - 1;
                _walk.Jump(stop);
                return;
            }
            var waiting = critical > 0 ? _walk.Chance.Exponential() / critical : double.PositiveInfinity;
            var step = Math.Min(Math.Min(leap, waiting), stop - _walk.Now);
            if (!double.IsFinite(step) || _walk.Rates.Total == 0)
            {
                _walk.ArriveAt(stop);
                return;
            }
            if (TryLeap(step, fires: waiting <= step))
            {
                Arrive(step < stop - _walk.Now ? _walk.Now + step : stop, stop);
                return;
            }
            leap = step / 2;
        }
    }

    private void Arrive(double time, double stop)
    {
        if (time >= stop)
        {
            _walk.ArriveAt(stop);
            return;
        }
        _walk.MoveTo(time);
        _walk.Renew();
        _walk.LookForEvents();
    }

    /// <summary>Marks the channels that are near the end of a reactant.</summary>
    /// <returns>The sum of their rates.</returns>
    private double MarkCritical()
    {
        var sum = 0.0;
        for (var channel = 0; channel < _isCritical.Length; channel++)
        {
            var rate = _walk.Rates[channel];
            var rows = _plans.Channels[channel].Rows;
            var changes = _walk.Changes[channel];
            _isCritical[channel] = false;
            for (var i = 0; i < rows.Length; i++)
                if (rate > 0 && changes[i] < 0 && _walk.State[rows[i]] < -changes[i] * Critical) _isCritical[channel] = true;
            if (_isCritical[channel]) sum += rate;
        }
        return sum;
    }

    /// <summary>Over which no rate should change by more than ε.</summary>
    private double LongestLeap()
    {
        Array.Clear(_mean);
        Array.Clear(_variance);
        for (var channel = 0; channel < _isCritical.Length; channel++)
        {
            if (_isCritical[channel]) continue;
            var rate = _walk.Rates[channel];
            var rows = _plans.Channels[channel].Rows;
            var changes = _walk.Changes[channel];
            for (var i = 0; i < rows.Length; i++)
            {
                _mean[rows[i]] += changes[i] * rate;
                _variance[rows[i]] += changes[i] * changes[i] * rate;
            }
        }
        var leap = double.PositiveInfinity;
        for (var row = 0; row < _order.Length; row++)
        {
            if (_order[row] == 0 || _variance[row] == 0) continue;
            var allowed = Math.Max(_epsilon * _walk.State[row] / Steepness(_order[row], _walk.State[row]), 1);
            leap = Math.Min(leap, Math.Min(allowed / Math.Abs(_mean[row]), allowed * allowed / _variance[row]));
        }
        return leap;
    }

    /// <summary>g of the paper, with all molecules of a meeting taken to be of this species, which is the steepest case.</summary>
    private static double Steepness(int order, double count)
    {
        double g = order;
        for (var others = 1; others < order && others <= 2; others++) g += others / Math.Max(count - others, 1);
        return g;
    }

    /// <summary>Draws how often each channel fires; changes nothing where a count would become negative.</summary>
    private bool TryLeap(double step, bool fires)
    {
        _walk.State.CopyTo(_before, 0);
        var total = 0.0;
        for (var channel = 0; channel < _isCritical.Length; channel++)
        {
            if (_isCritical[channel]) total += _walk.Rates[channel];
            else if (_walk.Rates[channel] > 0) _walk.Apply(channel, PoissonDraw.From(_walk.Rates[channel] * step, ref _walk.Chance));
        }
        if (fires) _walk.Apply(Choose(_walk.Chance.Uniform() * total), 1);
        foreach (var row in _plans.CountRows)
            if (_walk.State[row] < 0)
            {
                _before.CopyTo(_walk.State, 0);
                return false;
            }
        return true;
    }

    /// <summary>The critical channel in whose part of the sum the goal lies.</summary>
    private int Choose(double goal)
    {
        var last = -1;
        for (var channel = 0; channel < _isCritical.Length; channel++)
        {
            if (!_isCritical[channel]) continue;
            last = channel;
            if ((goal -= _walk.Rates[channel]) < 0) break;
        }
        return last;
    }
}

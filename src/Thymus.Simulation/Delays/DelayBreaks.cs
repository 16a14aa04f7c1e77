namespace Thymus.Simulation;

/// <summary>The times at which a jump of the past comes back through a delay, in order.</summary>
/// <remarks>
/// A jump at t gives a jump of the rates at t + delay, a bend of the states there, and a bend of a higher derivative at each further delay.
/// A method of order 5 does not see the sixth (Bellen, Zennaro: Numerical Methods for Delay Differential Equations, 2003).
/// </remarks>
internal sealed class DelayBreaks
{
    private const int Deepest = 5;

    /// <summary>With many delays the combinations outgrow every use; the later ones are then left to the error control.</summary>
    private const int Most = 256;

    private readonly List<(double Time, int Depth)> _breaks = new(Most);

    /// <summary>+∞ where none is ahead.</summary>
    public double Next => _breaks.Count == 0 ? double.PositiveInfinity : _breaks[0].Time;

    public void Clear() => _breaks.Clear();

    /// <summary>A break of depth 1 is where a jump itself comes back.</summary>
    public void Add(double time, int depth, double nearly)
    {
        if (depth > Deepest || !double.IsFinite(time)) return;
        var at = 0;
        while (at < _breaks.Count && _breaks[at].Time < time - nearly) at++;
        if (at < _breaks.Count && _breaks[at].Time <= time + nearly)
        {
            if (depth < _breaks[at].Depth) _breaks[at] = _breaks[at] with { Depth = depth };
            return;
        }
        if (_breaks.Count == Most) _breaks.RemoveAt(Most - 1);
        if (at < Most) _breaks.Insert(at, (time, depth));
    }

    /// <summary>Takes the next break if it is due.</summary>
    public bool TryTake(double time, out int depth)
    {
        depth = 0;
        if (!(Next <= time)) return false;
        depth = _breaks[0].Depth;
        _breaks.RemoveAt(0);
        return true;
    }
}

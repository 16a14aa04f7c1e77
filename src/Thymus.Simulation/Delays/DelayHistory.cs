namespace Thymus.Simulation;

/// <summary>The course of a lane's delayed quantities: a polynomial of degree 4 for each accepted step, from five points of it.</summary>
/// <remarks>Grows when it must; what is too old to be read is overwritten, so that a lane in steady use allocates nothing.</remarks>
internal sealed class DelayHistory(int quantities)
{
    /// <summary>Points of a step that are kept, at equal distances.</summary>
    public const int Points = 5;

    private readonly int _stride = quantities * Points;
    private double[] _starts = new double[64];
    private double[] _lengths = new double[64];
    private bool[] _jumps = new bool[64];
    private double[] _differences = new double[64 * quantities * Points];
    private int _first;

    public int Count { get; private set; }

    public void Clear() => (_first, Count) = (0, 0);

    public double Start(int segment) => _starts[At(segment)];

    /// <summary>Whether quantities or their slopes may have jumped where the segment starts.</summary>
    public bool Jumps(int segment) => _jumps[At(segment)];

    /// <summary>Appends a step and forgets what ended before <paramref name="oldest"/>.</summary>
    /// <param name="values">[point][quantity].</param>
    public void Add(double start, double length, bool jumps, ReadOnlySpan<double> values, double oldest)
    {
        while (Count > 1 && _starts[At(1)] < oldest) (_first, Count) = ((_first + 1) & (_starts.Length - 1), Count - 1);
        if (Count == _starts.Length) Grow();
        var at = At(Count++);
        (_starts[at], _lengths[at], _jumps[at]) = (start, length, jumps);
        for (var q = 0; q < quantities; q++)
        {
            var d = _differences.AsSpan(at * _stride + q * Points, Points);
            for (var p = 0; p < Points; p++) d[p] = values[p * quantities + q];
            for (var order = 1; order < Points; order++)
                for (var p = Points - 1; p >= order; p--) d[p] -= d[p - 1];
        }
    }

    /// <summary>The last segment that starts at a time or before; −1 where the time is before the first.</summary>
    public int Find(double time)
    {
        var (low, high) = (-1, Count - 1);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (_starts[At(middle)] <= time) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>Value and slope of a quantity in a segment, at its ends where the time is outside.</summary>
    /// <remarks>Newton's forward differences: p(u) = d₀ + u(d₁ + (u − 1)/2·(d₂ + (u − 2)/3·(d₃ + (u − 3)/4·d₄))), with u from 0 to 4.</remarks>
    public (double Value, double Slope) Evaluate(int segment, int quantity, double time)
    {
        var at = At(segment);
        var length = _lengths[at];
        var u = (Points - 1) * Math.Min(Math.Max((time - _starts[at]) / length, 0), 1);
        var d = _differences.AsSpan(at * _stride + quantity * Points, Points);
        var (value, slope) = (d[Points - 1], 0.0);
        for (var order = Points - 2; order >= 0; order--)
        {
            var factor = (u - order) / (order + 1);
            slope = slope * factor + value / (order + 1);
            value = d[order] + factor * value;
        }
        return (value, slope * (Points - 1) / length);
    }

    private int At(int segment) => (_first + segment) & (_starts.Length - 1);

    private void Grow()
    {
        var (old, first) = (_starts.Length, _first);
        _starts = Unrolled(_starts, 1);
        _lengths = Unrolled(_lengths, 1);
        _differences = Unrolled(_differences, _stride);
        _jumps = Unrolled(_jumps, 1);
        _first = 0;

        T[] Unrolled<T>(T[] ring, int width)
        {
            var copy = new T[2 * ring.Length];
            ring.AsSpan(first * width).CopyTo(copy);
            ring.AsSpan(0, first * width).CopyTo(copy.AsSpan((old - first) * width));
            return copy;
        }
    }
}

namespace Thymus.Simulation;

/// <summary>Rates of all channels in a binary tree of sums: one changes in log n, one is chosen in log n, and no rounding builds up.</summary>
internal sealed class PropensityTree
{
    private readonly int _leaves;
    private readonly double[] _sums;

    public PropensityTree(int channels)
    {
        _leaves = 1;
        while (_leaves < channels) _leaves *= 2;
        _sums = new double[2 * _leaves];
    }

    /// <summary>Sum of all rates.</summary>
    public double Total => _sums[1];

    public double this[int channel]
    {
        get => _sums[_leaves + channel];
        set
        {
            var node = _leaves + channel;
            _sums[node] = value;
            while ((node /= 2) > 0) _sums[node] = _sums[2 * node] + _sums[2 * node + 1];
        }
    }

    /// <summary>The channel in whose part of [0, <see cref="Total"/>) the goal lies; one with a rate above 0 wherever there is one.</summary>
    public int Find(double goal)
    {
        var node = 1;
        while (node < _leaves)
        {
            var left = _sums[2 * node];
            // What is left of the goal after subtractions may pass the end by a rounding.
            if (goal < left || _sums[2 * node + 1] == 0) node *= 2;
            else (goal, node) = (goal - left, 2 * node + 1);
        }
        return node - _leaves;
    }
}

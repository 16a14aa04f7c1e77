namespace Thymus.Simulation;

/// <summary>The infusions that run in one lane.</summary>
/// <remarks>
/// The rate of a compartment is the sum over its running infusions in the order in which they began, made anew at each
/// change: adding and later subtracting a rate would leave a residue of rounding, an empty pool is exactly 0.
/// </remarks>
internal sealed class InfusionPool
{
    private struct Infusion
    {
        public long Sequence;
        public double Rate;
        public int RateRow;
    }

    private Infusion[] _running = new Infusion[4];
    private int _count;

    public void Clear() => _count = 0;

    public void Begin(long sequence, int rateRow, double rate)
    {
        if (_count == _running.Length) Array.Resize(ref _running, 2 * _count);
        _running[_count++] = new Infusion { Sequence = sequence, RateRow = rateRow, Rate = rate };
    }

    public void End(long sequence)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
            if (_running[i].Sequence != sequence) _running[kept++] = _running[i];
        _count = kept;
    }

    /// <summary>Summed rate into the compartment whose rate stands in <paramref name="rateRow"/>.</summary>
    public double Rate(int rateRow)
    {
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
            if (_running[i].RateRow == rateRow) sum += _running[i].Rate;
        return sum;
    }
}

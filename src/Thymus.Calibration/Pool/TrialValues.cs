namespace Thymus.Calibration;

/// <summary>How one vector that is searched becomes the values of each trial: the parameters on their scales, some moved by the trial's effect.</summary>
internal sealed class TrialValues
{
    private readonly int _trials;
    private readonly int[] _between;

    public TrialValues(CalibrationSpecification specification)
    {
        (Count, _trials) = (specification.Parameters.Length, specification.Trials.Length);
        var names = specification.Parameters.Select(p => p.Name).ToList();
        _between = [.. (specification.Between?.Parameters ?? []).Select(name => names.IndexOf(name))];
    }

    /// <summary>Parameters; they stand first in the vector.</summary>
    public int Count { get; }

    /// <summary>Effects behind them: one a trial, or none.</summary>
    public int Effects => _between.Length == 0 ? 0 : _trials;

    /// <param name="x">Parameters on their scales, then the trials' effects.</param>
    public IReadOnlyList<double[]> Of(ReadOnlySpan<double> x)
    {
        var trials = new double[_trials][];
        for (var s = 0; s < trials.Length; s++)
        {
            trials[s] = x[..Count].ToArray();
            foreach (var k in _between) trials[s][k] += x[Count + s];
        }
        return trials;
    }
}

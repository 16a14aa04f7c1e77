using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Means and standard deviations over the runs of a jump process that completed.</summary>
/// <remarks>Sums are updated run by run in order of their numbers (Welford, Technometrics 4 (1962) 419), which loses no digits to large means.</remarks>
public sealed class StochasticSummary
{
    private const int MostFailures = 10;

    private readonly double[] _mean;
    private readonly double[] _squares;
    private List<StochasticRun> _failures = [];

    internal StochasticSummary(ImmutableArray<string> columns, ImmutableArray<double> times)
        : this(columns, times, new double[columns.Length * times.Length], new double[columns.Length * times.Length])
    {
    }

    private StochasticSummary(ImmutableArray<string> columns, ImmutableArray<double> times, double[] mean, double[] squares) =>
        (Columns, Times, _mean, _squares) = (columns, times, mean, squares);

    public ImmutableArray<string> Columns { get; }

    public ImmutableArray<double> Times { get; }

    /// <summary>Runs that completed, over which the means are taken.</summary>
    public int Completed { get; private set; }

    /// <summary>Runs that stopped early.</summary>
    public int Failed { get; private set; }

    /// <summary>The first of the runs that stopped early.</summary>
    public IReadOnlyList<StochasticRun> Failures => _failures;

    public double Mean(int row, int column) => Completed == 0 ? double.NaN : _mean[row * Columns.Length + column];

    /// <summary>With n − 1; NaN for less than two runs.</summary>
    public double StandardDeviation(int row, int column) =>
        Completed < 2 ? double.NaN : Math.Sqrt(_squares[row * Columns.Length + column] / (Completed - 1));

    /// <summary>The same table under other headings.</summary>
    internal StochasticSummary Renamed(ImmutableArray<string> columns) =>
        new(columns, Times, _mean, _squares) { Completed = Completed, Failed = Failed, _failures = _failures };

    internal void Add(StochasticRun run)
    {
        if (run.Status != IntegrationStatus.Completed)
        {
            Failed++;
            if (_failures.Count < MostFailures) _failures.Add(run);
            return;
        }
        Completed++;
        for (var i = 0; i < _mean.Length; i++)
        {
            var deviation = run.Values[i] - _mean[i];
            _mean[i] += deviation / Completed;
            _squares[i] += deviation * (run.Values[i] - _mean[i]);
        }
    }
}

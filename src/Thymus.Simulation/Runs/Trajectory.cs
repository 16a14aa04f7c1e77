using System.Collections.Immutable;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>What one simulated patient did: a table with a row a time and a column a symbol.</summary>
/// <remarks>A run that failed holds the rows up to its failure, with the status and a reason.</remarks>
public sealed class Trajectory
{
    private readonly double[] _values;

    internal Trajectory(
        ImmutableArray<string> columns, ImmutableArray<double> times, double[] values,
        IntegrationStatus status, string? reason, long steps, long rejections)
    {
        Columns = columns;
        Times = times;
        _values = values;
        Status = status;
        Reason = reason;
        Steps = steps;
        Rejections = rejections;
    }

    /// <summary>Names of the symbols, without time.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Times of the rows that were reached.</summary>
    public ImmutableArray<double> Times { get; }

    /// <summary><see cref="IntegrationStatus.Completed"/> where every row was reached.</summary>
    public IntegrationStatus Status { get; }

    /// <summary>Why the run stopped early; null where it did not.</summary>
    public string? Reason { get; }

    /// <summary>Accepted steps.</summary>
    public long Steps { get; }

    public long Rejections { get; }

    public double this[int row, int column] => _values[row * Columns.Length + column];

    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * Columns.Length, Columns.Length);

    /// <summary>The same table under other headings.</summary>
    internal Trajectory Renamed(ImmutableArray<string> columns) => new(columns, Times, _values, Status, Reason, Steps, Rejections);

    /// <summary>All values of one symbol, in order of time.</summary>
    /// <exception cref="ArgumentException">The trajectory has no such column.</exception>
    public double[] Column(string name)
    {
        var column = Columns.IndexOf(name);
        if (column < 0) throw new ArgumentException(Modeling.Advice.DidYouMean(name, "columns", Columns), nameof(name));
        var values = new double[Times.Length];
        for (var row = 0; row < values.Length; row++) values[row] = this[row, column];
        return values;
    }
}

using Thymus.Solvers;

namespace Thymus.Trials;

/// <summary>What one patient of a cohort did; its memory serves another patient once the sink has returned.</summary>
public sealed class PatientCourse(int times, int columns)
{
    private readonly double[] _values = new double[times * columns];

    /// <summary>Number within the cohort, from 0.</summary>
    public long Patient { get; internal set; }

    /// <summary>Output times reached: all of them unless the integration failed.</summary>
    public int Reached { get; internal set; }

    public IntegrationStatus Status { get; internal set; }

    /// <summary>Why it stopped early; null where it did not.</summary>
    public string? Reason { get; internal set; }

    /// <summary>Model time at which it stopped early; NaN where it did not.</summary>
    public double StoppedAt { get; internal set; }

    public long Steps { get; internal set; }

    /// <summary>The values at one output time, in the order of <see cref="CohortPlan.Columns"/>.</summary>
    public ReadOnlySpan<double> Row(int time) => _values.AsSpan(time * columns, columns);

    internal Span<double> RowToFill(int time) => _values.AsSpan(time * columns, columns);

    internal Span<double> RowsToFill => _values;
}

using System.Collections.Immutable;

namespace Thymus.Simulation;

/// <summary>Times of output, each computed from its number alone, so that none drifts.</summary>
public static class OutputTimes
{
    /// <summary>start + i·duration/steps for i = 0 … steps; the product comes first, so that 3 of 50 steps over 5 is 0.3 and not
    /// 0.30000000000000004.</summary>
    public static ImmutableArray<double> Grid(double start, double duration, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!double.IsFinite(start)) throw new ArgumentOutOfRangeException(nameof(start), start, "The start of a run is a finite time.");
        if (!(duration >= 0 && double.IsFinite(duration)))
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "A run lasts a finite time that is not negative.");
        if (steps == 0 || duration == 0) return duration == 0 ? [start] : [start, start + duration];
        var times = ImmutableArray.CreateBuilder<double>(steps + 1);
        for (var i = 0; i <= steps; i++) times.Add(start + i * duration / steps);
        return times.MoveToImmutable();
    }
}

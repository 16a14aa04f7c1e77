using System.Runtime.InteropServices;

namespace Thymus.Solvers;

/// <summary>The times at which each lane's state is wanted without a stop, and the states found there.</summary>
internal sealed class LaneSamples(int stateCount)
{
    private readonly ArraySegment<double>[] _times = new ArraySegment<double>[LaneSystem.Lanes];
    private readonly ArraySegment<double>[] _states = new ArraySegment<double>[LaneSystem.Lanes];
    private readonly int[] _taken = new int[LaneSystem.Lanes];

    /// <exception cref="ArgumentException">Memory that is no part of an array: to look into it costs more than to take a sample.</exception>
    public void Begin(int lane, ReadOnlyMemory<double> times, Memory<double> states)
    {
        if (!MemoryMarshal.TryGetArray(times, out var timeSegment)) throw new ArgumentException("The times of samples stand in an array.", nameof(times));
        if (!MemoryMarshal.TryGetArray(states, out ArraySegment<double> stateSegment)) throw new ArgumentException("The states of samples stand in an array.", nameof(states));
        (_times[lane], _states[lane], _taken[lane]) = (timeSegment, stateSegment, 0);
    }

    public int Taken(int lane) => _taken[lane];

    /// <summary>The next time wanted; +∞ where there is none.</summary>
    public double NextTime(int lane)
    {
        ref readonly var times = ref _times[lane];
        return _taken[lane] < times.Count ? times.Array![times.Offset + _taken[lane]] : double.PositiveInfinity;
    }

    /// <summary>Counts the next time as passed and returns the room for the state there.</summary>
    public Span<double> Take(int lane)
    {
        ref readonly var states = ref _states[lane];
        return new(states.Array, states.Offset + _taken[lane]++ * stateCount, stateCount);
    }
}

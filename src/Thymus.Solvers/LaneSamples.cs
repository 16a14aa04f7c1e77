namespace Thymus.Solvers;

/// <summary>The times at which each lane's state is wanted without a stop, and the states found there.</summary>
internal sealed class LaneSamples(int stateCount)
{
    private readonly ReadOnlyMemory<double>[] _times = new ReadOnlyMemory<double>[LaneSystem.Lanes];
    private readonly Memory<double>[] _states = new Memory<double>[LaneSystem.Lanes];
    private readonly int[] _taken = new int[LaneSystem.Lanes];

    public void Begin(int lane, ReadOnlyMemory<double> times, Memory<double> states) =>
        (_times[lane], _states[lane], _taken[lane]) = (times, states, 0);

    public int Taken(int lane) => _taken[lane];

    /// <summary>The next time wanted; +∞ where there is none.</summary>
    public double NextTime(int lane) =>
        _taken[lane] < _times[lane].Length ? _times[lane].Span[_taken[lane]] : double.PositiveInfinity;

    /// <summary>Counts the next time as passed and returns the room for the state there.</summary>
    public Span<double> Take(int lane) => _states[lane].Span.Slice(_taken[lane]++ * stateCount, stateCount);
}

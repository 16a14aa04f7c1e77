namespace Thymus.Calibration;

/// <summary>What a function gave at the places it was last asked for. A search comes back to the place that it takes its derivatives around.</summary>
/// <remarks>Threads may share it; a value is the same whoever found it.</remarks>
internal sealed class LastPlaces<T>
{
    /// <summary>Both sides of a derivative for each value that all trials share, and more.</summary>
    private const int Capacity = 32;

    private readonly LinkedList<(double[] Place, T Value)> _known = new();
    private readonly Lock _lock = new();

    public bool TryFind(double[] place, out T value)
    {
        lock (_lock)
        {
            for (var node = _known.First; node is not null; node = node.Next)
            {
                if (!node.Value.Place.AsSpan().SequenceEqual(place)) continue;
                _known.Remove(node);
                _known.AddFirst(node);
                value = node.Value.Value;
                return true;
            }
        }
        value = default!;
        return false;
    }

    public T Keep(double[] place, T value)
    {
        lock (_lock)
        {
            _known.AddFirst((place, value));
            if (_known.Count > Capacity) _known.RemoveLast();
        }
        return value;
    }
}

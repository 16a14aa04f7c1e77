using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The root functions of a system and their signs: those to change from, and those of the last look.</summary>
/// <remarks>Signs are −1, 0 and 1, and any change counts: leaving an exact zero, reaching one, crossing it. NaN changes nothing.</remarks>
internal sealed unsafe class RootSigns<T>(Workspace workspace) : IDisposable
    where T : struct, ILanes<T>
{
    private readonly AlignedBuffer _values = new(workspace.System.RootCount);
    private readonly AlignedBuffer _now = new(workspace.System.RootCount);
    private readonly AlignedBuffer _before = new(workspace.System.RootCount);
    private readonly AlignedBuffer _changes = new(workspace.System.RootCount);
    private readonly AlignedBuffer _changed = new(1);

    public int Count => workspace.System.RootCount;

    /// <summary>Values of the last look, [Count][8].</summary>
    public double* Values => _values.Pointer;

    /// <summary>Mask row of the last look: lanes where any sign has changed.</summary>
    public double* Changed => _changed.Pointer;

    /// <summary>Signs to change from of one root function, one row.</summary>
    public double* Before(int root) => _before.Row(root);

    /// <summary>Values at a time row and a state.</summary>
    public void Evaluate(double* time, double* state) =>
        workspace.System.EvaluateRoots(time, state, workspace.Parameters, _values.Pointer);

    /// <summary>Evaluates, and takes the signs of the lanes in a mask row as those to change from.</summary>
    public void Restart(double* restarted, double* time, double* state)
    {
        Evaluate(time, state);
        for (var i = 0; i < Count * LaneSystem.Lanes; i += T.Width)
            T.Store(_now.Pointer + i, Sign(T.Load(_values.Pointer + i), T.Broadcast(0)));
        LaneBlock<T>.Select(restarted, _now.Pointer, _before.Pointer, Count);
    }

    /// <summary>Evaluates, and returns the lanes where any sign differs from before, one bit each.</summary>
    public uint Compare(double* time, double* state)
    {
        Evaluate(time, state);
        var bits = 0u;
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var any = T.Broadcast(0);
            for (var i = offset; i < Count * LaneSystem.Lanes; i += LaneSystem.Lanes)
            {
                var before = T.Load(_before.Pointer + i);
                var now = Sign(T.Load(_values.Pointer + i), before);
                T.Store(_now.Pointer + i, now);
                any = T.Or(any, T.AndNot(T.BroadcastBits(-1), T.Equal(now, before)));
            }
            T.Store(Changed + offset, any);
            bits |= T.MaskBits(any) << offset;
        }
        return bits;
    }

    /// <summary>Whether a value of the root function in row and lane <paramref name="index"/> has another sign than before.</summary>
    public T Differs(T value, int index)
    {
        var before = T.Load(_before.Pointer + index);
        return T.AndNot(T.BroadcastBits(-1), T.Equal(Sign(value, before), before));
    }

    /// <summary>Keeps which root functions of a lane changed at the last look, and takes their signs as those to change from.</summary>
    public void Record(int lane)
    {
        for (var root = 0; root < Count; root++)
        {
            var (now, before) = (_now.Row(root)[lane], _before.Row(root)[lane]);
            _changes.Row(root)[lane] = now > before ? 1 : now < before ? -1 : 0;
            _before.Row(root)[lane] = now;
        }
    }

    /// <summary>+1 where the root function rose at the lane's arrival, −1 where it fell, 0 where it did not change.</summary>
    public int Change(int lane, int root) => (int)_changes.Row(root)[lane];

    public void Dispose()
    {
        _values.Dispose();
        _now.Dispose();
        _before.Dispose();
        _changes.Dispose();
        _changed.Dispose();
    }

    /// <summary>−1, 0 or 1; what it was before where the value is NaN.</summary>
    private static T Sign(T value, T before)
    {
        var zero = T.Broadcast(0);
        var sign = T.Select(T.Less(value, zero), T.Broadcast(-1), T.And(T.Less(zero, value), T.Broadcast(1)));
        return T.Select(T.Equal(value, value), sign, before);
    }
}

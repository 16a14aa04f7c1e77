using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Narrows [0, 1] of each lane's step to the first place where a root function has changed sign, on its dense output.</summary>
/// <remarks>
/// Regula falsi in the Illinois form (Dowell, Jarratt, BIT 11 (1971) 168) towards the earliest of the functions that have changed,
/// all lanes at once, some ten looks; where a function jumps, halving takes over. The bracket always holds a change.
/// </remarks>
internal sealed unsafe class RootBracket<T>(Workspace workspace, RootSigns<T> signs) : IDisposable
    where T : struct, ILanes<T>
{
    /// <summary>Width of a closed bracket, in parts of the step.</summary>
    public const double Width = 1.0 / (1L << 46);

    private const int SecantLooks = 20;
    private const int MostLooks = SecantLooks + 46;

    private readonly AlignedBuffer _low = new(workspace.System.RootCount);
    private readonly AlignedBuffer _high = new(workspace.System.RootCount);
    private readonly AlignedBuffer _rows = new(7);

    /// <summary>The end of each lane's bracket at which a sign has changed, in parts of the step.</summary>
    public double* High => _rows.Row(1);

    private double* Low => _rows.Row(0);
    private double* Look => _rows.Row(2);
    private double* Time => _rows.Row(3);

    /// <summary>Weights of the values at both ends: halved where an end stays while the other moves a second time.</summary>
    private double* LowWeight => _rows.Row(4);
    private double* HighWeight => _rows.Row(5);

    /// <summary>1 where the high end moved last, −1 where the low end did, 0 at first.</summary>
    private double* Moved => _rows.Row(6);

    /// <param name="lanes">Lanes whose bracket is wanted.</param>
    /// <param name="high">Where in its step each lane has a change of sign, one row.</param>
    /// <param name="end">Values at the end of the step, for the lanes whose place is 1.</param>
    public void Close(uint lanes, double* high, double* end, StepMethod method)
    {
        Open(high, end, method);
        for (var look = 0; look < MostLooks && AnyOpen(lanes); look++)
        {
            Choose(secant: look < SecantLooks);
            method.Interpolate(workspace.State, Look, workspace.Scratch);
            signs.Compare(Time, workspace.Scratch);
            Narrow();
        }
    }

    public void Dispose()
    {
        _low.Dispose();
        _high.Dispose();
        _rows.Dispose();
    }

    private void Open(double* high, double* end, StepMethod method)
    {
        method.Interpolate(workspace.State, high, workspace.Scratch);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(Time + i, T.Load(workspace.Origin + i) + T.Fma(T.Load(high + i), T.Load(workspace.Step + i), T.Load(workspace.Elapsed + i)));
        signs.Evaluate(Time, workspace.Scratch);
        // The state at the end of the step is known better than by interpolation.
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var atEnd = T.Equal(T.Load(high + offset), T.Broadcast(1));
            for (var i = offset; i < signs.Count * LaneSystem.Lanes; i += LaneSystem.Lanes)
                T.Store(_high.Pointer + i, T.Select(atEnd, T.Load(end + i), T.Load(signs.Values + i)));
        }
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            T.Store(Low + i, T.Broadcast(0));
            T.Store(High + i, T.Load(high + i));
            T.Store(LowWeight + i, T.Broadcast(1));
            T.Store(HighWeight + i, T.Broadcast(1));
            T.Store(Moved + i, T.Broadcast(0));
        }
        signs.Evaluate(workspace.Time, workspace.State);
        Copy(signs.Values, _low.Pointer);
    }

    /// <summary>Whether any of the lanes has a bracket still to be narrowed.</summary>
    private bool AnyOpen(uint lanes)
    {
        foreach (var lane in new LaneMask(lanes))
            if (High[lane] - Low[lane] > Width) return true;
        return false;
    }

    /// <summary>Look and Time of each lane: the earliest secant of the functions that have changed, or the middle.</summary>
    private void Choose(bool secant)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var (low, high) = (T.Load(Low + offset), T.Load(High + offset));
            var part = T.Broadcast(0.5);
            if (secant)
            {
                part = T.Broadcast(1);
                var (lowWeight, highWeight) = (T.Load(LowWeight + offset), T.Load(HighWeight + offset));
                for (var i = offset; i < signs.Count * LaneSystem.Lanes; i += LaneSystem.Lanes)
                {
                    var (atLow, atHigh) = (T.Load(_low.Pointer + i), T.Load(_high.Pointer + i));
                    var (a, b) = (lowWeight * atLow, highWeight * atHigh);
                    part = T.Select(signs.Differs(atHigh, i), T.Min(a / (a - b), part), part);
                }
            }
            // Half the width inside, so that a guess at one end closes the bracket from the other.
            var margin = T.Broadcast(0.5 * Width);
            var look = T.Fma(high - low, part, low);
            look = T.Max(T.Min(look, high - margin), low + margin);
            T.Store(Look + offset, look);
            T.Store(Time + offset, T.Load(workspace.Origin + offset) + T.Fma(look, T.Load(workspace.Step + offset), T.Load(workspace.Elapsed + offset)));
        }
    }

    private void Narrow()
    {
        var (one, half) = (T.Broadcast(1), T.Broadcast(0.5));
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var (changed, look) = (T.Load(signs.Changed + offset), T.Load(Look + offset));
            var (lowWeight, highWeight) = (T.Load(LowWeight + offset), T.Load(HighWeight + offset));
            // A closed bracket stays as it is while those of other lanes are narrowed: a lane depends on no neighbour.
            var (low, high) = (T.Load(Low + offset), T.Load(High + offset));
            var open = T.Less(T.Broadcast(Width), high - low);
            T.Store(High + offset, T.Select(T.And(open, changed), look, high));
            T.Store(Low + offset, T.Select(T.AndNot(open, changed), look, low));
            // An end that stays a second time loses weight; one that moves has its true value again.
            var moved = T.Load(Moved + offset);
            lowWeight = T.Select(T.Less(T.Broadcast(0), moved), half * lowWeight, lowWeight);
            highWeight = T.Select(T.Less(moved, T.Broadcast(0)), half * highWeight, highWeight);
            T.Store(LowWeight + offset, T.Select(changed, lowWeight, one));
            T.Store(HighWeight + offset, T.Select(changed, one, highWeight));
            T.Store(Moved + offset, T.Select(changed, one, -one));
            for (var i = offset; i < signs.Count * LaneSystem.Lanes; i += LaneSystem.Lanes)
            {
                var value = T.Load(signs.Values + i);
                T.Store(_high.Pointer + i, T.Select(changed, value, T.Load(_high.Pointer + i)));
                T.Store(_low.Pointer + i, T.Select(changed, T.Load(_low.Pointer + i), value));
            }
        }
    }

    private void Copy(double* source, double* target)
    {
        for (var i = 0; i < signs.Count * LaneSystem.Lanes; i += T.Width)
            T.Store(target + i, T.Load(source + i));
    }
}

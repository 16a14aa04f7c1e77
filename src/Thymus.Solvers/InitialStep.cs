using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The first step after a start or a restart.</summary>
/// <remarks>
/// Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.4: a step on which an explicit Euler step and the change
/// of slope over it stay small against the tolerances. Where nothing moves, a part of the way to the next stop.
/// </remarks>
internal sealed unsafe class InitialStep<T>(Workspace workspace) : IDisposable
    where T : struct, ILanes<T>
{
    private const double PartOfTheWay = 1e-6;

    /// <summary>A stop farther away than this, in the unit of time, is as good as none: it must not make a first step long.</summary>
    private const double LongestWay = 1e6;
    private const double Negligible = 1e-5;

    private readonly AlignedBuffer _slope = new(workspace.StateCount);
    private readonly AlignedBuffer _rows = new(5);

    /// <summary>Chooses Proposal for the lanes of a mask row and hands f(t, y) of them to the method.</summary>
    /// <returns>Lanes whose start is finite, one bit each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Choose(double* restarted, StepMethod method)
    {
        var w = workspace;
        var time = _rows.Row(0);
        var stateNorm = _rows.Row(1);
        var slopeNorm = _rows.Row(2);
        var euler = _rows.Row(3);
        var bend = _rows.Row(4);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(time + i, T.Load(w.Origin + i) + T.Load(w.Elapsed + i));
        w.System.Evaluate(time, w.State, w.Parameters, _slope.Pointer);
        method.Restart(restarted, _slope.Pointer);
        ErrorTest<T>.Norm(w, w.State, stateNorm);
        ErrorTest<T>.Norm(w, _slope.Pointer, slopeNorm);
        Euler(euler, stateNorm, slopeNorm);

        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var h = T.Load(euler + offset);
            for (var i = offset; i < w.BlockLength; i += LaneSystem.Lanes)
                T.Store(w.Trial + i, T.Fma(h, T.Load(_slope.Pointer + i), T.Load(w.State + i)));
            T.Store(time + offset, T.Load(time + offset) + h);
        }
        w.System.Evaluate(time, w.Trial, w.Parameters, w.Scratch);
        for (var i = 0; i < w.BlockLength; i += T.Width)
            T.Store(w.Scratch + i, T.Load(w.Scratch + i) - T.Load(_slope.Pointer + i));
        ErrorTest<T>.Norm(w, w.Scratch, bend);
        return Propose(restarted, stateNorm, slopeNorm, euler, bend, method);
    }

    /// <summary>
    /// Hands f(t, y) of the lanes of a mask row to the method; they go on with the step they had, or with one in which the state
    /// changes <see cref="StepMethod.ResumedChange"/> times as much as it is, if that is less.
    /// </summary>
    /// <remarks>An error test sees no event that a long step leaps over (a ball's next bounce), so the step after a jump is held.</remarks>
    /// <returns>Lanes whose state and slope are finite, one bit each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Resume(double* restarted, StepMethod method)
    {
        var w = workspace;
        var time = _rows.Row(0);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(time + i, T.Load(w.Origin + i) + T.Load(w.Elapsed + i));
        w.System.Evaluate(time, w.State, w.Parameters, _slope.Pointer);
        method.Restart(restarted, _slope.Pointer);
        var (finite, zero, relative) = (0u, T.Broadcast(0), T.Broadcast(w.Options.RelativeTolerance));
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            if (T.MaskBits(T.Load(restarted + offset)) == 0) continue;
            var (notFinite, size, speed) = (zero, zero, zero);
            for (var row = 0; row < w.StateCount; row++)
            {
                var i = row * LaneSystem.Lanes + offset;
                var (y, slope) = (T.Load(w.State + i), T.Load(_slope.Pointer + i));
                var weight = Estimates<T>.Reciprocal(T.Fma(relative, T.Abs(y), T.Broadcast(w.Tolerance[row])));
                size = T.Max(T.Abs(y) * weight, size);
                speed = T.Max(T.Abs(slope) * weight, speed);
                notFinite = T.Fma(slope, zero, T.Fma(y, zero, notFinite));
            }
            var proposal = T.Load(w.Proposal + offset);
            // A state that is 0 may change by its tolerance.
            var held = T.Min(T.Broadcast(method.ResumedChange) * T.Max(size, T.Broadcast(1)) / speed, proposal);
            T.Store(w.Proposal + offset, T.Select(T.Load(restarted + offset), held, proposal));
            finite |= T.MaskBits(T.Equal(notFinite, zero)) << offset;
        }
        return finite;
    }

    public void Dispose()
    {
        _slope.Dispose();
        _rows.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Euler(double* euler, double* stateNorm, double* slopeNorm)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var rest = Way(i);
            var (d0, d1) = (T.Load(stateNorm + i), T.Load(slopeNorm + i));
            var still = T.Or(T.Less(d0, T.Broadcast(Negligible)), T.Less(d1 * rest, T.Broadcast(Negligible)));
            var h = T.Select(still, T.Broadcast(PartOfTheWay) * rest, T.Broadcast(0.01) * d0 / d1);
            T.Store(euler + i, T.Min(h, rest));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Propose(double* restarted, double* stateNorm, double* slopeNorm, double* euler, double* bend, StepMethod method)
    {
        var finite = 0u;
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var rest = Way(i);
            var (h0, d1) = (T.Load(euler + i), T.Load(slopeNorm + i));
            // A bend that is not finite is the error test's business: it will shorten the step.
            var largest = T.Max(T.Load(bend + i) / h0, d1);
            var h1 = LaneMath.Exp(LaneMath.Log(T.Broadcast(0.01) / largest) * T.Broadcast(1.0 / method.ErrorOrder));
            var still = T.LessOrEqual(largest * rest, T.Broadcast(1e-15));
            h1 = T.Select(still, T.Max(T.Broadcast(PartOfTheWay) * rest, T.Broadcast(1e-3) * h0), h1);
            var h = T.Min(T.Broadcast(100) * h0, T.Min(h1, rest));
            var given = workspace.Options.InitialStep;
            if (given > 0) h = T.Broadcast(given);
            var restart = T.Load(restarted + i);
            T.Store(workspace.Proposal + i, T.Select(restart, h, T.Load(workspace.Proposal + i)));
            var norms = T.Load(stateNorm + i) + d1;
            finite |= T.MaskBits(T.Equal(norms - norms, T.Broadcast(0))) << i;
        }
        return finite;
    }

    /// <summary>What lies between the lane and its stop.</summary>
    private T Way(int lane) =>
        T.Min(T.Load(workspace.StopElapsed + lane) - T.Load(workspace.Elapsed + lane), T.Broadcast(LongestWay));
}

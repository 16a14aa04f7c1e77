using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>A method's continuous extension at one place of a step, made once for all states.</summary>
internal unsafe interface IContinuousExtension<TLanes, TSelf>
    where TLanes : struct, ILanes<TLanes>
    where TSelf : struct, IContinuousExtension<TLanes, TSelf>
{
    /// <param name="theta">The place, 0 … 1.</param>
    /// <param name="step">Length of the step.</param>
    static abstract TSelf At(TLanes theta, TLanes step);

    /// <param name="stages">The first stage of a state; its others follow at multiples of <paramref name="block"/>.</param>
    TLanes Value(double* start, double* end, double* stages, int block);
}

/// <summary>Interpolates in the step that was tried last, by a method's <typeparamref name="TExtension"/>.</summary>
internal static unsafe class ContinuousExtension<TLanes, TExtension>
    where TLanes : struct, ILanes<TLanes>
    where TExtension : struct, IContinuousExtension<TLanes, TExtension>
{
    /// <summary>All lanes, each at its own place (a row).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interpolate(Workspace w, double* stages, double* start, double* theta, double* target)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += TLanes.Width)
        {
            var extension = TExtension.At(TLanes.Load(theta + offset), TLanes.Load(w.Step + offset));
            for (var i = offset; i < w.BlockLength; i += LaneSystem.Lanes)
                TLanes.Store(target + i, extension.Value(start + i, w.Trial + i, stages + i, w.BlockLength));
        }
    }

    /// <summary>One lane, by lanes of width 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interpolate(Workspace w, double* stages, double* start, int lane, double theta, Span<double> target)
    {
        var extension = TExtension.At(TLanes.Broadcast(theta), TLanes.Broadcast(w.Step[lane]));
        for (var i = 0; i < w.StateCount; i++)
        {
            var row = LaneSystem.Lanes * i + lane;
            fixed (double* value = &target[i])
                TLanes.Store(value, extension.Value(start + row, w.Trial + row, stages + row, w.BlockLength));
        }
    }
}

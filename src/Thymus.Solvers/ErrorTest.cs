using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The error of a step in units of its tolerance.</summary>
/// <remarks>
/// The maximum over states, not the mean square: a model that gains a hundred silent states must take the same steps as before.
/// </remarks>
internal static unsafe class ErrorTest<T>
    where T : struct, ILanes<T>
{
    /// <summary>
    /// Adds the error of the embedded solution in Trial, which makes it the new state y₊, and measures it:
    /// maxᵢ |errorᵢ| / (atolᵢ + rtol·max(|yᵢ|, |y₊ᵢ|)) of each lane; NaN where an error or a new state is not finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAndMeasure(Workspace w, double* error)
    {
        var relative = T.Broadcast(w.Options.RelativeTolerance);
        var zero = T.Broadcast(0);
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var norm = zero;
            var notFinite = zero;
            for (var row = 0; row < w.StateCount; row++)
            {
                var i = row * LaneSystem.Lanes + offset;
                var (e, y) = (T.Load(error + i), T.Load(w.State + i));
                var trial = T.Load(w.Trial + i) + e;
                T.Store(w.Trial + i, trial);
                var scale = T.Fma(relative, T.Max(T.Abs(y), T.Abs(trial)), T.Broadcast(w.Tolerance[row]));
                norm = T.Max(T.Abs(e) / scale, norm);
                // 0·x is 0 for finite x and NaN otherwise; a maximum alone would lose a NaN, and so would an infinite tolerance.
                notFinite = T.Fma(e, zero, T.Fma(trial, zero, notFinite));
            }
            T.Store(w.ErrorNorm + offset, norm + notFinite);
        }
    }

    /// <summary>maxᵢ |vᵢ| / (atolᵢ + rtol·|yᵢ|) of each lane; NaN where v is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Norm(Workspace w, double* v, double* result)
    {
        var relative = T.Broadcast(w.Options.RelativeTolerance);
        var zero = T.Broadcast(0);
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var norm = zero;
            var notFinite = zero;
            for (var row = 0; row < w.StateCount; row++)
            {
                var i = row * LaneSystem.Lanes + offset;
                var value = T.Load(v + i);
                norm = T.Max(T.Abs(value) / T.Fma(relative, T.Abs(T.Load(w.State + i)), T.Broadcast(w.Tolerance[row])), norm);
                notFinite = T.Fma(value, zero, notFinite);
            }
            T.Store(result + offset, norm + notFinite);
        }
    }
}

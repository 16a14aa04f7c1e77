using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Chooses each lane's step, and accepts or refuses what came of it.</summary>
/// <remarks>
/// An elementary controller, h ← 0.9·h·err^(−1/q) within [1/5, 5], for order 8 within [1/5, 10] (Hairer, Nørsett, Wanner, Solving Ordinary Differential
/// Equations I, II.4), with one rule more for implicit steps: γh·U_kk ≥ 3/4. A growing mode λ gives γh·U_kk = 1 − γhλ, and beyond
/// the pole at γhλ = 1 a Rosenbrock method damps what should grow; a mode below its absolute tolerance would do so unnoticed.
/// </remarks>
internal static unsafe class StepController<T>
    where T : struct, ILanes<T>
{
    private const double Safety = 0.9;
    private const double LargestShrink = 0.2;
    private const double LargestGrowth = 5;
    private const double LargestGrowthOfOrder8 = 10;
    private const double ShrinkWhenNotFinite = 0.25;

    /// <summary>Least γh·U_kk of an accepted step, and the 1 − γh·U_kk at which the next is aimed.</summary>
    private const double LeastPivot = 0.75;
    private const double AimedGrowth = 0.2;

    /// <summary>A step below this is no progress, whatever the unit of time; one that leaves the elapsed time as it was is none either.</summary>
    private const double SmallestStep = 1e-250;

    /// <summary>Time, Step and Target of each lane; lanes that do not run get a step of 1, which nobody looks at.</summary>
    /// <returns>Lanes whose step no longer advances time, one bit each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Propose(Workspace w)
    {
        var stuck = 0u;
        var longest = T.Broadcast(w.Options.MaximumStep);
        var half = T.Broadcast(0.5);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var active = T.Load(w.Active + i);
            var elapsed = T.Load(w.Elapsed + i);
            var stop = T.Load(w.StopElapsed + i);
            if (w.Options.LandOnSamples) stop = T.Min(T.Load(w.SampleElapsed + i), stop);
            var rest = stop - elapsed;
            var step = T.Min(T.Load(w.Proposal + i), longest);
            var reaches = T.LessOrEqual(rest, step);
            // Two like steps rather than a long one and a splinter.
            step = T.Select(reaches, rest, T.Min(step, half * rest));
            var target = T.Select(reaches, stop, elapsed + step);

            var root = T.Load(w.RootElapsed + i);
            var retakes = T.Less(root, T.Broadcast(double.PositiveInfinity));
            step = T.Select(retakes, root - elapsed, step);
            target = T.Select(retakes, root, target);

            // A step retaken to a root close to the start is short because the root is there, not because of the error test.
            var advances = T.And(T.Less(elapsed, target), T.Or(retakes, T.Less(T.Broadcast(SmallestStep), step)));
            stuck |= T.MaskBits(T.AndNot(active, advances)) << i;
            T.Store(w.Step + i, T.Select(active, step, T.Broadcast(1)));
            T.Store(w.Target + i, target);
            T.Store(w.Time + i, T.Load(w.Origin + i) + elapsed);
        }
        return stuck;
    }

    /// <summary>Accepted, the next Proposal and the counts of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StepVerdict Judge(Workspace w, int errorOrder)
    {
        var (acceptedBits, exhaustedBits, atStopBits) = (0u, 0u, 0u);
        var one = T.Broadcast(1);
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
        {
            var active = T.Load(w.Active + i);
            var norm = T.Load(w.ErrorNorm + i);
            var pivot = T.Load(w.SmallestPivot + i);
            var step = T.Load(w.Step + i);
            var proposal = T.Load(w.Proposal + i);
            var safePivot = T.LessOrEqual(T.Broadcast(LeastPivot), pivot);
            var accepted = T.And(active, T.And(safePivot, T.LessOrEqual(norm, one)));

            var byError = T.Broadcast(Safety) * (errorOrder == 8 ? Estimates<T>.InverseEighthRoot(norm) : Estimates<T>.InverseFifthRoot(norm));
            var largest = T.Select(T.Load(w.RejectedLast + i), one, T.Broadcast(errorOrder == 8 ? LargestGrowthOfOrder8 : LargestGrowth));
            byError = T.Max(T.Min(byError, largest), T.Broadcast(LargestShrink));
            byError = T.Select(T.Equal(norm, norm), byError, T.Broadcast(ShrinkWhenNotFinite));
            var byPivot = T.Broadcast(AimedGrowth) * Estimates<T>.Reciprocal(one - pivot);
            byPivot = T.Select(T.Less(pivot, one), T.Max(byPivot, T.Broadcast(LargestShrink)), T.Broadcast(double.PositiveInfinity));
            byPivot = T.Select(T.Equal(pivot, pivot), byPivot, T.Broadcast(ShrinkWhenNotFinite));
            // Where a pivot refuses the step, its error means nothing.
            var factor = T.Select(safePivot, T.Min(byError, byPivot), byPivot);

            var next = step * factor;
            // A step cut short by a stop says nothing against the step that had been proposed; a whole one does.
            next = T.Select(T.And(accepted, T.Less(step, proposal)), T.Max(next, T.Min(proposal, step * byPivot)), next);
            T.Store(w.Proposal + i, T.Select(active, next, proposal));
            T.Store(w.RejectedLast + i, T.AndNot(active, accepted));
            T.Store(w.Accepted + i, accepted);

            var attempts = T.Load(w.Attempts + i) + T.And(active, one);
            T.Store(w.Attempts + i, attempts);
            T.Store(w.Rejections + i, T.Load(w.Rejections + i) + T.And(T.AndNot(active, accepted), one));
            var exhausted = T.And(active, T.LessOrEqual(T.Broadcast(w.Options.MaximumSteps), attempts));
            exhaustedBits |= T.MaskBits(exhausted) << i;
            acceptedBits |= T.MaskBits(accepted) << i;
            atStopBits |= T.MaskBits(T.And(accepted, T.Equal(T.Load(w.Target + i), T.Load(w.StopElapsed + i)))) << i;
        }
        return new(acceptedBits, exhaustedBits, atStopBits);
    }

    /// <summary>Moves the accepted lanes to the end of their step, and keeps the state before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Commit(Workspace w)
    {
        double* state = w.State, trial = w.Trial, previous = w.Previous;
        for (var lane = 0; lane < LaneSystem.Lanes; lane += T.Width)
        {
            var accepted = T.Load(w.Accepted + lane);
            for (var i = lane; i < w.BlockLength; i += LaneSystem.Lanes)
            {
                var before = T.Load(state + i);
                T.Store(previous + i, before);
                T.Store(state + i, T.Select(accepted, T.Load(trial + i), before));
            }
            T.Store(w.Committed + lane, accepted);
            T.Store(w.Elapsed + lane, T.Select(accepted, T.Load(w.Target + lane), T.Load(w.Elapsed + lane)));
            T.Store(w.Steps + lane, T.Load(w.Steps + lane) + T.And(accepted, T.Broadcast(1)));
        }
    }
}

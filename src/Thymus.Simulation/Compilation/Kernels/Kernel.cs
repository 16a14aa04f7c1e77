using System.Runtime.CompilerServices;
using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>A piece of emitted code: reads time, states and parameters, writes up to three blocks of outputs and scratch.</summary>
internal unsafe delegate void KernelPart(
    double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch);

/// <summary>A part, and the iteration that follows it where the part prepares one.</summary>
internal readonly record struct KernelStep(KernelPart Part, KernelLoop? Loop);

/// <summary>Emitted code for a plan, run on a group of eight lanes.</summary>
internal sealed unsafe class Kernel(KernelStep[] steps, int width, int scratchRows)
{
    /// <summary>Computes the outputs from one row of time and blocks of states and parameters; blocks that a plan does not use may be null.</summary>
    /// <remarks>Outputs overlap no input, except that a solution may replace its right-hand side.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(double* time, double* state, double* parameters, double* first, double* second = null, double* third = null)
    {
        var scratch = Scratch.Rows(scratchRows);
        for (var lane = 0; lane < LaneSystem.Lanes; lane += width)
            Run(steps, time + lane, state + lane, parameters + lane, first + lane, second + lane, third + lane, scratch);
    }

    /// <summary>Runs steps one after the other on the lanes of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(
        KernelStep[] steps, double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch)
    {
        foreach (ref readonly var step in steps.AsSpan())
        {
            step.Part(time, state, parameters, first, second, third, scratch);
            step.Loop?.Run(time, state, parameters, first, second, third, scratch);
        }
    }
}

/// <summary>Finds the root of an implicit equation at one lane width.</summary>
internal unsafe delegate void IterationSolver(
    KernelLoop loop, double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch);

/// <summary>The iteration of an implicit equation around the emitted code of its residual and slope. Places are in scratch, in doubles.</summary>
/// <param name="target">Holds the start of the search, and receives the root.</param>
internal sealed unsafe class KernelLoop(KernelStep[] body, int unknown, int residual, int slope, int target, IterationSolver solve)
{
    public void Run(double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch) =>
        solve(this, time, state, parameters, first, second, third, scratch);

    public static void Solve<T>(
        KernelLoop loop, double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch)
        where T : struct, ILanes<T> => loop.Solve<T>(time, state, parameters, first, second, third, scratch);

    private void Solve<T>(double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch)
        where T : struct, ILanes<T>
    {
        var search = new RootSearch<T>(T.Load(scratch + target));
        while (search.Next(out var u))
        {
            T.Store(scratch + unknown, u);
            Kernel.Run(body, time, state, parameters, first, second, third, scratch);
            search.Tell(T.Load(scratch + residual), T.Load(scratch + slope));
        }
        T.Store(scratch + target, search.Root);
    }
}

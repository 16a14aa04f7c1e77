using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The iteration around the emitted body of an implicit equation.</summary>
internal static unsafe class ImplicitKernel
{
    public static nint Address<T>()
        where T : struct, ILanes<T> =>
        (nint)(delegate* managed<nint, double*, double*, double*, double*, double*, double*, double*, int, int, int, int, void>)&Solve<T>;

    /// <summary>Finds the root; the last four arguments are places in scratch, in doubles. The target holds the start and receives the root.</summary>
    private static void Solve<T>(
        nint body, double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch,
        int unknown, int residual, int slope, int target)
        where T : struct, ILanes<T>
    {
        var evaluate = (delegate* managed<double*, double*, double*, double*, double*, double*, double*, void>)body;
        var search = new RootSearch<T>(T.Load(scratch + target));
        while (search.Next(out var u))
        {
            T.Store(scratch + unknown, u);
            evaluate(time, state, parameters, first, second, third, scratch);
            search.Tell(T.Load(scratch + residual), T.Load(scratch + slope));
        }
        T.Store(scratch + target, search.Root);
    }
}

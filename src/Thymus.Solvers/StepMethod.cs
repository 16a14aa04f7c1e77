using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>A one-step method on eight lanes. Each lane has its own time and step; none influences another.</summary>
internal abstract unsafe class StepMethod : IDisposable
{
    /// <summary>The power of a step's length with which its measured error grows.</summary>
    public abstract int ErrorOrder { get; }

    public static StepMethod Create<T>(Workspace workspace)
        where T : struct, ILanes<T> =>
        workspace.Options.Method switch
        {
            Method.DormandPrince5 => new DormandPrince5<T>(workspace),
            Method.DormandPrince8 => new DormandPrince8<T>(workspace),
            Method.Rodas5P when workspace.System.JacobianEntryCount > 0 => new Rodas5P<T>(workspace),
            Method.Rodas5P => throw new ArgumentException(
                "Rodas5P needs the Jacobian of the system, which has none; use DormandPrince5."),
            var other => throw new ArgumentException($"Unknown method {other}."),
        };

    /// <summary>Whether a lane that goes on after a jump keeps the step it had where no roots are watched for: a step too long costs an
    /// explicit method one try.</summary>
    public abstract bool ResumesStep { get; }

    /// <summary>By how many times itself the state may change, at its present slope, in the first step after a jump.</summary>
    public virtual double ResumedChange => 1;

    /// <summary>Takes f(t, y) of the lanes in <paramref name="restarted"/> (a mask row) into the method's memory.</summary>
    public abstract void Restart(double* restarted, double* derivative);

    /// <summary>Tries the step of each lane: Trial, ErrorNorm and SmallestPivot of the workspace.</summary>
    public abstract void Attempt();

    /// <summary>The state at <paramref name="theta"/> (a row, 0 … 1) within the step just tried, from <paramref name="start"/> to Trial.</summary>
    public abstract void Interpolate(double* start, double* theta, double* target);

    /// <summary>The same for one lane.</summary>
    public abstract void Interpolate(double* start, int lane, double theta, Span<double> target);

    public abstract void Dispose();
}

using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Everything that an integration keeps of its eight lanes, in blocks [row][8].</summary>
/// <remarks>
/// Time is kept as the lane's last stop (<see cref="Origin"/>) plus what has run since (<see cref="Elapsed"/>): steps of 1e-13 day
/// would otherwise be a few units in the last place of day 365.
/// </remarks>
internal sealed unsafe class Workspace : IDisposable
{
    private const int ClockRows = 20;

    private readonly AlignedBuffer _clock = new(ClockRows);
    private readonly AlignedBuffer _state;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _trial;
    private readonly AlignedBuffer _previous;
    private readonly AlignedBuffer _scratch;
    private int _row;

    public Workspace(LaneSystem system, IntegratorOptions options)
    {
        System = system;
        Options = options;
        _state = new(system.StateCount);
        _parameters = new(system.ParameterCount);
        _trial = new(system.StateCount);
        _previous = new(system.StateCount);
        _scratch = new(system.StateCount);
        // A state that is exactly 0 with tolerance 0 has error 0, which must not become 0/0.
        Tolerance = [.. system.AbsoluteTolerance.ToArray().Select(t => t > 1e-300 ? t : 1e-300)];
        (Origin, Elapsed, StopTime, StopElapsed, RootElapsed) = (Row(), Row(), Row(), Row(), Row());
        (Time, Proposal, Step, Target, ErrorNorm, SmallestPivot) = (Row(), Row(), Row(), Row(), Row(), Row());
        (Active, Accepted, Committed, RejectedLast) = (Row(), Row(), Row(), Row());
        (Steps, Rejections, Attempts, StepStart, StepLength) = (Row(), Row(), Row(), Row(), Row());
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            (SmallestPivot[lane], RootElapsed[lane]) = (1, double.PositiveInfinity);
    }

    public LaneSystem System { get; }

    public IntegratorOptions Options { get; }

    public int StateCount => System.StateCount;

    /// <summary>Length of a block of states in doubles.</summary>
    public int BlockLength => System.StateCount * LaneSystem.Lanes;

    /// <summary>Absolute tolerance of each state, above 0.</summary>
    public double[] Tolerance { get; }

    public double* State => _state.Pointer;
    public double* Parameters => _parameters.Pointer;

    /// <summary>The state at the end of the step that is being tried.</summary>
    public double* Trial => _trial.Pointer;

    /// <summary>The state before the step by which a lane arrived.</summary>
    public double* Previous => _previous.Pointer;
    public double* Scratch => _scratch.Pointer;

    /// <summary>Time of the lane's last stop or start.</summary>
    public double* Origin { get; }

    /// <summary>Time run since <see cref="Origin"/>.</summary>
    public double* Elapsed { get; }
    public double* StopTime { get; }

    /// <summary>The next stop, from <see cref="Origin"/>.</summary>
    public double* StopElapsed { get; }

    /// <summary>The root to which the step is being retaken, from <see cref="Origin"/>; +∞ where there is none.</summary>
    public double* RootElapsed { get; }

    /// <summary>Origin + Elapsed: the time at the start of the step.</summary>
    public double* Time { get; }

    /// <summary>The step that the error control asks for.</summary>
    public double* Proposal { get; }

    /// <summary>The step that is being tried: the proposal, cut by a stop or a root.</summary>
    public double* Step { get; }

    /// <summary>What <see cref="Elapsed"/> will be when the step is accepted: set, not summed.</summary>
    public double* Target { get; }

    /// <summary>Error of the step in units of the tolerance; NaN where anything was not finite.</summary>
    public double* ErrorNorm { get; }

    /// <summary>min γh·U_kk of an implicit step; 1 for an explicit one.</summary>
    public double* SmallestPivot { get; }

    /// <summary>Masks: lanes that run; whose step was accepted; whose accepted step is not yet reflected in a method's own blocks.</summary>
    public double* Active { get; }
    public double* Accepted { get; }
    public double* Committed { get; }
    public double* RejectedLast { get; }

    /// <summary>Counts, exact in a double up to 2⁵³.</summary>
    public double* Steps { get; }
    public double* Rejections { get; }
    public double* Attempts { get; }

    /// <summary>Start and length of the step by which a lane arrived.</summary>
    public double* StepStart { get; }
    public double* StepLength { get; }

    public void Dispose()
    {
        _clock.Dispose();
        _state.Dispose();
        _parameters.Dispose();
        _trial.Dispose();
        _previous.Dispose();
        _scratch.Dispose();
    }

    private double* Row() => _clock.Row(_row++);
}

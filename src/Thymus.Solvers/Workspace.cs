using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>Everything that an integration keeps of its eight lanes, in blocks [row][8].</summary>
/// <remarks>
/// Time is kept as the lane's last stop (<see cref="Origin"/>) plus what has run since (<see cref="Elapsed"/>): steps of 1e-13 day
/// would otherwise be a few units in the last place of day 365.
/// </remarks>
internal sealed unsafe class Workspace : IDisposable
{
    private const int ClockRows = 22;

    private readonly AlignedBuffer _clock = new(ClockRows);
    private readonly AlignedBuffer _state;
    private readonly AlignedBuffer _parameters;
    private readonly AlignedBuffer _trial;
    private readonly AlignedBuffer _previous;
    private readonly AlignedBuffer _scratch;
    private readonly AlignedBuffer _tolerance;

    public Workspace(LaneSystem system, IntegratorOptions options)
    {
        System = system;
        Options = options;
        _state = new(system.StateCount);
        _parameters = new(system.ParameterCount);
        _trial = new(system.StateCount);
        _previous = new(system.StateCount);
        _scratch = new(system.StateCount);
        _tolerance = new(1 + system.StateCount / LaneSystem.Lanes);
        // Kept, not looked up: these are read in the innermost loops.
        (StateCount, BlockLength) = (system.StateCount, system.StateCount * LaneSystem.Lanes);
        State = _state.Pointer;
        Parameters = _parameters.Pointer;
        Trial = _trial.Pointer;
        Previous = _previous.Pointer;
        Scratch = _scratch.Pointer;
        Origin = _clock.Row(0);
        Elapsed = _clock.Row(1);
        StopTime = _clock.Row(2);
        StopElapsed = _clock.Row(3);
        RootElapsed = _clock.Row(4);
        Time = _clock.Row(5);
        Proposal = _clock.Row(6);
        Step = _clock.Row(7);
        Target = _clock.Row(8);
        ErrorNorm = _clock.Row(9);
        SmallestPivot = _clock.Row(10);
        Active = _clock.Row(11);
        Accepted = _clock.Row(12);
        Committed = _clock.Row(13);
        RejectedLast = _clock.Row(14);
        Steps = _clock.Row(15);
        Rejections = _clock.Row(16);
        Attempts = _clock.Row(17);
        StepStart = _clock.Row(18);
        StepLength = _clock.Row(19);
        SampleElapsed = _clock.Row(20);
        SampleTheta = _clock.Row(21);
        // A state that is exactly 0 with tolerance 0 has error 0, which must not become 0/0; and one without an error test has an error, of nothing.
        for (var row = 0; row < StateCount; row++) _tolerance.Span[row] = Math.Clamp(system.AbsoluteTolerance[row], 1e-300, 1e300);
        Tolerance = _tolerance.Pointer;
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            (SmallestPivot[lane], RootElapsed[lane], SampleElapsed[lane]) = (1, double.PositiveInfinity, double.PositiveInfinity);
    }

    public LaneSystem System { get; }

    public IntegratorOptions Options { get; }

    public int StateCount { get; }

    /// <summary>Length of a block of states in doubles.</summary>
    public int BlockLength { get; }

    /// <summary>Absolute tolerance of each state, above 0 and finite.</summary>
    public double* Tolerance { get; }

    public double* State { get; }
    public double* Parameters { get; }

    /// <summary>The state at the end of the step that is being tried.</summary>
    public double* Trial { get; }

    /// <summary>The state before the step by which a lane arrived.</summary>
    public double* Previous { get; }
    public double* Scratch { get; }

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

    /// <summary>The next time at which a lane's state is wanted without a stop, from <see cref="Origin"/>; +∞ where there is none.</summary>
    public double* SampleElapsed { get; }

    /// <summary>That time within the step that was tried, 0 … 1.</summary>
    public double* SampleTheta { get; }

    public void Dispose()
    {
        _clock.Dispose();
        _state.Dispose();
        _parameters.Dispose();
        _trial.Dispose();
        _previous.Dispose();
        _scratch.Dispose();
        _tolerance.Dispose();
    }
}

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
        for (var lane = 0; lane < LaneSystem.Lanes; lane++)
            (SmallestPivot[lane], RootElapsed[lane], SampleElapsed[lane]) = (1, double.PositiveInfinity, double.PositiveInfinity);
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
    public double* Origin => _clock.Row(0);

    /// <summary>Time run since <see cref="Origin"/>.</summary>
    public double* Elapsed => _clock.Row(1);
    public double* StopTime => _clock.Row(2);

    /// <summary>The next stop, from <see cref="Origin"/>.</summary>
    public double* StopElapsed => _clock.Row(3);

    /// <summary>The root to which the step is being retaken, from <see cref="Origin"/>; +∞ where there is none.</summary>
    public double* RootElapsed => _clock.Row(4);

    /// <summary>Origin + Elapsed: the time at the start of the step.</summary>
    public double* Time => _clock.Row(5);

    /// <summary>The step that the error control asks for.</summary>
    public double* Proposal => _clock.Row(6);

    /// <summary>The step that is being tried: the proposal, cut by a stop or a root.</summary>
    public double* Step => _clock.Row(7);

    /// <summary>What <see cref="Elapsed"/> will be when the step is accepted: set, not summed.</summary>
    public double* Target => _clock.Row(8);

    /// <summary>Error of the step in units of the tolerance; NaN where anything was not finite.</summary>
    public double* ErrorNorm => _clock.Row(9);

    /// <summary>min γh·U_kk of an implicit step; 1 for an explicit one.</summary>
    public double* SmallestPivot => _clock.Row(10);

    /// <summary>Masks: lanes that run; whose step was accepted; whose accepted step is not yet reflected in a method's own blocks.</summary>
    public double* Active => _clock.Row(11);
    public double* Accepted => _clock.Row(12);
    public double* Committed => _clock.Row(13);
    public double* RejectedLast => _clock.Row(14);

    /// <summary>Counts, exact in a double up to 2⁵³.</summary>
    public double* Steps => _clock.Row(15);
    public double* Rejections => _clock.Row(16);
    public double* Attempts => _clock.Row(17);

    /// <summary>Start and length of the step by which a lane arrived.</summary>
    public double* StepStart => _clock.Row(18);
    public double* StepLength => _clock.Row(19);

    /// <summary>The next time at which a lane's state is wanted without a stop, from <see cref="Origin"/>; +∞ where there is none.</summary>
    public double* SampleElapsed => _clock.Row(20);

    /// <summary>That time within the step that was tried, 0 … 1.</summary>
    public double* SampleTheta => _clock.Row(21);

    public void Dispose()
    {
        _clock.Dispose();
        _state.Dispose();
        _parameters.Dispose();
        _trial.Dispose();
        _previous.Dispose();
        _scratch.Dispose();
    }
}

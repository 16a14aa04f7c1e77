namespace Thymus.Solvers;

/// <summary>An initial-value problem y' = f(t, y; p) for eight patients at once, as a solver sees it.</summary>
/// <remarks>
/// Every block is laid out [row][8]: row i of lane j stands at <c>8·i + j</c>, in 64-byte-aligned native memory, on every
/// machine; narrower hardware runs the same rows two or four times at an offset. A lane's values are computed from that
/// lane alone by + − × ÷ √, explicit FMA, compares and selects in a fixed order, so its bits depend on no neighbour.
/// No member allocates. The two implementations are compiled models and the textbook problems of the tests.
/// </remarks>
public abstract unsafe class LaneSystem
{
    /// <summary>Patients in a group, whatever the width of the hardware.</summary>
    public const int Lanes = 8;

    public abstract int StateCount { get; }

    public abstract int ParameterCount { get; }

    /// <summary>Whether a root function is bent by the time itself, as sin(time) is: then no error test of the states keeps the steps short
    /// enough for it, and the root finder does.</summary>
    public virtual bool WavesInTime(int root) => false;

    /// <summary>Number of root functions; a sign change of one stops its lane there.</summary>
    public abstract int RootCount { get; }

    /// <summary>Absolute tolerance of each state, in its own unit; +∞ keeps a state (a quadrature) out of the error test.</summary>
    public abstract ReadOnlySpan<double> AbsoluteTolerance { get; }

    /// <summary>Whether f reads no time, so that ∂f/∂t is 0 and is neither computed nor used.</summary>
    public virtual bool IsAutonomous => false;

    /// <summary>Rows of the Jacobian's structural non-zeros; 0 where there is no Jacobian and stiff methods cannot run.</summary>
    public abstract int JacobianEntryCount { get; }

    /// <summary>Rows that the factors of I/(γh) − J need, fill-in included.</summary>
    public abstract int FactorEntryCount { get; }

    /// <summary>f(t, y; p) into <paramref name="derivative"/> [StateCount][8]; <paramref name="time"/> is one row.</summary>
    public abstract void Evaluate(double* time, double* state, double* parameters, double* derivative);

    /// <summary>Whether <see cref="EvaluateStages"/> computes the stages of an explicit method at once, to the same bits as its parts.</summary>
    public virtual bool FusesStages => false;

    /// <summary>The stages of an explicit step after the first.</summary>
    /// <param name="stages">One object for each method.</param>
    /// <param name="clock">Two rows: time and step of each lane.</param>
    /// <param name="slopes">Blocks [StateCount][8], one a stage; the first is given.</param>
    /// <param name="newState">Receives the argument of the last stage [StateCount][8].</param>
    public virtual void EvaluateStages(
        ExplicitStages stages, double* clock, double* state, double* parameters, double* slopes, double* newState) =>
        throw new NotSupportedException("This system computes no stages at once.");

    /// <summary>f, the structural non-zeros of ∂f/∂y [JacobianEntryCount][8], and ∂f/∂t [StateCount][8] unless <see cref="IsAutonomous"/>.</summary>
    public abstract void EvaluateWithJacobian(
        double* time, double* state, double* parameters, double* derivative, double* jacobian, double* timeDerivative);

    /// <summary>Factors W = diag(shift) − J with static diagonal pivots.</summary>
    /// <param name="shift">1/(γh) of each lane, one row.</param>
    /// <param name="smallestPivot">min over k of U_kk / shift of each lane, one row; NaN where a pivot is not finite.</param>
    public abstract void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot);

    /// <summary>Solves W x = b in place, b [StateCount][8].</summary>
    public abstract void Solve(double* factors, double* rightHandSide);

    /// <summary>Root functions into <paramref name="roots"/> [RootCount][8].</summary>
    public abstract void EvaluateRoots(double* time, double* state, double* parameters, double* roots);
}

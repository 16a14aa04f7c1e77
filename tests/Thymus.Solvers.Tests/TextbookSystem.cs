using Thymus.Numerics;

namespace Thymus.Solvers.Tests;

/// <summary>f(t, y; p) of one patient.</summary>
public delegate void RightHandSide(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> derivative);

/// <summary>∂f/∂y of one patient, row by row, and ∂f/∂t; both are zero on entry.</summary>
public delegate void Jacobian(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> jacobian, Span<double> timeDerivative);

/// <summary>Root functions of one patient.</summary>
public delegate void RootFunctions(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> roots);

/// <summary>A textbook problem as a lane system: each lane by the same scalar code, the Jacobian dense.</summary>
public sealed unsafe class TextbookSystem : LaneSystem
{
    private readonly RightHandSide _f;
    private readonly Jacobian? _jacobian;
    private readonly RootFunctions? _roots;
    private readonly double[] _tolerance;
    private readonly SymbolicLu _symbolic;
    private readonly LaneLu<Lanes1> _lu;
    private readonly double[] _y;
    private readonly double[] _p;
    private readonly double[] _dy;
    private readonly double[] _ft;
    private readonly double[] _j;
    private readonly double[] _g;

    public TextbookSystem(
        int states, double[] tolerance, RightHandSide f, Jacobian? jacobian = null, int parameters = 0, int roots = 0, RootFunctions? rootFunctions = null)
    {
        (StateCount, ParameterCount, RootCount) = (states, parameters, roots);
        _tolerance = tolerance.Length == 1 ? [.. Enumerable.Repeat(tolerance[0], states)] : tolerance;
        (_f, _jacobian, _roots) = (f, jacobian, rootFunctions);
        _symbolic = SymbolicLu.Analyse(SparsePattern.Dense(states));
        _lu = new(_symbolic);
        (_y, _p, _dy, _ft, _j, _g) = (new double[states], new double[parameters], new double[states], new double[states], new double[states * states], new double[roots]);
    }

    /// <summary>Calls of <see cref="Evaluate"/> and <see cref="EvaluateWithJacobian"/>.</summary>
    public int Evaluations { get; private set; }

    public override int StateCount { get; }
    public override int ParameterCount { get; }
    public override int RootCount { get; }
    public override ReadOnlySpan<double> AbsoluteTolerance => _tolerance;
    public override int JacobianEntryCount => _jacobian is null ? 0 : StateCount * StateCount;
    public override int FactorEntryCount => _symbolic.Factors.Count;

    public override void Evaluate(double* time, double* state, double* parameters, double* derivative)
    {
        Evaluations++;
        for (var lane = 0; lane < Lanes; lane++)
        {
            Read(lane, state, parameters);
            _f(time[lane], _y, _p, _dy);
            Write(lane, _dy, derivative);
        }
    }

    public override void EvaluateWithJacobian(double* time, double* state, double* parameters, double* derivative, double* jacobian, double* timeDerivative)
    {
        Evaluate(time, state, parameters, derivative);
        for (var lane = 0; lane < Lanes; lane++)
        {
            Read(lane, state, parameters);
            Array.Clear(_j);
            Array.Clear(_ft);
            _jacobian!(time[lane], _y, _p, _j, _ft);
            Write(lane, _j, jacobian);
            Write(lane, _ft, timeDerivative);
        }
    }

    public override void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot) =>
        _lu.Factorise(jacobian, shift, factors, smallestPivot);

    public override void Solve(double* factors, double* rightHandSide) => _lu.Solve(factors, rightHandSide);

    public override void EvaluateRoots(double* time, double* state, double* parameters, double* roots)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            Read(lane, state, parameters);
            _roots!(time[lane], _y, _p, _g);
            Write(lane, _g, roots);
        }
    }

    private void Read(int lane, double* state, double* parameters)
    {
        for (var i = 0; i < _y.Length; i++) _y[i] = state[Lanes * i + lane];
        for (var i = 0; i < _p.Length; i++) _p[i] = parameters[Lanes * i + lane];
    }

    private static void Write(int lane, double[] values, double* block)
    {
        for (var i = 0; i < values.Length; i++) block[Lanes * i + lane] = values[i];
    }
}

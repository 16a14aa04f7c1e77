using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    public override void Evaluate(double* time, double* state, double* parameters, double* derivative) =>
        Interpret(_program.RightHandSide, time, state, parameters, derivative);

    public override void EvaluateWithJacobian(
        double* time, double* state, double* parameters, double* derivative, double* jacobian, double* timeDerivative)
    {
        var rows = (double*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)(8 * 8 * _program.WithJacobian.Outputs.Length));
        Interpret(_program.WithJacobian, time, state, parameters, rows);
        new Span<double>(rows, 8 * StateCount).CopyTo(new Span<double>(derivative, 8 * StateCount));
        new Span<double>(rows + 8 * StateCount, 8 * JacobianEntryCount).CopyTo(new Span<double>(jacobian, 8 * JacobianEntryCount));
        new Span<double>(rows + 8 * (StateCount + JacobianEntryCount), 8 * StateCount).CopyTo(new Span<double>(timeDerivative, 8 * StateCount));
        System.Runtime.InteropServices.NativeMemory.Free(rows);
    }

    public override void EvaluateRoots(double* time, double* state, double* parameters, double* roots) =>
        Interpret(_program.RootFunctions, time, state, parameters, roots);

    public override void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot) =>
        _lu.Factorise(jacobian, shift, factors, smallestPivot);

    public override void Solve(double* factors, double* rightHandSide) => _lu.Solve(factors, rightHandSide);

    private LaneLu<Lanes1> _lu => field ??= new LaneLu<Lanes1>(_program.Lu);

    [SkipLocalsInit]
    private void Interpret(EvaluationPlan plan, double* time, double* state, double* parameters, double* outputs)
    {
        Span<double> y = stackalloc double[StateCount], p = stackalloc double[ParameterCount], values = stackalloc double[plan.Outputs.Length];
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var i = 0; i < y.Length; i++) y[i] = state[Lanes * i + lane];
            for (var i = 0; i < p.Length; i++) p[i] = parameters[Lanes * i + lane];
            Interpreter.Run(plan, time[lane], y, p, values);
            for (var i = 0; i < values.Length; i++) outputs[Lanes * i + lane] = values[i];
        }
    }
}

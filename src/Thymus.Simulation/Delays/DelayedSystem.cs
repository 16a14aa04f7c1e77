using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>A model that looks back in time, with the pasts of the eight patients of a batch.</summary>
internal sealed unsafe class DelayedSystem(CompiledModel model, LaneDelays[] pasts) : LaneSystem
{
    public override int StateCount => model.StateCount;

    public override int ParameterCount => model.ParameterCount;

    public override int RootCount => model.RootCount;

    public override bool IsAutonomous => model.IsAutonomous;

    public override bool WavesInTime(int root) => model.WavesInTime(root);

    public override ReadOnlySpan<double> AbsoluteTolerance => model.AbsoluteTolerance;

    public override int JacobianEntryCount => model.JacobianEntryCount;

    public override int FactorEntryCount => model.FactorEntryCount;

    public override void Evaluate(double* time, double* state, double* parameters, double* derivative)
    {
        Fill(time, state, parameters);
        model.Evaluate(time, state, parameters, derivative);
    }

    public override void EvaluateWithJacobian(double* time, double* state, double* parameters, double* derivative, double* jacobian, double* timeDerivative)
    {
        Fill(time, state, parameters);
        model.EvaluateWithJacobian(time, state, parameters, derivative, jacobian, timeDerivative);
    }

    public override void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot) =>
        model.Factorise(jacobian, shift, factors, smallestPivot);

    public override void Solve(double* factors, double* rightHandSide) => model.Solve(factors, rightHandSide);

    public override void EvaluateRoots(double* time, double* state, double* parameters, double* roots)
    {
        Fill(time, state, parameters);
        model.EvaluateRoots(time, state, parameters, roots);
    }

    private void Fill(double* time, double* state, double* parameters)
    {
        for (var lane = 0; lane < Lanes; lane++)
            if (pasts[lane].IsActive) pasts[lane].Fill(time + lane, state + lane, parameters + lane, Lanes);
    }
}

using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

public sealed unsafe partial class CompiledModel
{
    private readonly ModelKernels _kernels;

    /// <summary>The width at which the kernels run.</summary>
    public LaneWidth Width { get; }

    /// <inheritdoc/>
    public override void Evaluate(double* time, double* state, double* parameters, double* derivative) =>
        _kernels.RightHandSide.Run(time, state, parameters, derivative);

    /// <inheritdoc/>
    public override bool FusesStages => _kernels.FusesStages;

    /// <inheritdoc/>
    public override void EvaluateStages(
        ExplicitStages stages, double* clock, double* state, double* parameters, double* slopes, double* newState) =>
        _kernels.Step(stages).Run(clock, state, parameters, slopes + (nint)StateCount * Lanes, newState, slopes);

    /// <inheritdoc/>
    public override void EvaluateWithJacobian(
        double* time, double* state, double* parameters, double* derivative, double* jacobian, double* timeDerivative) =>
        _kernels.WithJacobian.Run(time, state, parameters, derivative, jacobian, timeDerivative);

    /// <inheritdoc/>
    public override void EvaluateRoots(double* time, double* state, double* parameters, double* roots) =>
        _kernels.Roots.Run(time, state, parameters, roots);

    /// <inheritdoc/>
    public override void Factorise(double* jacobian, double* shift, double* factors, double* smallestPivot) =>
        _kernels.Lu.Factorise(jacobian, shift, factors, smallestPivot);

    /// <inheritdoc/>
    public override void Solve(double* factors, double* rightHandSide) =>
        _kernels.Lu.Solve(factors, rightHandSide);

    /// <summary>Every observable of eight patients, [ObservableNames.Length][8].</summary>
    public void ObserveLanes(double* time, double* state, double* parameters, double* observables) =>
        _kernels.Observables.Run(time, state, parameters, observables);
}

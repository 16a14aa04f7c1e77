using Thymus.Numerics;

namespace Thymus.Simulation.Tests;

/// <summary>The buffers of eight patients of a model.</summary>
internal sealed unsafe class LaneBlock(CompiledModel model) : IDisposable
{
    public CompiledModel Model { get; } = model;
    public AlignedBuffer Time { get; } = new(1);
    public AlignedBuffer State { get; } = new(model.StateCount);
    public AlignedBuffer Parameters { get; } = new(model.ParameterCount);
    public AlignedBuffer Derivative { get; } = new(model.StateCount);
    public AlignedBuffer Jacobian { get; } = new(model.JacobianEntryCount);
    public AlignedBuffer TimeDerivative { get; } = new(model.StateCount);
    public AlignedBuffer Roots { get; } = new(model.RootCount);
    public AlignedBuffer Factors { get; } = new(model.FactorEntryCount);
    public AlignedBuffer Shift { get; } = new(1);
    public AlignedBuffer Pivot { get; } = new(1);

    public void Broadcast(Patient patient)
    {
        for (var lane = 0; lane < 8; lane++) Load(lane, patient.Time, patient.State, patient.Parameters);
    }

    public void Load(int lane, double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters)
    {
        Time.Span[lane] = time;
        for (var i = 0; i < state.Length; i++) State.Span[8 * i + lane] = state[i];
        for (var i = 0; i < parameters.Length; i++) Parameters.Span[8 * i + lane] = parameters[i];
    }

    public void Evaluate() => Model.Evaluate(Time.Pointer, State.Pointer, Parameters.Pointer, Derivative.Pointer);

    public void EvaluateWithJacobian() => Model.EvaluateWithJacobian(
        Time.Pointer, State.Pointer, Parameters.Pointer, Derivative.Pointer, Jacobian.Pointer, TimeDerivative.Pointer);

    public void EvaluateRoots() => Model.EvaluateRoots(Time.Pointer, State.Pointer, Parameters.Pointer, Roots.Pointer);

    public void Factorise() => Model.Factorise(Jacobian.Pointer, Shift.Pointer, Factors.Pointer, Pivot.Pointer);

    public void Solve(AlignedBuffer rightHandSide) => Model.Solve(Factors.Pointer, rightHandSide.Pointer);

    public void Dispose()
    {
        foreach (var buffer in (ReadOnlySpan<AlignedBuffer>)
            [Time, State, Parameters, Derivative, Jacobian, TimeDerivative, Roots, Factors, Shift, Pivot]) buffer.Dispose();
    }
}

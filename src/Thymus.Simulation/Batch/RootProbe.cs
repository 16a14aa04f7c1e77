using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Root functions of one patient, through the same lane kernels that the integration uses, so with the same
/// bits.</summary>
internal sealed unsafe class RootProbe(LaneSystem system) : IDisposable
{
    private readonly AlignedBuffer _time = new(1);
    private readonly AlignedBuffer _state = new(Math.Max(1, system.StateCount));
    private readonly AlignedBuffer _parameters = new(Math.Max(1, system.ParameterCount));
    private readonly AlignedBuffer _roots = new(Math.Max(1, system.RootCount));

    public void Evaluate(double time, ReadOnlySpan<double> state, ReadOnlySpan<double> parameters, Span<double> roots)
    {
        _time.Pointer[0] = time;
        for (var i = 0; i < state.Length; i++) _state.Pointer[LaneSystem.Lanes * i] = state[i];
        for (var i = 0; i < parameters.Length; i++) _parameters.Pointer[LaneSystem.Lanes * i] = parameters[i];
        system.EvaluateRoots(_time.Pointer, _state.Pointer, _parameters.Pointer, _roots.Pointer);
        for (var i = 0; i < roots.Length; i++) roots[i] = _roots.Pointer[LaneSystem.Lanes * i];
    }

    public void Dispose()
    {
        _time.Dispose();
        _state.Dispose();
        _parameters.Dispose();
        _roots.Dispose();
    }
}

namespace Thymus.Simulation;

/// <summary>A plan run by the interpreter in the place of emitted code.</summary>
internal sealed unsafe class InterpretedPart(EvaluationPlan plan, IReadOnlyList<OutputPlace> places)
{
    public static Kernel Kernel(EvaluationPlan plan, IReadOnlyList<OutputPlace> places) =>
        new([new KernelStep(new InterpretedPart(plan, places).Run, null)], width: 1, scratchRows: 0);

    private readonly OutputPlace[] _places = [.. places];

    private void Run(double* time, double* state, double* parameters, double* first, double* second, double* third, double* scratch)
    {
        var slots = Interpreter.Run(plan, time, state, parameters, Solvers.LaneSystem.Lanes);
        for (var i = 0; i < _places.Length; i++)
        {
            var block = _places[i].Block switch { 0 => first, 1 => second, _ => third };
            block[Solvers.LaneSystem.Lanes * _places[i].Row] = slots[plan.Outputs[i]];
        }
    }
}

using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>The emitted code of a model at one width; each kernel is made when first asked for, so that a non-stiff run pays for no Jacobian.</summary>
/// <remarks>At width 1 the interpreter takes the place of emitted code, so that any run can be repeated on the oracle.</remarks>
internal sealed class ModelKernels
{
    private readonly ModelProgram _program;
    private readonly LaneWidth _width;
    private readonly LaneInstructions? _lanes;
    private readonly Lock _emitting = new();
    private (ExplicitStages Stages, Kernel Kernel)[] _steps = [];
    private Kernel? _rightHandSide, _withJacobian, _roots, _observables;
    private LaneLu? _lu;

    public ModelKernels(ModelProgram program, LaneWidth width)
    {
        (_program, _width, _lanes) = (program, width, width == LaneWidth.One ? null : LaneInstructions.For(width));
    }

    /// <summary>Derivatives.</summary>
    public Kernel RightHandSide => _rightHandSide ?? Emit(ref _rightHandSide, nameof(RightHandSide), () => _program.RightHandSide, StateCount);

    /// <inheritdoc cref="ModelProgram.WithJacobian"/>
    public Kernel WithJacobian =>
        _withJacobian ?? Emit(ref _withJacobian, nameof(WithJacobian), () => _program.WithJacobian,
            StateCount, _program.JacobianPattern.Count, _program.IsAutonomous ? 0 : StateCount);

    /// <summary>An explicit step: slopes, new state, from a clock of two rows (time, step) and the first slope in the third block.</summary>
    public Kernel Step(ExplicitStages stages)
    {
        foreach (var (known, kernel) in _steps)
            if (ReferenceEquals(known, stages)) return kernel;
        lock (_emitting)
        {
            Kernel? step = null;
            Emit(ref step, nameof(Step), () => StepPlan.Create(_program.RightHandSide, stages, StateCount), (stages.Weights.Length - 1) * StateCount, StateCount);
            _steps = [.. _steps, (stages, step!)];
            return step!;
        }
    }

    /// <summary>Whether an explicit step is worth a kernel of its own, and can have one.</summary>
    public bool FusesStages => _lanes is not null && StateCount <= StepPlan.MostStates && _program.RightHandSide.Loops.Length == 0;

    public Kernel Roots => _roots ?? Emit(ref _roots, nameof(Roots), () => _program.RootFunctions, _program.Roots.Length);

    public Kernel Observables =>
        _observables ?? Emit(ref _observables, nameof(Observables), () => _program.Observables, _program.ObservableNames.Length);

    /// <summary>Factors and solutions of I/(γh) − J.</summary>
    public LaneLu Lu => _lu ??= LaneLu.Create(_program.Lu, _width);

    private int StateCount => _program.StateNames.Length;

    private Kernel Emit(ref Kernel? kernel, string name, Func<EvaluationPlan> plan, params ReadOnlySpan<int> rowsOfBlocks)
    {
        var places = new List<OutputPlace>();
        for (var block = 0; block < rowsOfBlocks.Length; block++)
            for (var row = 0; row < rowsOfBlocks[block]; row++) places.Add(new OutputPlace(block, row));
        lock (_emitting) return kernel ??= _lanes is null ? InterpretedPart.Kernel(plan(), places) : KernelEmitter.Emit(plan(), places, _lanes, name);
    }
}

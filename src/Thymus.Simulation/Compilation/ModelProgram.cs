using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Everything that a model computes, as plans over its states and its parameter block.</summary>
internal sealed class ModelProgram
{
    private readonly ExpressionGraph _graph;
    private readonly int[] _observableNodes;
    private readonly Dictionary<int, int> _storedRows;
    private readonly EvaluationPlan?[] _observablePlans;

    private ModelProgram(ModelProgramBuilder built)
    {
        _graph = built.Graph;
        StateNames = [.. built.States.Select(s => s.Name), .. built.Sensitivities?.StateNames ?? []];
        SettableParameterCount = built.Layout.SettableCount;
        ParameterRows = built.Layout.Rows;
        Events = built.Events;
        Delays = built.Delays;
        StartDraws = built.StartDraws;
        Roots = [.. built.Roots.Select(r => r.Root)];
        (int Row, int Start)[] heldDerivatives = [.. built.Sensitivities?.HeldStarts ?? []];
        HeldRows = [.. built.Held.Select(s => s.HeldRow), .. heldDerivatives.Select(h => h.Row)];
        HeldRowOf = built.Held.Where(s => s.Species is null).ToDictionary(s => s.SettableRow, s => s.HeldRow);
        ObservableNames = [.. built.Observables.Select(o => o.Name)];
        JacobianPattern = built.JacobianPattern;
        Lu = SymbolicLu.Analyse(JacobianPattern);

        var derivatives = built.Derivatives;
        var jacobian = built.JacobianNodes;
        var timeDerivatives = built.TimeDerivatives;
        int[] roots = [.. built.Roots.Select(r => r.Node)];
        _observableNodes = [.. built.Observables.Select(o => o.Node)];

        FirstDerivedRow = built.Layout.Names.Count;
        var derived = DerivedConstants.Find(_graph, [.. derivatives, .. jacobian, .. timeDerivatives, .. roots]);
        _storedRows = derived.Select((node, k) => (node, k)).ToDictionary(p => p.node, p => FirstDerivedRow + p.k);
        ParameterNames = [.. built.Layout.Names, .. derived.Select((_, k) => $"derived({k})")];
        DefaultParameters = [.. built.Layout.Defaults, .. derived.Select(_ => double.NaN)];

        Start = EvaluationPlan.Create(_graph,
            [.. built.Held.Select(built.AtStart.Amount), .. heldDerivatives.Select(h => h.Start), .. built.States.Select(built.AtStart.Amount), .. built.Sensitivities?.Starts ?? []]);
        Derived = EvaluationPlan.Create(_graph, derived);
        RightHandSide = ProductSums.Join(Plan(derivatives));
        IsAutonomous = timeDerivatives.All(node => _graph.IsConstant(node, 0));
        WithJacobian = ProductSums.Join(Plan([.. derivatives, .. jacobian, .. IsAutonomous ? [] : timeDerivatives]));
        RootFunctions = Plan(roots);
        Breaks = Plan(built.Breaks);
        RoundedCount = built.RoundedCount;
        Stochastic = built.Stochastic is { } nodes ? new StochasticPlans(nodes, Plan) : null;
        Sensitivities = built.Sensitivities?.ToPlan(built.LoweredEvents, Plan);
        Observables = Plan(_observableNodes);
        _observablePlans = new EvaluationPlan?[_observableNodes.Length];
    }

    public ImmutableArray<string> StateNames { get; }
    public ImmutableArray<string> ParameterNames { get; }
    public ImmutableArray<string> ObservableNames { get; }
    public IReadOnlyDictionary<string, int> ParameterRows { get; }
    public ImmutableArray<double> DefaultParameters { get; }
    public int SettableParameterCount { get; }
    public int FirstDerivedRow { get; }

    /// <summary>Rows that <see cref="Start"/> fills before the states.</summary>
    public ImmutableArray<int> HeldRows { get; }

    /// <summary>The working row of a settable row whose symbol events may change.</summary>
    public IReadOnlyDictionary<int, int> HeldRowOf { get; }

    public ImmutableArray<CompiledEvent> Events { get; }
    public ImmutableArray<CompiledDelay> Delays { get; }
    public ImmutableArray<ModelRoot> Roots { get; }
    public SparsePattern JacobianPattern { get; }
    public SymbolicLu Lu { get; }

    /// <summary>Held rows, then states, from the settable rows and the time.</summary>
    public EvaluationPlan Start { get; }

    /// <summary>What to draw before <see cref="Start"/>.</summary>
    public DrawPlan[] StartDraws { get; }

    /// <summary>Derived rows from all other rows.</summary>
    public EvaluationPlan Derived { get; }

    public EvaluationPlan RightHandSide { get; }

    /// <summary>Whether the derivatives read no time.</summary>
    public bool IsAutonomous { get; }

    /// <summary>Derivatives, Jacobian entries, and time derivatives unless <see cref="IsAutonomous"/>.</summary>
    public EvaluationPlan WithJacobian { get; }

    public EvaluationPlan RootFunctions { get; }
    public EvaluationPlan Observables { get; }

    /// <inheritdoc cref="ModelProgramBuilder.Breaks"/>
    public EvaluationPlan Breaks { get; }

    /// <inheritdoc cref="ModelProgramBuilder.RoundedCount"/>
    public int RoundedCount { get; }

    /// <summary>The reactions one by one; null where the options ask for none.</summary>
    public StochasticPlans? Stochastic { get; }

    /// <summary>The model as plans; null where it has errors.</summary>
    public static ModelProgram? Create(ModelDefinition model, CompileOptions options, DiagnosticBag diagnostics)
    {
        var built = ModelProgramBuilder.Build(model, options, diagnostics);
        return diagnostics.HasErrors ? null : new ModelProgram(built);
    }

    /// <summary>Null where the options ask for no sensitivities.</summary>
    public SensitivityPlan? Sensitivities { get; }

    /// <summary>The plan of one observable, made when first asked for.</summary>
    public EvaluationPlan Observable(int observable)
    {
        if (Volatile.Read(ref _observablePlans[observable]) is { } plan) return plan;
        lock (_observablePlans) return _observablePlans[observable] ??= Plan([_observableNodes[observable]]);
    }

    private EvaluationPlan Plan(IReadOnlyList<int> nodes) => EvaluationPlan.Create(_graph, nodes, _storedRows);
}

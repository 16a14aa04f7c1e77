using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Differentiates a model by some of its parameters: the variational equations as further states of the same graph.</summary>
/// <remarks>
/// With y' = f(t, y, h, p), where h are values that the start and events set, s = ∂y/∂p follows s' = ∂f/∂y·s + ∂f/∂h·∂h/∂p + ∂f/∂p.
/// A state that does not depend on a parameter, directly or through others, has no row: its derivative is the constant 0.
/// What happens at a time that itself depends on a parameter is <see cref="LaneSwitches"/>'s.
/// </remarks>
internal sealed class SensitivityLowering
{
    private readonly ModelProgramBuilder _builder;
    private readonly DiagnosticBag _diagnostics;
    private readonly ExpressionGraph _graph;
    private readonly Differentiator _differentiator;
    private readonly List<SensitivityParameter> _parameters = [];
    private readonly List<SensitivityRow> _states = [];
    private readonly List<SensitivityRow> _held = [];
    private readonly List<int> _heldStarts = [];

    /// <summary>For each parameter the leaves that depend on it, each with the node of its derivative.</summary>
    private readonly List<List<(int Leaf, int Derivative)>> _dependents = [];

    /// <summary>Finds the parameters and makes their rows variables; nothing may have been lowered before.</summary>
    public SensitivityLowering(ModelProgramBuilder builder, ImmutableArray<string> names, DiagnosticBag diagnostics)
    {
        (_builder, _diagnostics, _graph, _differentiator) = (builder, diagnostics, builder.Graph, builder.Differentiator);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (builder.Layout.Rows.TryGetValue(name, out var row) && row < builder.Layout.SettableCount)
            {
                var own = builder.Layout.Names[row];
                if (_parameters.Any(p => p.Row == row)) continue;
                _parameters.Add(new SensitivityParameter(own, row, AddRow($"d(time)/d({own})", 0)));
                _differentiator.AddParameter(row);
            }
            else
            {
                var computed = builder.Table.TryGet(name, out var symbol) ? $"{symbol.Described}, which the model computes" : $"'{name}', which the model does not have";
                diagnostics.Error("TM2050", builder.Table.WholeFile, $"Sensitivities are asked for to {computed}.",
                    Advice.DidYouMean(name, "values to differentiate by", builder.Layout.Names.Take(builder.Layout.SettableCount)));
            }
        }
        foreach (var symbol in builder.Held) _differentiator.AddParameter(symbol.HeldRow);
    }

    /// <summary>State rows that hold derivatives; they follow the model's own.</summary>
    public IEnumerable<string> StateNames => _states.Select(s => CompiledModel.SensitivityName(_builder.States[s.Of].Name, _parameters[s.Parameter].Name));

    /// <summary>Start values of those rows.</summary>
    public List<int> Starts { get; } = [];

    /// <summary>Rates of those rows.</summary>
    public List<int> Derivatives { get; } = [];

    /// <summary>Rows of the parameter block that the start fills, and their nodes.</summary>
    public IEnumerable<(int Row, int Start)> HeldStarts => _held.Select((h, i) => (h.Row, _heldStarts[i]));

    /// <summary>The names, asked as observables, of what depends on some parameter.</summary>
    public HashSet<string> Dependent { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds what depends on what, and lowers starts and rates.</summary>
    public void Lower(IReadOnlyList<LoweredEvent> events)
    {
        for (var p = 0; p < _parameters.Count; p++)
        {
            var (states, held) = new DependenceSearch(_builder, events, _graph.Parameter(_parameters[p].Row)).Find();
            var dependents = new List<(int Leaf, int Derivative)> { (_graph.Parameter(_parameters[p].Row), _graph.Constant(1)) };
            foreach (var state in states)
            {
                var row = _builder.States.Length + _states.Count;
                _states.Add(new SensitivityRow(p, state, row));
                dependents.Add((_graph.State(state), _graph.State(row)));
                Starts.Add(Start(_builder.States[state], p));
            }
            foreach (var symbol in held)
            {
                var row = AddRow(CompiledModel.SensitivityName(_builder.Layout.Names[symbol.HeldRow], _parameters[p].Name), double.NaN);
                _held.Add(new SensitivityRow(p, symbol.HeldRow, row));
                dependents.Add((_graph.Parameter(symbol.HeldRow), _graph.Parameter(row)));
                _heldStarts.Add(Start(symbol, p));
            }
            _dependents.Add(dependents);
        }
        foreach (var s in _states) Derivatives.Add(Total(_builder.Derivatives[s.Of], s.Parameter));
        new SensitivityRefusals(_builder, events, DependsOn, _diagnostics).Report();
    }

    /// <summary>dv/dp at a fixed time: ∂v/∂p + Σ ∂v/∂y·s + Σ ∂v/∂h·∂h/∂p.</summary>
    public int Total(int node, int parameter)
    {
        var total = _graph.Constant(0);
        foreach (var (leaf, derivative) in _dependents[parameter])
            total = _graph.Add(total, _graph.Multiply(_differentiator.Derivative(node, leaf), derivative));
        return total;
    }

    /// <summary>The first parameter that a value depends on; null where there is none.</summary>
    public string? DependsOn(int node)
    {
        for (var p = 0; p < _parameters.Count; p++)
            if (_dependents[p].Any(d => _differentiator.Reads(node, d.Leaf))) return _parameters[p].Name;
        return null;
    }

    /// <summary>
    /// What an event assigns to derivatives: h(t, y, p) for a target gives dh/dp along y and along the event's own time,
    /// dh/dp + ∂h/∂t·∂t/∂p.
    /// </summary>
    public IEnumerable<(EventTarget Target, int Value)> AssignmentsOf(LoweredEvent e)
    {
        for (var i = 0; i < e.Targets.Count; i++)
        {
            var (target, symbol) = (e.Targets[i], e.Symbols[i]);
            var value = e.Amounts[i];
            foreach (var row in (target.IsState ? _states : _held).Where(r => r.Of == target.Row))
            {
                var parameter = _parameters[row.Parameter];
                var along = _graph.Multiply(_differentiator.Derivative(value, _graph.Time()), _graph.Parameter(parameter.TimeRow));
                yield return (new EventTarget(CompiledModel.SensitivityName(symbol.Name, parameter.Name), target.IsState, row.Row), _graph.Add(Total(value, row.Parameter), along));
            }
        }
    }

    /// <summary>Adds d(X)/d(p) and dln(X)/dln(p) for every observable X but the time.</summary>
    public void AddObservables(List<(string Name, int Node)> observables)
    {
        var own = observables.Where(o => o.Name != "time").ToList();
        for (var p = 0; p < _parameters.Count; p++)
            foreach (var (name, node) in own)
            {
                var total = Total(node, p);
                if (!_graph.IsConstant(total, 0)) Dependent.Add(name);
                observables.Add((CompiledModel.SensitivityName(name, _parameters[p].Name), total));
                observables.Add((CompiledModel.LogarithmicSensitivityName(name, _parameters[p].Name),
                    _graph.Divide(_graph.Multiply(_graph.Parameter(_parameters[p].Row), total), node)));
            }
    }

    /// <summary>What <see cref="LaneSwitches"/> runs on.</summary>
    public SensitivityPlan ToPlan(IEnumerable<LoweredEvent> events, Func<IReadOnlyList<int>, EvaluationPlan> plan)
    {
        int[] rates = [.. _builder.Derivatives.Take(_builder.States.Length)];
        var relations = _builder.RelationsIn([.. events.Select(e => e.Trigger)]).Union(_builder.SensitiveRelations).Order()
            .Where(r => _graph[r].Operation is Operation.Less or Operation.LessOrEqual)
            .GroupBy(Compared).Where(g => DependsOn(g.Key) is not null).OrderBy(g => g.Key);
        return new SensitivityPlan
        {
            Parameters = [.. _parameters],
            States = [.. _states],
            Held = [.. _held],
            Switches = [.. relations.Select(g => Switch(g.Key, [.. g], rates, plan))],
            Rates = plan(rates),
            Dependent = [.. Dependent],
        };
    }

    /// <summary>Left side − right side; a &lt; b and b &lt; a compare the same.</summary>
    private int Compared(int relation)
    {
        var difference = _graph.Subtract(_graph[relation].A, _graph[relation].B);
        return Math.Min(difference, _graph.Negate(difference));
    }

    private SensitiveSwitch Switch(int compared, int[] relations, int[] rates, Func<IReadOnlyList<int>, EvaluationPlan> plan)
    {
        var slope = _differentiator.Derivative(compared, _graph.Time());
        for (var i = 0; i < rates.Length; i++) slope = _graph.Add(slope, _graph.Multiply(_differentiator.Derivative(compared, _graph.State(i)), rates[i]));
        int[] value = [compared, slope, .. Enumerable.Range(0, _parameters.Count).Select(p => Total(compared, p))];
        var turned = relations.ToDictionary(r => r, _graph.Not);
        var names = _builder.States.Where(s => _differentiator.Reads(compared, _graph.State(s.StateRow))).Select(s => s.Name)
            .Concat(_parameters.Where(p => _differentiator.Reads(compared, _graph.Parameter(p.Row))).Select(p => p.Name));
        var isTrueAtZero = relations.Any(r => (_graph[r].Operation == Operation.LessOrEqual) == (_graph.Subtract(_graph[r].A, _graph[r].B) == compared));
        return new SensitiveSwitch(plan(value), isTrueAtZero, plan([.. rates.Select(r => _graph.Replace(r, turned))]), string.Join(", ", names));
    }

    /// <summary>The derivative of a start value; NaN where an initial assignment takes the place of the parameter itself.</summary>
    private int Start(ModelSymbol symbol, int parameter)
    {
        var row = _graph.Parameter(_parameters[parameter].Row);
        var start = _differentiator.Derivative(_builder.AtStart.Amount(symbol), row);
        return symbol.SettableRow == _parameters[parameter].Row && symbol.InitialAssignment is not null
            ? _graph.Select(_graph.Binary(Operation.Equal, row, row), start, _graph.Constant(double.NaN))
            : start;
    }

    private int AddRow(string name, double value)
    {
        _graph.AddParameter(Rate.Patient);
        return _builder.Layout.AddHeldRow(name, value);
    }
}

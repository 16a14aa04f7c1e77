using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Lowers a definition: states and their derivatives, Jacobian, roots, events, observables, as nodes of one graph.</summary>
internal sealed class ModelProgramBuilder
{
    private readonly ModelDefinition _model;
    private readonly CompileOptions _options;
    private readonly DiagnosticBag _diagnostics;
    private readonly SymbolTable _table;
    private readonly Differentiator _differentiator;
    private readonly DelayTable _delays;
    private readonly ModelLowering _running;
    private readonly Dictionary<int, int> _rootOfNode = [];

    private ModelProgramBuilder(ModelDefinition model, CompileOptions options, DiagnosticBag diagnostics)
    {
        (_model, _options, _diagnostics) = (model, options, diagnostics);
        _table = SymbolTable.Build(model, options, diagnostics);
        States = [.. _table.Ordered.Where(s => s.Role == SymbolRole.State)];
        for (var row = 0; row < States.Length; row++) States[row].StateRow = row;
        Layout = ParameterLayout.Create(_table, options);
        Held = [.. _table.Ordered.Where(s => s.Role == SymbolRole.Held)];
        Graph = new ExpressionGraph(Layout.Rates);
        _differentiator = new Differentiator(Graph);
        _delays = new DelayTable(Graph, Layout, _differentiator);
        AtStart = new ModelLowering(_table, Layout, Graph, _differentiator, _delays, diagnostics);
        _running = new ModelLowering(AtStart);
        if (!options.Sensitivities.IsEmpty) Sensitivities = new SensitivityLowering(this, options.Sensitivities, diagnostics);
    }

    public SymbolTable Table => _table;
    public ModelLowering Running => _running;
    public Differentiator Differentiator => _differentiator;

    /// <summary>Null where the options ask for none.</summary>
    public SensitivityLowering? Sensitivities { get; }

    /// <inheritdoc cref="DelayTable.Entries"/>
    public IReadOnlyList<DelayTable.Entry> DelayEntries => _delays.Entries;

    /// <summary>The reactions one by one; null where the options ask for none.</summary>
    public StochasticNodes? Stochastic { get; private set; }

    public ExpressionGraph Graph { get; }
    public ParameterLayout Layout { get; }
    public ModelLowering AtStart { get; }
    public ImmutableArray<ModelSymbol> States { get; }
    public ImmutableArray<ModelSymbol> Held { get; }
    public int[] Derivatives { get; private set; } = [];
    public int[] JacobianNodes { get; private set; } = [];
    public int[] TimeDerivatives { get; private set; } = [];
    public SparsePattern JacobianPattern { get; private set; } = new(0, []);
    public List<(ModelRoot Root, int Node)> Roots { get; } = [];
    public ImmutableArray<LoweredEvent> LoweredEvents { get; private set; } = [];
    public ImmutableArray<CompiledEvent> Events { get; private set; } = [];
    public ImmutableArray<CompiledDelay> Delays { get; private set; } = [];
    public DrawPlan[] StartDraws { get; private set; } = [];
    public List<(string Name, int Node)> Observables { get; } = [];

    /// <summary>Relations inside rates that turn over at a time that depends on a parameter to differentiate by.</summary>
    public List<int> SensitiveRelations { get; } = [];

    /// <summary>What reads time alone and is rounded, then what reads time alone and is compared with 0; each followed by its slope in time.</summary>
    public List<int> Breaks { get; } = [];

    /// <summary>How many of <see cref="Breaks"/> are rounded.</summary>
    public int RoundedCount { get; private set; }

    public static ModelProgramBuilder Build(ModelDefinition model, CompileOptions options, DiagnosticBag diagnostics)
    {
        var builder = new ModelProgramBuilder(model, options, diagnostics);
        builder.CheckOptions();
        builder.Derivatives = [.. builder.States.Select(builder._running.StateDerivative)];
        foreach (var symbol in builder._table.Ordered) builder.AtStart.Amount(symbol);
        builder.StartDraws = builder.DrawPlans(builder.AtStart.StartDraws);
        builder.LoweredEvents = [.. model.Events.Select(builder.LowerEvent)];
        if (!diagnostics.HasErrors && builder.Sensitivities is { } sensitivities)
        {
            sensitivities.Lower(builder.LoweredEvents);
            builder.Derivatives = [.. builder.Derivatives, .. sensitivities.Derivatives];
        }
        builder.Events = [.. builder.LoweredEvents.Select(builder.Compile)];
        builder.LowerWatches();
        builder.LowerObservables();
        if (!diagnostics.HasErrors) builder.Sensitivities?.AddObservables(builder.Observables);
        if (diagnostics.HasErrors) return builder;
        if (options.Stochastic && builder.Sensitivities is not null)
            diagnostics.Error("TM2052", builder._table.WholeFile, "Sensitivities are asked for of a stochastic simulation.", "They exist for the differential equations: leave --method ssa or tau out.");
        if (options.Stochastic && builder._delays.Entries.Count > 0)
            diagnostics.Error("TM2045", builder._table.WholeFile, "The model reads delayed quantities, which a stochastic simulation does not keep.", "Simulate it without --method ssa or tau.");
        if (options.Stochastic) builder.Stochastic = new StochasticLowering(builder, diagnostics).Lower();
        builder.FindDiscontinuities();
        builder.FindSensitiveSwitches();
        builder.FindBreaks();
        builder.Delays = [.. builder.CompileDelays()];
        builder.Differentiate();
        return builder;
    }

    private void CheckOptions()
    {
        foreach (var name in _options.Quadratures.Concat(_options.Tolerances.Keys.Order(StringComparer.Ordinal)))
            if (!States.Any(s => s.Name == name))
                _diagnostics.Error("TM2015", _table.WholeFile, $"A tolerance is asked for '{name}', which is no state of the model.",
                    Advice.DidYouMean(name, "states", States.Select(s => s.Name)));
        foreach (var group in _options.Watches.GroupBy(w => w.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            _diagnostics.Error("TM2016", _table.WholeFile, $"Two watches are named '{group.Key}'.", "Name each watch differently.");
    }

    private LoweredEvent LowerEvent(ModelEvent e)
    {
        var formula = _running.Formula(e.Span ?? _table.WholeFile);
        var trigger = formula.Truth(e.Trigger);
        var (draws, delayDraws) = (new List<DrawNode>(), new List<DrawNode>());
        var delay = e.Delay is { } d ? _running.Formula(e.Span ?? _table.WholeFile, delayDraws).Number(d) : -1;
        var priority = e.Priority is { } p ? formula.Number(p) : -1;
        var assignments = e.Assignments.Where(a => _table.TryGet(a.Variable, out _)).ToList();
        var values = assignments.ConvertAll(a => _running.Formula(a.Span ?? e.Span ?? _table.WholeFile, draws).Number(a.Value));
        var symbols = assignments.ConvertAll(a => _table[a.Variable]);
        var amounts = symbols.Select((s, i) => SizeOf(s) is var size and >= 0 ? Graph.Multiply(values[i], size) : values[i]).ToList();
        int[] roots = [.. RelationsIn(trigger).Select(RootOfRelation)];
        return new LoweredEvent(e, trigger, delay, priority, values, amounts, symbols, symbols.ConvertAll(TargetOf), roots, draws, delayDraws);
    }

    private CompiledEvent Compile(LoweredEvent e)
    {
        (EventTarget Target, int Value)[] derivatives = _diagnostics.HasErrors || Sensitivities is null ? [] : [.. Sensitivities.AssignmentsOf(e)];
        var plans = new EventPlans(
            Plan(Graph.ToNumber(e.Trigger)),
            e.Delay < 0 ? null : Plan(e.Delay),
            e.Priority < 0 ? null : Plan(e.Priority),
            EvaluationPlan.Create(Graph, [.. e.Values, .. derivatives.Select(d => d.Value)]),
            DrawPlans(e.Draws),
            DrawPlans(e.DelayDraws));
        return new CompiledEvent(e.Definition, [.. e.Roots], [.. e.Targets, .. derivatives.Select(d => d.Target)], plans);
    }

    private DrawPlan[] DrawPlans(List<DrawNode> draws) => [.. draws.Select(d => new DrawPlan(d.Distribution, EvaluationPlan.Create(Graph, d.Arguments), d.Row))];

    private EventTarget TargetOf(ModelSymbol symbol)
    {
        var isState = symbol.Role == SymbolRole.State;
        return new EventTarget(symbol.Name, isState, isState ? symbol.StateRow : symbol.HeldRow)
        {
            Size = SizeOf(symbol) is var size and >= 0 ? Plan(size) : null,
        };
    }

    /// <summary>The size by which a concentration becomes the amount that its row holds; −1 where the row takes the value as it is.</summary>
    private int SizeOf(ModelSymbol symbol) => symbol.Species is { } species && !_running.MeansAmount(species) ? _running.Size(species) : -1;

    /// <summary>Relations that vary in time below some nodes, in order of their nodes.</summary>
    public SortedSet<int> RelationsIn(params ReadOnlySpan<int> nodes) =>
        VaryingBelow(nodes, o => o is Operation.Less or Operation.LessOrEqual or Operation.Equal or Operation.NotEqual);

    public SortedSet<int> VaryingBelow(ReadOnlySpan<int> nodes, Func<Operation, bool> wanted)
    {
        var found = new SortedSet<int>();
        var seen = new HashSet<int>();
        var open = new Stack<int>();
        foreach (var node in nodes) open.Push(node);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            var n = Graph[node];
            if (n.Rate == Rate.Stage && wanted(n.Operation)) found.Add(node);
            foreach (var operand in (ReadOnlySpan<int>)[n.A, n.B, n.C])
                if (operand >= 0) open.Push(operand);
        }
        return found;
    }

    private int RootOfRelation(int relation) =>
        RootOf(Graph.Subtract(Graph[relation].A, Graph[relation].B), new ModelRoot(RootKind.Trigger));

    private int RootOf(int node, ModelRoot root)
    {
        if (_rootOfNode.TryGetValue(node, out var index)) return index;
        var slope = _differentiator.Derivative(node, Graph.Time());
        var waves = !Graph.IsConstant(slope, 0) && !Graph.IsConstant(_differentiator.Derivative(slope, Graph.Time()), 0);
        Roots.Add((root with { Waves = waves }, node));
        if (root.Kind != RootKind.Watch) _rootOfNode.Add(node, Roots.Count - 1);
        return Roots.Count - 1;
    }

    private void LowerWatches()
    {
        for (var i = 0; i < _options.Watches.Length; i++)
        {
            var watch = _options.Watches[i];
            var quantity = _running.Formula(watch.Quantity.Span ?? _table.WholeFile).Number(watch.Quantity);
            RootOf(Graph.Subtract(quantity, Graph.Parameter(Layout.Thresholds[i])), new ModelRoot(RootKind.Watch, i));
        }
    }

    private void LowerObservables()
    {
        // A model may call something of its own "time"; its own meaning then wins.
        if (!_table.TryGet("time", out _)) Observables.Add(("time", Graph.Time()));
        foreach (var symbol in _table.Ordered) Observables.Add((symbol.Name, _running.Value(symbol)));
        foreach (var symbol in _table.Ordered)
        {
            if (symbol.Species is not { } species) continue;
            var amount = _running.Amount(symbol);
            Observables.Add(($"amount({symbol.Name})", amount));
            Observables.Add(($"concentration({symbol.Name})",
                _running.MeansAmount(species) ? Graph.Divide(amount, _running.Size(species)) : _running.Value(symbol)));
        }
    }

    /// <summary>
    /// Relations on time alone inside the right-hand side: a step over one would never see a pulse shorter than itself. And all relations
    /// inside what is delayed: the past is kept as a polynomial a step, which must have no break inside.
    /// </summary>
    private void FindDiscontinuities()
    {
        foreach (var relation in RelationsIn([.. _delays.Entries.Select(e => e.Quantity)])) RootOf(Graph.Subtract(Graph[relation].A, Graph[relation].B), new ModelRoot(RootKind.Discontinuity));
        foreach (var relation in RelationsIn(Derivatives))
        {
            var difference = Graph.Subtract(Graph[relation].A, Graph[relation].B);
            if (ReadsTimeAlone(difference)) RootOf(difference, new ModelRoot(RootKind.Discontinuity));
        }
    }

    /// <summary>
    /// Conditions inside the rates that change at a time that depends on a parameter to differentiate by. At a smaller or larger of two
    /// values the rates do not jump, so that nothing happens there.
    /// </summary>
    private void FindSensitiveSwitches()
    {
        if (Sensitivities is null) return;
        int[] rates = [.. Derivatives.Take(States.Length)];
        var choices = VaryingBelow(rates, o => o >= Operation.Less);
        foreach (var relation in RelationsIn(rates))
        {
            // Sides are equal at a moment only, or for a time that a jump ends.
            if (Graph[relation].Operation is Operation.Equal or Operation.NotEqual) continue;
            var (a, b) = (Graph[relation].A, Graph[relation].B);
            var isExtreme = choices.Where(c => Graph[c] is var n && (n.A == relation || n.B == relation || n.C == relation))
                .All(c => Graph[c] is { Operation: Operation.Select } n && n.C == relation && ((n.A == a && n.B == b) || (n.A == b && n.B == a)));
            var difference = Graph.Subtract(a, b);
            if (isExtreme || Sensitivities.DependsOn(difference) is null) continue;
            RootOf(difference, new ModelRoot(RootKind.Discontinuity));
            SensitiveRelations.Add(relation);
        }
    }

    /// <summary>
    /// Where the rates break at a time that can be told beforehand: a schedule that repeats by floor(time/21), over a period of which a
    /// step would go unseeing, and the discontinuities in it.
    /// </summary>
    private void FindBreaks()
    {
        int[] nodes = [.. Derivatives, .. Roots.Select(r => r.Node)];
        foreach (var node in VaryingBelow(nodes, o => o is Operation.Floor or Operation.Ceiling))
            if (ReadsTimeAlone(Graph[node].A)) AddBreak(Graph[node].A);
        RoundedCount = Breaks.Count / 2;
        foreach (var (root, node) in Roots)
            if (root.Kind == RootKind.Discontinuity && ReadsTimeAlone(node)) AddBreak(node);
    }

    private void AddBreak(int node) => Breaks.AddRange([node, _differentiator.Derivative(node, Graph.Time())]);

    public bool ReadsTimeAlone(int node) =>
        _differentiator.Reads(node, Graph.Time()) && !ReadsState(node) && !ReadsThePast(node) && Graph[node].Unknowns == 0;

    private bool ReadsThePast(int node) => VaryingBelow([node], o => o == Operation.Parameter).Count > 0;

    public bool ReadsState(int node) => States.Any(s => _differentiator.Reads(node, Graph.State(s.StateRow)));

    private void Differentiate()
    {
        var places = new List<(int Row, int Column)>();
        var nodes = new List<int>();
        for (var row = 0; row < Derivatives.Length; row++)
            for (var column = 0; column < Derivatives.Length; column++)
            {
                var entry = _differentiator.Derivative(Derivatives[row], Graph.State(column));
                if (Graph.IsConstant(entry, 0)) continue;
                places.Add((row, column));
                nodes.Add(entry);
            }
        JacobianPattern = new SparsePattern(Derivatives.Length, places);
        JacobianNodes = [.. nodes];
        TimeDerivatives = [.. Derivatives.Select(d => _differentiator.Derivative(d, Graph.Time()))];
    }

    private IEnumerable<CompiledDelay> CompileDelays()
    {
        var feeding = new HashSet<int>();
        var found = VaryingBelow([.. Derivatives, .. Roots.Select(r => r.Node)], o => o == Operation.Parameter);
        while (found.Count > 0)
        {
            // A delayed quantity may read another one.
            var more = _delays.Entries.Where(e => found.Contains(Graph.Parameter(e.Row)) && feeding.Add(e.Row)).ToList();
            found = VaryingBelow([.. more.SelectMany(e => new[] { e.Quantity, e.Duration })], o => o == Operation.Parameter);
        }
        foreach (var e in _delays.Entries)
        {
            var constant = Graph[e.Duration].Rate <= Rate.Patient;
            yield return new CompiledDelay(e.Row, constant, feeding.Contains(e.Row), _differentiator.Reads(e.Before, Graph.Time()),
                Plan(e.Duration), Plan(e.Quantity), EvaluationPlan.Create(Graph, [e.Before, _differentiator.Derivative(e.Before, Graph.Time())]));
        }
    }

    private EvaluationPlan Plan(int node) => EvaluationPlan.Create(Graph, [node]);
}

using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>The values of a model's symbols as nodes, either while it runs or at its start.</summary>
/// <remarks>
/// While it runs, a symbol reads states and parameter rows; at the start it reads settable rows and initial assignments. Rules may
/// stand in any order: a symbol is lowered when first read, and a symbol read while it is being lowered is a cycle.
/// Solving an algebraic rule lowers it in an inner lowering where its variable is the unknown; algebraic rules that share variables
/// thereby eliminate each other one by one.
/// </remarks>
internal sealed class ModelLowering
{
    private readonly ExpressionGraph _graph;
    private readonly Differentiator _differentiator;
    private readonly ParameterLayout _layout;
    private readonly DiagnosticBag _diagnostics;
    private readonly Moment _moment;
    private readonly DelayTable _delays;
    private readonly ModelLowering _start;
    private readonly Dictionary<int, ModelLowering> _before;
    private readonly ModelLowering? _outer;
    private readonly (string Name, int Unknown)? _unknown;
    private readonly Dictionary<string, int> _unknowns;
    private readonly Dictionary<(string Name, Quality Quality), int> _memo = [];
    private readonly List<(string Name, Quality Quality)> _inProgress = [];

    private enum Quality { Value, Amount, Rate }

    /// <summary>The values at the start.</summary>
    public ModelLowering(
        SymbolTable table, ParameterLayout layout, ExpressionGraph graph, Differentiator differentiator, DelayTable delays, DiagnosticBag diagnostics)
    {
        (Table, _layout, _graph, _differentiator, _delays, _diagnostics, _moment) = (table, layout, graph, differentiator, delays, diagnostics, Moment.AtStart);
        (_start, _unknowns, _before, Time) = (this, [], [], graph.Time());
    }

    /// <summary>The values while the model runs.</summary>
    public ModelLowering(ModelLowering atStart)
        : this(atStart, Moment.Running, atStart.Time)
    {
    }

    private ModelLowering(ModelLowering start, Moment moment, int time)
    {
        (Table, _layout, _graph, _differentiator, _delays, _diagnostics, _moment) =
            (start.Table, start._layout, start._graph, start._differentiator, start._delays, start._diagnostics, moment);
        (_start, _unknowns, _before, Time) = (start, [], start._before, time);
    }

    /// <summary>Within an algebraic rule that is being solved for a variable.</summary>
    private ModelLowering(ModelLowering outer, string name, int unknown)
        : this(outer._start, outer._moment, outer.Time) =>
        (_outer, _unknown, _unknowns) = (outer, (name, unknown), outer._unknowns);

    public SymbolTable Table { get; }

    /// <summary>The time that formulas mean.</summary>
    public int Time { get; }

    /// <summary>What a formula means by the name: a species' concentration or amount, a reaction's rate.</summary>
    public int Value(string name, SourceSpan span)
    {
        if (Table.TryGet(name, out var symbol)) return Value(symbol);
        _diagnostics.Error("TM2004", span, $"'{name}' is not defined in the model.", Table.AdviceFor(name));
        return _graph.Constant(double.NaN);
    }

    public int Value(ModelSymbol symbol) => Memo(symbol, Quality.Value, LowerValue);

    /// <summary>The amount of a species; any other symbol's value.</summary>
    public int Amount(ModelSymbol symbol) => Memo(symbol, Quality.Amount, LowerAmount);

    /// <summary>d/dt of what a formula means by the name.</summary>
    public int RateOf(string name, SourceSpan span) => Table.TryGet(name, out var symbol) ? RateOf(symbol) : Value(name, span);

    public int RateOf(ModelSymbol symbol) => Memo(symbol, Quality.Rate, LowerRate);

    /// <summary>d/dt of a state row: of the amount for a species.</summary>
    public int StateDerivative(ModelSymbol symbol)
    {
        if (symbol.Species is not { } species) return Formula(symbol.Rule!.Span ?? symbol.Span).Number(symbol.Rule.Value);
        var rate = _graph.Constant(0);
        if (symbol.Rule is RateRule rule)
        {
            rate = Formula(rule.Span ?? symbol.Span).Number(rule.Value);
            // d(c·V)/dt = V·dc/dt + c·dV/dt
            if (!MeansAmount(species))
                rate = _graph.Add(_graph.Multiply(Size(species), rate), _graph.Multiply(Value(symbol), RateOf(CompartmentOf(species)!)));
        }
        else if (symbol.ChangedByReaction is not null)
        {
            rate = NetRate(symbol, species);
        }
        return symbol.InfusionRow < 0 ? rate : _graph.Add(rate, _graph.Parameter(symbol.InfusionRow));
    }

    /// <summary>Lowers formulas where this lowering stands.</summary>
    public FormulaLowering Formula(SourceSpan fallback, List<DrawNode>? draws = null) => new(_graph, this, _diagnostics, fallback) { Draws = draws };

    /// <summary>Draws of the start values, in the order in which they are made.</summary>
    public List<DrawNode> StartDraws { get; } = [];

    /// <summary>A row for a number to be drawn, which no other draw has.</summary>
    public int NextDrawRow() => _layout.NextDrawRow();

    /// <summary>The size of the species' compartment.</summary>
    public int Size(Species species) => CompartmentOf(species) is { } compartment ? Value(compartment) : _graph.Constant(1);

    /// <summary>Whether a formula means the amount by the species' name; otherwise it means the concentration.</summary>
    public bool MeansAmount(Species species) =>
        species.HasOnlySubstanceUnits
        || Table.Model.Compartments.Any(c => c.Id == species.Compartment && c.SpatialDimensions == 0);

    private ModelSymbol? CompartmentOf(Species species) =>
        Table.TryGet(species.Compartment, out var symbol) && symbol.Kind == SymbolKind.Compartment ? symbol : null;

    private int Memo(ModelSymbol symbol, Quality quality, Func<ModelSymbol, int> lower)
    {
        var key = (symbol.Name, quality);
        if (_memo.TryGetValue(key, out var node)) return node;
        if (_inProgress.Contains(key))
        {
            ReportCycle(key);
            return _graph.Constant(double.NaN);
        }
        _inProgress.Add(key);
        node = lower(symbol);
        _inProgress.RemoveAt(_inProgress.Count - 1);
        return _memo[key] = node;
    }

    private void ReportCycle((string, Quality) key)
    {
        var names = _inProgress.Skip(_inProgress.IndexOf(key)).Select(k => k.Name).Distinct().ToList();
        var first = Table[names.Order(StringComparer.Ordinal).First()];
        _diagnostics.Error("TM2030", first.Rule?.Span ?? first.Span,
            $"These definitions need each other: {string.Join(" → ", names.Append(names[0]))}.",
            "Break the cycle, or write it as an algebraic rule (0 = left − right) with one variable that nothing else determines.");
    }

    private int LowerValue(ModelSymbol symbol)
    {
        if (UnknownFor(symbol.Name) is { } unknown) return unknown;
        switch (symbol.Role)
        {
            case SymbolRole.Reaction: return ReactionRate(symbol.Reaction!);
            case SymbolRole.Assigned: return Formula(symbol.Rule!.Span ?? symbol.Span).Number(symbol.Rule.Value);
            // Coupled variables are eliminated by name: the first contains the iterations of the later ones, and these then take the
            // first as known. Solved each for itself they could belong to different solutions.
            case SymbolRole.Algebraic when _unknown is { } u && string.CompareOrdinal(symbol.Name, u.Name) < 0: return _outer!.Value(symbol);
            case SymbolRole.Algebraic: return Solve(symbol);
        }
        if (symbol.Species is not { } species) return _moment != Moment.Running ? StartOf(symbol) : Row(symbol);
        if (MeansAmount(species)) return Amount(symbol);
        // A concentration that the file states is read as it stands, without going through the amount and back.
        return _moment != Moment.Running && symbol.StartsAsConcentration && symbol.InitialAssignment is null
            ? _graph.Parameter(symbol.SettableRow)
            : _graph.Divide(Amount(symbol), Size(species));
    }

    private int LowerAmount(ModelSymbol symbol)
    {
        if (symbol.Species is not { } species) return Value(symbol);
        if (symbol.Role is SymbolRole.Assigned or SymbolRole.Algebraic || UnknownFor(symbol.Name) is not null)
            return MeansAmount(species) ? Value(symbol) : _graph.Multiply(Value(symbol), Size(species));
        return _moment != Moment.Running ? StartOf(symbol) : Row(symbol);
    }

    private int Row(ModelSymbol symbol) => symbol.Role switch
    {
        SymbolRole.State => _graph.State(symbol.StateRow),
        SymbolRole.Held => _graph.Parameter(symbol.HeldRow),
        _ => _graph.Parameter(symbol.SettableRow),
    };

    /// <summary>The start value, an amount for a species: the settable row, or the initial assignment where that row is NaN.</summary>
    private int StartOf(ModelSymbol symbol)
    {
        var row = _graph.Parameter(symbol.SettableRow);
        var stated = symbol.StartsAsConcentration ? _graph.Multiply(row, Size(symbol.Species!)) : row;
        if (symbol.InitialAssignment is not { } initial) return stated;
        // What is drawn is drawn once, for the start.
        if (_moment == Moment.BeforeStart && DrawLowering.HasDraw(initial.Value, Table)) return _start.Amount(symbol);
        var assigned = Formula(initial.Span ?? symbol.Span, StartDraws).Number(initial.Value);
        if (symbol.Species is { } species && !MeansAmount(species)) assigned = _graph.Multiply(assigned, Size(species));
        return _graph.Select(_graph.Binary(Operation.Equal, row, row), stated, assigned);
    }

    private int ReactionRate(Reaction reaction) => reaction.Rate is null ? _graph.Constant(0) : PartOfRate(reaction, reaction.Rate);

    private Dictionary<string, int> LocalParameters(Reaction reaction) => reaction.LocalParameters.ToDictionary(
        local => local.Id, local => _graph.Parameter(_layout.LocalRow(reaction.Id, local.Id)), StringComparer.Ordinal);

    /// <summary>Conversion factor × Σ stoichiometry × rate over the reactions by name, so that the order in the file changes no bit.</summary>
    private int NetRate(ModelSymbol symbol, Species species)
    {
        var sum = _graph.Constant(0);
        foreach (var reaction in Table.ReactionsOf(species.Id))
        {
            sum = _graph.Add(sum, _graph.Multiply(NetStoichiometry(reaction, species.Id), Value(reaction.Id, symbol.Span)));
        }
        return Converted(sum, symbol, species);
    }

    /// <summary>By how much the amount of a species changes when a reaction happens once.</summary>
    public int ChangeBy(Reaction reaction, ModelSymbol symbol) =>
        Converted(NetStoichiometry(reaction, symbol.Name), symbol, symbol.Species!);

    /// <summary>A part of a reaction's rate, which may read its local parameters.</summary>
    public int PartOfRate(Reaction reaction, Expression part) => Formula(reaction.Span ?? Table.WholeFile).Number(part, LocalParameters(reaction));

    private int NetStoichiometry(Reaction reaction, string species)
    {
        var stoichiometry = _graph.Constant(0);
        foreach (var reactant in reaction.Reactants)
            if (reactant.Species == species) stoichiometry = _graph.Subtract(stoichiometry, Stoichiometry(reactant, reaction));
        foreach (var product in reaction.Products)
            if (product.Species == species) stoichiometry = _graph.Add(stoichiometry, Stoichiometry(product, reaction));
        return stoichiometry;
    }

    private int Converted(int extent, ModelSymbol symbol, Species species) =>
        (species.ConversionFactor ?? Table.Model.ConversionFactor) is { } factor ? _graph.Multiply(Value(factor, symbol.Span), extent) : extent;

    private int Stoichiometry(SpeciesReference reference, Reaction reaction)
    {
        var span = reference.Span ?? reaction.Span ?? Table.WholeFile;
        if (reference.Id is { } id) return Value(id, span);
        return reference.Stoichiometry is { } formula ? Formula(span).Number(formula) : _graph.Constant(1);
    }

    private int LowerRate(ModelSymbol symbol)
    {
        if (symbol.Role is SymbolRole.Assigned or SymbolRole.Algebraic or SymbolRole.Reaction) return TotalDerivative(symbol);
        // Before the start everything that is no formula of time stands still.
        var own = symbol.Role == SymbolRole.State && _moment != Moment.BeforeStart ? StateDerivative(symbol) : _graph.Constant(0);
        if (symbol.Species is not { } species || MeansAmount(species)) return own;
        // dc/dt = (dA/dt − c·dV/dt) / V
        var dilution = _graph.Multiply(Value(symbol), RateOf(CompartmentOf(species)!));
        return _graph.Divide(_graph.Subtract(own, dilution), Size(species));
    }

    /// <summary>dv/dt = ∂v/∂t + Σ ∂v/∂y·dy/dt.</summary>
    private int TotalDerivative(ModelSymbol symbol)
    {
        if (_moment == Moment.BeforeStart) return _differentiator.Derivative(Value(symbol), _graph.Time());
        if (_moment == Moment.AtStart)
        {
            _diagnostics.Error("TM2026", symbol.Span,
                $"The rate of change of {symbol.Described}, which follows from other symbols, is not available at the start.",
                "Write the derivative out in the initial assignment.");
            return _graph.Constant(double.NaN);
        }
        var value = Value(symbol);
        var total = _differentiator.Derivative(value, _graph.Time());
        foreach (var state in Table.Ordered.Where(s => s.Role == SymbolRole.State))
        {
            var partial = _differentiator.Derivative(value, _graph.State(state.StateRow));
            if (!_graph.IsConstant(partial, 0)) total = _graph.Add(total, _graph.Multiply(partial, StateDerivative(state)));
        }
        return total;
    }

    /// <summary>The value of a formula at time − duration.</summary>
    /// <param name="lower">Lowers the formula where a lowering stands.</param>
    public int Delayed(Func<ModelLowering, int> lower, int duration, SourceSpan span)
    {
        if (_moment == Moment.BeforeStart) return _graph.IsConstant(duration, 0) ? lower(this) : lower(Before(_graph.Subtract(Time, duration)));
        var present = lower(this);
        if (_graph.IsConstant(duration, 0)) return present;
        if (_graph.IsConstant(duration, out var length) && !(length > 0))
        {
            _diagnostics.Error("TM2024", span, $"A delay is {length.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}; it must be 0 or above.",
                "delay(x, d) is x at time − d.");
            return present;
        }
        if (_moment == Moment.AtStart)
        {
            var earlier = lower(Before(_graph.Subtract(Time, duration)));
            return _graph.Select(_graph.Binary(Operation.Equal, duration, _graph.Constant(0)), present, earlier);
        }
        if ((_graph[present].Unknowns | _graph[duration].Unknowns) != 0)
        {
            _diagnostics.Error("TM2024", span, "An algebraic rule holds a delay of what it determines.", "Delay a symbol that another rule or reaction determines.");
            return present;
        }
        var before = lower(Before(_graph.Time()));
        return before == present && _delays.IsUnchanging(present) ? present : _delays.Add(present, duration, before);
    }

    private ModelLowering Before(int time)
    {
        if (!_before.TryGetValue(time, out var before)) _before.Add(time, before = new ModelLowering(_start, Moment.BeforeStart, time));
        return before;
    }

    /// <summary>The variable of an algebraic rule: in closed form where the rule is linear in it, else by iteration.</summary>
    private int Solve(ModelSymbol symbol)
    {
        var span = symbol.Rule!.Span ?? symbol.Span;
        if (!_unknowns.TryGetValue(symbol.Name, out var unknown))
        {
            if (_unknowns.Count == ExpressionGraph.MaximumUnknowns)
            {
                _diagnostics.Error("TM2014", span, $"The model has more than {ExpressionGraph.MaximumUnknowns} algebraic rules.",
                    "Solve some of them by hand and write assignment rules.");
                return _graph.Constant(double.NaN);
            }
            _unknowns.Add(symbol.Name, unknown = _graph.NewUnknown());
        }
        var residual = new ModelLowering(this, symbol.Name, unknown).Formula(span).Number(symbol.Rule.Value);
        var slope = _differentiator.Derivative(residual, unknown);
        if (_graph.IsConstant(slope, 0))
        {
            _diagnostics.Error("TM2013", span, $"The algebraic rule does not depend on {symbol.Described}, the only variable left for it.",
                "Write a rule that the variable solves.");
            return _graph.Constant(double.NaN);
        }
        if (_differentiator.Reads(slope, unknown))
            return _graph.Solve(unknown, residual, slope, _graph.Parameter(symbol.SettableRow));
        var offset = _graph.Substitute(residual, _graph[unknown].Index, _graph.Constant(0), []);
        return _graph.Negate(_graph.Divide(offset, slope));
    }

    private int? UnknownFor(string name) => _unknown is { } u && u.Name == name ? u.Unknown : _outer?.UnknownFor(name);
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Converts a model to day, litre, nanomole, cell and milligram, so that every number in it is in the canonical unit of its dimension.</summary>
/// <remarks>
/// Values are multiplied by the factor of their unit. A formula whose units are all known stays as it is, with its literals converted: an
/// equation between quantities holds in any units, also where it mixes mL and L. A formula with a symbol or an added number that states no unit is
/// computed in the units of the file: each symbol is divided by its factor, the result multiplied by that of its place. So the conversion
/// never changes what a consistent model computes; a formula that mixes scales and leaves a unit out is an error.
/// </remarks>
public static class CanonicalUnits
{
    /// <summary>The model in canonical units; the model itself where it states no unit.</summary>
    public static ModelDefinition Convert(ModelDefinition model, DiagnosticBag diagnostics) =>
        IsUsed(model) ? new Conversion(model, diagnostics).Run() : model;

    /// <summary>What a file in Antimony leaves out: where it states units, time without one is in days and a volume in litres.</summary>
    internal static ModelDefinition WithDefaults(ModelDefinition model) => !IsUsed(model) ? model : model with
    {
        TimeUnit = model.TimeUnit ?? "day",
        VolumeUnit = model.VolumeUnit ?? "litre",
    };

    private static bool IsUsed(ModelDefinition model) => UnitTable.IsUsed(model) || model.UnitDefinitions.Length > 0;

    private sealed class Conversion
    {
        private readonly ModelDefinition _model;
        private readonly DiagnosticBag _diagnostics;
        private readonly UnitTable _table;
        private readonly UnitInference _inference;
        private readonly Dictionary<string, double> _factors = new(StringComparer.Ordinal);
        private readonly Dictionary<string, UnitDefinition> _definitions = new(StringComparer.Ordinal);
        private readonly double _time;

        public Conversion(ModelDefinition model, DiagnosticBag diagnostics)
        {
            (_model, _diagnostics) = (model, diagnostics);
            _table = new UnitTable(model);
            _inference = new UnitInference(model, _table);
            UnitPropagation.Run(model, _inference);
            _time = _table.Time?.Factor ?? 1;
            foreach (var c in model.Compartments) _factors[c.Id] = Factor(c.Id);
            foreach (var p in model.Parameters) _factors[p.Id] = Factor(p.Id);
            // An amount without a unit keeps its number; its concentration still follows the volume.
            foreach (var s in model.Species) _factors[s.Id] = s.HasOnlySubstanceUnits ? Amount(s) : Concentration(s);
            foreach (var r in model.Reactions) _factors[r.Id] = ModelFormulas.RateUnit(model, r, _table)?.Factor ?? _table.Symbol(r.Id)?.Factor ?? 1 / _time;
        }

        private double Factor(string id) => _table.Symbol(id)?.Factor ?? 1;

        private double Amount(Species s) => _table.Substance(s.Id)?.Factor ?? 1;

        private double Concentration(Species s) => Amount(s) / _factors.GetValueOrDefault(s.Compartment, 1);

        public ModelDefinition Run()
        {
            var converted = _model with
            {
                TimeUnit = Name(_table.Time),
                SubstanceUnit = Rename(_model.SubstanceUnit),
                VolumeUnit = Rename(_model.VolumeUnit),
                AreaUnit = Rename(_model.AreaUnit),
                LengthUnit = Rename(_model.LengthUnit),
                ExtentUnit = Rename(_model.ExtentUnit),
                Compartments = [.. _model.Compartments.Select(c => c with { Size = c.Size * _factors[c.Id], Unit = Rename(c.Unit) })],
                Species =
                [
                    .. _model.Species.Select(s => s with
                    {
                        InitialAmount = s.InitialAmount * Amount(s),
                        InitialConcentration = s.InitialConcentration * Concentration(s),
                        SubstanceUnit = Rename(s.SubstanceUnit),
                    }),
                ],
                Parameters = [.. _model.Parameters.Select(p => p with { Value = p.Value * _factors[p.Id], Unit = Name(_table.Symbol(p.Id)) ?? p.Unit })],
                Functions = [.. _model.Functions.Select(f => f with { Body = Literals(f.Body) })],
                InitialAssignments = [.. _model.InitialAssignments.Select(i => i with { Value = Formula(new(i.Value, i.Span, $"'{i.Variable}'", _table.Symbol(i.Variable)), FactorOf(i.Variable)) })],
                Rules = [.. _model.Rules.Select(Convert)],
                Reactions = [.. _model.Reactions.Select(Convert)],
                Events = [.. _model.Events.Select(Convert)],
                Constraints = [.. _model.Constraints.Select(c => c with { Condition = Formula(new(c.Condition, c.Span, "A constraint", null), 1) })],
            };
            return Fold(converted) with { UnitDefinitions = [.. _definitions.Values] };
        }

        private double FactorOf(string id) => _factors.GetValueOrDefault(id, 1);

        private Rule Convert(Rule rule) => rule switch
        {
            AssignmentRule a => a with { Value = Formula(new(a.Value, a.Span, $"'{a.Variable}'", _table.Symbol(a.Variable)), FactorOf(a.Variable)) },
            RateRule r => r with { Value = Formula(new(r.Value, r.Span, $"The rate of '{r.Variable}'", ModelFormulas.RateUnit(r.Variable, _table)), FactorOf(r.Variable) / _time) },
            _ => rule with { Value = Formula(new(rule.Value, rule.Span, "An algebraic rule", null), 1) },
        };

        private Reaction Convert(Reaction reaction)
        {
            ImmutableArray<SpeciesReference> Side(ImmutableArray<SpeciesReference> side) =>
            [
                .. side.Select(r => r.Stoichiometry is null or NumberExpression { Unit: null } ? r
                    : r with { Stoichiometry = Formula(new(r.Stoichiometry, r.Span ?? reaction.Span, $"A stoichiometry of '{reaction.Id}'", Unit.One), 1) }),
            ];
            var unit = ModelFormulas.RateUnit(_model, reaction, _table);
            return reaction with
            {
                Reactants = Side(reaction.Reactants),
                Products = Side(reaction.Products),
                Rate = reaction.Rate is null ? null : Formula(new(reaction.Rate, reaction.Span, $"The rate of reaction '{reaction.Id}'", unit, reaction.LocalParameters), FactorOf(reaction.Id)),
                LocalParameters = [.. reaction.LocalParameters.Select(p => p with { Value = p.Value * (_table.Find(p.Unit)?.Factor ?? 1), Unit = Rename(p.Unit) })],
            };
        }

        private ModelEvent Convert(ModelEvent e) => e with
        {
            Trigger = Formula(new(e.Trigger, e.Span, $"The trigger of event '{e.Id}'", null), 1),
            Delay = e.Delay is null ? null : Formula(new(e.Delay, e.Span, $"The delay of event '{e.Id}'", _table.Time), _time),
            Priority = e.Priority is null ? null : Formula(new(e.Priority, e.Span, $"The priority of event '{e.Id}'", null), 1),
            Assignments = [.. e.Assignments.Select(a => a with { Value = Formula(new(a.Value, a.Span, $"'{a.Variable}'", _table.Symbol(a.Variable)), FactorOf(a.Variable)) })],
        };

        private Expression Formula(PlacedFormula placed, double factor)
        {
            var findings = placed.Examine(_inference);
            if (findings.Undeclared is null && !findings.HasAdaptingNumber) return Literals(placed.Formula);
            if (findings.Scales is [var (span, first, second), ..])
                _diagnostics.Error("TU0104", span ?? placed.Span ?? SourceSpan.WholeFile(_model.File ?? _model.Id),
                    $"{placed.What}: {UnitInference.Text(first)} and {UnitInference.Text(second)} meet, and {(findings.Undeclared is { } id ? $"'{id}'" : "a number")} has no unit.",
                    "Give it a unit, so that the formula can be converted, or write the others in one unit.");
            CheckTime(placed, findings.Undeclared);
            var locals = placed.Locals.IsDefaultOrEmpty ? [] : placed.Locals.ToDictionary(p => p.Id, p => _table.Find(p.Unit)?.Factor ?? 1, StringComparer.Ordinal);
            var written = AsWritten(placed.Formula, locals);
            return factor == 1 ? written : Expression.Call(MathFunction.Multiply, written, factor) with { Span = placed.Formula.Span };
        }

        /// <summary>A formula that is computed in the units of the file is also computed in its time: a rate per hour beside days would be taken for one per day.</summary>
        private void CheckTime(PlacedFormula placed, string? undeclared)
        {
            foreach (var name in placed.Formula.Symbols())
                if (_table.Symbol(name) is { } unit && unit.Dimension == new Dimension(Time: unit.Dimension.Time) && unit.Dimension.Time != 0
                    && Math.Abs(unit.Factor / Math.Pow(_time, unit.Dimension.Time) - 1) > 1e-9)
                {
                    _diagnostics.Error("TU0104", placed.Span ?? SourceSpan.WholeFile(_model.File ?? _model.Id),
                        $"{placed.What}: '{name}' is measured in {UnitInference.Text(unit)}, time in {(_table.Time is { } time ? UnitInference.Text(time) : "no unit")}, and {(undeclared is { } id ? $"'{id}'" : "a number")} has no unit.",
                        "Give it a unit ('dimensionless' is one), so that the formula can be converted, or write the others in the unit of time.");
                    return;
                }
        }

        /// <summary>Literals in canonical units.</summary>
        private Expression Literals(Expression formula) => formula switch
        {
            NumberExpression { Unit: { } unit } number when _table.Find(unit) is { } known => number with { Value = number.Value * known.Factor, Unit = known.Dimension.IsNone ? null : Name(known) },
            CallExpression call => call with { Arguments = [.. call.Arguments.Select(Literals)] },
            UserCallExpression call => call with { Arguments = [.. call.Arguments.Select(Literals)] },
            _ => formula,
        };

        /// <summary>The formula with every symbol expressed in the unit that the file gives it.</summary>
        private Expression AsWritten(Expression formula, Dictionary<string, double> locals) => formula switch
        {
            NumberExpression { Unit: not null } number => number with { Unit = null },
            SymbolExpression symbol => Divide(symbol, locals.TryGetValue(symbol.Name, out var local) ? local : FactorOf(symbol.Name)),
            TimeExpression => Divide(formula, _time),
            CallExpression { Function: MathFunction.RateOf, Arguments: [SymbolExpression symbol] } => Divide(formula, FactorOf(symbol.Name) / _time),
            CallExpression { Function: MathFunction.Delay, Arguments: [SymbolExpression symbol, var by] } delay =>
                Divide(delay with { Arguments = [symbol, Multiply(AsWritten(by, locals), _time)] }, FactorOf(symbol.Name)),
            CallExpression call => call with { Arguments = [.. call.Arguments.Select(a => AsWritten(a, locals))] },
            UserCallExpression call => call with { Arguments = [.. call.Arguments.Select(a => AsWritten(a, locals))] },
            _ => formula,
        };

        private static Expression Divide(Expression formula, double factor) => factor == 1 ? formula : Expression.Call(MathFunction.Divide, formula, factor) with { Span = formula.Span };

        private static Expression Multiply(Expression formula, double factor) => factor == 1 ? formula : Expression.Call(MathFunction.Multiply, formula, factor) with { Span = formula.Span };

        private string? Rename(string? unit) => unit is null ? null : Name(_table.Find(unit)) ?? unit;

        /// <summary>The canonical unit of a dimension by a name that SBML knows or that is defined with the model.</summary>
        private string? Name(Unit? unit)
        {
            if (unit is not { } known) return null;
            var name = UnitNames.Canonical(known.Dimension) switch { "L" => "litre", "cell" => "item", "K" => "kelvin", "A" => "ampere", "cd" => "candela", var other => other };
            if (!UnitKinds.IsSbml(name)) _definitions.TryAdd(name, new UnitDefinition(name, UnitText.ParseIdentifier(name, UnitKinds.Named) ?? []));
            return name;
        }

        /// <summary>A start value that was a number with a unit is now a number, and a value like any other.</summary>
        private static ModelDefinition Fold(ModelDefinition model)
        {
            var numbers = model.InitialAssignments.Where(i => i.Value is NumberExpression { Unit: not null }).ToDictionary(i => i.Variable, i => ((NumberExpression)i.Value).Value, StringComparer.Ordinal);
            double? Number(string id) => numbers.TryGetValue(id, out var value) ? value : null;
            return model with
            {
                InitialAssignments = [.. model.InitialAssignments.Where(i => !numbers.ContainsKey(i.Variable))],
                Compartments = [.. model.Compartments.Select(c => Number(c.Id) is { } v ? c with { Size = v } : c)],
                Parameters = [.. model.Parameters.Select(p => Number(p.Id) is { } v ? p with { Value = v } : p)],
                Species =
                [
                    .. model.Species.Select(s => Number(s.Id) is not { } v ? s
                        : s.HasOnlySubstanceUnits ? s with { InitialAmount = v, InitialConcentration = null } : s with { InitialConcentration = v, InitialAmount = null }),
                ],
            };
        }
    }
}

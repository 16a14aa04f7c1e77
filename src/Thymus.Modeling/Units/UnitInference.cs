using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>What unit inference found in one formula besides its unit.</summary>
internal sealed class UnitFindings
{
    /// <summary>Two quantities of different dimension meet, or a function got one that it cannot take.</summary>
    public List<(SourceSpan? Span, string Message, string? Advice)> Mismatches { get; } = [];

    /// <summary>Two units of one dimension meet (mL and L): the numbers are wrong unless they are converted.</summary>
    public List<(SourceSpan? Span, Unit First, Unit Second)> Scales { get; } = [];

    /// <summary>A bare number stands beside a quantity whose unit is not canonical: it counts in that unit.</summary>
    public bool HasAdaptingNumber { get; set; }

    /// <summary>A symbol without a unit takes part.</summary>
    public string? Undeclared { get; set; }

    public bool HasLiteralUnit { get; set; }
}

/// <summary>Finds the unit of a formula from those of its symbols. Symbols without a unit silence the checks that they touch.</summary>
internal sealed class UnitInference(ModelDefinition model, UnitTable table)
{
    private readonly Dictionary<string, FunctionDefinition> _functions =
        model.Functions.GroupBy(f => f.Id).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    public UnitTable Table => table;

    public Measure Infer(Expression formula, UnitFindings findings, IReadOnlyDictionary<string, Measure>? bound = null)
    {
        switch (formula)
        {
            case NumberExpression { Unit: null }:
                return Measure.Number;
            case NumberExpression number:
                findings.HasLiteralUnit = true;
                return Measure.Of(table.Find(number.Unit));
            case TimeExpression:
                if (table.Time is null) findings.Undeclared ??= "time";
                return Measure.Of(table.Time);
            case AvogadroExpression:
                return Measure.Number;
            case SymbolExpression symbol when bound is not null && bound.TryGetValue(symbol.Name, out var measure):
                if (measure.Kind == MeasureKind.Undeclared) findings.Undeclared ??= symbol.Name;
                return measure;
            case SymbolExpression symbol:
                if (table.Symbol(symbol.Name) is null) findings.Undeclared ??= symbol.Name;
                return Measure.Of(table.Symbol(symbol.Name));
            case UserCallExpression call when _functions.TryGetValue(call.Function, out var function) && function.Arguments.Length == call.Arguments.Length:
                var arguments = new Dictionary<string, Measure>(StringComparer.Ordinal);
                for (var i = 0; i < call.Arguments.Length; i++) arguments[function.Arguments[i]] = Infer(call.Arguments[i], findings, bound);
                return Infer(function.Body, findings, arguments);
            case CallExpression call:
                return InferCall(call, findings, bound);
            default:
                return Measure.Undeclared;
        }
    }

    /// <summary>Compares a formula's unit with the one that its place asks for.</summary>
    public static void Match(Measure actual, Unit? expected, Expression formula, SourceSpan? span, string what, UnitFindings findings)
    {
        if (expected is not { } unit)
            return;
        if (actual.Kind == MeasureKind.Number && formula is not NumberExpression { Value: 0 }) findings.HasAdaptingNumber |= unit.Factor != 1;
        if (!actual.IsKnown) return;
        if (actual.Unit.Dimension != unit.Dimension)
            findings.Mismatches.Add((formula.Span ?? span, $"{what} is measured in {Text(unit)}, and its formula gives {Text(actual.Unit)}.", null));
        else if (!actual.Unit.IsSame(unit)) findings.Scales.Add((formula.Span ?? span, unit, actual.Unit));
    }

    private Measure InferCall(CallExpression call, UnitFindings findings, IReadOnlyDictionary<string, Measure>? bound)
    {
        var arguments = call.Arguments;
        Measure[] measures = [.. arguments.Select(a => Infer(a, findings, bound))];
        switch (call.Function)
        {
            case MathFunction.Add or MathFunction.Subtract or MathFunction.Min or MathFunction.Max or MathFunction.Remainder:
                return Unify(call, arguments, measures, findings);
            case MathFunction.Equal or MathFunction.NotEqual or MathFunction.Less or MathFunction.LessOrEqual or MathFunction.Greater or MathFunction.GreaterOrEqual:
                Unify(call, arguments, measures, findings);
                return Measure.Number;
            case MathFunction.Quotient:
                return Unify(call, arguments, measures, findings) is { IsKnown: false } other ? other : Measure.Of(Unit.One);
            case MathFunction.Piecewise:
                return Unify(call, [.. arguments.Where((_, i) => IsValue(i, arguments.Length))], [.. measures.Where((_, i) => IsValue(i, arguments.Length))], findings);
            case MathFunction.And or MathFunction.Or or MathFunction.Xor or MathFunction.Not or MathFunction.Implies:
                return Measure.Number;
            case MathFunction.Negate or MathFunction.Abs or MathFunction.Floor or MathFunction.Ceiling when measures.Length == 1:
                return measures[0];
            case MathFunction.Multiply:
                return measures.Aggregate(Measure.Number, (a, b) => a.Times(b, divide: false));
            case MathFunction.Divide when measures.Length == 2:
                return measures[0].Times(measures[1], divide: true);
            case MathFunction.Sqrt when measures.Length == 1:
                return measures[0].Raise(0.5);
            case MathFunction.Power when measures.Length == 2:
                return InferPower(call, measures, Constant(arguments[1]), findings);
            case MathFunction.Root when measures.Length == 2:
                return Constant(arguments[0]) is { } degree ? measures[1].Raise(1 / degree) : InferPower(call, [measures[1], measures[0]], null, findings);
            case MathFunction.Delay when measures.Length == 2:
                Match(measures[1], table.Time, arguments[1], call.Span, "The second argument of delay", findings);
                return measures[0];
            case MathFunction.RateOf when measures.Length == 1:
                return measures[0].Times(Measure.Of(table.Time), divide: true);
            case MathFunction.Normal or MathFunction.Uniform or MathFunction.Cauchy or MathFunction.Laplace or MathFunction.Rayleigh:
                return Unify(call, arguments, measures, findings);
            case MathFunction.Exponential:
                return Measure.Number.Times(measures[0], divide: true);
            case MathFunction.Gamma when measures.Length >= 2:
                return measures[1];
            case MathFunction.Log when measures.Length == 2:
                Pure(call, arguments[1], measures[1], findings);
                return Measure.Of(Unit.One);
            default:
                for (var i = 0; i < measures.Length; i++) Pure(call, arguments[i], measures[i], findings);
                return measures.All(m => m.Kind == MeasureKind.Number) ? Measure.Number : Measure.Of(Unit.One);
        }
    }

    private static bool IsValue(int index, int count) => index % 2 == 0 || index == count;

    private static double? Constant(Expression formula) => formula switch
    {
        NumberExpression { Unit: null } number => number.Value,
        CallExpression { Function: MathFunction.Negate, Arguments: [NumberExpression { Unit: null } number] } => -number.Value,
        CallExpression { Function: MathFunction.Divide, Arguments: [NumberExpression { Unit: null } a, NumberExpression { Unit: null } b] } => a.Value / b.Value,
        _ => null,
    };

    private static Measure InferPower(CallExpression call, Measure[] measures, double? exponent, UnitFindings findings)
    {
        Pure(call, call.Arguments[call.Function == MathFunction.Power ? 1 : 0], measures[1], findings);
        if (exponent is { } n) return measures[0].Raise(n);
        if (measures[0] is { Kind: MeasureKind.Known, Unit: { IsCanonical: true, Dimension.IsNone: true } } or { Kind: MeasureKind.Number }) return measures[0];
        return measures[0].Kind == MeasureKind.Undeclared ? Measure.Undeclared : Measure.Opaque;
    }

    private static void Pure(CallExpression call, Expression argument, Measure measure, UnitFindings findings)
    {
        if (!measure.IsKnown) return;
        if (!measure.Unit.Dimension.IsNone)
            findings.Mismatches.Add((argument.Span ?? call.Span, $"{Name(call)} needs a number without unit, and '{FormulaWriter.Write(argument)}' is measured in {Text(measure.Unit)}.",
                $"Divide it by a quantity of that unit: {FormulaWriter.Write(argument)} / (1 {UnitNames.Canonical(measure.Unit.Dimension)})."));
        else if (measure.Unit.Factor != 1)
            findings.Scales.Add((argument.Span ?? call.Span, Unit.One, measure.Unit));
    }

    private static Measure Unify(CallExpression call, ImmutableArray<Expression> arguments, Measure[] measures, UnitFindings findings)
    {
        var first = Array.FindIndex(measures, m => m.IsKnown);
        if (first < 0)
        {
            return Array.Exists(measures, m => m.Kind == MeasureKind.Undeclared) ? Measure.Undeclared
                : Array.Exists(measures, m => m.Kind == MeasureKind.Opaque) ? Measure.Opaque : Measure.Number;
        }
        var unit = measures[first].Unit;
        for (var i = 0; i < measures.Length; i++)
        {
            if (measures[i].Kind == MeasureKind.Number && !IsUnitless(arguments[i])) findings.HasAdaptingNumber |= unit.Factor != 1;
            if (i == first || !measures[i].IsKnown) continue;
            if (measures[i].Unit.Dimension != unit.Dimension)
                findings.Mismatches.Add((arguments[i].Span ?? call.Span,
                    $"'{FormulaWriter.Write(arguments[first])}' in {Text(unit)} and '{FormulaWriter.Write(arguments[i])}' in {Text(measures[i].Unit)} cannot be {Verb(call.Function)}.", null));
            else if (!measures[i].Unit.IsSame(unit)) findings.Scales.Add((arguments[i].Span ?? call.Span, unit, measures[i].Unit));
        }
        return measures[first];
    }

    /// <summary>Zero and infinity are the same in every unit.</summary>
    private static bool IsUnitless(Expression formula) => formula is NumberExpression { Value: 0 or double.PositiveInfinity or double.NegativeInfinity };

    private static string Name(CallExpression call) => call.Function == MathFunction.Power ? "An exponent" : $"The function {MathNames.Name(call.Function)}";

    private static string Verb(MathFunction function) => function switch
    {
        MathFunction.Add => "added",
        MathFunction.Subtract => "subtracted",
        MathFunction.Piecewise => "the values of one piecewise",
        MathFunction.Min or MathFunction.Max or MathFunction.Remainder => "the arguments of one " + MathNames.Name(function),
        _ => "compared",
    };

    /// <summary>A unit as the file names it, with what it is made of where the name does not say.</summary>
    public static string Text(Unit unit)
    {
        var canonical = unit.Canonical();
        return string.IsNullOrEmpty(unit.Text) || unit.Text == canonical ? canonical : $"{unit.Text} ({canonical})";
    }
}

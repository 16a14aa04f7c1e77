using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Turns formulas into nodes; symbols are resolved by a <see cref="ModelLowering"/>, arguments and local parameters by name.</summary>
internal sealed class FormulaLowering(ExpressionGraph graph, ModelLowering model, DiagnosticBag diagnostics, SourceSpan fallback)
{
    private readonly Stack<string> _functions = new();

    /// <summary>Functions with a delay, whose bodies are lowered with the formulas of their arguments put in.</summary>
    private readonly Stack<string> _expanding = new();

    /// <summary>Where draws are made before the formula is evaluated: takes them, in an order in which each reads only earlier ones. Null
    /// where the formula holds at all times and nothing can be drawn.</summary>
    public List<DrawNode>? Draws { get; init; }

    /// <summary>Arguments of the function being lowered that stand for a symbol of the model, for rateOf.</summary>
    private Dictionary<string, string> _symbolArguments = [];

    /// <summary>The formula as a number.</summary>
    public int Number(Expression e, IReadOnlyDictionary<string, int>? bound = null) => graph.ToNumber(Lower(e, bound));

    /// <summary>The formula as a truth value.</summary>
    public int Truth(Expression e, IReadOnlyDictionary<string, int>? bound = null) => graph.ToTruth(Lower(e, bound));

    private int Lower(Expression e, IReadOnlyDictionary<string, int>? bound)
    {
        switch (e)
        {
            case NumberExpression number: return graph.Constant(number.Value);
            case TimeExpression: return model.Time;
            // SBML Level 3 Version 1 and 2, section 3.4.6 (CODATA 2006), not the present exact value.
            case AvogadroExpression: return graph.Constant(6.02214179e23);
            case SymbolExpression symbol: return Symbol(symbol, bound);
            case UserCallExpression call: return UserCall(call, bound);
            case CallExpression call: return Call(call, bound);
            default: throw new InvalidOperationException($"Unknown kind of formula: {e.GetType().Name}.");
        }
    }

    private int Symbol(SymbolExpression symbol, IReadOnlyDictionary<string, int>? bound)
    {
        if (bound is not null && bound.TryGetValue(symbol.Name, out var node)) return node;
        if (_functions.Count > 0)
        {
            diagnostics.Error("TM2022", symbol.Span ?? fallback,
                $"Function '{_functions.Peek()}' reads '{symbol.Name}', which is none of its arguments.", "Pass it as an argument.");
            return graph.Constant(double.NaN);
        }
        return model.Value(symbol.Name, symbol.Span ?? fallback);
    }

    private int UserCall(UserCallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        var span = call.Span ?? fallback;
        if (!model.Table.Functions.TryGetValue(call.Function, out var function))
        {
            diagnostics.Error("TM2020", span, $"There is no function '{call.Function}'.",
                Advice.DidYouMean(call.Function, "functions of the model", model.Table.Functions.Keys));
            return graph.Constant(double.NaN);
        }
        if (function.Arguments.Length != call.Arguments.Length)
        {
            diagnostics.Error("TM2021", span,
                $"Function '{call.Function}' takes {function.Arguments.Length} arguments; {call.Arguments.Length} are given.",
                $"{call.Function}({string.Join(", ", function.Arguments)})");
            return graph.Constant(double.NaN);
        }
        if (_functions.Contains(call.Function) || _expanding.Contains(call.Function))
        {
            diagnostics.Error("TM2023", span, $"Function '{call.Function}' calls itself.", "Functions of a model are formulas without recursion.");
            return graph.Constant(double.NaN);
        }
        if (HasDelay(function.Body)) return Expand(call, function, bound);
        var arguments = new Dictionary<string, int>(StringComparer.Ordinal);
        var symbols = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < function.Arguments.Length; i++)
        {
            arguments[function.Arguments[i]] = Lower(call.Arguments[i], bound);
            if (SymbolOf(call.Arguments[i], bound) is { } symbol) symbols[function.Arguments[i]] = symbol;
        }
        (var outer, _symbolArguments) = (_symbolArguments, symbols);
        _functions.Push(call.Function);
        var body = Lower(function.Body, arguments);
        _functions.Pop();
        _symbolArguments = outer;
        return body;
    }

    /// <summary>A delay in a function looks back at what the arguments are formulas of, not at their present values.</summary>
    private int Expand(UserCallExpression call, FunctionDefinition function, IReadOnlyDictionary<string, int>? bound)
    {
        if (_functions.Count > 0)
        {
            diagnostics.Error("TM2024", call.Span ?? fallback, $"Function '{_functions.Peek()}' calls '{call.Function}', which holds a delay.",
                "Write the call outside the function.");
            return graph.Constant(double.NaN);
        }
        _expanding.Push(call.Function);
        var value = Lower(function.Body.Substitute(name => function.Arguments.IndexOf(name) is var i and >= 0 ? call.Arguments[i] : null), bound);
        _expanding.Pop();
        return value;
    }

    private bool HasDelay(Expression body)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Has(body);

        bool Has(Expression e) => e switch
        {
            CallExpression c => c.Function == MathFunction.Delay || c.Arguments.Any(Has),
            UserCallExpression c => c.Arguments.Any(Has) || (seen.Add(c.Function) && model.Table.Functions.TryGetValue(c.Function, out var f) && Has(f.Body)),
            _ => false,
        };
    }

    private int Call(CallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        var g = graph;
        if (!HasFittingArity(call)) return g.Constant(double.NaN);
        int N(int i) => Number(call.Arguments[i], bound);
        int T(int i) => Truth(call.Arguments[i], bound);
        int Unary(Operation operation) => g.Unary(operation, N(0));
        int Inverse(int x) => g.Divide(g.Constant(1), x);

        switch (call.Function)
        {
            case MathFunction.Add: return Chain(call, bound, 0, g.Add);
            case MathFunction.Subtract: return g.Subtract(N(0), N(1));
            case MathFunction.Negate: return g.Negate(N(0));
            case MathFunction.Multiply: return Chain(call, bound, 1, g.Multiply);
            case MathFunction.Divide: return g.Divide(N(0), N(1));
            case MathFunction.Power: return g.Power(N(0), N(1));
            case MathFunction.Sqrt: return Unary(Operation.Sqrt);
            case MathFunction.Root: return g.Power(N(1), g.Divide(g.Constant(1), N(0)));
            case MathFunction.Exp: return Unary(Operation.Exp);
            case MathFunction.Ln: return Unary(Operation.Log);
            case MathFunction.Log: return Logarithm(N(0), N(1));
            case MathFunction.Abs: return Unary(Operation.Abs);
            case MathFunction.Floor: return Unary(Operation.Floor);
            case MathFunction.Ceiling: return Unary(Operation.Ceiling);
            case MathFunction.Factorial: return Factorial(N(0));
            case MathFunction.Sin: return Unary(Operation.Sin);
            case MathFunction.Cos: return Unary(Operation.Cos);
            case MathFunction.Tan: return Unary(Operation.Tan);
            case MathFunction.Sec: return Inverse(Unary(Operation.Cos));
            case MathFunction.Csc: return Inverse(Unary(Operation.Sin));
            case MathFunction.Cot: return Inverse(Unary(Operation.Tan));
            case MathFunction.Asin: return Unary(Operation.Asin);
            case MathFunction.Acos: return Unary(Operation.Acos);
            case MathFunction.Atan: return Unary(Operation.Atan);
            case MathFunction.Asec: return g.Unary(Operation.Acos, Inverse(N(0)));
            case MathFunction.Acsc: return g.Unary(Operation.Asin, Inverse(N(0)));
            case MathFunction.Acot: return g.Unary(Operation.Atan, Inverse(N(0)));
            case MathFunction.Sinh: return Unary(Operation.Sinh);
            case MathFunction.Cosh: return Unary(Operation.Cosh);
            case MathFunction.Tanh: return Unary(Operation.Tanh);
            case MathFunction.Sech: return Inverse(Unary(Operation.Cosh));
            case MathFunction.Csch: return Inverse(Unary(Operation.Sinh));
            case MathFunction.Coth: return Inverse(Unary(Operation.Tanh));
            case MathFunction.Asinh: return Unary(Operation.Asinh);
            case MathFunction.Acosh: return Unary(Operation.Acosh);
            case MathFunction.Atanh: return Unary(Operation.Atanh);
            case MathFunction.Asech: return g.Unary(Operation.Acosh, Inverse(N(0)));
            case MathFunction.Acsch: return g.Unary(Operation.Asinh, Inverse(N(0)));
            case MathFunction.Acoth: return g.Unary(Operation.Atanh, Inverse(N(0)));
            case MathFunction.Min: return Chain(call, bound, double.PositiveInfinity, g.Min);
            case MathFunction.Max: return Chain(call, bound, double.NegativeInfinity, g.Max);
            case MathFunction.Quotient: return Truncate(g.Divide(N(0), N(1)));
            case MathFunction.Remainder:
                var (x, y) = (N(0), N(1));
                return g.Subtract(x, g.Multiply(y, Truncate(g.Divide(x, y))));
            case MathFunction.Piecewise: return Piecewise(call, bound);
            case MathFunction.Equal: return Relation(call, bound, (a, b) => g.Binary(Operation.Equal, a, b));
            case MathFunction.NotEqual: return g.Binary(Operation.NotEqual, N(0), N(1));
            case MathFunction.Less: return Relation(call, bound, (a, b) => g.Binary(Operation.Less, a, b));
            case MathFunction.LessOrEqual: return Relation(call, bound, (a, b) => g.Binary(Operation.LessOrEqual, a, b));
            case MathFunction.Greater: return Relation(call, bound, (a, b) => g.Binary(Operation.Less, b, a));
            case MathFunction.GreaterOrEqual: return Relation(call, bound, (a, b) => g.Binary(Operation.LessOrEqual, b, a));
            case MathFunction.And: return call.Arguments.Select((_, i) => T(i)).Aggregate(g.True(), g.And);
            case MathFunction.Or: return call.Arguments.Select((_, i) => T(i)).Aggregate(g.False(), g.Or);
            case MathFunction.Xor: return call.Arguments.Select((_, i) => T(i)).Aggregate(g.False(), g.Xor);
            case MathFunction.Not: return g.Not(T(0));
            case MathFunction.Implies: return g.Or(g.Not(T(0)), T(1));
            case MathFunction.Delay: return Delay(call, bound);
            case MathFunction.RateOf: return RateOf(call, bound);
            case var draw when RandomDraw.IsDraw(draw): return Draw(call, bound);
            default: throw new InvalidOperationException($"Unknown function: {call.Function}.");
        }
    }

    private bool HasFittingArity(CallExpression call)
    {
        if (RandomDraw.IsDraw(call.Function) && RandomDraw.Counts(call.Function).Contains(call.Arguments.Length)) return true;
        var (least, most) = Arity(call.Function);
        if (call.Arguments.Length >= least && call.Arguments.Length <= most) return true;
        var expected = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        diagnostics.Error("TM2021", call.Span ?? fallback,
            $"{call.Function} takes {expected} argument{(expected == "1" ? "" : "s")}; {call.Arguments.Length} are given.");
        return false;
    }

    private static (int Least, int Most) Arity(MathFunction function) => function switch
    {
        _ when RandomDraw.IsDraw(function) => (RandomDraw.Counts(function)[0], RandomDraw.Counts(function)[^1]),
        MathFunction.Add or MathFunction.Multiply or MathFunction.And or MathFunction.Or or MathFunction.Xor => (0, int.MaxValue),
        MathFunction.Min or MathFunction.Max or MathFunction.Piecewise => (1, int.MaxValue),
        MathFunction.Equal or MathFunction.Less or MathFunction.LessOrEqual or MathFunction.Greater or MathFunction.GreaterOrEqual =>
            (1, int.MaxValue),
        MathFunction.Subtract or MathFunction.Divide or MathFunction.Power or MathFunction.Root or MathFunction.Log
            or MathFunction.Quotient or MathFunction.Remainder or MathFunction.NotEqual or MathFunction.Implies
            or MathFunction.Delay => (2, 2),
        _ => (1, 1),
    };

    private int Chain(CallExpression call, IReadOnlyDictionary<string, int>? bound, double neutral, Func<int, int, int> combine) =>
        call.Arguments.IsEmpty
            ? graph.Constant(neutral)
            : call.Arguments.Select(a => Number(a, bound)).Aggregate(combine);

    /// <summary>a &lt; b &lt; c is (a &lt; b) and (b &lt; c).</summary>
    private int Relation(CallExpression call, IReadOnlyDictionary<string, int>? bound, Func<int, int, int> relate)
    {
        var sides = call.Arguments.Select(a => Number(a, bound)).ToArray();
        var all = graph.True();
        for (var i = 0; i + 1 < sides.Length; i++) all = graph.And(all, relate(sides[i], sides[i + 1]));
        return all;
    }

    private int Piecewise(CallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        var pairs = call.Arguments.Length / 2;
        var value = call.Arguments.Length % 2 == 1 ? Number(call.Arguments[^1], bound) : graph.Constant(double.NaN);
        for (var i = pairs - 1; i >= 0; i--)
            value = graph.Select(Truth(call.Arguments[2 * i + 1], bound), Number(call.Arguments[2 * i], bound), value);
        return value;
    }

    private int Logarithm(int @base, int x)
    {
        if (graph.IsConstant(@base, 10)) return graph.Unary(Operation.Log10, x);
        return graph.Divide(graph.Unary(Operation.Log, x), graph.Unary(Operation.Log, @base));
    }

    private int Truncate(int x) =>
        graph.Select(graph.Binary(Operation.Less, x, graph.Constant(0)), graph.Unary(Operation.Ceiling, x), graph.Unary(Operation.Floor, x));

    /// <summary>n! as the product of the whole numbers up to n; NaN for what is not a whole number from 0 on, infinite from 171 on.</summary>
    private int Factorial(int n)
    {
        if (graph.IsConstant(n, out var value) && !(value >= 0 && value == Math.Floor(value))) return graph.Constant(double.NaN);
        var product = graph.Constant(1);
        for (var k = 2; k <= 171; k++)
            product = graph.Select(graph.Binary(Operation.LessOrEqual, graph.Constant(k), n), graph.Multiply(product, graph.Constant(k)), product);
        var isWhole = graph.And(
            graph.Binary(Operation.LessOrEqual, graph.Constant(0), n),
            graph.Binary(Operation.Equal, n, graph.Unary(Operation.Floor, n)));
        return graph.Select(isWhole, product, graph.Constant(double.NaN));
    }

    private int Draw(CallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        if (Draws is null)
        {
            diagnostics.Error("TM2027", call.Span ?? fallback,
                $"A number is drawn ({RandomDraw.Name(call.Function)}) in a formula that holds at all times, where every look at it would give another.",
                "Draw in a start value (X = normal(…)) or in an event, and let the formula read what was drawn.");
            return graph.Constant(double.NaN);
        }
        int[] arguments = [.. call.Arguments.Select(a => Number(a, bound))];
        var row = model.NextDrawRow();
        Draws.Add(new DrawNode(call.Function, arguments, row));
        return graph.Parameter(row);
    }

    /// <summary>The delayed formula is lowered where other lowerings stand, too: as it is before the start.</summary>
    private int Delay(CallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        var span = call.Span ?? fallback;
        return model.Delayed(m => m == model ? Number(call.Arguments[0], bound) : m.Formula(span).Number(call.Arguments[0], bound), Number(call.Arguments[1], bound), span);
    }

    private int RateOf(CallExpression call, IReadOnlyDictionary<string, int>? bound)
    {
        var span = call.Span ?? fallback;
        if (SymbolOf(call.Arguments[0], bound) is { } symbol) return model.RateOf(symbol, span);
        // What else is bound to a name and does not change is a local parameter of a reaction.
        if (call.Arguments[0] is SymbolExpression local && bound is not null && bound.TryGetValue(local.Name, out var node) && graph[node].Rate <= Rate.Patient)
            return graph.Constant(0);
        diagnostics.Error("TM2025", span, "rateOf takes the name of a variable of the model.", "Write rateOf(X).");
        return graph.Constant(double.NaN);
    }

    /// <summary>The symbol of the model that a formula consists of, also where a function's argument stands for it.</summary>
    private string? SymbolOf(Expression e, IReadOnlyDictionary<string, int>? bound) =>
        e is not SymbolExpression symbol ? null
        : bound is not null && bound.ContainsKey(symbol.Name) ? _symbolArguments.GetValueOrDefault(symbol.Name)
        : symbol.Name;
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>
/// The functions that SimBiology writes by MATLAB's name inside a <c>ci</c> element (<c>&lt;apply&gt;&lt;ci&gt;max&lt;/ci&gt;…</c>),
/// because Level 2 has no MathML element for them or SimBiology does not use it.
/// </summary>
/// <remarks>MATLAB's meaning, not MathML's: <c>log</c> is the natural logarithm, <c>nthroot(x, n)</c> is real for negative x and odd n.</remarks>
internal static class MatlabFunctions
{
    private readonly record struct Entry(int Least, int Most, Func<ImmutableArray<Expression>, Expression> Build);

    private static readonly FrozenDictionary<string, Entry> Entries = Table();

    public static IEnumerable<string> Names => Entries.Keys;

    public static bool Knows(string name) => Entries.ContainsKey(name);

    /// <summary>The call in the words of the model language; null where the number of arguments does not fit.</summary>
    public static Expression? Call(string name, ImmutableArray<Expression> arguments)
    {
        var entry = Entries[name];
        return arguments.Length < entry.Least || arguments.Length > entry.Most ? null : entry.Build(arguments);
    }

    private static FrozenDictionary<string, Entry> Table()
    {
        var table = new Dictionary<string, Entry>(StringComparer.Ordinal)
        {
            ["max"] = new(1, int.MaxValue, a => new CallExpression(MathFunction.Max, a)),
            ["min"] = new(1, int.MaxValue, a => new CallExpression(MathFunction.Min, a)),
            ["plus"] = new(2, 2, a => new CallExpression(MathFunction.Add, a)),
            ["minus"] = new(2, 2, a => new CallExpression(MathFunction.Subtract, a)),
            ["times"] = new(2, 2, a => new CallExpression(MathFunction.Multiply, a)),
            ["rdivide"] = new(2, 2, a => new CallExpression(MathFunction.Divide, a)),
            ["power"] = new(2, 2, a => new CallExpression(MathFunction.Power, a)),
            ["pow"] = new(2, 2, a => new CallExpression(MathFunction.Power, a)),
            ["rem"] = new(2, 2, a => new CallExpression(MathFunction.Remainder, a)),
            ["mod"] = new(2, 2, Modulo),
            ["nthroot"] = new(2, 2, NthRoot),
            ["log"] = new(1, 1, a => new CallExpression(MathFunction.Ln, a)),
            ["log2"] = new(1, 1, a => Expression.Call(MathFunction.Log, 2, a[0])),
            ["log10"] = new(1, 1, a => Expression.Call(MathFunction.Log, 10, a[0])),
            ["sign"] = new(1, 1, a => Expression.Call(MathFunction.Piecewise,
                1, Expression.Call(MathFunction.Greater, a[0], 0), -1, Expression.Call(MathFunction.Less, a[0], 0), 0)),
        };
        foreach (var (name, function) in new (string, MathFunction)[]
                 {
                     ("abs", MathFunction.Abs), ("ceil", MathFunction.Ceiling), ("floor", MathFunction.Floor), ("exp", MathFunction.Exp),
                     ("ln", MathFunction.Ln), ("sqrt", MathFunction.Sqrt), ("factorial", MathFunction.Factorial), ("uminus", MathFunction.Negate),
                     ("sin", MathFunction.Sin), ("cos", MathFunction.Cos), ("tan", MathFunction.Tan),
                     ("sec", MathFunction.Sec), ("csc", MathFunction.Csc), ("cot", MathFunction.Cot),
                     ("asin", MathFunction.Asin), ("acos", MathFunction.Acos), ("atan", MathFunction.Atan),
                     ("asec", MathFunction.Asec), ("acsc", MathFunction.Acsc), ("acot", MathFunction.Acot),
                     ("sinh", MathFunction.Sinh), ("cosh", MathFunction.Cosh), ("tanh", MathFunction.Tanh),
                     ("sech", MathFunction.Sech), ("csch", MathFunction.Csch), ("coth", MathFunction.Coth),
                     ("asinh", MathFunction.Asinh), ("acosh", MathFunction.Acosh), ("atanh", MathFunction.Atanh),
                     ("asech", MathFunction.Asech), ("acsch", MathFunction.Acsch), ("acoth", MathFunction.Acoth),
                 })
            table.Add(name, new Entry(1, 1, a => new CallExpression(function, a)));
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>mod(x, y) = x − y·⌊x/y⌋, and x where y is 0.</summary>
    private static Expression Modulo(ImmutableArray<Expression> a)
    {
        var (x, y) = (a[0], a[1]);
        var difference = Expression.Call(MathFunction.Subtract, x,
            Expression.Call(MathFunction.Multiply, y, Expression.Call(MathFunction.Floor, Expression.Call(MathFunction.Divide, x, y))));
        return y is NumberExpression { Value: not 0 }
            ? difference
            : Expression.Call(MathFunction.Piecewise, x, Expression.Call(MathFunction.Equal, y, 0), difference);
    }

    private static Expression NthRoot(ImmutableArray<Expression> a)
    {
        var (x, n) = (a[0], a[1]);
        var root = Expression.Call(MathFunction.Root, n, x);
        if (n is not NumberExpression { Value: var degree } || Math.Abs(degree % 2) != 1) return root;
        var mirrored = Expression.Call(MathFunction.Negate, Expression.Call(MathFunction.Root, n, Expression.Call(MathFunction.Negate, x)));
        return Expression.Call(MathFunction.Piecewise, mirrored, Expression.Call(MathFunction.Less, x, 0), root);
    }
}

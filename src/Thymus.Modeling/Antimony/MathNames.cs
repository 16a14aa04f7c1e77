namespace Thymus.Modeling;

/// <summary>The names of functions and constants in Antimony's formulas: those of SBML's infix syntax.</summary>
internal static class MathNames
{
    private static readonly Dictionary<string, MathFunction> Functions = new(StringComparer.Ordinal)
    {
        ["plus"] = MathFunction.Add, ["minus"] = MathFunction.Subtract, ["times"] = MathFunction.Multiply, ["divide"] = MathFunction.Divide,
        ["pow"] = MathFunction.Power, ["power"] = MathFunction.Power, ["sqrt"] = MathFunction.Sqrt, ["root"] = MathFunction.Root,
        ["exp"] = MathFunction.Exp, ["ln"] = MathFunction.Ln, ["abs"] = MathFunction.Abs, ["floor"] = MathFunction.Floor,
        ["ceil"] = MathFunction.Ceiling, ["ceiling"] = MathFunction.Ceiling, ["factorial"] = MathFunction.Factorial,
        ["sin"] = MathFunction.Sin, ["cos"] = MathFunction.Cos, ["tan"] = MathFunction.Tan,
        ["sec"] = MathFunction.Sec, ["csc"] = MathFunction.Csc, ["cot"] = MathFunction.Cot,
        ["asin"] = MathFunction.Asin, ["acos"] = MathFunction.Acos, ["atan"] = MathFunction.Atan,
        ["arcsin"] = MathFunction.Asin, ["arccos"] = MathFunction.Acos, ["arctan"] = MathFunction.Atan,
        ["asec"] = MathFunction.Asec, ["acsc"] = MathFunction.Acsc, ["acot"] = MathFunction.Acot,
        ["arcsec"] = MathFunction.Asec, ["arccsc"] = MathFunction.Acsc, ["arccot"] = MathFunction.Acot,
        ["sinh"] = MathFunction.Sinh, ["cosh"] = MathFunction.Cosh, ["tanh"] = MathFunction.Tanh,
        ["sech"] = MathFunction.Sech, ["csch"] = MathFunction.Csch, ["coth"] = MathFunction.Coth,
        ["asinh"] = MathFunction.Asinh, ["acosh"] = MathFunction.Acosh, ["atanh"] = MathFunction.Atanh,
        ["arcsinh"] = MathFunction.Asinh, ["arccosh"] = MathFunction.Acosh, ["arctanh"] = MathFunction.Atanh,
        ["asech"] = MathFunction.Asech, ["acsch"] = MathFunction.Acsch, ["acoth"] = MathFunction.Acoth,
        ["arcsech"] = MathFunction.Asech, ["arccsch"] = MathFunction.Acsch, ["arccoth"] = MathFunction.Acoth,
        ["min"] = MathFunction.Min, ["max"] = MathFunction.Max, ["quotient"] = MathFunction.Quotient, ["rem"] = MathFunction.Remainder,
        ["piecewise"] = MathFunction.Piecewise,
        ["eq"] = MathFunction.Equal, ["neq"] = MathFunction.NotEqual, ["lt"] = MathFunction.Less, ["leq"] = MathFunction.LessOrEqual,
        ["gt"] = MathFunction.Greater, ["geq"] = MathFunction.GreaterOrEqual,
        ["and"] = MathFunction.And, ["or"] = MathFunction.Or, ["xor"] = MathFunction.Xor, ["not"] = MathFunction.Not,
        ["implies"] = MathFunction.Implies, ["delay"] = MathFunction.Delay, ["rateOf"] = MathFunction.RateOf,
    };

    /// <summary>Names of functions that are written otherwise inside: <c>log</c>, <c>log10</c>, <c>sqr</c>, <c>uminus</c>.</summary>
    private static readonly string[] Spelled = ["log", "log10", "sqr", "uminus"];

    private static readonly Dictionary<string, double> Constants = new(StringComparer.Ordinal)
    {
        ["pi"] = Math.PI, ["exponentiale"] = Math.E, ["true"] = 1, ["false"] = 0,
        ["inf"] = double.PositiveInfinity, ["infinity"] = double.PositiveInfinity, ["INF"] = double.PositiveInfinity,
        ["nan"] = double.NaN, ["NaN"] = double.NaN, ["notanumber"] = double.NaN,
    };

    /// <summary>Words that begin or structure a statement and so cannot name anything.</summary>
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "model", "module", "end", "function", "import", "unit", "species", "compartment", "formula", "reaction", "event", "gene", "operator", "DNA",
        "const", "var", "substanceOnly", "is", "in", "has", "at", "after", "delete", "constraint", "maximize", "minimize", "time", "avogadro",
    };

    private static readonly Dictionary<MathFunction, string> Names = Functions.GroupBy(f => f.Value).ToDictionary(g => g.Key, g => g.First().Key);

    public static IEnumerable<string> AllFunctions => Functions.Keys.Concat(Spelled);

    public static bool IsFunction(string name) => Functions.ContainsKey(name) || Array.IndexOf(Spelled, name) >= 0;

    public static bool IsReserved(string name) => Keywords.Contains(name) || Constants.ContainsKey(name) || IsFunction(name);

    /// <summary>Whether a word may name a unit; x</summary>
    public static bool IsUnitName(string name) => name is "time" or "avogadro" || !Keywords.Contains(name);

    public static bool IsKeyword(string name) => Keywords.Contains(name);

    public static double? Constant(string name) => Constants.TryGetValue(name, out var value) ? value : null;

    /// <summary>The function called <paramref name="name"/>, or null where there is none or its spelling hides another form (log, log10, sqr).</summary>
    public static MathFunction? Function(string name) => Functions.TryGetValue(name, out var function) ? function : null;

    /// <summary>The draw called <paramref name="name"/> in Antimony, with <c>truncated</c> before its name where it has bounds; null where there is none.
    /// These names are not reserved: a model may have a parameter <c>gamma</c> or a function <c>normal</c> of its own.</summary>
    public static MathFunction? Draw(string name, int arguments)
    {
        var truncated = name.StartsWith(Truncated, StringComparison.Ordinal);
        return Distribution(name) is { } draw
            && RandomDraw.Counts(draw).Contains(arguments) && (!truncated || RandomDraw.IsBounded(draw, arguments)) ? draw : null;
    }

    /// <summary>Whether a call by that name may be a draw.</summary>
    public static bool IsDraw(string name) => Distribution(name) is not null;

    private static MathFunction? Distribution(string name) =>
        RandomDraw.Find(name.StartsWith(Truncated, StringComparison.Ordinal) ? name[Truncated.Length..].ToLowerInvariant() : name);

    /// <summary>The name of a draw with so many arguments.</summary>
    public static string DrawName(MathFunction function, int arguments)
    {
        var name = RandomDraw.Name(function);
        return RandomDraw.IsBounded(function, arguments) ? $"{Truncated}{char.ToUpperInvariant(name[0])}{name[1..]}" : name;
    }

    private const string Truncated = "truncated";

    public static string Name(MathFunction function) => function switch
    {
        _ when RandomDraw.IsDraw(function) => RandomDraw.Name(function),
        MathFunction.Log => "log",
        MathFunction.Negate => "uminus",
        _ => Names[function],
    };

    /// <summary>Fewest and most arguments; −1 for any number.</summary>
    public static (int Least, int Most) Arity(MathFunction function) => function switch
    {
        MathFunction.Add or MathFunction.Multiply or MathFunction.And or MathFunction.Or or MathFunction.Xor => (0, -1),
        MathFunction.Min or MathFunction.Max or MathFunction.Piecewise => (1, -1),
        MathFunction.Equal or MathFunction.NotEqual or MathFunction.Less or MathFunction.LessOrEqual
            or MathFunction.Greater or MathFunction.GreaterOrEqual => (2, -1),
        _ when RandomDraw.IsDraw(function) => (RandomDraw.Counts(function)[0], RandomDraw.Counts(function)[^1]),
        MathFunction.Subtract or MathFunction.Divide or MathFunction.Power or MathFunction.Root or MathFunction.Log or MathFunction.Quotient
            or MathFunction.Remainder or MathFunction.Implies or MathFunction.Delay => (2, 2),
        _ => (1, 1),
    };
}

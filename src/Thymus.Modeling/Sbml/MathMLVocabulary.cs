using System.Collections.Frozen;

namespace Thymus.Modeling;

/// <summary>MathML's element names for the functions of the model language, and how many arguments each takes.</summary>
/// <remarks>The subset of MathML 2.0 that SBML Level 3 Version 2 allows (specification §3.4.1); older levels allow less.</remarks>
internal static class MathMLVocabulary
{
    public const string Namespace = "http://www.w3.org/1998/Math/MathML";
    public const string SymbolNamespace = "http://www.sbml.org/sbml/symbols/";

    /// <summary>Between <see cref="SymbolNamespace"/> and the name of a distribution.</summary>
    public const string DrawPrefix = "distrib/";

    private const int Unlimited = int.MaxValue;

    /// <param name="Least">Fewest arguments; a qualifier (degree, logbase) is not counted.</param>
    internal readonly record struct Operator(MathFunction Function, int Least, int Most);

    /// <summary>By element name. <c>minus</c>, <c>root</c>, <c>log</c> and <c>piecewise</c> have forms of their own and are read apart.</summary>
    public static FrozenDictionary<string, Operator> Operators { get; } = new Dictionary<string, Operator>(StringComparer.Ordinal)
    {
        ["plus"] = new(MathFunction.Add, 0, Unlimited),
        ["times"] = new(MathFunction.Multiply, 0, Unlimited),
        ["divide"] = new(MathFunction.Divide, 2, 2),
        ["power"] = new(MathFunction.Power, 2, 2),
        ["exp"] = new(MathFunction.Exp, 1, 1),
        ["ln"] = new(MathFunction.Ln, 1, 1),
        ["abs"] = new(MathFunction.Abs, 1, 1),
        ["floor"] = new(MathFunction.Floor, 1, 1),
        ["ceiling"] = new(MathFunction.Ceiling, 1, 1),
        ["factorial"] = new(MathFunction.Factorial, 1, 1),
        ["sin"] = new(MathFunction.Sin, 1, 1),
        ["cos"] = new(MathFunction.Cos, 1, 1),
        ["tan"] = new(MathFunction.Tan, 1, 1),
        ["sec"] = new(MathFunction.Sec, 1, 1),
        ["csc"] = new(MathFunction.Csc, 1, 1),
        ["cot"] = new(MathFunction.Cot, 1, 1),
        ["arcsin"] = new(MathFunction.Asin, 1, 1),
        ["arccos"] = new(MathFunction.Acos, 1, 1),
        ["arctan"] = new(MathFunction.Atan, 1, 1),
        ["arcsec"] = new(MathFunction.Asec, 1, 1),
        ["arccsc"] = new(MathFunction.Acsc, 1, 1),
        ["arccot"] = new(MathFunction.Acot, 1, 1),
        ["sinh"] = new(MathFunction.Sinh, 1, 1),
        ["cosh"] = new(MathFunction.Cosh, 1, 1),
        ["tanh"] = new(MathFunction.Tanh, 1, 1),
        ["sech"] = new(MathFunction.Sech, 1, 1),
        ["csch"] = new(MathFunction.Csch, 1, 1),
        ["coth"] = new(MathFunction.Coth, 1, 1),
        ["arcsinh"] = new(MathFunction.Asinh, 1, 1),
        ["arccosh"] = new(MathFunction.Acosh, 1, 1),
        ["arctanh"] = new(MathFunction.Atanh, 1, 1),
        ["arcsech"] = new(MathFunction.Asech, 1, 1),
        ["arccsch"] = new(MathFunction.Acsch, 1, 1),
        ["arccoth"] = new(MathFunction.Acoth, 1, 1),
        ["min"] = new(MathFunction.Min, 1, Unlimited),
        ["max"] = new(MathFunction.Max, 1, Unlimited),
        ["quotient"] = new(MathFunction.Quotient, 2, 2),
        ["rem"] = new(MathFunction.Remainder, 2, 2),
        ["eq"] = new(MathFunction.Equal, 2, Unlimited),
        ["neq"] = new(MathFunction.NotEqual, 2, 2),
        ["lt"] = new(MathFunction.Less, 2, Unlimited),
        ["leq"] = new(MathFunction.LessOrEqual, 2, Unlimited),
        ["gt"] = new(MathFunction.Greater, 2, Unlimited),
        ["geq"] = new(MathFunction.GreaterOrEqual, 2, Unlimited),
        ["and"] = new(MathFunction.And, 0, Unlimited),
        ["or"] = new(MathFunction.Or, 0, Unlimited),
        ["xor"] = new(MathFunction.Xor, 0, Unlimited),
        ["not"] = new(MathFunction.Not, 1, 1),
        ["implies"] = new(MathFunction.Implies, 2, 2),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The inverse of <see cref="Operators"/>, for writing.</summary>
    public static FrozenDictionary<MathFunction, string> ElementNames { get; } =
        Operators.ToFrozenDictionary(o => o.Value.Function, o => o.Key);

    /// <summary>Constants that are elements.</summary>
    public static FrozenDictionary<string, double> Constants { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["pi"] = Math.PI,
        ["exponentiale"] = Math.E,
        ["infinity"] = double.PositiveInfinity,
        ["notanumber"] = double.NaN,
        ["true"] = 1,
        ["false"] = 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True where the value of <paramref name="function"/> is a truth value.</summary>
    public static bool IsLogical(MathFunction function) => function is MathFunction.Equal or MathFunction.NotEqual
        or MathFunction.Less or MathFunction.LessOrEqual or MathFunction.Greater or MathFunction.GreaterOrEqual
        or MathFunction.And or MathFunction.Or or MathFunction.Xor or MathFunction.Not or MathFunction.Implies;

    /// <summary>True where <paramref name="function"/> takes truth values.</summary>
    public static bool TakesLogical(MathFunction function) => function is MathFunction.And or MathFunction.Or
        or MathFunction.Xor or MathFunction.Not or MathFunction.Implies;
}

using System.Globalization;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Writes expressions as the MathML of SBML Level 3 Version 2; every number reads back to the same bits.</summary>
internal static class MathMLWriter
{
    private static readonly XNamespace M = MathMLVocabulary.Namespace;
    private static readonly XNamespace Core = SbmlWriter.Namespace;

    /// <param name="logical">True where a truth value is meant: 1 and 0 are then written as true and false.</param>
    public static XElement Write(Expression formula, bool logical = false)
    {
        var math = new XElement(M + "math", new XAttribute("xmlns", M.NamespaceName), Node(formula, logical));
        if (math.Descendants().Attributes(Core + "units").Any()) math.SetAttributeValue(XNamespace.Xmlns + "sbml", Core.NamespaceName);
        return math;
    }

    public static XElement WriteLambda(FunctionDefinition function) =>
        new(M + "math", new XAttribute("xmlns", M.NamespaceName), new XElement(M + "lambda",
            function.Arguments.Select(a => new XElement(M + "bvar", new XElement(M + "ci", a))), Node(function.Body)));

    private static XElement Node(Expression e, bool logical = false) => e switch
    {
        NumberExpression { Unit: null, Value: 0 or 1 } truth when logical => new XElement(M + (truth.Value == 1 ? "true" : "false")),
        NumberExpression number => Number(number),
        SymbolExpression symbol => new XElement(M + "ci", symbol.Name),
        TimeExpression => Symbol("time"),
        AvogadroExpression => Symbol("avogadro"),
        UserCallExpression call => Apply(new XElement(M + "ci", call.Function), call.Arguments.Select(a => Node(a))),
        CallExpression call => Call(call),
        _ => throw new ArgumentException($"An expression of type {e.GetType().Name} has no MathML."),
    };

    private static XElement Call(CallExpression call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case MathFunction.Negate or MathFunction.Subtract:
                return Apply(new XElement(M + "minus"), arguments.Select(a => Node(a)));
            case MathFunction.Sqrt:
                return Apply(new XElement(M + "root"), arguments.Select(a => Node(a)));
            case MathFunction.Root:
                return Apply(new XElement(M + "root"), [new XElement(M + "degree", Node(arguments[0])), Node(arguments[1])]);
            case MathFunction.Log:
                return Apply(new XElement(M + "log"), [new XElement(M + "logbase", Node(arguments[0])), Node(arguments[1])]);
            case MathFunction.Delay:
                return Apply(Symbol("delay"), arguments.Select(a => Node(a)));
            case MathFunction.RateOf:
                return Apply(Symbol("rateOf"), arguments.Select(a => Node(a)));
            case MathFunction.Piecewise:
                var pieces = new XElement(M + "piecewise");
                for (var i = 0; i + 1 < arguments.Length; i += 2)
                    pieces.Add(new XElement(M + "piece", Node(arguments[i]), Node(arguments[i + 1], logical: true)));
                if (arguments.Length % 2 == 1) pieces.Add(new XElement(M + "otherwise", Node(arguments[^1])));
                return pieces;
            case var draw when RandomDraw.IsDraw(draw):
                return Apply(Symbol(MathMLVocabulary.DrawPrefix + RandomDraw.Name(draw), RandomDraw.Name(draw)), arguments.Select(a => Node(a)));
            default:
                var logical = MathMLVocabulary.TakesLogical(call.Function);
                return Apply(new XElement(M + MathMLVocabulary.ElementNames[call.Function]), arguments.Select(a => Node(a, logical)));
        }
    }

    private static XElement Apply(XElement head, IEnumerable<XElement> arguments) => new(M + "apply", head, arguments);

    private static XElement Symbol(string name, string? text = null) => new(M + "csymbol",
        new XAttribute("encoding", "text"), new XAttribute("definitionURL", MathMLVocabulary.SymbolNamespace + name), text ?? name);

    private static XElement Number(NumberExpression number)
    {
        var value = number.Value;
        if (double.IsNaN(value)) return new XElement(M + "notanumber");
        if (double.IsPositiveInfinity(value)) return new XElement(M + "infinity");
        if (double.IsNegativeInfinity(value)) return Apply(new XElement(M + "minus"), [new XElement(M + "infinity")]);
        if (number.Unit is null && value == Math.PI) return new XElement(M + "pi");
        if (number.Unit is null && value == Math.E) return new XElement(M + "exponentiale");

        var text = SbmlNumber.Text(value);
        var cn = new XElement(M + "cn");
        if (text.Split('E') is [var mantissa, var exponent])
            cn.Add(new XAttribute("type", "e-notation"), mantissa, new XElement(M + "sep"), int.Parse(exponent, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        // MathML integers are 32 bits wide in libSBML; −0 has no integer.
        else if (value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue && !(value == 0 && double.IsNegative(value)))
            cn.Add(new XAttribute("type", "integer"), text);
        else
            cn.Add(text);
        if (number.Unit is { } unit) cn.Add(new XAttribute(Core + "units", unit));
        return cn;
    }
}

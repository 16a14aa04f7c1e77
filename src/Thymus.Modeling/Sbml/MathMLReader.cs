using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Thymus.Modeling;

/// <summary>Reads the MathML of an SBML file into expressions. Every fault is reported; a faulty part reads as NaN.</summary>
/// <param name="functions">Arity of every function definition of the model that has a body.</param>
/// <param name="definesTime">The model has a symbol of its own named "time"; otherwise that name is read as the time, as SimBiology means it.</param>
internal sealed class MathMLReader(string file, DiagnosticBag diagnostics, IReadOnlyDictionary<string, int> functions, bool definesTime)
{
    /// <summary>Deeper formulas would exhaust the stack of whoever walks them; no published model comes near.</summary>
    public const int DeepestNesting = 2000;

    private static readonly XNamespace Math = MathMLVocabulary.Namespace;

    private int _depth;
    private ImmutableArray<string> _boundVariables = [];

    /// <summary>The formula below a <c>math</c> element; null (with nothing reported) where that is empty, as Level 3 Version 2 allows.</summary>
    public Expression? Read(XElement math)
    {
        var content = math.Elements().ToList();
        if (content.Count == 0) return null;
        if (content.Count > 1)
            Fault("TS0202", content[1], $"<math> holds {content.Count} formulas; it must hold one.");
        return Node(content[0]);
    }

    /// <summary>The bound variables and the body of a function definition; the body is null where the file gives none.</summary>
    public (ImmutableArray<string> Arguments, Expression? Body) ReadLambda(XElement math)
    {
        var top = Unwrap(math.Elements().FirstOrDefault());
        if (top is null) return ([], null);
        if (top.Name != Math + "lambda")
        {
            Fault("TS0201", top, $"A function definition holds <{top.Name.LocalName}>; it must hold <lambda>.");
            return ([], null);
        }
        var parts = top.Elements().Where(IsContent).ToList();
        var arguments = parts.Where(IsBoundVariable).Select(b => b.Value.Trim()).ToImmutableArray();
        var body = parts.Where(p => !IsBoundVariable(p)).ToList();
        if (body.Count > 1) Fault("TS0202", body[1], $"<lambda> holds {body.Count} bodies; it must hold one.");
        _boundVariables = arguments;
        var expression = body.Count == 0 ? null : Node(body[0]);
        _boundVariables = [];
        return (arguments, expression);
    }

    /// <summary>Number of arguments of a function definition, before any formula is read; null where it has no body.</summary>
    public static int? Arity(XElement math)
    {
        var parts = Unwrap(math.Elements().FirstOrDefault())?.Elements().Where(IsContent).ToList();
        return parts is null || parts.TrueForAll(IsBoundVariable) ? null : parts.Count(IsBoundVariable);
    }

    private static bool IsBoundVariable(XElement e) => e.Name == Math + "bvar";

    private static bool IsContent(XElement e) => e.Name.Namespace != Math || e.Name.LocalName is not ("annotation" or "annotation-xml");

    /// <summary><c>semantics</c> only adds annotation to its first child.</summary>
    private static XElement? Unwrap(XElement? e)
    {
        while (e is not null && e.Name == Math + "semantics") e = e.Elements().FirstOrDefault(IsContent);
        return e;
    }

    private Expression Node(XElement wrapped)
    {
        var e = Unwrap(wrapped);
        if (e is null) return Fault("TS0201", wrapped, "<semantics> is empty.");
        if (e.Name.Namespace != Math)
            return Fault("TS0201", e, $"<{e.Name.LocalName}> is not in MathML's namespace.", $"Formulas are in {MathMLVocabulary.Namespace}.");
        if (++_depth > DeepestNesting)
        {
            _depth--;
            return Fault("TS0202", e, $"The formula is nested deeper than {DeepestNesting} levels.");
        }
        var expression = e.Name.LocalName switch
        {
            "cn" => Number(e),
            "ci" => Name(e.Value.Trim()),
            "csymbol" => Symbol(e),
            "apply" => Apply(e),
            "piecewise" => Piecewise(e),
            var name when MathMLVocabulary.Constants.TryGetValue(name, out var value) => new NumberExpression(value),
            var name => Fault("TS0201", e, $"<{name}> cannot stand here in a formula of SBML.",
                Advice.DidYouMean(name, "elements", ["cn", "ci", "csymbol", "apply", "piecewise", .. MathMLVocabulary.Constants.Keys])),
        };
        _depth--;
        return expression with { Span = SpanOf(e) };
    }

    private Expression Name(string name) =>
        name == "time" && !definesTime && !_boundVariables.Contains(name) ? new TimeExpression() : new SymbolExpression(name);

    private Expression Apply(XElement e)
    {
        var parts = e.Elements().Where(IsContent).ToList();
        if (parts.Count == 0) return Fault("TS0202", e, "<apply> is empty; its first child names the operator.");
        var head = parts[0];
        var name = head.Name.LocalName;
        var qualifiers = parts.Skip(1).Where(p => p.Name.LocalName is "degree" or "logbase" or "bvar").ToList();
        ImmutableArray<Expression> arguments = [.. parts.Skip(1).Except(qualifiers).Select(Node)];
        foreach (var qualifier in qualifiers)
            if ((name, qualifier.Name.LocalName) is not (("root", "degree") or ("log", "logbase")))
                Fault("TS0201", qualifier, $"<{qualifier.Name.LocalName}> does not belong to <{name}>.");

        switch (name)
        {
            case "minus":
                return arguments switch
                {
                    // The only way to write it; read back as one number.
                    [NumberExpression { Value: double.PositiveInfinity }] => new NumberExpression(double.NegativeInfinity),
                    [_] => new CallExpression(MathFunction.Negate, arguments),
                    [_, _] => new CallExpression(MathFunction.Subtract, arguments),
                    _ => WrongCount(e, "minus", "one or two arguments", arguments.Length),
                };
            case "root":
                if (arguments.Length != 1) return WrongCount(e, name, "one argument", arguments.Length);
                return Qualifier(qualifiers) is not { } degree || degree is NumberExpression { Value: 2 }
                    ? new CallExpression(MathFunction.Sqrt, arguments)
                    : Expression.Call(MathFunction.Root, degree, arguments[0]);
            case "log":
                if (arguments.Length != 1) return WrongCount(e, name, "one argument", arguments.Length);
                return Expression.Call(MathFunction.Log, Qualifier(qualifiers) ?? 10, arguments[0]);
            case "csymbol":
                return ApplySymbol(head, arguments);
            case "ci":
                return ApplyFunction(head, head.Value.Trim(), arguments);
        }
        if (!MathMLVocabulary.Operators.TryGetValue(name, out var op) || head.Name.Namespace != Math)
            return Fault("TS0201", head, $"<{name}> is not an operator of SBML's MathML.",
                Advice.DidYouMean(name, "operators", [.. MathMLVocabulary.Operators.Keys, "minus", "root", "log"]));
        if (arguments.Length < op.Least || arguments.Length > op.Most)
            return WrongCount(e, name, op.Most == int.MaxValue ? $"at least {op.Least} arguments" : op.Most == 1 ? "one argument" : $"{op.Most} arguments", arguments.Length);
        return new CallExpression(op.Function, arguments);
    }

    private Expression? Qualifier(List<XElement> qualifiers) =>
        qualifiers.FirstOrDefault()?.Elements().FirstOrDefault() is { } content ? Node(content) : null;

    private Expression ApplyFunction(XElement head, string function, ImmutableArray<Expression> arguments)
    {
        if (functions.TryGetValue(function, out var arity))
            return arguments.Length == arity
                ? new UserCallExpression(function, arguments)
                : WrongCount(head, function, $"{arity} argument{(arity == 1 ? "" : "s")}", arguments.Length);
        if (MatlabFunctions.Knows(function))
            return MatlabFunctions.Call(function, arguments) ?? WrongCount(head, function, "another number of arguments", arguments.Length);
        return Fault("TS0206", head, $"The formula calls '{function}', which the model does not define (or defines without a body).",
            functions.Count == 0 ? "The model has no function definitions." : Advice.DidYouMean(function, "functions", functions.Keys));
    }

    private Expression Symbol(XElement e) => SymbolName(e) switch
    {
        "time" => new TimeExpression(),
        "avogadro" => new AvogadroExpression(),
        "delay" or "rateOf" => Fault("TS0204", e, $"The symbol '{SymbolName(e)}' is a function; it must be applied to arguments."),
        var draw when Draw(draw) is not null => Fault("TS0204", e, $"The symbol '{draw}' is a function; it must be applied to arguments."),
        var other => UnknownSymbol(e, other),
    };

    private Expression ApplySymbol(XElement head, ImmutableArray<Expression> arguments)
    {
        switch (SymbolName(head))
        {
            case "delay":
                return arguments.Length == 2 ? new CallExpression(MathFunction.Delay, arguments) : WrongCount(head, "delay", "2 arguments", arguments.Length);
            case "rateOf":
                if (arguments.Length != 1) return WrongCount(head, "rateOf", "one argument", arguments.Length);
                return arguments[0] is SymbolExpression
                    ? new CallExpression(MathFunction.RateOf, arguments)
                    : Fault("TS0204", head, "rateOf is applied to a formula; it takes the name of one variable.");
            case "time" or "avogadro":
                return Fault("TS0204", head, $"The symbol '{SymbolName(head)}' is not a function.");
            case var draw when Draw(draw) is { } function:
                return RandomDraw.Counts(function).Contains(arguments.Length)
                    ? new CallExpression(function, arguments)
                    : WrongCount(head, RandomDraw.Name(function), $"{string.Join(" or ", RandomDraw.Counts(function))} arguments", arguments.Length);
            case var other:
                return UnknownSymbol(head, other);
        }
    }

    private static MathFunction? Draw(string symbol) =>
        symbol.StartsWith(MathMLVocabulary.DrawPrefix, StringComparison.Ordinal) ? RandomDraw.Find(symbol[MathMLVocabulary.DrawPrefix.Length..]) : null;

    private static string SymbolName(XElement e)
    {
        var url = ((string?)e.Attribute("definitionURL") ?? "").Trim();
        return url.StartsWith(MathMLVocabulary.SymbolNamespace, StringComparison.Ordinal) ? url[MathMLVocabulary.SymbolNamespace.Length..] : url;
    }

    private Expression UnknownSymbol(XElement e, string name) => name.StartsWith(MathMLVocabulary.DrawPrefix, StringComparison.Ordinal)
        ? Fault("TS0204", e, $"'{name[MathMLVocabulary.DrawPrefix.Length..]}' is no distribution that Thymus draws from.",
            Advice.DidYouMean(name[MathMLVocabulary.DrawPrefix.Length..], "distributions", RandomDraw.Names))
        : Fault("TS0204", e, $"The csymbol '{name}' is not one that Thymus knows.", "Known: time, delay, avogadro, rateOf.");

    private Expression Piecewise(XElement e)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        Expression? otherwise = null;
        foreach (var part in e.Elements().Where(IsContent))
        {
            var content = part.Elements().ToList();
            switch (part.Name.LocalName)
            {
                case "piece" when content.Count == 2:
                    arguments.Add(Node(content[0]));
                    arguments.Add(Node(content[1]));
                    break;
                case "otherwise" when content.Count == 1 && otherwise is null:
                    otherwise = Node(content[0]);
                    break;
                default:
                    Fault("TS0202", part, $"<{part.Name.LocalName}> in <piecewise> holds {content.Count} formulas.",
                        "<piece> holds a value and a condition; <otherwise>, at most one, holds a value.");
                    break;
            }
        }
        if (otherwise is not null) arguments.Add(otherwise);
        return new CallExpression(MathFunction.Piecewise, arguments.ToImmutable());
    }

    private Expression Number(XElement e)
    {
        var type = ((string?)e.Attribute("type") ?? "real").Trim();
        var separator = e.Element(Math + "sep");
        var unit = e.Attributes().FirstOrDefault(a => a.Name.LocalName == "units" && a.Name.NamespaceName.Contains("sbml", StringComparison.Ordinal))?.Value.Trim();
        var texts = e.Nodes().OfType<XText>().Select(t => t.Value.Trim()).Where(t => t.Length > 0).ToList();
        double value;
        var good = (type, separator, texts) switch
        {
            ("real" or "integer", null, [var all]) => Parse(all, out value),
            // One parse of the whole, so that the nearest double is found.
            ("e-notation", not null, [var mantissa, var exponent]) => Parse(mantissa + "e" + exponent, out value),
            ("rational", not null, [var numerator, var denominator]) => Ratio(numerator, denominator, out value),
            _ => None(out value),
        };
        return good
            ? new NumberExpression(value, string.IsNullOrEmpty(unit) ? null : unit)
            : Fault("TS0203", e, $"'{e.Value.Trim()}' is not a number of type '{type}'.", "Types: real, integer, e-notation (two parts), rational (two parts).");

        static bool Parse(string text, out double value) => SbmlNumber.TryParse(text, out value);
        static bool None(out double value)
        {
            value = double.NaN;
            return false;
        }
        static bool Ratio(string numerator, string denominator, out double value)
        {
            var good = Parse(numerator, out value) & Parse(denominator, out var below);
            value /= below;
            return good;
        }
    }

    private NumberExpression WrongCount(XElement e, string name, string expected, int found) =>
        Fault("TS0202", e, $"'{name}' takes {expected}; {found.ToString(CultureInfo.InvariantCulture)} found.");

    private NumberExpression Fault(string code, XElement e, string message, string? advice = null)
    {
        diagnostics.Error(code, SpanOf(e), message, advice);
        return new NumberExpression(double.NaN);
    }

    private SourceSpan SpanOf(XElement e) => SbmlElement.SpanOf(e, file);
}

using System.Collections.Immutable;
using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Formulas, by operator precedence (Pratt): <c>||</c>, <c>&amp;&amp;</c>, relations, sums, products, signs, powers.</summary>
/// <remarks>The meaning is that of SBML's infix syntax (libSBML <c>parseL3Formula</c>): <c>-a^2</c> is −(a²), <c>a^b^c</c> is a^(b^c).</remarks>
internal sealed class FormulaParser(TokenReader reader)
{
    private const int UnaryPower = 6;

    /// <summary>Parentheses inside parentheses; deeper text is no formula, and would exhaust the stack.</summary>
    private const int DeepestNesting = 300;

    private int _nesting;

    private static readonly Dictionary<string, (int Power, MathFunction Function)> Infix = new(StringComparer.Ordinal)
    {
        ["||"] = (1, MathFunction.Or), ["&&"] = (2, MathFunction.And),
        ["=="] = (3, MathFunction.Equal), ["!="] = (3, MathFunction.NotEqual), ["<"] = (3, MathFunction.Less),
        ["<="] = (3, MathFunction.LessOrEqual), [">"] = (3, MathFunction.Greater), [">="] = (3, MathFunction.GreaterOrEqual),
        ["+"] = (4, MathFunction.Add), ["-"] = (4, MathFunction.Subtract),
        ["*"] = (5, MathFunction.Multiply), ["/"] = (5, MathFunction.Divide), ["%"] = (5, MathFunction.Remainder),
        ["^"] = (7, MathFunction.Power),
    };

    public Expression Parse(int leastPower = 0)
    {
        if (_nesting >= DeepestNesting)
            return reader.Fail(reader.Current.Span, $"This formula is nested more than {DeepestNesting.ToString(CultureInfo.InvariantCulture)} times.", "Give parts of it names.", new NumberExpression(double.NaN));
        _nesting++;
        var formula = ParseChain(leastPower);
        _nesting--;
        return formula;
    }

    private Expression ParseChain(int leastPower)
    {
        var left = ParseOperand();
        // A chain a + b + c is one sum of three; a sum in parentheses stays a term of its own.
        var last = 0;
        while (!reader.Failed && reader.Current.Kind == TokenKind.Symbol && Infix.TryGetValue(reader.Current.Text, out var infix) && infix.Power > leastPower)
        {
            var symbol = reader.Take();
            var right = Parse(infix.Function == MathFunction.Power ? infix.Power - 1 : infix.Power);
            var relation = infix.Power == 3;
            if (last == infix.Power && left is CallExpression chain && chain.Function == infix.Function && (relation || IsAssociative(infix.Function)))
                left = chain with { Arguments = chain.Arguments.Add(right) };
            else if (last == 3 && relation)
                return reader.Fail(symbol.Span, $"Relations of different kinds stand in one chain at '{symbol.Text}'.", "Write a < b && b <= c.", left);
            else
                left = Expression.Call(infix.Function, left, right) with { Span = Join(left.Span ?? symbol.Span, right.Span ?? symbol.Span) };
            last = infix.Power;
        }
        return left;
    }

    private static bool IsAssociative(MathFunction function) =>
        function is MathFunction.Add or MathFunction.Multiply or MathFunction.And or MathFunction.Or;

    private static SourceSpan Join(SourceSpan first, SourceSpan last) =>
        first.Line == last.Line ? first with { Length = Math.Max(first.Length, last.Column + last.Length - first.Column) } : first;

    private Expression ParseOperand()
    {
        var token = reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                reader.Take();
                return ParseNumber(token, 1);
            case TokenKind.Identifier when !MathNames.IsKeyword(token.Text) || token.Text is "time" or "avogadro":
                return ParseName();
            case TokenKind.Symbol when token.Text == "(":
                return ParseParentheses();
            case TokenKind.Symbol when token.Text is "-" or "+" or "!":
                return ParseSign();
            default:
                return reader.Fail(token.Span, $"A formula was expected, {token.Found} was found.", null, new NumberExpression(double.NaN));
        }
    }

    private Expression ParseSign()
    {
        var sign = reader.Take();
        var power = reader.Ahead(reader.Ahead(1).Kind == TokenKind.Identifier ? 2 : 1).Is("^");
        if (sign.Text == "-" && reader.Current.Kind == TokenKind.Number && !power) return ParseNumber(reader.Take(), -1);
        var operand = Parse(UnaryPower);
        return sign.Text switch
        {
            "+" => operand,
            "-" => Expression.Call(MathFunction.Negate, operand) with { Span = Join(sign.Span, operand.Span ?? sign.Span) },
            _ => Expression.Call(MathFunction.Not, operand) with { Span = Join(sign.Span, operand.Span ?? sign.Span) },
        };
    }

    /// <summary>A number and, where a name follows it at once, its unit.</summary>
    private NumberExpression ParseNumber(Token number, int sign)
    {
        string? unit = null;
        var span = number.Span;
        if (reader.Current.Kind == TokenKind.Identifier && MathNames.IsUnitName(reader.Current.Text) && reader.Current.Span.Line == number.Span.Line)
        {
            var name = reader.Take();
            unit = name.Text;
            span = Join(span, name.Span);
        }
        return new NumberExpression(sign * number.Number, unit) { Span = span };
    }

    private Expression ParseParentheses()
    {
        var open = reader.Current;
        reader.Open("before a formula");
        var inner = Parse();
        reader.Close($"to close the parenthesis of {open.Span.Line}:{open.Span.Column}");
        // Parentheses end a chain: the caller sees one operand.
        return inner;
    }

    private Expression ParseName()
    {
        var name = reader.Take();
        if (reader.Current.Is("(")) return ParseCall(name);
        if (name.Text == "time") return new TimeExpression { Span = name.Span };
        if (name.Text == "avogadro") return new AvogadroExpression { Span = name.Span };
        if (!reader.Current.Is(".") && MathNames.Constant(name.Text) is { } constant) return new NumberExpression(constant) { Span = name.Span };
        var path = reader.FinishPath(name);
        return new SymbolExpression(path.Text) { Span = path.Span };
    }

    private Expression ParseCall(Token name)
    {
        reader.Open($"before the arguments of '{name.Text}'");
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        while (!reader.Failed && !reader.Current.Is(")"))
        {
            arguments.Add(Parse());
            if (!reader.TakeIf(",")) break;
        }
        var close = reader.Current;
        reader.Close($"to close the arguments of '{name.Text}'");
        var span = Join(name.Span, close.Span);
        return Resolve(name, arguments.ToImmutable()) with { Span = span };
    }

    private Expression Resolve(Token name, ImmutableArray<Expression> arguments)
    {
        switch (name.Text, arguments.Length)
        {
            case ("log", 1):
                reader.Diagnostics.Warning("TM0012", name.Span, "log(x) is read as the natural logarithm, as libAntimony reads it; SBML's infix syntax reads it to base 10.",
                    "Write ln(x), log10(x) or log(base, x).");
                return new CallExpression(MathFunction.Ln, arguments);
            case ("log", 2): return new CallExpression(MathFunction.Log, arguments);
            case ("log10", 1): return new CallExpression(MathFunction.Log, [10.0, arguments[0]]);
            case ("sqr", 1): return new CallExpression(MathFunction.Power, [arguments[0], 2.0]);
            case ("uminus" or "minus", 1): return new CallExpression(MathFunction.Negate, arguments);
            case ("root", 1): return new CallExpression(MathFunction.Sqrt, arguments);
        }
        if (MathNames.Function(name.Text) is not { } function)
        {
            if (!MathNames.IsFunction(name.Text)) return new UserCallExpression(name.Text, arguments);
            return reader.Fail(name.Span, $"'{name.Text}' does not take {Count(arguments.Length)}.", null, new NumberExpression(double.NaN));
        }
        var (least, most) = MathNames.Arity(function);
        if (arguments.Length < least || (most >= 0 && arguments.Length > most))
        {
            var expected = most < 0 ? $"at least {Count(least)}" : Count(least);
            reader.Diagnostics.Error("TM0011", name.Span, $"'{name.Text}' takes {expected}, and {arguments.Length.ToString(CultureInfo.InvariantCulture)} stand here.");
        }
        return new CallExpression(function, arguments);
    }

    private static string Count(int arguments) => arguments == 1 ? "1 argument" : $"{arguments.ToString(CultureInfo.InvariantCulture)} arguments";
}

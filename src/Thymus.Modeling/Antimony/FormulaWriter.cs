using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Thymus.Modeling;

/// <summary>Writes a formula as Antimony, so that reading it gives the same tree.</summary>
internal static class FormulaWriter
{
    private const int Unary = 6;
    private const int Atom = 9;

    /// <param name="rename">Names of symbols and functions.</param>
    /// <param name="unit">Names of units.</param>
    public static string Write(Expression formula, Func<string, string>? rename = null, Func<string, string>? unit = null)
    {
        var text = new StringBuilder();
        new Writer(text, rename ?? (n => n), unit ?? (n => n)).Write(formula);
        return text.ToString();
    }

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e'),
    };

    private static (int Power, string Symbol) Infix(MathFunction function) => function switch
    {
        MathFunction.Or => (1, "||"),
        MathFunction.And => (2, "&&"),
        MathFunction.Equal => (3, "=="),
        MathFunction.NotEqual => (3, "!="),
        MathFunction.Less => (3, "<"),
        MathFunction.LessOrEqual => (3, "<="),
        MathFunction.Greater => (3, ">"),
        MathFunction.GreaterOrEqual => (3, ">="),
        MathFunction.Add => (4, "+"),
        MathFunction.Subtract => (4, "-"),
        MathFunction.Multiply => (5, "*"),
        MathFunction.Divide => (5, "/"),
        MathFunction.Power => (7, "^"),
        _ => (0, ""),
    };

    private static bool IsInfix(CallExpression call) =>
        Infix(call.Function).Power > 0 && call.Arguments.Length >= 2 && (call.Arguments.Length == 2 || MathNames.Arity(call.Function).Most < 0);

    private static int PowerOf(Expression formula) => formula switch
    {
        CallExpression { Function: MathFunction.Negate or MathFunction.Not, Arguments.Length: 1 } => Unary,
        CallExpression call when IsInfix(call) => Infix(call.Function).Power,
        // "-3" and "3 mL" bind like a sign and like a product.
        NumberExpression { Value: var v } number when number.Unit is not null || v < 0 || (v == 0 && double.IsNegative(v)) => Unary,
        _ => Atom,
    };

    private sealed class Writer(StringBuilder text, Func<string, string> rename, Func<string, string> unit)
    {
        public void Write(Expression formula)
        {
            switch (formula)
            {
                case NumberExpression number:
                    text.Append(Number(number.Value));
                    if (number.Unit is not null) text.Append(' ').Append(unit(number.Unit));
                    break;
                case SymbolExpression symbol:
                    text.Append(rename(symbol.Name));
                    break;
                case TimeExpression:
                    text.Append("time");
                    break;
                case AvogadroExpression:
                    text.Append("avogadro");
                    break;
                case UserCallExpression call:
                    WriteCall(rename(call.Function), call.Arguments);
                    break;
                case CallExpression call:
                    WriteBuiltIn(call);
                    break;
            }
        }

        private void WriteBuiltIn(CallExpression call)
        {
            if (IsInfix(call)) WriteInfix(call);
            else if (call is { Function: MathFunction.Negate or MathFunction.Not, Arguments: [var operand] })
            {
                text.Append(call.Function == MathFunction.Negate ? '-' : '!');
                // "-(3)" is the sign of a number, "-3" the number itself.
                WriteIn(operand, PowerOf(operand) < Unary || operand is NumberExpression || (operand is CallExpression { Function: MathFunction.Negate or MathFunction.Not }));
            }
            else if (call is { Function: MathFunction.Log, Arguments: [NumberExpression { Value: 10, Unit: null }, var x] }) WriteCall("log10", [x]);
            else if (RandomDraw.IsDraw(call.Function)) WriteCall(MathNames.DrawName(call.Function, call.Arguments.Length), call.Arguments);
            else WriteCall(MathNames.Name(call.Function), call.Arguments);
        }

        private void WriteInfix(CallExpression call)
        {
            var (power, symbol) = Infix(call.Function);
            var chains = MathNames.Arity(call.Function).Most < 0;
            for (var i = 0; i < call.Arguments.Length; i++)
            {
                var argument = call.Arguments[i];
                var own = PowerOf(argument);
                if (i > 0) text.Append(power is 5 or 7 ? symbol : $" {symbol} ");
                // a - b + c reads from the left; a sum inside a sum, and a relation inside a relation, keep their parentheses.
                var sameChain = chains && argument is CallExpression inner && inner.Function == call.Function;
                // a^b^c reads from the right, and a sign may follow the '^'.
                var parentheses = call.Function == MathFunction.Power ? own < (i == 0 ? Atom : Unary) : own < power || (own == power && (i > 0 || sameChain || power == 3));
                WriteIn(argument, parentheses);
            }
        }

        private void WriteIn(Expression formula, bool parentheses)
        {
            if (parentheses) text.Append('(');
            Write(formula);
            if (parentheses) text.Append(')');
        }

        private void WriteCall(string name, ImmutableArray<Expression> arguments)
        {
            text.Append(name).Append('(');
            for (var i = 0; i < arguments.Length; i++)
            {
                if (i > 0) text.Append(", ");
                Write(arguments[i]);
            }
            text.Append(')');
        }
    }
}

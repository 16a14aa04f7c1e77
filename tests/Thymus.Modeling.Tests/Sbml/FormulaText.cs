using System.Globalization;

namespace Thymus.Modeling.Tests;

/// <summary>A formula as nested calls: <c>Add(x, Max(y, 0))</c>.</summary>
internal static class FormulaText
{
    public static string Of(Expression? e) => e switch
    {
        null => "nothing",
        NumberExpression n => n.Value.ToString("R", CultureInfo.InvariantCulture) + (n.Unit is null ? "" : " " + n.Unit),
        SymbolExpression s => s.Name,
        TimeExpression => "time",
        AvogadroExpression => "avogadro",
        CallExpression c => $"{c.Function}({string.Join(", ", c.Arguments.Select(Of))})",
        UserCallExpression c => $"{c.Function}({string.Join(", ", c.Arguments.Select(Of))})",
        _ => throw new ArgumentException(e.ToString()),
    };
}

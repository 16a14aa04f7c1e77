using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>A random number that formulas read from a row: its distribution and the nodes of its arguments.</summary>
internal readonly record struct DrawNode(MathFunction Distribution, int[] Arguments, int Row);

/// <summary>Turns draws into rows of the parameter block, which are filled before a formula that reads them is evaluated.</summary>
/// <remarks>A draw is thereby a value like any other: formulas stay pure, and equal formulas one node, though each draw is its own.</remarks>
internal static class DrawLowering
{
    /// <summary>At most so many rows are needed: the draws in start values and events, each call of a function counted with its body.</summary>
    public static int MostDraws(SymbolTable table)
    {
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        var formulas = table.Model.InitialAssignments.Select(i => i.Value)
            .Concat(table.Model.Events.SelectMany(e => e.Assignments).Select(a => a.Value))
            .Concat(table.Model.Events.Where(e => e.Delay is not null).Select(e => e.Delay!));
        return formulas.Sum(f => In(f, table, functions));
    }

    /// <summary>Whether a number is drawn in a formula.</summary>
    public static bool HasDraw(Expression formula, SymbolTable table) => In(formula, table, new Dictionary<string, int>(StringComparer.Ordinal)) > 0;

    private static int In(Expression formula, SymbolTable table, Dictionary<string, int> functions) => formula switch
    {
        CallExpression call => call.Arguments.Sum(a => In(a, table, functions)) + (RandomDraw.IsDraw(call.Function) ? 1 : 0),
        UserCallExpression call => call.Arguments.Sum(a => In(a, table, functions)) + InBody(call.Function, table, functions),
        _ => 0,
    };

    private static int InBody(string function, SymbolTable table, Dictionary<string, int> functions)
    {
        if (functions.TryGetValue(function, out var known)) return known;
        // A function that calls itself is a fault that lowering reports.
        functions[function] = 0;
        return functions[function] = table.Functions.TryGetValue(function, out var definition) ? In(definition.Body, table, functions) : 0;
    }
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>Turns a formula of a scope into one of the flat model: full names, units that exist, functions that exist.</summary>
internal sealed class FormulaRewriter(Composer composer, UnitBook units, DiagnosticBag diagnostics)
{
    private readonly HashSet<SourceSpan> _reported = [];

    public Expression Rewrite(Expression formula, Scope scope) => formula switch
    {
        SymbolExpression symbol => new SymbolExpression(Find(scope, symbol.Name)?.Root.Id ?? symbol.Name) { Span = symbol.Span },
        NumberExpression { Unit: { } unit } number => number with { Unit = units.Use(unit, number.Span ?? scope.Model.Span) },
        CallExpression call => call with { Arguments = Rewrite(call.Arguments, scope) },
        UserCallExpression call => Call(call, Rewrite(call.Arguments, scope)),
        _ => formula,
    };

    /// <summary>The symbol of a path that was resolved, or reported, before.</summary>
    public static Symbol? Find(Scope scope, string path)
    {
        var parts = path.Split('.');
        var at = scope;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (!at.Children.TryGetValue(parts[i], out var child)) return null;
            at = child;
        }
        return at.Find(parts[^1]);
    }

    private ImmutableArray<Expression> Rewrite(ImmutableArray<Expression> arguments, Scope scope) => [.. arguments.Select(a => Rewrite(a, scope))];

    /// <summary>A call of a function of the model or, where it has none of that name, a draw.</summary>
    public Expression Call(UserCallExpression call, ImmutableArray<Expression> arguments) =>
        !composer.Functions.ContainsKey(call.Function) && MathNames.Draw(call.Function, arguments.Length) is { } draw
            ? new CallExpression(draw, arguments) { Span = call.Span }
            : Check(call) with { Arguments = arguments };

    private UserCallExpression Check(UserCallExpression call)
    {
        var span = call.Span ?? default;
        if (!composer.Functions.TryGetValue(call.Function, out var function))
        {
            if (_reported.Add(span))
                diagnostics.Error("TM0140", span, $"There is no function '{call.Function}'.", Advice.DidYouMean(call.Function, "functions", composer.Functions.Keys.Concat(MathNames.AllFunctions)));
        }
        else if (function.Arguments.Length != call.Arguments.Length && _reported.Add(span))
            diagnostics.Error("TM0011", span, $"Function '{call.Function}' takes {function.Arguments.Length} arguments, and {call.Arguments.Length} stand here.",
                $"It is defined at {function.Span}.");
        return call;
    }
}

using System.Collections.Immutable;

namespace Thymus.Modeling;

/// <summary>A formula of a model: immutable, without knowledge of how it is evaluated.</summary>
public abstract record Expression
{
    /// <summary>Where the formula stands in its file, where known.</summary>
    public SourceSpan? Span { get; init; }

    public static implicit operator Expression(double value) => new NumberExpression(value);

    /// <summary>A function or operator applied to arguments.</summary>
    public static CallExpression Call(MathFunction function, params ImmutableArray<Expression> arguments) => new(function, arguments);

    /// <summary>The formula with every symbol replaced for which <paramref name="replace"/> returns an expression.</summary>
    public Expression Substitute(Func<string, Expression?> replace) => this switch
    {
        SymbolExpression symbol => replace(symbol.Name) ?? this,
        CallExpression call => call with { Arguments = [.. call.Arguments.Select(a => a.Substitute(replace))] },
        UserCallExpression call => call with { Arguments = [.. call.Arguments.Select(a => a.Substitute(replace))] },
        _ => this,
    };

    /// <summary>The names that the formula reads, each once, in order of first appearance; functions of the user are not among them.</summary>
    public IEnumerable<string> Symbols()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<Expression>([this]);
        while (stack.TryPop(out var e))
        {
            if (e is SymbolExpression s && seen.Add(s.Name)) yield return s.Name;
            var arguments = e switch { CallExpression c => c.Arguments, UserCallExpression c => c.Arguments, _ => [] };
            for (var i = arguments.Length - 1; i >= 0; i--) stack.Push(arguments[i]);
        }
    }
}

/// <summary>A number, with its unit where the text gives one (a name from <see cref="UnitDefinition"/> or a base unit).</summary>
public sealed record NumberExpression(double Value, string? Unit = null) : Expression;

/// <summary>A compartment, species, parameter, reaction (its rate), species reference (its stoichiometry) or bound variable of a function.</summary>
public sealed record SymbolExpression(string Name) : Expression;

/// <summary>Model time, in the model's time unit.</summary>
public sealed record TimeExpression : Expression;

/// <summary>Avogadro's constant as SBML defines it, 6.02214179e23.</summary>
public sealed record AvogadroExpression : Expression;

public sealed record CallExpression(MathFunction Function, ImmutableArray<Expression> Arguments) : Expression;

/// <summary>A call of a <see cref="FunctionDefinition"/> of the model.</summary>
public sealed record UserCallExpression(string Function, ImmutableArray<Expression> Arguments) : Expression;

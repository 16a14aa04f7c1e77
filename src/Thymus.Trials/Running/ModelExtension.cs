using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Trials;

/// <summary>What a trial adds to its model before it is compiled: observed formulas, integrated hazards, watches.</summary>
/// <remarks>
/// A bare symbol is observed as it stands; a formula becomes a symbol with an assignment rule, which no equation of the model
/// reads.
/// </remarks>
internal sealed class ModelExtension(ModelDefinition model, double daysPerTime, DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _symbols = [.. SymbolsOf(model)];
    private readonly ImmutableArray<Parameter>.Builder _parameters = model.Parameters.ToBuilder();
    private readonly ImmutableArray<Rule>.Builder _rules = model.Rules.ToBuilder();
    private readonly ImmutableArray<Watch>.Builder _watches = ImmutableArray.CreateBuilder<Watch>();
    private readonly ImmutableArray<string>.Builder _quadratures = ImmutableArray.CreateBuilder<string>();

    public ModelDefinition Model => model with { Parameters = _parameters.ToImmutable(), Rules = _rules.ToImmutable() };

    public ImmutableArray<Watch> Watches => _watches.ToImmutable();

    public ImmutableArray<string> Quadratures => _quadratures.ToImmutable();

    /// <summary>The symbol under which a formula can be observed; null after a fault, which is reported.</summary>
    public string? Observe(Formula formula, string name)
    {
        if (Read(formula) is not { } expression) return null;
        if (expression is SymbolExpression symbol) return symbol.Name;
        return Define(name, expression, formula.Span);
    }

    /// <summary>The symbol that holds a cumulative hazard, and a watch on it.</summary>
    public string? Accumulate(HazardMap hazard)
    {
        if (Read(hazard.Formula) is not { } expression) return null;
        string? symbol;
        if (hazard.IsRate)
        {
            symbol = Unique("hazard_" + hazard.Key.Replace('-', '_'));
            _parameters.Add(new Parameter(symbol, 0, Constant: false, Span: hazard.Formula.Span));
            var rate = daysPerTime == 1 ? expression : Expression.Call(MathFunction.Multiply, expression, daysPerTime);
            _rules.Add(new RateRule(symbol, rate, hazard.Formula.Span));
        }
        else if (expression is SymbolExpression known)
        {
            symbol = known.Name;
        }
        else
        {
            diagnostics.Error("TH0102", hazard.Formula.Span,
                $"The hazard '{hazard.Key}' is a formula, '{hazard.Formula.Text}', and no symbol that holds the cumulative hazard.",
                "Write '{rate: FORMULA}' for a hazard in 1/day that is to be integrated.");
            return null;
        }
        // Only what has a rate of its own can be left out of the error test; a sum of states cannot.
        if (_rules.OfType<RateRule>().Any(r => r.Variable == symbol)) _quadratures.Add(symbol);
        return symbol;
    }

    /// <summary>Adds a watch on a symbol; its number.</summary>
    public int Watch(string symbol)
    {
        _watches.Add(new Watch(Unique("watch_" + symbol), new SymbolExpression(symbol)));
        return _watches.Count - 1;
    }

    private string Define(string name, Expression expression, SourceSpan span)
    {
        var symbol = Unique(name);
        _parameters.Add(new Parameter(symbol, null, Constant: false, Span: span));
        _rules.Add(new AssignmentRule(symbol, expression, span));
        return symbol;
    }

    private Expression? Read(Formula formula)
    {
        if (FormulaText.Parse(formula.Text, formula.Span, diagnostics) is not { } expression) return null;
        var missing = expression.Symbols().Where(s => !_symbols.Contains(s)).ToList();
        foreach (var name in missing)
            diagnostics.Error("TH0101", formula.Span,
                $"'{formula.Text}' speaks of '{name}', which model '{model.Id}' does not have.",
                Advice.DidYouMean(name, "symbols", _symbols));
        return missing.Count == 0 ? expression : null;
    }

    private string Unique(string name)
    {
        var symbol = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        while (!_symbols.Add(symbol)) symbol += "_";
        return symbol;
    }

    private static IEnumerable<string> SymbolsOf(ModelDefinition model) =>
        model.Compartments.Select(c => c.Id).Concat(model.Species.Select(s => s.Id)).Concat(model.Parameters.Select(p => p.Id))
            .Concat(model.Reactions.Select(r => r.Id));
}

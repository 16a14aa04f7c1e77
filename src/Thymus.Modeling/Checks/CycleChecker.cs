namespace Thymus.Modeling;

/// <summary>Assignment rules, initial assignments and reaction rates that need each other in a circle have no order of evaluation; nor have functions.</summary>
internal sealed class CycleChecker(ModelSymbols symbols, DiagnosticBag diagnostics)
{
    private readonly record struct Definition(IEnumerable<string> Reads, SourceSpan? Span);

    public void Check(ModelDefinition model)
    {
        Visit(model.Functions.DistinctBy(f => f.Id).ToDictionary(f => f.Id, f => new Definition(Calls(f.Body), f.Span), StringComparer.Ordinal),
            "Functions of a model are formulas without recursion.");

        const string advice = "Break the circle by a state (x' = …), or write it as an algebraic rule (0 = …).";
        var rules = new Dictionary<string, Definition>(StringComparer.Ordinal);
        foreach (var rule in model.Rules.OfType<AssignmentRule>()) rules.TryAdd(rule.Variable, new Definition(Values(rule.Value), rule.Span));
        foreach (var reaction in model.Reactions)
            if (reaction.Rate is not null) rules.TryAdd(reaction.Id, new Definition(Values(reaction.Rate).Except(reaction.LocalParameters.Select(p => p.Id)), reaction.Span));
        Visit(rules, advice);

        if (model.InitialAssignments.IsEmpty || diagnostics.HasErrors) return;
        foreach (var initial in model.InitialAssignments) rules.TryAdd(initial.Variable, new Definition(Values(initial.Value), initial.Span));
        Visit(rules, advice);
    }

    private void Visit(Dictionary<string, Definition> definitions, string advice)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var id in definitions.Keys) From(id);

        void From(string id)
        {
            if (done.Contains(id) || !definitions.TryGetValue(id, out var definition)) return;
            var at = path.IndexOf(id);
            if (at >= 0)
            {
                diagnostics.Error("TM0209", symbols.Place(definition.Span), $"'{id}' depends on itself: {string.Join(" → ", path.Skip(at))} → {id}.", advice);
                return;
            }
            path.Add(id);
            foreach (var name in definition.Reads) From(name);
            path.RemoveAt(path.Count - 1);
            done.Add(id);
        }
    }

    /// <summary>The symbols whose value a formula needs; a derivative and a past value need none at this time.</summary>
    private static IEnumerable<string> Values(Expression formula) => Parts(formula).OfType<SymbolExpression>().Select(s => s.Name).Distinct();

    private static IEnumerable<string> Calls(Expression formula) => Parts(formula).OfType<UserCallExpression>().Select(c => c.Function).Distinct();

    private static IEnumerable<Expression> Parts(Expression formula)
    {
        var pending = new Stack<Expression>([formula]);
        while (pending.TryPop(out var e))
        {
            yield return e;
            var arguments = e switch
            {
                CallExpression { Function: MathFunction.RateOf or MathFunction.Delay } => [],
                CallExpression call => call.Arguments,
                UserCallExpression call => call.Arguments,
                _ => [],
            };
            for (var i = arguments.Length - 1; i >= 0; i--) pending.Push(arguments[i]);
        }
    }
}

using Thymus.Modeling;

namespace Thymus.Simulation;

/// <summary>Lowers reactions one by one for a jump process, and reports what such a process cannot do.</summary>
/// <remarks>
/// Between two jumps nothing may change a rate, for the waiting time is then exponential: rates read counts, constants, and time only
/// inside relations (a pulse, a schedule), which are breaks. Variables with a rate rule may move linearly, and triggers see them and the
/// time; where such a trigger becomes true is then a quotient, not a search.
/// </remarks>
internal sealed class StochasticLowering(ModelProgramBuilder builder, DiagnosticBag diagnostics)
{
    private readonly ExpressionGraph _graph = builder.Graph;
    private readonly Differentiator _differentiator = builder.Differentiator;

    public StochasticNodes Lower()
    {
        var counts = builder.States.Where(s => s.ChangedByReaction is not null).ToArray();
        var moving = builder.States.Where(s => s.Rule is RateRule).Select(s => (Symbol: s, Rate: builder.Running.StateDerivative(s)))
            .Where(m => !_graph.IsConstant(m.Rate, 0)).ToArray();
        foreach (var (symbol, rate) in moving)
            if (WhatMoves(rate, moving) is { } what)
                diagnostics.Error("TM2042", symbol.Rule!.Span ?? symbol.Span,
                    $"The rate of {symbol.Described} changes with {what} between two reactions; a stochastic simulation moves variables along straight lines only.",
                    "Simulate the model without --method ssa or tau, or make the variable a species that reactions change.");
        foreach (var count in counts) CheckUnit(count);
        var channels = builder.Table.Model.Reactions.OrderBy(r => r.Id, StringComparer.Ordinal).SelectMany(r => Channels(r, counts, moving)).ToArray();
        return new StochasticNodes(
            channels, [.. moving.Select(m => m.Symbol.StateRow)], [.. moving.Select(m => m.Rate)], [.. Crossings(moving)], [.. counts.Select(c => c.StateRow)]);
    }

    private IEnumerable<ChannelNodes> Channels(Reaction reaction, ModelSymbol[] counts, (ModelSymbol Symbol, int Rate)[] moving)
    {
        if (reaction.Rate is null) yield break;
        var names = reaction.Reactants.Concat(reaction.Products).Select(r => r.Species).ToHashSet(StringComparer.Ordinal);
        var changed = counts.Where(c => names.Contains(c.Name)).Select(c => (c.StateRow, Change: builder.Running.ChangeBy(reaction, c)))
            .Where(c => !_graph.IsConstant(c.Change, 0)).ToArray();
        foreach (var (_, change) in changed)
            if (_graph[change].Rate == Rate.Stage)
            {
                diagnostics.Error("TM2041", reaction.Span ?? builder.Table.WholeFile, $"What reaction '{reaction.Id}' makes and uses changes in time.",
                    "A stochastic simulation needs stoichiometries that are constant between events.");
                yield break;
            }
        int[] rows = [.. changed.Select(c => c.StateRow)];
        int[] changes = [.. changed.Select(c => c.Change)];
        // A reversible reaction is two: the net rate would leave out the noise of its going to and fro.
        if (reaction is { Reversible: true, Rate: CallExpression { Function: MathFunction.Subtract, Arguments: [var forward, var back] } })
        {
            yield return Channel(reaction, forward, rows, changes, reaction.Reactants, moving);
            yield return Channel(reaction, back, rows, [.. changes.Select(_graph.Negate)], reaction.Products, moving);
        }
        else
        {
            yield return Channel(reaction, reaction.Rate, rows, changes, reaction.Reactants, moving);
        }
    }

    private ChannelNodes Channel(
        Reaction reaction, Expression formula, int[] rows, int[] changes, IEnumerable<SpeciesReference> reactants, (ModelSymbol Symbol, int Rate)[] moving)
    {
        var rate = builder.Running.PartOfRate(reaction, formula);
        var what = WhatMoves(rate, moving);
        // A relation on time alone is a break at which rates are taken anew.
        if (what == "time" && _graph.IsConstant(_differentiator.Derivative(rate, _graph.Time()), 0)
            && builder.RelationsIn(rate).Select(r => _graph.Subtract(_graph[r].A, _graph[r].B)).Where(ReadsTime).All(builder.ReadsTimeAlone)) what = null;
        if (what is not null)
            diagnostics.Error("TM2040", formula.Span ?? reaction.Span ?? builder.Table.WholeFile,
                $"The rate of reaction '{reaction.Id}' changes with {what} between two reactions, which the stochastic methods do not follow.",
                "Let it change in steps, by events or by piecewise over time.");
        int[] reads = [.. builder.States.Where(s => _differentiator.Reads(rate, _graph.State(s.StateRow))).Select(s => s.StateRow)];
        var used = reactants.GroupBy(r => r.Species).ToDictionary(g => g.Key, g => g.Sum(MoleculesOf), StringComparer.Ordinal);
        var others = reads.Count(row => !used.ContainsKey(builder.States[row].Name));
        return new ChannelNodes(reaction.Id, rate, rows, changes, reads, (int)Math.Min(used.Values.Sum() + others, 100));
    }

    private static double MoleculesOf(SpeciesReference reference) =>
        reference.Stoichiometry is NumberExpression { Value: > 0 and var count } ? Math.Ceiling(count) : 1;

    /// <summary>Left side − right side and slope of every relation in a trigger that time moves.</summary>
    private List<int> Crossings((ModelSymbol Symbol, int Rate)[] moving)
    {
        var crossings = new List<int>();
        foreach (var e in builder.Events)
            foreach (var root in e.Roots)
            {
                var value = builder.Roots[root].Node;
                if (WhatMoves(value, moving) is null) continue;
                var slope = _differentiator.Derivative(value, _graph.Time());
                foreach (var (symbol, rate) in moving)
                    slope = _graph.Add(slope, _graph.Multiply(_differentiator.Derivative(value, _graph.State(symbol.StateRow)), rate));
                if (WhatMoves(slope, moving) is { } what)
                    diagnostics.Error("TM2043", builder.Table.WholeFile, $"The trigger of event '{e.Id}' compares what does not change linearly with {what}.",
                        "In a stochastic simulation triggers compare counts, the time, and variables that move along straight lines.");
                crossings.AddRange([value, slope]);
            }
        return crossings;
    }

    private string? WhatMoves(int node, (ModelSymbol Symbol, int Rate)[] moving) =>
        ReadsTime(node) ? "time" : moving.FirstOrDefault(m => _differentiator.Reads(node, _graph.State(m.Symbol.StateRow))).Symbol?.Described;

    private bool ReadsTime(int node) => _differentiator.Reads(node, _graph.Time());

    private void CheckUnit(ModelSymbol count)
    {
        if (CountUnits.OtherThanCount(builder.Table.Model, count.Species!) is not { } unit) return;
        diagnostics.Error("TM2044", count.Span, $"{count.Described} is measured in {unit}; a stochastic simulation counts particles one by one.",
            "State its substance in item (or cell), and rates that fit.");
    }
}

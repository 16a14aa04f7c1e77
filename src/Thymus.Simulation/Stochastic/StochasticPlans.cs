namespace Thymus.Simulation;

/// <summary>A way in which the counts can change: a reaction, or one direction of a reversible one.</summary>
/// <param name="Reaction">Its name.</param>
/// <param name="Rate">Node of its probability per time.</param>
/// <param name="Rows">The states that it changes.</param>
/// <param name="Changes">By how much: a node for each of <paramref name="Rows"/>.</param>
/// <param name="Reads">The states that its rate reads.</param>
/// <param name="Order">Molecules that must meet: its reactants, and one of each other species that its rate reads.</param>
internal sealed record ChannelNodes(string Reaction, int Rate, int[] Rows, int[] Changes, int[] Reads, int Order);

/// <summary>What a jump process needs of a model, as nodes.</summary>
/// <param name="Channels">By name of reaction; of a reversible reaction first forward, then back.</param>
/// <param name="DriftRows">States with a rate rule that moves them between jumps.</param>
/// <param name="Drifts">Their rates, constant between jumps.</param>
/// <param name="Crossings">For each relation in a trigger that time moves: left side − right side, then its slope in time.</param>
/// <param name="CountRows">States that reactions change.</param>
internal sealed record StochasticNodes(
    ChannelNodes[] Channels, int[] DriftRows, int[] Drifts, int[] Crossings, int[] CountRows);

/// <summary>A channel, ready to be evaluated.</summary>
internal sealed record Channel(string Reaction, EvaluationPlan Rate, int[] Rows, EvaluationPlan Changes, int[] Reads, int Order);

/// <summary>What a jump process needs of a model, as plans.</summary>
internal sealed class StochasticPlans
{
    public StochasticPlans(StochasticNodes nodes, Func<IReadOnlyList<int>, EvaluationPlan> plan)
    {
        Channels = [.. nodes.Channels.Select(c => new Channel(c.Reaction, plan([c.Rate]), c.Rows, plan(c.Changes), c.Reads, c.Order))];
        DriftRows = nodes.DriftRows;
        Drifts = plan(nodes.Drifts);
        Crossings = plan(nodes.Crossings);
        CountRows = nodes.CountRows;
        Dependents = [.. Channels.Select(changed => DependentsOf(changed.Rows))];
    }

    public Channel[] Channels { get; }

    /// <summary>For each channel those whose rate, or whose supply of reactants, changes when it fires.</summary>
    public int[][] Dependents { get; }

    public int[] DriftRows { get; }

    public EvaluationPlan Drifts { get; }

    /// <inheritdoc cref="StochasticNodes"/>
    public EvaluationPlan Crossings { get; }

    public int[] CountRows { get; }

    private int[] DependentsOf(int[] rows) =>
        [.. Enumerable.Range(0, Channels.Length).Where(k => Channels[k].Reads.Intersect(rows).Any() || Channels[k].Rows.Intersect(rows).Any())];
}

using System.Globalization;

namespace Thymus.Simulation;

/// <summary>The delayed quantities of a model: each reads rows of the parameter block that the integration fills from the past.</summary>
internal sealed class DelayTable(ExpressionGraph graph, ParameterLayout layout, Differentiator differentiator)
{
    private readonly Dictionary<(int Quantity, int Duration), int> _nodes = [];
    private readonly List<Entry> _entries = [];

    /// <param name="Node">The value at time − duration.</param>
    /// <param name="Quantity">The value now.</param>
    /// <param name="Before">The value at a time before the start.</param>
    public readonly record struct Entry(int Node, int Quantity, int Duration, int Before, int Row);

    /// <summary>In an order in which each reads only earlier ones.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Whether neither time nor events nor the host change a value once its patient runs.</summary>
    public bool IsUnchanging(int node)
    {
        if (graph[node].Rate > Rate.Patient) return false;
        var seen = new HashSet<int>();
        var open = new Stack<int>([node]);
        while (open.TryPop(out var current))
        {
            if (!seen.Add(current)) continue;
            var n = graph[current];
            if (n.Operation == Operation.Parameter && n.Index >= layout.SettableCount) return false;
            foreach (var operand in (ReadOnlySpan<int>)[n.A, n.B, n.C])
                if (operand >= 0) open.Push(operand);
        }
        return true;
    }

    /// <summary>The value of a quantity at time − duration, as a node.</summary>
    public int Add(int quantity, int duration, int before)
    {
        if (_nodes.TryGetValue((quantity, duration), out var node)) return node;
        var row = Row("delayed");
        var slopeRow = Row("delayed slope");
        var value = graph.Parameter(row);
        differentiator.AddDelayed(value, graph.Parameter(slopeRow), duration);
        node = graph.IsConstant(duration, out _) ? value
            : graph[duration].Rate <= Rate.Patient ? Positive(value, quantity, duration)
            : Positive(Overlapping(value, quantity, duration), quantity, duration);
        _entries.Add(new Entry(node, quantity, duration, before, row));
        _nodes.Add((quantity, duration), node);
        return node;
    }

    /// <summary>No delay is the present value; a delay into the future is none.</summary>
    private int Positive(int delayed, int quantity, int duration) =>
        graph.Select(graph.Binary(Operation.Less, graph.Constant(0), duration), delayed,
            graph.Select(graph.Binary(Operation.Equal, duration, graph.Constant(0)), quantity, graph.Constant(double.NaN)));

    /// <summary>Within the present step, where a changing delay may fall, the past is a line from the start of the step to the present value.</summary>
    private int Overlapping(int delayed, int quantity, int duration)
    {
        var (lastTime, lastValue) = (graph.Parameter(Row("delayed last time")), graph.Parameter(Row("delayed last value")));
        var elapsed = graph.Subtract(graph.Subtract(graph.Time(), duration), lastTime);
        var slope = graph.Divide(graph.Subtract(quantity, lastValue), graph.Subtract(graph.Time(), lastTime));
        return graph.Select(graph.Binary(Operation.LessOrEqual, elapsed, graph.Constant(0)), delayed, graph.Add(lastValue, graph.Multiply(slope, elapsed)));
    }

    private int Row(string name)
    {
        graph.AddParameter(Rate.Stage);
        return layout.AddStageRow(string.Create(CultureInfo.InvariantCulture, $"{name}({_entries.Count})"));
    }
}

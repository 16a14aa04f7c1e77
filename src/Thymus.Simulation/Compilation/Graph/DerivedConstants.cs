namespace Thymus.Simulation;

/// <summary>Finds what a kernel need not compute at every stage because it changes with the patient's parameters alone.</summary>
internal static class DerivedConstants
{
    /// <summary>The largest patient-rate formulas that the outputs read, or are, in order of their nodes.</summary>
    public static int[] Find(ExpressionGraph graph, IReadOnlyList<int> outputs)
    {
        var found = new SortedSet<int>();
        var seen = new HashSet<int>();
        var open = new Stack<int>(outputs);
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            var n = graph[node];
            if (n.Rate == Rate.Patient && !n.Operation.IsLeaf() && !n.Operation.IsTruth())
            {
                found.Add(node);
                continue;
            }
            foreach (var operand in (ReadOnlySpan<int>)[n.A, n.B, n.C])
                if (operand >= 0) open.Push(operand);
            if (n.Operation != Operation.Implicit) continue;
            open.Push(graph.Equation(n.Index).Residual);
            open.Push(graph.Equation(n.Index).Slope);
        }
        return [.. found];
    }
}

namespace Thymus.Simulation;

/// <summary>Symbolic partial derivatives on the graph, one memo for each variable.</summary>
/// <remarks>
/// A choice differentiates to the choice of the derivatives, so that a branch not taken leaves no trace whatever its derivative is.
/// Where a power or a root has an infinite derivative at 0 the derivative there is set to 0: a Jacobian must stay finite, and an
/// isolated point does not lower the order of a step. |x|, floor, ceiling and relations have derivative 0 at their kinks.
/// </remarks>
internal sealed class Differentiator(ExpressionGraph graph)
{
    private readonly Dictionary<int, Dictionary<int, int>> _memos = [];
    private readonly Dictionary<int, ulong[]> _leaves = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly Dictionary<int, (int Slope, int Duration)> _delayed = [];
    private readonly HashSet<int> _parameters = [];

    /// <summary>∂<paramref name="node"/>/∂<paramref name="variable"/>, where the variable is a state, the time, an unknown, or a parameter that was made one.</summary>
    public int Derivative(int node, int variable)
    {
        if (node == variable) return graph.Constant(1);
        if (!Reads(node, variable)) return graph.Constant(0);
        if (!_memos.TryGetValue(variable, out var memo)) _memos.Add(variable, memo = []);
        if (!memo.TryGetValue(node, out var derivative)) memo.Add(node, derivative = Differentiate(graph[node], node, variable));
        return derivative;
    }

    /// <summary>Makes a row of the parameter block a variable; to be said before anything is differentiated.</summary>
    public void AddParameter(int row)
    {
        if (_leaves.Count > 0) throw new InvalidOperationException("What reads which variable is known already.");
        _parameters.Add(row);
    }

    /// <summary>Says that a node is the value of a function at time − duration, and what that function's slope is there.</summary>
    public void AddDelayed(int node, int slope, int duration) => _delayed.Add(node, (slope, duration));

    /// <summary>Whether a node reads a variable; where it does not, its derivative is 0.</summary>
    public bool Reads(int node, int variable)
    {
        var number = NumberOf(variable);
        var leaves = LeavesOf(node);
        return number >> 6 < leaves.Length && (leaves[number >> 6] >> number & 1) != 0;
    }

    private int NumberOf(int leaf)
    {
        if (!_numbers.TryGetValue(leaf, out var number)) _numbers.Add(leaf, number = _numbers.Count);
        return number;
    }

    /// <summary>Bit set of the leaves below a node.</summary>
    private ulong[] LeavesOf(int node)
    {
        if (_leaves.TryGetValue(node, out var leaves)) return leaves;
        var n = graph[node];
        if (n.Operation is Operation.State or Operation.Time or Operation.Unknown || (n.Operation == Operation.Parameter && _parameters.Contains(n.Index)))
        {
            var number = NumberOf(node);
            leaves = new ulong[(number >> 6) + 1];
            leaves[number >> 6] = 1UL << number;
        }
        else if (_delayed.TryGetValue(node, out var delayed))
        {
            leaves = Union(LeavesOf(graph.Time()), LeavesOf(delayed.Duration));
        }
        else if (n.Operation == Operation.Implicit)
        {
            // The root depends on what the equation reads but its own unknown, and not on where the search starts.
            var equation = graph.Equation(n.Index);
            leaves = [.. LeavesOf(equation.Residual)];
            var own = NumberOf(graph.UnknownNode(equation.Unknown));
            if (own >> 6 < leaves.Length) leaves[own >> 6] &= ~(1UL << own);
        }
        else
        {
            leaves = [];
            foreach (var operand in (ReadOnlySpan<int>)[n.A, n.B, n.C])
                if (operand >= 0) leaves = Union(leaves, LeavesOf(operand));
        }
        _leaves.Add(node, leaves);
        return leaves;
    }

    private static ulong[] Union(ulong[] a, ulong[] b)
    {
        if (a.Length < b.Length) (a, b) = (b, a);
        if (b.Length == 0) return a;
        ulong[] union = [.. a];
        for (var i = 0; i < b.Length; i++) union[i] |= b[i];
        return union;
    }

    private int Differentiate(Node n, int node, int variable)
    {
        int D(int operand) => Derivative(operand, variable);
        var g = graph;
        int Chain(int outer) => g.Multiply(outer, D(n.A));
        int One() => g.Constant(1);
        int Square(int a) => g.Multiply(a, a);
        int Unary(Operation operation, int a) => g.Unary(operation, a);

        if (_delayed.TryGetValue(node, out var delayed))
            return g.Multiply(delayed.Slope, g.Subtract(Derivative(g.Time(), variable), D(delayed.Duration)));
        switch (n.Operation)
        {
            case Operation.Add: return g.Add(D(n.A), D(n.B));
            case Operation.Subtract: return g.Subtract(D(n.A), D(n.B));
            case Operation.Negate: return g.Negate(D(n.A));
            case Operation.Multiply: return g.Add(g.Multiply(D(n.A), n.B), g.Multiply(n.A, D(n.B)));
            // (a/b)' = (a' − (a/b)·b') / b
            case Operation.Divide: return g.Divide(g.Subtract(D(n.A), g.Multiply(node, D(n.B))), n.B);
            case Operation.Sqrt: return Chain(FiniteAtZero(node, g.Divide(g.Constant(0.5), node), 0));
            case Operation.Abs:
                return Chain(g.Select(g.Binary(Operation.Less, n.A, g.Constant(0)), g.Constant(-1),
                    g.Select(g.Binary(Operation.Equal, n.A, g.Constant(0)), g.Constant(0), One())));
            case Operation.Power: return DifferentiatePower(n, node, variable);
            case Operation.CubeRoot: return Chain(FiniteAtZero(n.A, g.Multiply(g.Constant(1.0 / 3), g.Divide(node, n.A)), 0));
            case Operation.Exp: return Chain(node);
            case Operation.Log: return g.Divide(D(n.A), n.A);
            case Operation.Log10: return g.Divide(D(n.A), g.Multiply(n.A, g.Constant(2.302585092994046)));
            case Operation.Sin: return Chain(Unary(Operation.Cos, n.A));
            case Operation.Cos: return Chain(g.Negate(Unary(Operation.Sin, n.A)));
            case Operation.Tan: return Chain(g.Add(One(), Square(node)));
            case Operation.Asin: return g.Divide(D(n.A), Unary(Operation.Sqrt, g.Subtract(One(), Square(n.A))));
            case Operation.Acos: return g.Negate(g.Divide(D(n.A), Unary(Operation.Sqrt, g.Subtract(One(), Square(n.A)))));
            case Operation.Atan: return g.Divide(D(n.A), g.Add(One(), Square(n.A)));
            case Operation.Sinh: return Chain(Unary(Operation.Cosh, n.A));
            case Operation.Cosh: return Chain(Unary(Operation.Sinh, n.A));
            case Operation.Tanh: return Chain(g.Subtract(One(), Square(node)));
            case Operation.Asinh: return g.Divide(D(n.A), Unary(Operation.Sqrt, g.Add(Square(n.A), One())));
            case Operation.Acosh: return g.Divide(D(n.A), Unary(Operation.Sqrt, g.Subtract(Square(n.A), One())));
            case Operation.Atanh: return g.Divide(D(n.A), g.Subtract(One(), Square(n.A)));
            case Operation.Select: return g.Select(n.C, D(n.A), D(n.B));
            case Operation.Implicit: return DifferentiateRoot(n, node, variable);
            default: return g.Constant(0);
        }
    }

    /// <summary>d(aⁿ) = n·(aⁿ/a)·da + aⁿ·ln(a)·dn, each factor 0 where a = 0 makes it unbounded or undefined.</summary>
    private int DifferentiatePower(Node n, int node, int variable)
    {
        var g = graph;
        var byBase = Derivative(n.A, variable);
        var byExponent = Derivative(n.B, variable);
        var atZero = g.Select(g.Binary(Operation.Equal, n.B, g.Constant(1)), g.Constant(1), g.Constant(0));
        var slope = g.Select(g.Binary(Operation.Equal, n.A, g.Constant(0)), atZero, g.Multiply(n.B, g.Divide(node, n.A)));
        var growth = FiniteAtZero(n.A, g.Multiply(node, g.Unary(Operation.Log, n.A)), 0);
        return g.Add(g.Multiply(slope, byBase), g.Multiply(growth, byExponent));
    }

    /// <summary>Implicit function theorem: r(u(v), v) = 0 gives du/dv = −(∂r/∂v)/(∂r/∂u), both at the root.</summary>
    private int DifferentiateRoot(Node n, int node, int variable)
    {
        var equation = graph.Equation(n.Index);
        var memo = new Dictionary<int, int>();
        var byVariable = graph.Substitute(Derivative(equation.Residual, variable), equation.Unknown, node, memo);
        var byUnknown = graph.Substitute(equation.Slope, equation.Unknown, node, memo);
        return graph.Negate(graph.Divide(byVariable, byUnknown));
    }

    private int FiniteAtZero(int x, int value, double atZero) =>
        graph.Select(graph.Binary(Operation.Equal, x, graph.Constant(0)), graph.Constant(atZero), value);
}

namespace Thymus.Simulation;

/// <summary>Every formula of a model as one graph in which equal formulas are one node.</summary>
/// <remarks>
/// Nodes are appended in the order in which the model's formulas are lowered, which is by name, never by hash; a node's operands
/// precede it. Simplifications keep the value bit for bit where all operands are finite, except that division of what reads a
/// state by a value that does not change within a segment becomes multiplication by its reciprocal (one rounding more, no division
/// at run time), and that the double nearest to 1/3 or 2/3 as an exponent is taken for the third itself (cube roots). What reads time alone is divided: floor(time/7) must be 3 on day 21.
/// </remarks>
internal sealed class ExpressionGraph
{
    /// <summary>Bits of <see cref="Node.Unknowns"/>.</summary>
    public const int MaximumUnknowns = 128;

    private readonly List<Node> _nodes = [];
    private readonly List<bool> _readsState = [];
    private readonly Dictionary<Key, int> _index = [];
    private readonly List<ImplicitEquation> _equations = [];
    private readonly Dictionary<ImplicitEquation, int> _equationIndex = [];
    private readonly List<Rate> _parameterRates;
    private int _unknowns;

    private readonly record struct Key(Operation Operation, int A, int B, int C, int Index, long Bits);

    /// <param name="parameterRates">How often each row of the parameter block may change.</param>
    public ExpressionGraph(IEnumerable<Rate> parameterRates) => _parameterRates = [.. parameterRates];

    public int Count => _nodes.Count;

    /// <summary>Takes up one more row of the parameter block.</summary>
    public void AddParameter(Rate rate) => _parameterRates.Add(rate);

    public Node this[int node] => _nodes[node];

    public ImplicitEquation Equation(int index) => _equations[index];

    public bool IsConstant(int node, out double value)
    {
        value = _nodes[node].Value;
        return _nodes[node].Operation == Operation.Constant;
    }

    public bool IsConstant(int node, double value) =>
        _nodes[node].Operation == Operation.Constant && BitConverter.DoubleToInt64Bits(_nodes[node].Value) == BitConverter.DoubleToInt64Bits(value);

    public bool IsTruth(int node) => _nodes[node].Operation.IsTruth();

    public int Constant(double value) => Intern(Operation.Constant, value: value);

    public int Parameter(int row) => Intern(Operation.Parameter, index: row);

    public int State(int row) => Intern(Operation.State, index: row);

    public int Time() => Intern(Operation.Time);

    /// <summary>A new unknown, to be closed by <see cref="Solve"/>.</summary>
    public int NewUnknown() => Intern(Operation.Unknown, index: _unknowns++);

    public int UnknownNode(int unknown) => Intern(Operation.Unknown, index: unknown);

    /// <summary>The value of the unknown that makes the residual vanish.</summary>
    public int Solve(int unknown, int residual, int slope, int start)
    {
        return Intern(Operation.Implicit, start, index: IndexOf(new ImplicitEquation(_nodes[unknown].Index, residual, slope)));
    }

    public int Add(int a, int b)
    {
        if (IsZero(a)) return b;
        if (IsZero(b)) return a;
        if (_nodes[b].Operation == Operation.Negate) return Subtract(a, _nodes[b].A);
        if (_nodes[a].Operation == Operation.Negate) return Subtract(b, _nodes[a].A);
        return Binary(Operation.Add, a, b);
    }

    public int Subtract(int a, int b)
    {
        if (IsZero(b)) return a;
        if (IsZero(a)) return Negate(b);
        if (_nodes[b].Operation == Operation.Negate) return Add(a, _nodes[b].A);
        return Binary(Operation.Subtract, a, b);
    }

    public int Multiply(int a, int b)
    {
        if (IsZero(a) || IsZero(b)) return Constant(0);
        if (IsConstant(a, 1)) return b;
        if (IsConstant(b, 1)) return a;
        if (IsConstant(a, -1)) return Negate(b);
        if (IsConstant(b, -1)) return Negate(a);
        if (_nodes[a].Operation == Operation.Negate) return Negate(Multiply(_nodes[a].A, b));
        if (_nodes[b].Operation == Operation.Negate) return Negate(Multiply(a, _nodes[b].A));
        return Binary(Operation.Multiply, a, b);
    }

    public int Divide(int a, int b)
    {
        if (IsConstant(b, 1)) return a;
        if (IsZero(a) && !IsZero(b)) return Constant(0);
        if (_nodes[a].Operation == Operation.Negate) return Negate(Divide(_nodes[a].A, b));
        if (_nodes[b].Operation == Operation.Negate) return Negate(Divide(a, _nodes[b].A));
        if (_readsState[a] && _nodes[b].Rate < Rate.Stage) return Multiply(a, Binary(Operation.Divide, Constant(1), b));
        return Binary(Operation.Divide, a, b);
    }

    public int Negate(int a) => _nodes[a].Operation switch
    {
        Operation.Negate => _nodes[a].A,
        Operation.Subtract => Subtract(_nodes[a].B, _nodes[a].A),
        _ => Unary(Operation.Negate, a),
    };

    /// <summary>base^exponent; small whole, half and third exponents become products and roots.</summary>
    public int Power(int @base, int exponent)
    {
        if (IsConstant(exponent, out var n))
        {
            if (n == 0) return Constant(1);
            if (Math.Abs(n) <= 16 && n == Math.Floor(n))
            {
                var power = WholePower(@base, (int)Math.Abs(n));
                return n > 0 ? power : Divide(Constant(1), power);
            }
            if (n == 0.5) return Unary(Operation.Sqrt, @base);
            if (n == -0.5) return Divide(Constant(1), Unary(Operation.Sqrt, @base));
            if (n == 1.0 / 3) return Unary(Operation.CubeRoot, @base);
            if (n == -1.0 / 3) return Divide(Constant(1), Unary(Operation.CubeRoot, @base));
            if (n == 2.0 / 3) return WholePower(Unary(Operation.CubeRoot, @base), 2);
        }
        return Binary(Operation.Power, @base, exponent);
    }

    public int Unary(Operation operation, int a) => Fold(operation, Intern(operation, a));

    public int Binary(Operation operation, int a, int b)
    {
        if (operation.IsCommutative() && b < a) (a, b) = (b, a);
        return Fold(operation, Intern(operation, a, b));
    }

    public int Select(int condition, int whenTrue, int whenFalse)
    {
        if (whenTrue == whenFalse) return whenTrue;
        if (TryTruth(condition, out var truth)) return truth ? whenTrue : whenFalse;
        return Intern(Operation.Select, whenTrue, whenFalse, condition);
    }

    /// <summary>The lesser; NaN where <paramref name="a"/> is NaN.</summary>
    public int Min(int a, int b) => IsConstant(a, out _) && !IsConstant(b, out _) ? Min(b, a) : Select(Binary(Operation.Less, b, a), b, a);

    /// <summary>The greater; NaN where <paramref name="a"/> is NaN.</summary>
    public int Max(int a, int b) => IsConstant(a, out _) && !IsConstant(b, out _) ? Max(b, a) : Select(Binary(Operation.Less, a, b), b, a);

    public int True() => Binary(Operation.Equal, Constant(0), Constant(0));

    public int False() => Binary(Operation.NotEqual, Constant(0), Constant(0));

    public int Not(int a) => TryTruth(a, out var truth) ? truth ? False() : True()
        : _nodes[a].Operation == Operation.Not ? _nodes[a].A : Intern(Operation.Not, a);

    public int And(int a, int b) =>
        TryTruth(a, out var x) ? x ? b : False() : TryTruth(b, out var y) ? y ? a : False() : Binary(Operation.And, a, b);

    public int Or(int a, int b) =>
        TryTruth(a, out var x) ? x ? True() : b : TryTruth(b, out var y) ? y ? True() : a : Binary(Operation.Or, a, b);

    public int Xor(int a, int b) =>
        TryTruth(a, out var x) ? x ? Not(b) : b : TryTruth(b, out var y) ? y ? Not(a) : a : Binary(Operation.Xor, a, b);

    /// <summary>A truth value as the number 1 or 0; a number as it is.</summary>
    public int ToNumber(int a) => IsTruth(a) ? Select(a, Constant(1), Constant(0)) : a;

    /// <summary>Whether a number differs from 0; a truth value as it is.</summary>
    public int ToTruth(int a)
    {
        var n = _nodes[a];
        if (IsTruth(a)) return a;
        return n.Operation == Operation.Select && IsConstant(n.A, 1) && IsZero(n.B) ? n.C : Binary(Operation.NotEqual, a, Constant(0));
    }

    /// <summary>The formula with one unknown replaced by a value.</summary>
    public int Substitute(int node, int unknown, int value, Dictionary<int, int> memo)
    {
        var n = _nodes[node];
        if ((n.Unknowns & (UInt128.One << unknown)) == 0) return node;
        if (memo.TryGetValue(node, out var done)) return done;
        int Of(int operand) => Substitute(operand, unknown, value, memo);
        return memo[node] = n.Operation == Operation.Unknown ? value : n.Operation == Operation.Implicit ? SubstituteInEquation(n, Of) : With(n, Of);
    }

    /// <summary>The formula with some nodes replaced; <paramref name="memo"/> has the replacements. Implicit equations stay as they are.</summary>
    public int Replace(int node, Dictionary<int, int> memo)
    {
        if (memo.TryGetValue(node, out var done)) return done;
        var n = _nodes[node];
        return memo[node] = n.Operation.IsLeaf() || n.Operation == Operation.Implicit ? node : With(n, operand => Replace(operand, memo));
    }

    /// <summary>The same operation on other operands.</summary>
    private int With(Node n, Func<int, int> of) => n.Operation switch
    {
        Operation.Add => Add(of(n.A), of(n.B)),
        Operation.Subtract => Subtract(of(n.A), of(n.B)),
        Operation.Multiply => Multiply(of(n.A), of(n.B)),
        Operation.Divide => Divide(of(n.A), of(n.B)),
        Operation.Select => Select(of(n.C), of(n.A), of(n.B)),
        _ => n.B < 0 ? Unary(n.Operation, of(n.A)) : Binary(n.Operation, of(n.A), of(n.B)),
    };

    /// <summary>The value of a constant truth node (a relation between numbers is folded to 0 = 0 or 0 ≠ 0).</summary>
    public bool TryTruth(int node, out bool truth)
    {
        var n = _nodes[node];
        truth = n.Operation == Operation.Equal;
        return n.Operation is Operation.Equal or Operation.NotEqual && IsZero(n.A) && IsZero(n.B);
    }

    private int SubstituteInEquation(Node n, Func<int, int> of)
    {
        var equation = _equations[n.Index];
        return Intern(Operation.Implicit, of(n.A), index: IndexOf(equation with { Residual = of(equation.Residual), Slope = of(equation.Slope) }));
    }

    private int IndexOf(ImplicitEquation equation)
    {
        if (!_equationIndex.TryGetValue(equation, out var index))
        {
            _equationIndex.Add(equation, index = _equations.Count);
            _equations.Add(equation);
        }
        return index;
    }

    private int WholePower(int @base, int n)
    {
        if (n == 1) return @base;
        var half = WholePower(@base, n / 2);
        var square = Multiply(half, half);
        return n % 2 == 0 ? square : Multiply(square, @base);
    }

    private bool IsZero(int node) => _nodes[node].Operation == Operation.Constant && _nodes[node].Value == 0;

    private int Fold(Operation operation, int node)
    {
        var n = _nodes[node];
        if (!IsConstant(n.A, out var a)) return node;
        var b = 0.0;
        if (n.B >= 0 && !IsConstant(n.B, out b)) return node;
        if (!operation.IsTruth()) return Constant(ScalarOperations.Apply(operation, a, b));
        if (TryTruth(node, out _)) return node;
        return ScalarOperations.Holds(operation, a, b) ? True() : False();
    }

    private int Intern(Operation operation, int a = -1, int b = -1, int c = -1, int index = 0, double value = 0)
    {
        var key = new Key(operation, a, b, c, index, BitConverter.DoubleToInt64Bits(value));
        if (_index.TryGetValue(key, out var found)) return found;

        var rate = operation switch
        {
            Operation.Constant => Rate.Model,
            Operation.Parameter => _parameterRates[index],
            Operation.State or Operation.Time or Operation.Unknown => Rate.Stage,
            _ => Rate.Model,
        };
        var unknowns = operation == Operation.Unknown ? UInt128.One << index : UInt128.Zero;
        var readsState = operation is Operation.State or Operation.Unknown or Operation.Implicit;
        foreach (var operand in (ReadOnlySpan<int>)[a, b, c]) Join(operand);
        if (operation == Operation.Implicit)
        {
            var equation = _equations[index];
            // Within its own equation the unknown counts as changing at every stage; so does the root, unless nothing else does.
            Join(equation.Residual);
            Join(equation.Slope);
            unknowns &= ~(UInt128.One << equation.Unknown);
            rate = Rate.Stage;
        }

        _nodes.Add(new Node(operation, a, b, c, index, value, rate, unknowns));
        _readsState.Add(readsState);
        return _index[key] = _nodes.Count - 1;

        void Join(int operand)
        {
            if (operand < 0) return;
            rate = (Rate)Math.Max((byte)rate, (byte)_nodes[operand].Rate);
            readsState |= _readsState[operand];
            unknowns |= _nodes[operand].Unknowns;
        }
    }
}

namespace Thymus.Simulation;

/// <summary>One step of a plan: slot <paramref name="Target"/> becomes the operation applied to slots A, B, C.</summary>
/// <param name="Index">Row for leaves; index into <see cref="EvaluationPlan.Loops"/> for <see cref="Operation.Implicit"/>.</param>
internal readonly record struct Instruction(Operation Operation, int Target, int A, int B, int C, int Index, double Value);

/// <summary>The body that an implicit equation evaluates at every iteration: it reads slot Unknown and gives the residual and its slope.</summary>
internal sealed record ImplicitLoop(int Unknown, int Residual, int Slope, Instruction[] Body);

/// <summary>A set of formulas in an order in which they can be computed, each shared part once.</summary>
internal sealed class EvaluationPlan
{
    public EvaluationPlan(Instruction[] instructions, ImplicitLoop[] loops, int[] outputs, int slots)
    {
        Instructions = instructions;
        Loops = loops;
        Outputs = outputs;
        SlotCount = slots;
    }

    public Instruction[] Instructions { get; }

    public ImplicitLoop[] Loops { get; }

    /// <summary>The slot of each output.</summary>
    public int[] Outputs { get; }

    public int SlotCount { get; }

    /// <param name="graph">Where the formulas are.</param>
    /// <param name="outputs">The nodes to compute.</param>
    /// <param name="storedRows">Rows of the parameter block that already hold the value of a node.</param>
    public static EvaluationPlan Create(ExpressionGraph graph, IReadOnlyList<int> outputs, IReadOnlyDictionary<int, int>? storedRows = null)
    {
        var builder = new Builder(graph, storedRows ?? new Dictionary<int, int>());
        var main = new List<Instruction>();
        foreach (var output in outputs) builder.Place(output, main);
        return new EvaluationPlan([.. main], [.. builder.Loops], [.. outputs.Select(o => builder.Slot(o))], builder.SlotCount);
    }

    private sealed class Builder(ExpressionGraph graph, IReadOnlyDictionary<int, int> storedRows)
    {
        private readonly Dictionary<int, int> _slots = [];

        /// <summary>Unknowns of the loops around the instructions that are being placed.</summary>
        private UInt128 _bound;

        public List<ImplicitLoop> Loops { get; } = [];

        public int SlotCount { get; private set; }

        public int Slot(int node) => _slots[node];

        /// <summary>Appends what <paramref name="node"/> needs, and itself, unless it is there; without recursion, for graphs are deep.</summary>
        public void Place(int node, List<Instruction> into)
        {
            var stack = new Stack<int>([node]);
            while (stack.TryPeek(out var current))
            {
                if (_slots.ContainsKey(current))
                {
                    stack.Pop();
                    continue;
                }
                var n = graph[current];
                var stored = storedRows.TryGetValue(current, out var row);
                var waits = false;
                if (!stored)
                {
                    // The last operand pushed is placed first: A, then B, then C.
                    foreach (var operand in (ReadOnlySpan<int>)[n.C, n.B, n.A])
                        if (operand >= 0 && !_slots.ContainsKey(operand))
                        {
                            stack.Push(operand);
                            waits = true;
                        }
                    if (n.Operation == Operation.Implicit) waits |= PushOuterNodes(graph.Equation(n.Index), stack);
                }
                if (waits) continue;

                stack.Pop();
                var index = n.Operation == Operation.Implicit && !stored ? PlaceLoop(graph.Equation(n.Index)) : n.Index;
                var target = NewSlot(current);
                into.Add(stored
                    ? new Instruction(Operation.Parameter, target, -1, -1, -1, row, 0)
                    : new Instruction(n.Operation, target, SlotOrNone(n.A), SlotOrNone(n.B), SlotOrNone(n.C), index, n.Value));
            }
        }

        /// <summary>Pushes the parts of an equation that depend on no unknown but those already bound: they are computed before the loop.</summary>
        private bool PushOuterNodes(ImplicitEquation equation, Stack<int> stack)
        {
            var pushed = false;
            var seen = new HashSet<int>();
            var open = new Stack<int>([equation.Slope, equation.Residual]);
            while (open.TryPop(out var node))
            {
                if (!seen.Add(node) || _slots.ContainsKey(node)) continue;
                var n = graph[node];
                if ((n.Unknowns & ~_bound) == 0)
                {
                    stack.Push(node);
                    pushed = true;
                    continue;
                }
                foreach (var operand in (ReadOnlySpan<int>)[n.C, n.B, n.A])
                    if (operand >= 0) open.Push(operand);
                if (n.Operation == Operation.Implicit)
                {
                    open.Push(graph.Equation(n.Index).Slope);
                    open.Push(graph.Equation(n.Index).Residual);
                }
            }
            return pushed;
        }

        private int PlaceLoop(ImplicitEquation equation)
        {
            var unknown = NewSlot(graph.UnknownNode(equation.Unknown));
            var bit = UInt128.One << equation.Unknown;
            var body = new List<Instruction>();
            _bound |= bit;
            Place(equation.Residual, body);
            Place(equation.Slope, body);
            _bound &= ~bit;
            Loops.Add(new ImplicitLoop(unknown, _slots[equation.Residual], _slots[equation.Slope], [.. body]));

            // What depends on the unknown means something within this loop alone; another equation may share the formula.
            foreach (var node in _slots.Keys.Where(node => (graph[node].Unknowns & bit) != 0).ToList()) _slots.Remove(node);
            return Loops.Count - 1;
        }

        private int NewSlot(int node)
        {
            _slots.Add(node, SlotCount);
            return SlotCount++;
        }

        private int SlotOrNone(int node) => node < 0 ? -1 : _slots[node];
    }
}

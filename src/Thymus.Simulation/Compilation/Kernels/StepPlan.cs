using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>The stages of an explicit step as one plan: slopes and arguments stay in registers, and a step is one call.</summary>
/// <remarks>
/// The operations are those that a solver would do around <see cref="ModelProgram.RightHandSide"/>, in the same order, so the bits are the
/// same. For six states the vector work between two evaluations took three times as long as an evaluation.
/// </remarks>
internal sealed class StepPlan
{
    /// <summary>Models of more states gain nothing: their blocks are long enough for plain loops.</summary>
    public const int MostStates = 24;

    /// <summary>Sums that grow term by term side by side, so that a weight is read once for all of them; two vectors of each and the weight fit
    /// into sixteen registers.</summary>
    private const int SumsAtOnce = 6;

    private readonly EvaluationPlan _rightHandSide;
    private readonly int _states;
    private readonly List<Instruction> _instructions = [];
    private readonly int[] _start, _arguments;
    private readonly List<int[]> _slopes = [];
    private int _slots;

    private StepPlan(EvaluationPlan rightHandSide, int states)
    {
        (_rightHandSide, _states) = (rightHandSide, states);
        _arguments = new int[states];
        _start = [.. Enumerable.Range(0, states).Select(i => Emit(Operation.State, index: i))];
        _slopes.Add([.. Enumerable.Range(0, states).Select(i => Emit(Operation.Slope, index: i))]);
    }

    /// <summary>Outputs the slopes of the second stage to the last, then the new state.</summary>
    public static EvaluationPlan Create(EvaluationPlan rightHandSide, ExplicitStages stages, int states)
    {
        var plan = new StepPlan(rightHandSide, states);
        for (var stage = 1; stage < stages.Weights.Length; stage++) plan.Add(stages.Nodes[stage], stages.Weights[stage]);
        return new EvaluationPlan([.. plan._instructions], [], [.. plan._slopes.Skip(1).SelectMany(s => s), .. plan._arguments], plan._slots);
    }

    private void Add(double node, IReadOnlyList<double> weights)
    {
        var step = Emit(Operation.Step);
        var terms = weights.Index().Where(w => w.Item != 0).Select(w => (Slope: w.Index, Weight: Emit(Operation.Constant, value: w.Item))).ToArray();
        for (var first = 0; first < _states; first += SumsAtOnce)
        {
            var sums = Enumerable.Range(first, Math.Min(SumsAtOnce, _states - first)).Select(state => Emit(Operation.Multiply, terms[0].Weight, _slopes[terms[0].Slope][state])).ToArray();
            foreach (var (slope, weight) in terms.AsSpan(1))
                for (var i = 0; i < sums.Length; i++) sums[i] = Emit(Operation.AddProduct, weight, _slopes[slope][first + i], sums[i]);
            for (var i = 0; i < sums.Length; i++) _arguments[first + i] = Emit(Operation.AddProduct, step, sums[i], _start[first + i]);
        }
        var slot = new int[_rightHandSide.SlotCount];
        foreach (var i in _rightHandSide.Instructions)
            slot[i.Target] = i.Operation switch
            {
                Operation.State => _arguments[i.Index],
                Operation.Time => Emit(Operation.AddProduct, Emit(Operation.Constant, value: node), step, Emit(Operation.Time)),
                _ => Emit(i.Operation, Of(i.A), Of(i.B), Of(i.C), i.Index, i.Value),
            };
        _slopes.Add([.. _rightHandSide.Outputs.Select(o => slot[o])]);

        int Of(int operand) => operand < 0 ? -1 : slot[operand];
    }

    private int Emit(Operation operation, int a = -1, int b = -1, int c = -1, int index = 0, double value = 0)
    {
        _instructions.Add(new Instruction(operation, _slots, a, b, c, index, value));
        return _slots++;
    }
}

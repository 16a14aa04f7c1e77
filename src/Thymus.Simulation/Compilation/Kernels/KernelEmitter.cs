using System.Reflection.Emit;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>Where an output goes: a row of the first, second or third output block.</summary>
internal readonly record struct OutputPlace(int Block, int Row);

/// <summary>Turns a plan into straight-line lane code.</summary>
/// <remarks>
/// <para>The code is cut into methods of limited size: the run-time compiler gives up optimising beyond some hundred lane variables
/// (measured 2 to 30 times slower in one piece). A value that a later method needs is reloaded from its output row, or from scratch.
/// Within a method a value that is used once stays on the evaluation stack.</para>
/// <para>Blocks have eight lanes a row; scratch has as many as the width, so that narrow hardware reuses the same cache lines for each
/// part of a group.</para>
/// </remarks>
internal sealed class KernelEmitter
{
    /// <summary>Size of a method, in operations; a function counts as its <see cref="Weight"/>.</summary>
    private const int MethodWeight = 200;

    /// <summary>
    /// Reads of other values after which one is read from memory again rather than kept: with more values alive than registers, the
    /// run-time compiler spills each to the stack, where it costs a store as well (solution of 126 equations: 343 ns a patient without
    /// this limit, 165 ns with it).
    /// </summary>
    private const int Reach = 80;


    /// <summary>A closed delegate's target, then the arguments of <see cref="KernelPart"/>.</summary>
    private static readonly Type[] Signature = [typeof(object), .. Enumerable.Repeat(typeof(double*), 7)];
    private const int TimeArgument = 1;
    private const int StateArgument = 2;
    private const int ParameterArgument = 3;
    private const int FirstOutputArgument = 4;
    /// <summary>A step writes no third block, and reads there the slope of its first stage.</summary>
    private const int SlopeArgument = 6;
    private const int ScratchArgument = 7;

    private readonly EvaluationPlan _plan;
    private readonly LaneInstructions _lanes;
    private readonly string _name;

    /// <summary>Vectors of the group that a method works on side by side: their chains of operations hide one another's latency, and a
    /// row of eight is read once.</summary>
    private readonly int _vectors;
    private readonly Instruction?[] _definitions;
    private readonly List<OutputPlace>[] _outputs;
    private readonly int[] _chunkOf;
    private readonly Dictionary<(int Chunk, int Slot), int> _uses = [];
    private readonly bool[] _needsMemory;
    private readonly int[] _scratchRow;
    /// <summary>The first two rows hand arguments to functions.</summary>
    private int _scratchRows = 2;
    private int _chunks;

    private KernelEmitter(EvaluationPlan plan, IReadOnlyList<OutputPlace> places, LaneInstructions lanes, string name)
    {
        (_plan, _lanes, _name) = (plan, lanes, name);
        _vectors = plan.Loops.Length == 0 && lanes.Width < LaneSystem.Lanes ? 2 : 1;
        _definitions = new Instruction?[plan.SlotCount];
        _outputs = new List<OutputPlace>[plan.SlotCount];
        _chunkOf = new int[plan.SlotCount];
        _needsMemory = new bool[plan.SlotCount];
        _scratchRow = new int[plan.SlotCount];
        Array.Fill(_scratchRow, -1);
        for (var i = 0; i < plan.Outputs.Length; i++) (_outputs[plan.Outputs[i]] ??= []).Add(places[i]);
    }

    /// <param name="places">One for each output of the plan.</param>
    /// <param name="name">What a profiler shows.</param>
    public static Kernel Emit(EvaluationPlan plan, IReadOnlyList<OutputPlace> places, LaneInstructions lanes, string name)
    {
        var emitter = new KernelEmitter(plan, places, lanes, name);
        var sequence = emitter.Cut(plan.Instructions);
        emitter.FindValuesInMemory();
        List<KernelStep> steps = [.. emitter.EmitSequence(sequence), .. emitter.EmitLeafOutputs()];
        var rows = (emitter._scratchRows * emitter.Stride + LaneSystem.Lanes - 1) / LaneSystem.Lanes;
        return new Kernel([.. steps], emitter.Stride, rows);
    }

    /// <summary>Instructions of one method, or an implicit equation with the sequence of its body.</summary>
    private sealed record Chunk(int Number, List<Instruction> Instructions, ImplicitLoop? Loop = null, List<Chunk>? Body = null);

    private static int Weight(Operation operation) => operation switch
    {
        >= Operation.Power and <= Operation.Atanh => 4,
        Operation.Divide or Operation.Sqrt => 2,
        _ => 1,
    };

    private List<Chunk> Cut(Instruction[] instructions)
    {
        var sequence = new List<Chunk>();
        Chunk? open = null;
        var weight = 0;
        foreach (var instruction in instructions)
        {
            _definitions[instruction.Target] = instruction;
            if (instruction.Operation.IsLeaf()) continue;
            if (instruction.Operation == Operation.Implicit)
            {
                var loop = _plan.Loops[instruction.Index];
                sequence.Add(new Chunk(_chunks++, [instruction], loop, Cut(loop.Body)));
                open = null;
            }
            else
            {
                if (open is null || weight >= MethodWeight / _vectors)
                {
                    sequence.Add(open = new Chunk(_chunks++, []));
                    weight = 0;
                }
                open.Instructions.Add(instruction);
                weight += Weight(instruction.Operation);
            }
            var chunk = sequence[^1].Number;
            _chunkOf[instruction.Target] = chunk;
            foreach (var operand in (ReadOnlySpan<int>)[instruction.A, instruction.B, instruction.C])
                if (operand >= 0) _uses[(chunk, operand)] = _uses.GetValueOrDefault((chunk, operand)) + 1;
        }
        return sequence;
    }

    private void FindValuesInMemory()
    {
        foreach (var (chunk, slot) in _uses.Keys)
            if (_definitions[slot] is not { } definition || (!definition.Operation.IsLeaf() && _chunkOf[slot] != chunk)) _needsMemory[slot] = true;
        foreach (var loop in _plan.Loops)
            _needsMemory[loop.Unknown] = _needsMemory[loop.Residual] = _needsMemory[loop.Slope] = true;
        for (var slot = 0; slot < _needsMemory.Length; slot++)
        {
            var isImplicit = _definitions[slot] is { Operation: Operation.Implicit };
            if (isImplicit || (_needsMemory[slot] && _outputs[slot] is null)) _scratchRow[slot] = _scratchRows++;
        }
    }

    private IEnumerable<KernelStep> EmitSequence(List<Chunk> sequence)
    {
        foreach (var chunk in sequence)
        {
            var part = EmitMethod(writer =>
            {
                if (chunk.Loop is null) writer.Straight(chunk.Instructions, chunk.Number);
                else writer.Start(chunk.Instructions[0], chunk.Number);
            });
            yield return new KernelStep(part, chunk.Loop is null ? null : EmitLoop(chunk));
            // What an implicit equation found goes to its outputs, if it has any, after the iteration.
            if (chunk.Loop is not null && _outputs[chunk.Instructions[0].Target] is not null)
                yield return new KernelStep(EmitMethod(writer => writer.Copies([chunk.Instructions[0].Target])), null);
        }
    }

    private KernelLoop EmitLoop(Chunk chunk) => new(
        [.. EmitSequence(chunk.Body!)],
        ScratchPlace(chunk.Loop!.Unknown), ScratchPlace(chunk.Loop.Residual), ScratchPlace(chunk.Loop.Slope),
        ScratchPlace(chunk.Instructions[0].Target),
        _lanes.Solve);

    /// <summary>Outputs that are plain inputs or constants.</summary>
    private IEnumerable<KernelStep> EmitLeafOutputs() =>
        Enumerable.Range(0, _outputs.Length)
            .Where(slot => _outputs[slot] is not null && _definitions[slot]!.Value.Operation.IsLeaf())
            .Chunk(MethodWeight)
            .Select(slots => new KernelStep(EmitMethod(writer => writer.Copies(slots)), null));

    private KernelPart EmitMethod(Action<Writer> write)
    {
        var method = new DynamicMethod(_name, typeof(void), Signature, typeof(KernelEmitter).Module, skipVisibility: true);
        var il = method.GetILGenerator(1024);
        write(new Writer(this, il));
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<KernelPart>(this);
    }

    /// <summary>Lanes that a method works on.</summary>
    private int Stride => _lanes.Width * _vectors;

    private int ScratchPlace(int slot) => _scratchRow[slot] * Stride;

    /// <summary>Whether a value stands in memory besides: an input, an output, or one that another method reads.</summary>
    private bool HasMemory(int slot) =>
        _needsMemory[slot] || _outputs[slot] is not null || _definitions[slot] is { Operation: Operation.Time or Operation.State or Operation.Parameter or Operation.Step or Operation.Slope };

    /// <summary>Whether a value used once is computed where it is used. A chain of products is not: its links alternate between the vectors.</summary>
    private bool IsInline(int uses, Instruction instruction) =>
        uses == 1 && !_needsMemory[instruction.Target] && _outputs[instruction.Target] is null
        && instruction.Operation != Operation.AddProduct;

    /// <summary>Writes the instructions of one method.</summary>
    private sealed class Writer(KernelEmitter emitter, ILGenerator il)
    {
        private int _chunk = -1;

        /// <summary>The vector of the group that is being written.</summary>
        private int _vector;
        private readonly Dictionary<(int Slot, int Vector), LocalBuilder> _locals = [];

        /// <summary>When a value was last read, in reads.</summary>
        private readonly Dictionary<(int Slot, int Vector), int> _touched = [];
        private int _reads;

        public void Straight(List<Instruction> instructions, int chunk)
        {
            _chunk = chunk;
            foreach (var instruction in instructions)
            {
                var slot = instruction.Target;
                if (emitter.IsInline(Uses(slot), instruction)) continue;
                for (_vector = 0; _vector < emitter._vectors; _vector++)
                {
                    var local = il.DeclareLocal(emitter._lanes.Vector);
                    Operate(instruction);
                    il.Emit(OpCodes.Stloc, local);
                    _locals.Add((slot, _vector), local);
                    _touched[(slot, _vector)] = ++_reads;
                    StoreToOutputs(slot);
                    StoreToScratch(slot);
                }
            }
        }

        public void Copies(IEnumerable<int> slots)
        {
            foreach (var slot in slots)
                for (_vector = 0; _vector < emitter._vectors; _vector++)
                    StoreToOutputs(slot);
        }

        /// <summary>Puts the start of an iteration where its root will be.</summary>
        public void Start(Instruction instruction, int chunk)
        {
            _chunk = chunk;
            Push(instruction.A);
            PushScratchAddress(emitter.ScratchPlace(instruction.Target));
            emitter._lanes.Store(il);
        }

        private int Uses(int slot) => emitter._uses.GetValueOrDefault((_chunk, slot));

        private void StoreToOutputs(int slot)
        {
            foreach (var place in emitter._outputs[slot] ?? [])
            {
                Push(slot);
                PushAddress(FirstOutputArgument + place.Block, place.Row * LaneSystem.Lanes);
                emitter._lanes.Store(il);
            }
        }

        /// <summary>Keeps a value where another method will read it.</summary>
        private void StoreToScratch(int slot)
        {
            if (emitter._scratchRow[slot] < 0) return;
            Push(slot);
            PushScratchAddress(emitter.ScratchPlace(slot));
            emitter._lanes.Store(il);
        }

        /// <summary>Pushes a value; what is read more than once in this method is kept in a local.</summary>
        private void Push(int slot)
        {
            var definition = emitter._definitions[slot];
            var age = ++_reads - _touched.GetValueOrDefault((slot, _vector));
            _touched[(slot, _vector)] = _reads;
            if (_locals.TryGetValue((slot, _vector), out var local))
            {
                if (age <= Reach / emitter._vectors || !emitter.HasMemory(slot))
                {
                    il.Emit(OpCodes.Ldloc, local);
                    return;
                }
                _locals.Remove((slot, _vector));
                ReadAndKeep(slot, definition);
                return;
            }
            if (definition is { } d && !d.Operation.IsLeaf() && emitter._chunkOf[slot] == _chunk && d.Operation != Operation.Implicit)
            {
                Operate(d);
                return;
            }
            if (Uses(slot) < 2) Read(slot, definition);
            else ReadAndKeep(slot, definition);
        }

        private void ReadAndKeep(int slot, Instruction? definition)
        {
            Read(slot, definition);
            var local = il.DeclareLocal(emitter._lanes.Vector);
            _locals.Add((slot, _vector), local);
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Stloc, local);
        }

        private void Operate(Instruction i) => emitter._lanes.Emit(
            il, i.Operation,
            operand => Push(operand switch { 0 => i.A, 1 => i.B, _ => i.C }),
            argument => PushScratchAddress(argument * emitter.Stride));

        private void Read(int slot, Instruction? definition)
        {
            switch (definition?.Operation)
            {
                case Operation.Constant:
                    emitter._lanes.Broadcast(il, definition.Value.Value);
                    return;
                case Operation.Time: PushAddress(TimeArgument, 0); break;
                case Operation.Step: PushAddress(TimeArgument, LaneSystem.Lanes); break;
                case Operation.Slope: PushAddress(SlopeArgument, definition.Value.Index * LaneSystem.Lanes); break;
                case Operation.State: PushAddress(StateArgument, definition.Value.Index * LaneSystem.Lanes); break;
                case Operation.Parameter: PushAddress(ParameterArgument, definition.Value.Index * LaneSystem.Lanes); break;
                default:
                    if (emitter._scratchRow[slot] >= 0) PushScratchAddress(emitter.ScratchPlace(slot));
                    else PushAddress(FirstOutputArgument + emitter._outputs[slot][0].Block, emitter._outputs[slot][0].Row * LaneSystem.Lanes);
                    break;
            }
            emitter._lanes.Load(il);
        }

        private void PushScratchAddress(int place) => PushAddress(ScratchArgument, place);

        private void PushAddress(int argument, int doubles)
        {
            doubles += _vector * emitter._lanes.Width;
            il.Emit(OpCodes.Ldarg_S, (byte)argument);
            if (doubles == 0) return;
            il.Emit(OpCodes.Ldc_I4, doubles * sizeof(double));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }
    }
}

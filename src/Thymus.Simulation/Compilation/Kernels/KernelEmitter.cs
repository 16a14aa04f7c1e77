using System.Reflection;
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
/// <para>Collectible assemblies are compiled with full optimisation at the first call. Blocks have eight lanes a row; scratch has as
/// many as the width, so that narrow hardware reuses the same cache lines for each part of a group.</para>
/// </remarks>
internal sealed class KernelEmitter
{
    /// <summary>Size of a method, in operations; a function counts as its <see cref="Weight"/>.</summary>
    private const int MethodWeight = 48;

    private static readonly Type[] Signature = [.. Enumerable.Repeat(typeof(double*), 7)];
    private const int FirstOutputArgument = 3;
    private const int ScratchArgument = 6;

    private readonly EvaluationPlan _plan;
    private readonly LaneInstructions _lanes;
    private readonly TypeBuilder _type;
    private readonly Instruction?[] _definitions;
    private readonly List<OutputPlace>[] _outputs;
    private readonly int[] _chunkOf;
    private readonly Dictionary<(int Chunk, int Slot), int> _uses = [];
    private readonly bool[] _needsMemory;
    private readonly int[] _scratchRow;
    private int _scratchRows;
    private int _chunks;
    private int _methods;

    private KernelEmitter(EvaluationPlan plan, IReadOnlyList<OutputPlace> places, LaneInstructions lanes, TypeBuilder type)
    {
        (_plan, _lanes, _type) = (plan, lanes, type);
        _definitions = new Instruction?[plan.SlotCount];
        _outputs = new List<OutputPlace>[plan.SlotCount];
        _chunkOf = new int[plan.SlotCount];
        _needsMemory = new bool[plan.SlotCount];
        _scratchRow = new int[plan.SlotCount];
        Array.Fill(_scratchRow, -1);
        for (var i = 0; i < plan.Outputs.Length; i++) (_outputs[plan.Outputs[i]] ??= []).Add(places[i]);
    }

    /// <param name="places">One for each output of the plan.</param>
    public static Kernel Emit(ModuleBuilder module, string name, EvaluationPlan plan, IReadOnlyList<OutputPlace> places, LaneInstructions lanes)
    {
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var emitter = new KernelEmitter(plan, places, lanes, type);
        var sequence = emitter.Cut(plan.Instructions);
        emitter.FindValuesInMemory();
        emitter.EmitSequence("Run", sequence);
        var code = type.CreateType();
        var entry = code.GetMethod("Run")!.MethodHandle.GetFunctionPointer();
        var rows = (emitter._scratchRows * lanes.Width + LaneSystem.Lanes - 1) / LaneSystem.Lanes;
        return new Kernel(code, entry, lanes.Width, rows);
    }

    /// <summary>Instructions of one method, or an implicit equation with the sequence of its body.</summary>
    private sealed record Chunk(int Number, List<Instruction> Instructions, ImplicitLoop? Loop = null, List<Chunk>? Body = null);

    private static int Weight(Operation operation) => operation switch
    {
        Operation.Power => 24,
        >= Operation.Exp and <= Operation.Atanh => 12,
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
                if (open is null || weight >= MethodWeight)
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

    /// <summary>A method that runs chunks one after the other; outputs that are leaves are copied by the outermost one.</summary>
    private MethodBuilder EmitSequence(string name, List<Chunk> sequence)
    {
        var parts = sequence.ConvertAll(EmitChunk);
        if (name == "Run") parts.AddRange(EmitLeafOutputs());
        var method = Define(name);
        var il = method.GetILGenerator();
        foreach (var part in parts)
        {
            for (var argument = 0; argument < Signature.Length; argument++) il.Emit(OpCodes.Ldarg_S, (byte)argument);
            il.Emit(OpCodes.Call, part);
        }
        il.Emit(OpCodes.Ret);
        return method;
    }

    private MethodBuilder Define(string name) =>
        _type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(void), Signature);

    private MethodBuilder EmitChunk(Chunk chunk)
    {
        var body = chunk.Loop is null ? null : EmitSequence($"Body{chunk.Number}", chunk.Body!);
        var method = Define($"Part{chunk.Number}");
        var writer = new Writer(this, method.GetILGenerator(), chunk.Number);
        if (body is null) writer.Straight(chunk.Instructions);
        else writer.Solve(chunk.Instructions[0], chunk.Loop!, body);
        return method;
    }

    private IEnumerable<MethodBuilder> EmitLeafOutputs()
    {
        var leaves = Enumerable.Range(0, _outputs.Length)
            .Where(slot => _outputs[slot] is not null && _definitions[slot]!.Value.Operation.IsLeaf()).ToList();
        foreach (var group in leaves.Chunk(MethodWeight))
        {
            var method = Define($"Leaves{_methods++}");
            new Writer(this, method.GetILGenerator(), -1).Leaves(group);
            yield return method;
        }
    }

    /// <summary>Writes the instructions of one method.</summary>
    private sealed class Writer(KernelEmitter emitter, ILGenerator il, int chunk)
    {
        private readonly Dictionary<int, LocalBuilder> _locals = [];

        public void Straight(List<Instruction> instructions)
        {
            foreach (var instruction in instructions)
            {
                var slot = instruction.Target;
                if (Uses(slot) == 1 && !emitter._needsMemory[slot] && emitter._outputs[slot] is null) continue;
                var local = il.DeclareLocal(emitter._lanes.Lanes);
                Operate(instruction);
                il.Emit(OpCodes.Stloc, local);
                _locals.Add(slot, local);
                StoreEverywhere(slot);
            }
            il.Emit(OpCodes.Ret);
        }

        public void Leaves(IEnumerable<int> slots)
        {
            foreach (var slot in slots) StoreEverywhere(slot);
            il.Emit(OpCodes.Ret);
        }

        public void Solve(Instruction instruction, ImplicitLoop loop, MethodBuilder body)
        {
            var target = ScratchPlace(instruction.Target);
            PushScratchAddress(target);
            Push(instruction.A);
            il.Emit(OpCodes.Call, emitter._lanes.Store);

            il.Emit(OpCodes.Ldftn, body);
            for (var argument = 0; argument < Signature.Length; argument++) il.Emit(OpCodes.Ldarg_S, (byte)argument);
            foreach (var slot in (ReadOnlySpan<int>)[loop.Unknown, loop.Residual, loop.Slope]) il.Emit(OpCodes.Ldc_I4, ScratchPlace(slot));
            il.Emit(OpCodes.Ldc_I4, target);
            il.Emit(OpCodes.Ldc_I8, (long)emitter._lanes.Solver);
            il.Emit(OpCodes.Conv_I);
            il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(void),
                [typeof(nint), .. Signature, typeof(int), typeof(int), typeof(int), typeof(int)], null);
            StoreEverywhere(instruction.Target);
            il.Emit(OpCodes.Ret);
        }

        private int Uses(int slot) => emitter._uses.GetValueOrDefault((chunk, slot));

        private int ScratchPlace(int slot) => emitter._scratchRow[slot] * emitter._lanes.Width;

        /// <summary>Stores a value to its outputs, and to scratch where another method reads it there.</summary>
        private void StoreEverywhere(int slot)
        {
            foreach (var place in emitter._outputs[slot] ?? [])
            {
                PushAddress(FirstOutputArgument + place.Block, place.Row * LaneSystem.Lanes);
                Push(slot);
                il.Emit(OpCodes.Call, emitter._lanes.Store);
            }
            if (emitter._scratchRow[slot] < 0 || emitter._definitions[slot] is { Operation: Operation.Implicit }) return;
            PushScratchAddress(ScratchPlace(slot));
            Push(slot);
            il.Emit(OpCodes.Call, emitter._lanes.Store);
        }

        /// <summary>Pushes a value; what is read more than once in this method is kept in a local.</summary>
        private void Push(int slot)
        {
            if (_locals.TryGetValue(slot, out var local))
            {
                il.Emit(OpCodes.Ldloc, local);
                return;
            }
            var definition = emitter._definitions[slot];
            if (definition is { } d && !d.Operation.IsLeaf() && emitter._chunkOf[slot] == chunk && d.Operation != Operation.Implicit)
            {
                Operate(d);
                return;
            }
            Read(slot, definition);
            if (Uses(slot) < 2) return;
            _locals.Add(slot, local = il.DeclareLocal(emitter._lanes.Lanes));
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Stloc, local);
        }

        private void Operate(Instruction i) => emitter._lanes.Emit(il, i.Operation, operand => Push(operand switch { 0 => i.A, 1 => i.B, _ => i.C }));

        private void Read(int slot, Instruction? definition)
        {
            switch (definition?.Operation)
            {
                case Operation.Constant:
                    il.Emit(OpCodes.Ldc_R8, definition.Value.Value);
                    il.Emit(OpCodes.Call, emitter._lanes.Broadcast);
                    return;
                case Operation.Time: PushAddress(0, 0); break;
                case Operation.State: PushAddress(1, definition.Value.Index * LaneSystem.Lanes); break;
                case Operation.Parameter: PushAddress(2, definition.Value.Index * LaneSystem.Lanes); break;
                default:
                    if (emitter._scratchRow[slot] >= 0) PushScratchAddress(ScratchPlace(slot));
                    else PushAddress(FirstOutputArgument + emitter._outputs[slot][0].Block, emitter._outputs[slot][0].Row * LaneSystem.Lanes);
                    break;
            }
            il.Emit(OpCodes.Call, emitter._lanes.Load);
        }

        private void PushScratchAddress(int place) => PushAddress(ScratchArgument, place);

        private void PushAddress(int argument, int doubles)
        {
            il.Emit(OpCodes.Ldarg_S, (byte)argument);
            if (doubles == 0) return;
            il.Emit(OpCodes.Ldc_I4, doubles * sizeof(double));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }
    }
}

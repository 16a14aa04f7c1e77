using System.Reflection;
using System.Reflection.Emit;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The methods of one lane width that emitted code calls; all of them are inlined by the run-time compiler.</summary>
internal sealed class LaneInstructions
{
    private readonly Dictionary<Operation, MethodInfo> _direct = [];
    private readonly MethodInfo _broadcastBits;

    private LaneInstructions(Type lanes, int width, nint solver)
    {
        (Lanes, Width, Solver) = (lanes, width, solver);
        (Load, Store, Broadcast, _broadcastBits) = (Method("Load"), Method("Store"), Method("Broadcast"), Method("BroadcastBits"));
        foreach (var (operation, name) in Names) _direct.Add(operation, Method(name));
        foreach (var operation in Functions) _direct.Add(operation, Function(operation));
    }

    public Type Lanes { get; }

    public int Width { get; }

    public MethodInfo Load { get; }

    public MethodInfo Store { get; }

    public MethodInfo Broadcast { get; }

    /// <summary>Address of <see cref="ImplicitKernel.Solve{T}"/> at this width.</summary>
    public nint Solver { get; }

    private static (Operation, string)[] Names { get; } =
    [
        (Operation.Add, "op_Addition"), (Operation.Subtract, "op_Subtraction"), (Operation.Multiply, "op_Multiply"),
        (Operation.Divide, "op_Division"), (Operation.Negate, "op_UnaryNegation"), (Operation.Sqrt, "Sqrt"), (Operation.Abs, "Abs"),
        (Operation.Floor, "Floor"), (Operation.Ceiling, "Ceiling"), (Operation.Less, "Less"), (Operation.LessOrEqual, "LessOrEqual"),
        (Operation.Equal, "Equal"), (Operation.NotEqual, "Equal"), (Operation.And, "And"), (Operation.Or, "Or"), (Operation.Xor, "Xor"),
        (Operation.Not, "AndNot"), (Operation.Select, "Select"), (Operation.AddProduct, "Fma"), (Operation.SubtractProduct, "Fma"),
    ];

    private static Operation[] Functions { get; } =
    [
        Operation.Power, Operation.Exp, Operation.Log, Operation.Log10,
    ];

    public static unsafe LaneInstructions For(LaneWidth width) => width switch
    {
        LaneWidth.Eight => new(typeof(Lanes8), 8, ImplicitKernel.Address<Lanes8>()),
        LaneWidth.Four => new(typeof(Lanes4), 4, ImplicitKernel.Address<Lanes4>()),
        LaneWidth.Two => new(typeof(Lanes2), 2, ImplicitKernel.Address<Lanes2>()),
        _ => new(typeof(Lanes1), 1, ImplicitKernel.Address<Lanes1>()),
    };

    /// <summary>
    /// Emits an operation; <paramref name="operand"/> pushes operand 0 (A), 1 (B) or 2 (C).
    /// </summary>
    public void Emit(ILGenerator il, Operation operation, Action<int> operand)
    {
        switch (operation)
        {
            case Operation.Select:
                operand(2);
                operand(0);
                operand(1);
                break;
            case Operation.Not:
                PushAllBits(il);
                operand(0);
                break;
            case Operation.AddProduct or Operation.SubtractProduct:
                operand(0);
                if (operation == Operation.SubtractProduct) il.Emit(OpCodes.Call, _direct[Operation.Negate]);
                operand(1);
                operand(2);
                break;
            default:
                operand(0);
                if (_direct[operation].GetParameters().Length == 2) operand(1);
                break;
        }
        il.Emit(OpCodes.Call, _direct[operation]);
        if (operation != Operation.NotEqual) return;
        PushAllBits(il);
        il.Emit(OpCodes.Call, _direct[Operation.Xor]);
    }

    private void PushAllBits(ILGenerator il)
    {
        il.Emit(OpCodes.Ldc_I8, -1L);
        il.Emit(OpCodes.Call, _broadcastBits);
    }

    private MethodInfo Method(string name) => Lanes.GetMethod(name, BindingFlags.Public | BindingFlags.Static)
        ?? throw new InvalidOperationException($"{Lanes.Name} has no method {name}.");

    private MethodInfo Function(Operation operation)
    {
        var name = operation == Operation.Power ? nameof(LaneMath.Pow) : operation.ToString();
        return typeof(LaneMath).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Single(m => m.Name == name && m.IsGenericMethodDefinition)
            .MakeGenericMethod(Lanes);
    }
}

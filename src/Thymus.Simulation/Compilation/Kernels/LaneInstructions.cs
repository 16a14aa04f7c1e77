using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Thymus.Numerics;
using Thymus.Solvers;

namespace Thymus.Simulation;

/// <summary>What emitted code calls at one width: the platform's vector instructions, and <see cref="LaneFunctions{T}"/>.</summary>
/// <remarks>
/// The instructions are those of which <see cref="ILanes{TSelf}"/> is made. They are emitted themselves rather than through the lane
/// types because the run-time compiler knows them: going through a thousand inlined wrappers doubled the time to the first step.
/// </remarks>
internal sealed unsafe class LaneInstructions
{
    private readonly Dictionary<Operation, MethodInfo> _methods = [];
    private readonly MethodInfo _load, _store, _broadcast;

    /// <summary>Whether C − A·B and A·B − C are instructions; otherwise A or C is negated before. The bits are the same.</summary>
    private readonly bool _subtractsProducts;

    private LaneInstructions(int width, Type lanes, Type vector, Type operations, IterationSolver solve)
    {
        (Width, Vector, Solve) = (width, vector, solve);
        MethodInfo Named(string name, params Type[] parameters) => Find(operations, name, parameters);
        _load = Named("LoadAligned", typeof(double*));
        _store = Named("StoreAligned", vector, typeof(double*));
        _broadcast = Named("Create", typeof(double));
        foreach (var (operation, name) in Unaries) _methods.Add(operation, Named(name, vector));
        foreach (var (operation, name) in Binaries) _methods.Add(operation, Named(name, vector, vector));
        foreach (var (operation, name) in Ternaries) _methods.Add(operation, Named(name, vector, vector, vector));
        _subtractsProducts = width == LaneSystem.Lanes ? Avx512F.IsSupported : Fma.IsSupported;
        if (_subtractsProducts)
        {
            var fused = width == LaneSystem.Lanes ? typeof(Avx512F) : typeof(Fma);
            var rounding = width == LaneSystem.Lanes ? "Fused" : "";
            _methods.Add(Operation.SubtractProduct, Find(fused, rounding + "MultiplyAddNegated", [vector, vector, vector]));
            _methods.Add(Operation.SubtractFromProduct, Find(fused, rounding + "MultiplySubtract", [vector, vector, vector]));
        }
        foreach (var operation in Enum.GetValues<Operation>().Where(IsFunction))
            _methods.Add(operation, typeof(LaneFunctions<>).MakeGenericType(lanes).GetMethod(operation.ToString())!);
    }

    /// <summary>Lanes in a vector.</summary>
    public int Width { get; }

    /// <summary>Type of every value on the evaluation stack and in locals.</summary>
    public Type Vector { get; }

    /// <summary>The iteration for implicit equations at this width.</summary>
    public IterationSolver Solve { get; }

    private static (Operation, string)[] Unaries { get; } =
    [
        (Operation.Negate, "Negate"), (Operation.Sqrt, "Sqrt"), (Operation.Abs, "Abs"), (Operation.Floor, "Floor"),
        (Operation.Ceiling, "Ceiling"), (Operation.Not, "OnesComplement"),
    ];

    private static (Operation, string)[] Binaries { get; } =
    [
        (Operation.Add, "Add"), (Operation.Subtract, "Subtract"), (Operation.Multiply, "Multiply"), (Operation.Divide, "Divide"),
        (Operation.Less, "LessThan"), (Operation.LessOrEqual, "LessThanOrEqual"), (Operation.Equal, "Equals"),
        (Operation.NotEqual, "Equals"), (Operation.And, "BitwiseAnd"), (Operation.Or, "BitwiseOr"), (Operation.Xor, "Xor"),
    ];

    private static (Operation, string)[] Ternaries { get; } =
    [
        (Operation.Select, "ConditionalSelect"), (Operation.AddProduct, "FusedMultiplyAdd"),
    ];

    private static bool IsFunction(Operation operation) => operation is >= Operation.Power and <= Operation.Atanh;

    public static LaneInstructions For(LaneWidth width) => width switch
    {
        LaneWidth.Eight => new(8, typeof(Lanes8), typeof(Vector512<double>), typeof(Vector512), KernelLoop.Solve<Lanes8>),
        LaneWidth.Four => new(4, typeof(Lanes4), typeof(Vector256<double>), typeof(Vector256), KernelLoop.Solve<Lanes4>),
        LaneWidth.Two => new(2, typeof(Lanes2), typeof(Vector128<double>), typeof(Vector128), KernelLoop.Solve<Lanes2>),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "Code is emitted for vectors of 8, 4 or 2 lanes."),
    };

    /// <summary>Emits an operation.</summary>
    /// <param name="operand">Pushes operand 0 (A), 1 (B) or 2 (C).</param>
    /// <param name="argument">Pushes the address where argument 0 or 1 of a function is handed over.</param>
    public void Emit(ILGenerator il, Operation operation, Action<int> operand, Action<int> argument)
    {
        if (operation is Operation.SubtractProduct or Operation.SubtractFromProduct && !_subtractsProducts)
        {
            for (var i = 0; i < 3; i++)
            {
                operand(i);
                if (i == (operation == Operation.SubtractProduct ? 0 : 2)) il.Emit(OpCodes.Call, _methods[Operation.Negate]);
            }
            il.Emit(OpCodes.Call, _methods[Operation.AddProduct]);
            return;
        }
        var method = _methods[operation];
        switch (operation)
        {
            case Operation.Select:
                operand(2);
                operand(0);
                operand(1);
                break;
            case Operation.AddProduct or Operation.SubtractProduct or Operation.SubtractFromProduct:
                operand(0);
                operand(1);
                operand(2);
                break;
            case >= Operation.Power and <= Operation.Atanh:
                // All operands first: the operand of one function may be another function.
                var count = method.GetParameters().Length;
                for (var i = 0; i < count; i++) operand(i);
                for (var i = count - 1; i >= 0; i--)
                {
                    argument(i);
                    Store(il);
                }
                for (var i = 0; i < count; i++) argument(i);
                il.Emit(OpCodes.Call, method);
                argument(0);
                Load(il);
                return;
            default:
                operand(0);
                if (method.GetParameters().Length == 2) operand(1);
                break;
        }
        il.Emit(OpCodes.Call, method);
        if (operation == Operation.NotEqual) il.Emit(OpCodes.Call, _methods[Operation.Not]);
    }

    /// <summary>Replaces the address on the stack by the values there.</summary>
    public void Load(ILGenerator il) => il.Emit(OpCodes.Call, _load);

    /// <summary>Takes values and, above them, an address.</summary>
    public void Store(ILGenerator il) => il.Emit(OpCodes.Call, _store);

    public void Broadcast(ILGenerator il, double value)
    {
        il.Emit(OpCodes.Ldc_R8, value);
        il.Emit(OpCodes.Call, _broadcast);
    }

    /// <summary>The overload for doubles, generic or not.</summary>
    private static MethodInfo Find(Type operations, string name, Type[] parameters)
    {
        foreach (var method in operations.GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (method.Name != name || method.GetParameters().Length != parameters.Length) continue;
            var candidate = method;
            if (method.IsGenericMethodDefinition)
            {
                if (method.GetGenericArguments().Length != 1) continue;
                candidate = method.MakeGenericMethod(typeof(double));
            }
            if (candidate.GetParameters().Select(p => p.ParameterType).SequenceEqual(parameters)) return candidate;
        }
        throw new InvalidOperationException($"{operations.Name} has no {name}({string.Join(", ", parameters.Select(p => p.Name))}).");
    }
}

namespace Thymus.Simulation;

/// <summary>What a node of an <see cref="ExpressionGraph"/> computes.</summary>
internal enum Operation : byte
{
    Constant,
    Parameter,
    State,
    Time,
    /// <summary>Length of the step, and the slope of a method's first stage; in a <see cref="StepPlan"/>, not in formulas.</summary>
    Step,
    Slope,
    /// <summary>The unknown of an implicit equation; known only inside the iteration that solves it.</summary>
    Unknown,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Sqrt,
    Abs,
    Floor,
    Ceiling,
    Power,
    /// <summary>A^(1/3), NaN below 0.</summary>
    CubeRoot,
    Exp,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,

    /// <summary>Truth values from here on; false whenever a side is NaN, except <see cref="NotEqual"/>.</summary>
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Xor,
    Not,

    /// <summary>A where the truth value C holds, otherwise B. Both are computed; the one not chosen leaves no trace.</summary>
    Select,
    /// <summary>C + A·B, rounded once; in plans, not in formulas, as are the next two.</summary>
    AddProduct,
    /// <summary>C − A·B, rounded once.</summary>
    SubtractProduct,
    /// <summary>A·B − C, rounded once.</summary>
    SubtractFromProduct,
    /// <summary>The root of an <see cref="ImplicitEquation"/>, started from A.</summary>
    Implicit,
}

internal static class Operations
{
    public static bool IsLeaf(this Operation operation) => operation <= Operation.Unknown;

    public static bool IsTruth(this Operation operation) => operation is >= Operation.Less and <= Operation.Not;

    public static bool IsCommutative(this Operation operation) =>
        operation is Operation.Add or Operation.Multiply or Operation.Equal or Operation.NotEqual
            or Operation.And or Operation.Or or Operation.Xor;
}

/// <summary>How often a value must be computed anew.</summary>
internal enum Rate : byte
{
    /// <summary>Never: a number of the model.</summary>
    Model,
    /// <summary>Once for a patient, and again when a parameter is changed.</summary>
    Patient,
    /// <summary>When a dose starts or ends, or a threshold moves.</summary>
    Segment,
    /// <summary>At every stage of every step: it reads time or a state.</summary>
    Stage,
}

/// <summary>One value of the graph. Operands are indices of earlier nodes, −1 where there is none.</summary>
/// <param name="Index">The row of a parameter or state, the number of an unknown or of an implicit equation.</param>
/// <param name="Unknowns">Bit set of the unknowns that the value depends on.</param>
internal readonly record struct Node(
    Operation Operation, int A, int B, int C, int Index, double Value, Rate Rate, UInt128 Unknowns);

/// <summary>0 = Residual(u), to be solved for u = <see cref="Operation.Unknown"/> number <paramref name="Unknown"/>.</summary>
/// <param name="Slope">∂Residual/∂u.</param>
internal readonly record struct ImplicitEquation(int Unknown, int Residual, int Slope);

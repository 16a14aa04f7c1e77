using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The meaning of every operation on one number: what emitted kernels must reproduce bit for bit.</summary>
internal static class ScalarOperations
{
    public static double Apply(Operation operation, double a, double b) => operation switch
    {
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Negate => -a,
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Abs => Math.Abs(a),
        Operation.Floor => Math.Floor(a),
        Operation.Ceiling => Math.Ceiling(a),
        Operation.Power => LaneMath.Pow(a, b),
        Operation.CubeRoot => LaneMath.PowThird(a),
        Operation.Exp => LaneMath.Exp(a),
        Operation.Log => LaneMath.Log(a),
        Operation.Log10 => LaneMath.Log10(a),
        Operation.Sin => LaneMath.Sin(a),
        Operation.Cos => LaneMath.Cos(a),
        Operation.Tan => LaneMath.Tan(a),
        Operation.Asin => LaneMath.Asin(a),
        Operation.Acos => LaneMath.Acos(a),
        Operation.Atan => LaneMath.Atan(a),
        Operation.Sinh => LaneMath.Sinh(a),
        Operation.Cosh => LaneMath.Cosh(a),
        Operation.Tanh => LaneMath.Tanh(a),
        Operation.Asinh => LaneMath.Asinh(a),
        Operation.Acosh => LaneMath.Acosh(a),
        Operation.Atanh => LaneMath.Atanh(a),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This operation does not give a number."),
    };

    /// <summary>Relations between numbers, and truth tables where both sides are 0 or 1.</summary>
    public static bool Holds(Operation operation, double a, double b) => operation switch
    {
        Operation.Less => a < b,
        Operation.LessOrEqual => a <= b,
        Operation.Equal => a == b,
        Operation.NotEqual => a != b,
        Operation.And => a != 0 && b != 0,
        Operation.Or => a != 0 || b != 0,
        Operation.Xor => a != 0 != (b != 0),
        Operation.Not => a == 0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This operation does not give a truth value."),
    };
}

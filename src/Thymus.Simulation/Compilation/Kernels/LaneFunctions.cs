using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>The functions of <see cref="LaneMath"/> as emitted code calls them: arguments in memory, the result in place of the first.</summary>
/// <remarks>
/// Inlined into every kernel they would take longer to compile than to run, and passed by value a vector crosses a call in two halves,
/// which costs more than the function. Compiled with full optimisation at once: the first tier is forty times slower, and a short run
/// would never leave it.
/// </remarks>
internal static unsafe class LaneFunctions<T>
    where T : struct, ILanes<T>
{
    private const MethodImplOptions Final = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    [MethodImpl(Final)]
    public static void Power(double* x, double* y) => T.Store(x, LaneMath.Pow(T.Load(x), T.Load(y)));

    [MethodImpl(Final)]
    public static void CubeRoot(double* x) => T.Store(x, LaneMath.PowThird(T.Load(x)));

    [MethodImpl(Final)]
    public static void Exp(double* x) => T.Store(x, LaneMath.Exp(T.Load(x)));

    [MethodImpl(Final)]
    public static void Log(double* x) => T.Store(x, LaneMath.Log(T.Load(x)));

    [MethodImpl(Final)]
    public static void Log10(double* x) => T.Store(x, LaneMath.Log10(T.Load(x)));

    [MethodImpl(Final)]
    public static void Sin(double* x) => T.Store(x, LaneMath.Sin(T.Load(x)));

    [MethodImpl(Final)]
    public static void Cos(double* x) => T.Store(x, LaneMath.Cos(T.Load(x)));

    [MethodImpl(Final)]
    public static void Tan(double* x) => T.Store(x, LaneMath.Tan(T.Load(x)));

    [MethodImpl(Final)]
    public static void Asin(double* x) => T.Store(x, LaneMath.Asin(T.Load(x)));

    [MethodImpl(Final)]
    public static void Acos(double* x) => T.Store(x, LaneMath.Acos(T.Load(x)));

    [MethodImpl(Final)]
    public static void Atan(double* x) => T.Store(x, LaneMath.Atan(T.Load(x)));

    [MethodImpl(Final)]
    public static void Sinh(double* x) => T.Store(x, LaneMath.Sinh(T.Load(x)));

    [MethodImpl(Final)]
    public static void Cosh(double* x) => T.Store(x, LaneMath.Cosh(T.Load(x)));

    [MethodImpl(Final)]
    public static void Tanh(double* x) => T.Store(x, LaneMath.Tanh(T.Load(x)));

    [MethodImpl(Final)]
    public static void Asinh(double* x) => T.Store(x, LaneMath.Asinh(T.Load(x)));

    [MethodImpl(Final)]
    public static void Acosh(double* x) => T.Store(x, LaneMath.Acosh(T.Load(x)));

    [MethodImpl(Final)]
    public static void Atanh(double* x) => T.Store(x, LaneMath.Atanh(T.Load(x)));
}

using Thymus.Numerics;

namespace Thymus.Simulation;

/// <summary>Working memory of a thread for intermediate values; it grows to the largest model the thread has run, and is kept.</summary>
/// <remarks>A compiled model is shared by threads, so what it writes besides its outputs must belong to the thread.</remarks>
internal static unsafe class Scratch
{
    [ThreadStatic]
    private static AlignedBuffer? t_rows;

    [ThreadStatic]
    private static double[]? t_scalars;

    /// <summary>Eight-lane rows for emitted kernels; contents are undefined.</summary>
    public static double* Rows(int count) => t_rows is { } rows && rows.Rows >= count ? rows.Pointer : Grow(count);

    /// <summary>Slots for the interpreter; contents are undefined.</summary>
    public static Span<double> Scalars(int count)
    {
        if (t_scalars is null || t_scalars.Length < count) t_scalars = new double[Math.Max(count, 256)];
        return t_scalars.AsSpan(0, count);
    }

    private static double* Grow(int count)
    {
        t_rows?.Dispose();
        t_rows = new AlignedBuffer(Math.Max(count, 256));
        return t_rows.Pointer;
    }
}

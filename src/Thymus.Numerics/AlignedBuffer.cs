using System.Runtime.InteropServices;

namespace Thymus.Numerics;

/// <summary>Rows of eight doubles in 64-byte-aligned native memory, zero at first.</summary>
/// <remarks>
/// Alignment is worth a factor of two (a row never straddles two cache lines), and memory outside the managed heap keeps its
/// address, so kernels take plain pointers.
/// </remarks>
public sealed unsafe class AlignedBuffer : IDisposable
{
    public const int RowLength = 8;
    private const int Alignment = 64;

    public AlignedBuffer(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Rows = rows;
        var bytes = (nuint)Math.Max(rows, 1) * RowLength * sizeof(double);
        Pointer = (double*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
    }

    ~AlignedBuffer() => Free();

    public int Rows { get; }

    public double* Pointer { get; private set; }

    public Span<double> Span => new(Pointer, Rows * RowLength);

    public double* Row(int row) => Pointer + (nint)row * RowLength;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}

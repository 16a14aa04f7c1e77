using System.Diagnostics;
using System.Runtime.Intrinsics;
using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Bench;

/// <summary>What a cube root takes as a power and as a function of its own, called as emitted code calls them, by turns.</summary>
internal static unsafe class FunctionTimes
{
    private const int Rows = 64, Series = 400;

    public static void Print()
    {
        if (Vector512.IsHardwareAccelerated) Print<Lanes8>();
        Print<Lanes4>();
        Print<Lanes2>();
    }

    private static void Print<T>()
        where T : struct, ILanes<T>
    {
        using var source = new AlignedBuffer(Rows);
        using var x = new AlignedBuffer(Rows);
        using var y = new AlignedBuffer(1);
        var draws = RandomStream.For(1, 0, 0, "volumes");
        for (var i = 0; i < source.Span.Length; i++) source.Span[i] = Math.Exp(3 * draws.Normal((ulong)i));
        var (power, root) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var series = 0; series < Series; series++)
        {
            power = Math.Min(power, Time(() =>
            {
                for (var i = 0; i < Rows * LaneSystem.Lanes; i += T.Width)
                {
                    // The exponent is handed over anew, as emitted code does.
                    T.Store(y.Pointer, T.Broadcast(1.0 / 3));
                    LaneFunctions<T>.Power(x.Pointer + i, y.Pointer);
                }
            }));
            root = Math.Min(root, Time(() =>
            {
                for (var i = 0; i < Rows * LaneSystem.Lanes; i += T.Width) LaneFunctions<T>.CubeRoot(x.Pointer + i);
            }));
        }
        Console.WriteLine($"{T.Width} lanes: x^(1/3) by pow {power:F2} ns a value, by cube root {root:F2}; RATIO {power / root:F2}");

        double Time(Action call)
        {
            source.Span.CopyTo(x.Span);
            var begin = Stopwatch.GetTimestamp();
            call();
            return Stopwatch.GetElapsedTime(begin).TotalNanoseconds / (Rows * LaneSystem.Lanes);
        }
    }
}

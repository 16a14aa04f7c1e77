using System.Runtime.CompilerServices;
using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The vector work of a step: sums of blocks [rows][8] with coefficients that are the same for all lanes.</summary>
internal static unsafe class LaneBlock<T>
    where T : struct, ILanes<T>
{
    /// <summary>target = source in the lanes of the mask row, unchanged elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(double* mask, double* source, double* target, int rows)
    {
        for (var i = 0; i < rows * LaneSystem.Lanes; i += T.Width)
            T.Store(target + i, T.Select(T.Load(mask + Lane(i)), T.Load(source + i), T.Load(target + i)));
    }

    /// <summary>One row: target = source + c·scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double* target, double* source, double* scale, double c)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(target + i, T.Fma(T.Broadcast(c), T.Load(scale + i), T.Load(source + i)));
    }

    /// <summary>target = source + scale·Σ cⱼ·blockⱼ; the blocks follow one another from <paramref name="blocks"/> on.</summary>
    /// <remarks>
    /// Written out for one to seven blocks, so that coefficients stay in registers and a term costs one instruction: this is
    /// where a step with a cheap right-hand side spends its time.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaledSum(double* target, double* source, double* scale, double* blocks, double[] c, int rows)
    {
        var length = rows * LaneSystem.Lanes;
        switch (c.Length)
        {
            case 1: Sum1(target, source, scale, blocks, c, length); break;
            case 2: Sum2(target, source, scale, blocks, c, length); break;
            case 3: Sum3(target, source, scale, blocks, c, length); break;
            case 4: Sum4(target, source, scale, blocks, c, length); break;
            case 5: Sum5(target, source, scale, blocks, c, length); break;
            case 6: Sum6(target, source, scale, blocks, c, length); break;
            case 7: Sum7(target, source, scale, blocks, c, length); break;
            default: SumMany(target, source, scale, blocks, c, length); break;
        }
    }

    /// <summary>Which lane of its row a place in a block is.</summary>
    private static int Lane(int place) => place & (LaneSystem.Lanes - 1);

    /// <summary>Any number of blocks; those with coefficient 0 are not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumMany(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = T.Broadcast(c[0]) * T.Load(k + i);
            for (var j = 1; j < c.Length; j++)
                if (c[j] != 0) sum = T.Fma(T.Broadcast(c[j]), T.Load(k + i + j * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum1(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var c0 = T.Broadcast(c[0]);
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum2(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1) = (T.Broadcast(c[0]), T.Broadcast(c[1]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum3(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1, c2) = (T.Broadcast(c[0]), T.Broadcast(c[1]), T.Broadcast(c[2]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            sum = T.Fma(c2, T.Load(k + i + 2 * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum4(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1, c2, c3) = (T.Broadcast(c[0]), T.Broadcast(c[1]), T.Broadcast(c[2]), T.Broadcast(c[3]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            sum = T.Fma(c2, T.Load(k + i + 2 * length), sum);
            sum = T.Fma(c3, T.Load(k + i + 3 * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum5(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1, c2, c3, c4) = (T.Broadcast(c[0]), T.Broadcast(c[1]), T.Broadcast(c[2]), T.Broadcast(c[3]), T.Broadcast(c[4]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            sum = T.Fma(c2, T.Load(k + i + 2 * length), sum);
            sum = T.Fma(c3, T.Load(k + i + 3 * length), sum);
            sum = T.Fma(c4, T.Load(k + i + 4 * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum6(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1, c2, c3, c4, c5) = (T.Broadcast(c[0]), T.Broadcast(c[1]), T.Broadcast(c[2]), T.Broadcast(c[3]), T.Broadcast(c[4]), T.Broadcast(c[5]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            sum = T.Fma(c2, T.Load(k + i + 2 * length), sum);
            sum = T.Fma(c3, T.Load(k + i + 3 * length), sum);
            sum = T.Fma(c4, T.Load(k + i + 4 * length), sum);
            sum = T.Fma(c5, T.Load(k + i + 5 * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum7(double* to, double* from, double* scale, double* k, double[] c, int length)
    {
        var (c0, c1, c2, c3, c4, c5, c6) = (T.Broadcast(c[0]), T.Broadcast(c[1]), T.Broadcast(c[2]), T.Broadcast(c[3]), T.Broadcast(c[4]), T.Broadcast(c[5]), T.Broadcast(c[6]));
        for (var i = 0; i < length; i += T.Width)
        {
            var sum = c0 * T.Load(k + i);
            sum = T.Fma(c1, T.Load(k + i + length), sum);
            sum = T.Fma(c2, T.Load(k + i + 2 * length), sum);
            sum = T.Fma(c3, T.Load(k + i + 3 * length), sum);
            sum = T.Fma(c4, T.Load(k + i + 4 * length), sum);
            sum = T.Fma(c5, T.Load(k + i + 5 * length), sum);
            sum = T.Fma(c6, T.Load(k + i + 6 * length), sum);
            T.Store(to + i, T.Fma(T.Load(scale + Lane(i)), sum, T.Load(from + i)));
        }
    }
}

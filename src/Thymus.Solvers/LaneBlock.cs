using Thymus.Numerics;

namespace Thymus.Solvers;

/// <summary>The vector work of a step: sums of blocks [rows][8] with coefficients that are the same for all lanes.</summary>
internal static unsafe class LaneBlock<T>
    where T : struct, ILanes<T>
{
    /// <summary>target = source in the lanes of the mask row, unchanged elsewhere.</summary>
    public static void Select(double* mask, double* source, double* target, int rows)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var m = T.Load(mask + offset);
            for (var i = offset; i < rows * LaneSystem.Lanes; i += LaneSystem.Lanes)
                T.Store(target + i, T.Select(m, T.Load(source + i), T.Load(target + i)));
        }
    }

    /// <summary>One row: target = source + c·scale.</summary>
    public static void AddScaled(double* target, double* source, double* scale, double c)
    {
        for (var i = 0; i < LaneSystem.Lanes; i += T.Width)
            T.Store(target + i, T.Fma(T.Broadcast(c), T.Load(scale + i), T.Load(source + i)));
    }

    /// <summary>target = source + scale·Σ cⱼ·blockⱼ; the blocks follow one another from <paramref name="blocks"/> on.</summary>
    public static void AddScaledSum(double* target, double* source, double* scale, double* blocks, double[] c, int rows)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var s = T.Load(scale + offset);
            for (var i = offset; i < rows * LaneSystem.Lanes; i += LaneSystem.Lanes)
                T.Store(target + i, T.Fma(s, Sum(blocks + i, c, rows), T.Load(source + i)));
        }
    }

    /// <summary>target = scale·Σ cⱼ·blockⱼ.</summary>
    public static void ScaledSum(double* target, double* scale, double* blocks, double[] c, int rows)
    {
        for (var offset = 0; offset < LaneSystem.Lanes; offset += T.Width)
        {
            var s = T.Load(scale + offset);
            for (var i = offset; i < rows * LaneSystem.Lanes; i += LaneSystem.Lanes)
                T.Store(target + i, s * Sum(blocks + i, c, rows));
        }
    }

    /// <summary>target = source + Σ cⱼ·blockⱼ.</summary>
    public static void AddSum(double* target, double* source, double* blocks, double[] c, int rows)
    {
        for (var i = 0; i < rows * LaneSystem.Lanes; i += T.Width)
            T.Store(target + i, T.Load(source + i) + Sum(blocks + i, c, rows));
    }

    private static T Sum(double* block, double[] c, int rows)
    {
        var sum = T.Broadcast(c[0]) * T.Load(block);
        for (var j = 1; j < c.Length; j++)
        {
            block += (nint)rows * LaneSystem.Lanes;
            sum = T.Fma(T.Broadcast(c[j]), T.Load(block), sum);
        }
        return sum;
    }
}

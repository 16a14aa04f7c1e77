using System.Runtime.CompilerServices;

namespace Thymus.Numerics.Tests;

/// <summary>The same bits at every width, also beside a lane that is NaN and one that overflows, cold and after tier-up.</summary>
public sealed unsafe class LaneWidthTests
{
    private const int Rows = 16;

    public static TheoryData<string> Functions =>
    [
        "exp", "expm1", "log", "log1p", "log2", "log10", "pow", "cbrt", "pow third", "sin", "cos", "tan", "asin", "acos", "atan",
        "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "min", "max", "min turned", "max turned", "min of opposites", "max of opposites", "floor", "fma", "select",
    ];

    [Theory, MemberData(nameof(Functions))]
    public void A_lane_has_the_same_bits_at_every_width_and_beside_any_neighbour(string name)
    {
        using var x = new AlignedBuffer(Rows);
        Fill(x);
        for (var repeat = 0; repeat < 60; repeat++)
        {
            var expected = Run<Lanes1>(name, x);
            Assert.Equal(expected, Run<Lanes2>(name, x));
            Assert.Equal(expected, Run<Lanes4>(name, x));
            Assert.Equal(expected, Run<Lanes8>(name, x));
        }
    }

    private static void Fill(AlignedBuffer x)
    {
        var draws = RandomStream.For(1, 0, 0, "lane width");
        for (var i = 0; i < Rows * 8; i++)
            x.Pointer[i] = (i % 3) switch { 0 => draws.Uniform((ulong)i), 1 => 3 * draws.Normal((ulong)i), _ => draws.Exponential((ulong)i) * 100 };
        for (var row = 0; row < Rows; row += 2)
        {
            x.Row(row)[row / 2 % 8] = double.NaN;
            x.Row(row)[(row / 2 + 3) % 8] = row % 4 == 0 ? 1e308 : double.NegativeInfinity;
            x.Row(row)[(row / 2 + 5) % 8] = row % 4 == 0 ? -1e5 : 5e-324;
            x.Row(row)[(row / 2 + 6) % 8] = row % 4 == 0 ? 0.0 : -0.0;
        }
    }

    private static long[] Run<T>(string name, AlignedBuffer x)
        where T : struct, ILanes<T>
    {
        using var result = new AlignedBuffer(Rows);
        for (var i = 0; i < Rows * 8; i += T.Width)
            T.Store(result.Pointer + i, Apply(name, T.Load(x.Pointer + i)));
        // Any NaN is as good as another: its sign and payload follow the order of the hardware's operands.
        return [.. result.Span.ToArray().Select(v => double.IsNaN(v) ? -1 : BitConverter.DoubleToInt64Bits(v))];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Apply<T>(string name, T x)
        where T : struct, ILanes<T> => name switch
        {
            "exp" => LaneMath.Exp(x),
            "expm1" => LaneMath.Expm1(x),
            "log" => LaneMath.Log(x),
            "log1p" => LaneMath.Log1p(x),
            "log2" => LaneMath.Log2(x),
            "log10" => LaneMath.Log10(x),
            "pow" => LaneMath.Pow(T.Abs(x), x * T.Broadcast(0.3)),
            "cbrt" => LaneMath.Cbrt(x),
            "pow third" => LaneMath.PowThird(x),
            "sin" => LaneMath.Sin(x),
            "cos" => LaneMath.Cos(x),
            "tan" => LaneMath.Tan(x),
            "asin" => LaneMath.Asin(x),
            "acos" => LaneMath.Acos(x),
            "atan" => LaneMath.Atan(x),
            "sinh" => LaneMath.Sinh(x),
            "cosh" => LaneMath.Cosh(x),
            "tanh" => LaneMath.Tanh(x),
            "asinh" => LaneMath.Asinh(x),
            "acosh" => LaneMath.Acosh(x),
            "atanh" => LaneMath.Atanh(x),
            "min" => T.Min(x, T.Broadcast(0.5)),
            "max" => T.Max(x, T.Broadcast(0.5)),
            "min turned" => T.Min(T.Broadcast(0.5), x),
            "max turned" => T.Max(T.Broadcast(0.5), x),
            "min of opposites" => T.Min(x, -x),
            "max of opposites" => T.Max(x, -x),
            "floor" => T.Floor(x) + T.Ceiling(x),
            "fma" => T.Fma(x, x, -x),
            "select" => T.Select(T.Less(x, T.Broadcast(0.5)), T.Sqrt(T.Abs(x)), T.Broadcast(1) / x),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
}

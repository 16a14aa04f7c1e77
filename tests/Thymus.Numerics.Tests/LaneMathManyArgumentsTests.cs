using System.Globalization;

namespace Thymus.Numerics.Tests;

/// <summary>exp, log, pow and cbrt on very many arguments against double-double arithmetic: within one unit in the last place of the exact value.</summary>
/// <remarks>THYMUS_ULP_ARGUMENTS says how many of each: 30,000 where it is not set; docs/validation.md has the figures of 10⁸.</remarks>
public sealed class LaneMathManyArgumentsTests
{
    private static readonly long Arguments =
        long.TryParse(Environment.GetEnvironmentVariable("THYMUS_ULP_ARGUMENTS"), CultureInfo.InvariantCulture, out var n) ? n : 30_000;

    [Fact]
    public void Exp_over_its_whole_range() => Largest("exp", (u, _) =>
    {
        var x = -745 + u * (709.78 + 745);
        var (value, exponent) = DoubleDouble.Exp(x);
        return value.ErrorOf(LaneMath.Exp(x), exponent);
    });

    [Fact]
    public void Log_over_its_whole_range_and_near_one() => Largest("log", (u, v) =>
    {
        var x = v < 0.5 ? Math.Exp(-708 + u * 1417) : 0.5 + 1.5 * u;
        return DoubleDouble.Log(x).ErrorOf(LaneMath.Log(x));
    });

    [Fact]
    public void Pow_with_results_over_the_whole_range() => Largest("pow", (u, v) =>
    {
        var x = Math.Exp(-50 + 100 * u);
        var log = DoubleDouble.Log(x);
        var y = Math.Abs(log.High) < 1e-3 ? 300 * (2 * v - 1) : (-744 + v * 1453) / log.High;
        if (log.High * y is < -744 or > 709) return 0;
        var (value, exponent) = DoubleDouble.Exp(log * y);
        return value.ErrorOf(LaneMath.Pow(x, y), exponent);
    });

    /// <summary>The error is known from the cube of the result: (c³ − x)/(3c²), both scaled by powers of 2 to be near 1.</summary>
    [Fact]
    public void Cbrt_over_its_whole_range() => Largest("cbrt", (u, v) =>
    {
        var x = v < 0.5 ? Math.Exp(-744 + u * 1453) : 1 + 7 * u;
        var s = -(Math.ILogB(x) / 3);
        var root = Math.ScaleB(LaneMath.Cbrt(x), s);
        var cube = (DoubleDouble)root * root * root + -Math.ScaleB(Math.ScaleB(x, s), 2 * s);
        return cube.High / (3 * root * root) / (Math.BitIncrement(root) - root);
    });

    /// <summary>The reference itself, against 256-bit arithmetic: far below what is judged with it.</summary>
    [Fact]
    public void Double_double_is_right_to_a_millionth_of_the_last_place()
    {
        var chance = RandomStream.For(7, 0, 0, "double-double");
        for (var i = 0UL; i < 300; i++)
        {
            var x = -700 + 1400 * chance.Uniform(i);
            var (value, exponent) = DoubleDouble.Exp(x);
            var rounded = Math.ScaleB(value.High, exponent);
            Assert.Equal(Precise.ErrorOfExp(rounded, x), Math.Abs(value.ErrorOf(rounded, exponent)), 1e-6);
            var y = i % 2 == 0 ? Math.Exp(x) : 0.5 + chance.Uniform(i + 1000);
            var log = DoubleDouble.Log(y);
            Assert.Equal(Precise.ErrorOfLog(log.High, y), Math.Abs(log.ErrorOf(log.High)), 1e-6);
        }
    }

    private static void Largest(string name, Func<double, double, double> error)
    {
        var draws = RandomStream.For(20261123, 0, 0, "many arguments of " + name);
        var chunks = (int)Math.Max(1, Arguments / 10_000);
        var worst = new double[chunks];
        Parallel.For(0, chunks, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, chunk =>
        {
            for (var i = 0UL; i < 10_000; i++)
            {
                var index = 2 * ((ulong)chunk * 10_000 + i);
                worst[chunk] = Math.Max(worst[chunk], Math.Abs(error(draws.Uniform(index), draws.Uniform(index + 1))));
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {chunks * 10_000L:N0} arguments, largest error {worst.Max():0.000} ulp"));
        Assert.InRange(worst.Max(), 0, 1);
    }
}

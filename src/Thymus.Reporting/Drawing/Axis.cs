using System.Collections.Immutable;

namespace Thymus.Reporting;

/// <summary>Maps values to pixels along one direction.</summary>
internal readonly record struct Axis(double From, double To, double PixelFrom, double PixelTo, bool IsLogarithmic = false)
{
    public double this[double value]
    {
        get
        {
            var part = IsLogarithmic ? Math.Log(value / From) / Math.Log(To / From) : (value - From) / (To - From);
            return PixelFrom + part * (PixelTo - PixelFrom);
        }
    }

    /// <summary>The value, or the nearest end of the axis.</summary>
    public double Clamped(double value) => this[Math.Clamp(value, From, To)];

    /// <summary>Ticks at round numbers, at most <paramref name="most"/> of them.</summary>
    public static ImmutableArray<double> Ticks(double from, double to, int most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10((to - from) / most)));
        var step = new[] { 1.0, 2, 5, 10, 20 }.Select(factor => factor * power).First(step => (to - from) / step <= most);
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (var k = Math.Ceiling(from / step - 1e-9); k * step <= to + step * 1e-9; k++) ticks.Add(k * step);
        return ticks.ToImmutable();
    }

    /// <summary>Ticks of an axis of months: 1, 2, 3, 6, 12, 24 … apart, as trials print them.</summary>
    public static ImmutableArray<double> MonthTicks(double to, int most)
    {
        var step = new[] { 1.0, 2, 3, 6, 12, 24, 36, 60, 120, 240 }.FirstOrDefault(step => Math.Floor(to / step) + 1 <= most, 480);
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (var month = 0.0; month <= to + 1e-9; month += step) ticks.Add(month);
        return ticks.ToImmutable();
    }

    /// <summary>1, 2, 5 a decade, or fewer where there are many decades.</summary>
    public static ImmutableArray<double> LogarithmicTicks(double from, double to, int most)
    {
        foreach (var mantissas in new double[][] { [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1] })
        {
            var ticks = ImmutableArray.CreateBuilder<double>();
            for (var decade = Math.Floor(Math.Log10(from)); decade <= Math.Ceiling(Math.Log10(to)); decade++)
                foreach (var mantissa in mantissas)
                    if (Math.Round(mantissa * Math.Pow(10, decade), 12) is var tick && tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) ticks.Add(tick);
            if (ticks.Count <= most) return ticks.ToImmutable();
        }
        return [from, to];
    }
}

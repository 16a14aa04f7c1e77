namespace Thymus.Numerics.Tests;

/// <summary>An unevaluated sum of two doubles, about 104 bits: a reference quick enough for 10⁸ arguments (Dekker 1971; Hida, Li and Bailey 2001).</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>ln 2 in parts of 32 and 40 bits and the rest: multiples of the first two up to 2¹³ are exact.</summary>
    private const double Ln2High = 0.6931471803691238, Ln2Middle = 1.908214929269763e-10, Ln2Low = 8.247117954110931e-23;

    private const int Terms = 12, Halvings = 8;

    private static readonly DoubleDouble[] InverseFactorials = MakeInverseFactorials();

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var (s, e) = TwoSum(a.High, b.High);
        var (t, f) = TwoSum(a.Low, b.Low);
        var (high, low) = QuickTwoSum(s, e + t);
        return QuickTwoSum(high, low + f);
    }

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var p = a.High * b.High;
        var e = Math.FusedMultiplyAdd(a.High, b.High, -p) + (a.High * b.Low + a.Low * b.High);
        return QuickTwoSum(p, e);
    }

    public static implicit operator DoubleDouble(double x) => new(x, 0);

    /// <summary>eˣ = value · 2^exponent, the value between 0.7 and 1.5; relative error about 2⁻⁹⁵.</summary>
    public static (DoubleDouble Value, int Exponent) Exp(DoubleDouble x)
    {
        var k = Math.Round(x.High / Ln2High);
        var r = x + -k * Ln2High + -k * Ln2Middle + (DoubleDouble)(-k) * Ln2Low;
        const double scale = 1.0 / (1 << Halvings);
        r = new(r.High * scale, r.Low * scale);
        var sum = InverseFactorials[Terms];
        for (var n = Terms - 1; n >= 1; n--) sum = sum * r + InverseFactorials[n];
        // eʳ − 1 is kept small while it is squared, so that the squarings cost no digits: (1 + y)² − 1 = 2y + y².
        var y = sum * r;
        for (var i = 0; i < Halvings; i++) y = new DoubleDouble(2 * y.High, 2 * y.Low) + y * y;
        return (y + 1.0, (int)k);
    }

    /// <summary>ln x by one step of Newton's method from the platform's; error about 2⁻⁹⁵, and relative where |ln x| &gt; 1e-8.</summary>
    public static DoubleDouble Log(double x)
    {
        // x = m·2^e, so that eʸ cannot overflow.
        var e = x is > 1e-290 and < 1e290 ? 0 : Math.ILogB(x);
        var m = Math.ScaleB(x, -e);
        var y = Math.Log(m);
        var (value, exponent) = Exp(-y);
        var t = value * Math.ScaleB(m, exponent) + -1.0;
        var log = (DoubleDouble)y + t + t * t * -0.5;
        return log + (double)e * Ln2High + (double)e * Ln2Middle + (DoubleDouble)e * Ln2Low;
    }

    /// <summary>(actual − this·2^exponent) in units of the last place of the exact value.</summary>
    public double ErrorOf(double actual, int exponent = 0)
    {
        // Scaled to where the exact value is a normal number.
        var scaled = Math.ScaleB(actual, -exponent);
        var last = Math.Max(Math.ScaleB(1, Math.ILogB(High) - 52), Math.ScaleB(1, -1074 - exponent));
        return (scaled - High - Low) / last;
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        var s = a + b;
        var v = s - a;
        return (s, a - (s - v) + (b - v));
    }

    private static DoubleDouble QuickTwoSum(double a, double b)
    {
        var s = a + b;
        return new(s, b - (s - a));
    }

    private static DoubleDouble[] MakeInverseFactorials()
    {
        var all = new DoubleDouble[Terms + 1];
        all[0] = 1;
        for (var n = 1; n <= Terms; n++)
        {
            // a/n by long division in two parts.
            var q = all[n - 1].High / n;
            var rest = Math.FusedMultiplyAdd(-q, n, all[n - 1].High) + all[n - 1].Low;
            all[n] = QuickTwoSum(q, rest / n);
        }
        return all;
    }
}

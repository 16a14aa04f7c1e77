namespace Thymus.Numerics;

/// <summary>The same functions for one double: the same source at width 1, therefore the same bits.</summary>
public static partial class LaneMath
{
    public static double Exp(double x) => Exp(new Lanes1(x)).Value;

    public static double Expm1(double x) => Expm1(new Lanes1(x)).Value;

    public static double Log(double x) => Log(new Lanes1(x)).Value;

    public static double Log1p(double x) => Log1p(new Lanes1(x)).Value;

    public static double Log2(double x) => Log2(new Lanes1(x)).Value;

    public static double Log10(double x) => Log10(new Lanes1(x)).Value;

    public static double Pow(double x, double y) => Pow(new Lanes1(x), new Lanes1(y)).Value;

    public static double Cbrt(double x) => Cbrt(new Lanes1(x)).Value;

    public static double PowThird(double x) => PowThird(new Lanes1(x)).Value;

    public static double Sin(double x) => Sin(new Lanes1(x)).Value;

    public static double Cos(double x) => Cos(new Lanes1(x)).Value;

    public static double Tan(double x) => Tan(new Lanes1(x)).Value;

    public static double Asin(double x) => Asin(new Lanes1(x)).Value;

    public static double Acos(double x) => Acos(new Lanes1(x)).Value;

    public static double Atan(double x) => Atan(new Lanes1(x)).Value;

    public static double Sinh(double x) => Sinh(new Lanes1(x)).Value;

    public static double Cosh(double x) => Cosh(new Lanes1(x)).Value;

    public static double Tanh(double x) => Tanh(new Lanes1(x)).Value;

    public static double Asinh(double x) => Asinh(new Lanes1(x)).Value;

    public static double Acosh(double x) => Acosh(new Lanes1(x)).Value;

    public static double Atanh(double x) => Atanh(new Lanes1(x)).Value;
}

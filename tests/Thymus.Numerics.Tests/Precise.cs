using System.Numerics;

namespace Thymus.Numerics.Tests;

/// <summary>Numbers of 256 binary places, and enough functions of them to judge the last bit of a double.</summary>
/// <remarks>Series after argument reduction; the errors are of the order of 2⁻²⁴⁰, of which no judgement here takes notice.</remarks>
public static class Precise
{
    private const int Places = 256;

    private static readonly BigInteger One = BigInteger.One << Places;
    private static readonly BigInteger Ln2 = AreaTangentTwice(One / 3);
    private static readonly BigInteger HalfPi = 2 * (4 * ArcTangentOfInverse(5) - ArcTangentOfInverse(239));

    /// <summary>Error of <paramref name="actual"/> as eˣ, in units of its last place.</summary>
    public static double ErrorOfExp(double actual, double x)
    {
        var (mantissa, exponent) = Exp(FromDouble(x));
        return Error(actual, mantissa, exponent);
    }

    public static double ErrorOfExpm1(double actual, double x)
    {
        var (mantissa, exponent) = Exp(FromDouble(x));
        return Error(actual, (exponent >= 0 ? mantissa << exponent : mantissa >> -exponent) - One, 0);
    }

    public static double ErrorOfLog(double actual, double x) => Error(actual, Log(x), 0);

    public static double ErrorOfLog1p(double actual, double x) => Error(actual, LogOf(One + FromDouble(x), 0), 0);

    public static double ErrorOfLog2(double actual, double x) => Error(actual, (Log(x) << Places) / Ln2, 0);

    public static double ErrorOfLog10(double actual, double x) => Error(actual, (Log(x) << Places) / Log(10), 0);

    public static double ErrorOfPow(double actual, double x, double y)
    {
        var (mantissa, exponent) = Exp((Log(x) * FromDouble(y)) >> Places);
        return Error(actual, mantissa, exponent);
    }

    public static double ErrorOfCbrt(double actual, double x)
    {
        var (mantissa, exponent) = Exp(Log(Math.Abs(x)) / 3);
        return Error(Math.Abs(actual), mantissa, exponent);
    }

    public static double ErrorOfSin(double actual, double x) => Error(actual, Sine(FromDouble(x)), 0);

    public static double ErrorOfCos(double actual, double x) => Error(actual, Sine(FromDouble(x) + HalfPi), 0);

    private static BigInteger FromDouble(double x)
    {
        var (mantissa, exponent) = Split(x);
        var shift = exponent + Places;
        return shift >= 0 ? mantissa << shift : mantissa >> -shift;
    }

    private static (BigInteger Mantissa, int Exponent) Split(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var (exponent, fraction) = ((int)(bits >> 52 & 0x7FF), bits & 0xFFFFFFFFFFFFF);
        if (exponent == 0) exponent = 1;
        else fraction |= 1L << 52;
        return (x < 0 ? -fraction : fraction, exponent - 1075);
    }

    /// <summary>|actual − value·2^(exponent − Places)| in units of the last place of actual.</summary>
    private static double Error(double actual, BigInteger value, int exponent)
    {
        if (!double.IsFinite(actual)) return double.PositiveInfinity;
        var (mantissa, last) = Split(actual);
        // In units of 2^-64 of the last place.
        var shift = exponent - Places - last + 64;
        var scaled = shift >= 0 ? value << shift : value >> -shift;
        return (double)BigInteger.Abs((mantissa << 64) - scaled) / Math.Pow(2, 64);
    }

    private static (BigInteger Mantissa, int Exponent) Exp(BigInteger x)
    {
        var n = (int)((x + (x.Sign < 0 ? -Ln2 : Ln2) / 2) / Ln2);
        var r = x - n * Ln2;
        var (sum, term) = (One, One);
        for (var k = 1; !term.IsZero && k < 200; k++)
        {
            term = (term * r >> Places) / k;
            sum += term;
        }
        return (sum, n);
    }

    private static BigInteger Log(double x)
    {
        var (mantissa, exponent) = Split(x);
        return LogOf(mantissa, exponent + Places);
    }

    /// <summary>ln(value·2^(exponent − Places)).</summary>
    private static BigInteger LogOf(BigInteger value, int exponent)
    {
        var length = (int)value.GetBitLength();
        var m = length <= Places ? value << (Places - length) : value >> (length - Places);
        return AreaTangentTwice(((m - One) << Places) / (m + One)) + (exponent + length - Places) * Ln2;
    }

    /// <summary>2·artanh s = ln((1 + s)/(1 − s)).</summary>
    private static BigInteger AreaTangentTwice(BigInteger s)
    {
        var (sum, power) = (BigInteger.Zero, s);
        var square = s * s >> Places;
        for (var k = 1; BigInteger.Abs(power) > 1; k += 2)
        {
            sum += power / k;
            power = power * square >> Places;
        }
        return 2 * sum;
    }

    private static BigInteger ArcTangentOfInverse(int n)
    {
        var (sum, power) = (BigInteger.Zero, One / n);
        for (var k = 1; !power.IsZero; k += 2)
        {
            sum += k % 4 == 1 ? power / k : -(power / k);
            power /= n * n;
        }
        return sum;
    }

    private static BigInteger Sine(BigInteger x)
    {
        var twoPi = 4 * HalfPi;
        var r = BigInteger.Remainder(x, twoPi);
        var (sum, term) = (r, r);
        for (var k = 2; !term.IsZero && term != BigInteger.MinusOne; k += 2)
        {
            term = -(((term * r >> Places) * r >> Places) / (k * (k + 1)));
            sum += term;
        }
        return sum;
    }
}

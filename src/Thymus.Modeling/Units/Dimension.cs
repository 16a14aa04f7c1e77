using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Exponents of the base quantities. Items (cells, virions, molecules) are counted, moles are not: the two do not mix.</summary>
public readonly record struct Dimension(
    double Time = 0,
    double Length = 0,
    double Substance = 0,
    double Item = 0,
    double Mass = 0,
    double Temperature = 0,
    double Current = 0,
    double Luminosity = 0)
{
    public static Dimension None => default;

    public bool IsNone => this == default;

    public static Dimension operator *(Dimension a, Dimension b) => new(
        a.Time + b.Time, a.Length + b.Length, a.Substance + b.Substance, a.Item + b.Item,
        a.Mass + b.Mass, a.Temperature + b.Temperature, a.Current + b.Current, a.Luminosity + b.Luminosity);

    public static Dimension operator /(Dimension a, Dimension b) => a * b.Power(-1);

    public Dimension Power(double exponent) => new(
        Round(Time * exponent), Round(Length * exponent), Round(Substance * exponent), Round(Item * exponent),
        Round(Mass * exponent), Round(Temperature * exponent), Round(Current * exponent), Round(Luminosity * exponent));

    /// <summary>The dimension in canonical units, e.g. <c>nmol/L/day</c>; a length cubed is a litre.</summary>
    public override string ToString()
    {
        var names = Parts().ToList();
        var above = names.Where(n => n.Exponent > 0).Select(n => Write(n.Name, n.Exponent)).ToList();
        var below = names.Where(n => n.Exponent < 0).Select(n => "/" + Write(n.Name, -n.Exponent)).ToList();
        return (above.Count == 0 ? "1" : string.Join("*", above)) + string.Concat(below);
    }

    /// <summary>The canonical units that make up the dimension, with their exponents; none is 0.</summary>
    internal IEnumerable<(string Name, double Exponent)> Parts()
    {
        var litres = Length % 3 == 0;
        (string, double)[] parts =
        [
            ("cell", Item), ("nmol", Substance), ("mg", Mass), ("K", Temperature), ("A", Current), ("cd", Luminosity),
            (litres ? "L" : "dm", litres ? Length / 3 : Length), ("day", Time),
        ];
        return parts.Where(p => p.Item2 != 0);
    }

    private static string Write(string name, double exponent) =>
        exponent == 1 ? name : $"{name}^{exponent.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Roots leave 0.49999…; exponents are thirds, halves and integers.</summary>
    private static double Round(double exponent) => Math.Round(exponent * 36) / 36 is var r && Math.Abs(r - exponent) < 1e-9 ? r : exponent;
}

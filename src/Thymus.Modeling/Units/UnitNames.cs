using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Identifiers for units that no file has named: <c>mg_per_L</c>, <c>per_day</c>, <c>cell</c>.</summary>
internal static class UnitNames
{
    /// <summary>The canonical unit of a dimension, as an identifier that <see cref="Unit.Parse"/> reads back.</summary>
    public static string Canonical(Dimension dimension)
    {
        if (dimension.IsNone) return "dimensionless";
        static string Word((string Name, double Exponent) p) =>
            p.Name + (Math.Abs(p.Exponent) == 1 ? "" : Math.Abs(p.Exponent).ToString(CultureInfo.InvariantCulture));
        var parts = dimension.Parts().ToList();
        return string.Join("_", parts.Where(p => p.Exponent > 0).Select(Word).Concat(parts.Where(p => p.Exponent < 0).Select(p => "per_" + Word(p))));
    }
}

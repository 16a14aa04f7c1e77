namespace Thymus.Trials;

/// <summary>Units in which doses and dosed species are measured: mass, substance, cells, plaque-forming and international units.</summary>
internal static class AmountUnits
{
    private enum Kind
    {
        Mass,
        Substance,
        Cells,
        Plaques,
        International,
        Radiation,
    }

    /// <summary>Factors to g, mol, cell, PFU, IU, Gy.</summary>
    private static readonly Dictionary<string, (Kind Kind, double Factor)> Units = new(StringComparer.Ordinal)
    {
        ["kg"] = (Kind.Mass, 1e3), ["g"] = (Kind.Mass, 1), ["mg"] = (Kind.Mass, 1e-3), ["ug"] = (Kind.Mass, 1e-6), ["ng"] = (Kind.Mass, 1e-9),
        ["mol"] = (Kind.Substance, 1), ["mmol"] = (Kind.Substance, 1e-3), ["umol"] = (Kind.Substance, 1e-6), ["nmol"] = (Kind.Substance, 1e-9),
        ["pmol"] = (Kind.Substance, 1e-12),
        ["cell"] = (Kind.Cells, 1), ["cells"] = (Kind.Cells, 1), ["item"] = (Kind.Cells, 1),
        ["PFU"] = (Kind.Plaques, 1), ["IU"] = (Kind.International, 1), ["kIU"] = (Kind.International, 1e3), ["MIU"] = (Kind.International, 1e6),
        ["Gy"] = (Kind.Radiation, 1), ["cGy"] = (Kind.Radiation, 1e-2),
    };

    public static IEnumerable<string> Names => Units.Keys;

    public static bool IsKnown(string unit) => Units.ContainsKey(unit);

    /// <summary>The factor from one unit to another, or null where they do not convert; mass and substance do by the molar mass in g/mol.</summary>
    public static double? Factor(string from, string to, double gramsPerMole)
    {
        if (from == to) return 1;
        if (!Units.TryGetValue(from, out var a) || !Units.TryGetValue(to, out var b)) return null;
        if (a.Kind == b.Kind) return a.Factor / b.Factor;
        if (double.IsNaN(gramsPerMole)) return null;
        return (a.Kind, b.Kind) switch
        {
            (Kind.Mass, Kind.Substance) => a.Factor / (gramsPerMole * b.Factor),
            (Kind.Substance, Kind.Mass) => a.Factor * gramsPerMole / b.Factor,
            _ => null,
        };
    }
}

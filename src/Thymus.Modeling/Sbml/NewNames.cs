using System.Globalization;

namespace Thymus.Modeling;

/// <summary>Identifiers for what SBML leaves unnamed at one level and must name at another.</summary>
internal sealed class NewNames(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = taken.ToHashSet(StringComparer.Ordinal);

    /// <summary>A species reference whose stoichiometry a formula gives: <c>reaction_species_stoichiometry</c>.</summary>
    public string Stoichiometry(string reaction, string species) => Free($"{reaction}_{species}_stoichiometry");

    /// <summary>A local parameter that hides a participant of its reaction: <c>name_local</c>.</summary>
    public string Local(string name) => Free(name + "_local");

    /// <summary>A conversion factor of 1.</summary>
    public string Unconverted() => Free("unconverted");

    private string Free(string wanted)
    {
        var name = wanted;
        for (var i = 2; !_taken.Add(name); i++) name = wanted + i.ToString(CultureInfo.InvariantCulture);
        return name;
    }
}

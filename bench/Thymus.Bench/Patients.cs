using System.Globalization;

namespace Thymus.Bench;

/// <summary>Deterministic virtual patients: counter-based, so that patient k is the same however many there are.</summary>
internal static class Patients
{
    /// <summary>Parameters [patient][parameter] in the workload's order.</summary>
    public static double[] Of(Workload workload, int count)
    {
        var width = workload.Parameters.Length;
        var table = new double[count * width];
        for (var patient = 0; patient < count; patient++)
            for (var i = 0; i < width; i++)
            {
                var (_, typical, variation) = workload.Parameters[i];
                table[patient * width + i] = variation > 0
                    ? typical * Math.Exp(Math.Sqrt(Math.Log(1 + variation * variation)) * Normal((ulong)patient, (ulong)i))
                    : typical;
            }
        return table;
    }

    /// <summary>The table as the peers read it: names, then one patient a row.</summary>
    public static void Write(IReadOnlyCollection<string> names, double[] table, string path)
    {
        using var file = new StreamWriter(path);
        file.WriteLine(string.Join(',', names));
        foreach (var row in table.Chunk(names.Count))
            file.WriteLine(string.Join(',', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
    }

    private static double Normal(ulong patient, ulong parameter)
    {
        var key = unchecked(patient * 1000003UL + parameter * 2UL + 12345UL);
        return Math.Sqrt(-2 * Math.Log(Uniform(key))) * Math.Cos(6.283185307179586 * Uniform(unchecked(key + 0x51ed270b1UL)));
    }

    private static double Uniform(ulong key) => ((Mix(key) >> 11) + 0.5) * (1.0 / 9007199254740992.0);

    /// <summary>SplitMix64's finaliser.</summary>
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9e3779b97f4a7c15UL;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
            return z ^ (z >> 31);
        }
    }
}

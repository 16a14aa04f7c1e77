using System.Globalization;

namespace Thymus.Bench;

/// <summary>The line that a peer printed, and where its outputs are.</summary>
internal sealed record PeerFigures(string Name, double RelativeTolerance, int Patients, double Seconds, double Steps, double Evaluations, string OutputFile)
{
    /// <summary>Reads the lines of a file <c>peers-a.txt</c>: <c>peer=… rtol=… … out=FILE</c>.</summary>
    public static PeerFigures[] Read(string path) =>
        [.. File.ReadLines(path).Where(l => l.StartsWith("peer=", StringComparison.Ordinal)).Select(l => Parse(l, Path.GetDirectoryName(path)!))];

    private static PeerFigures Parse(string line, string folder)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
        double Number(string field) => fields.TryGetValue(field, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN;
        return new PeerFigures(fields["peer"], Number("rtol"), (int)Number("patients"), Number("seconds"), Number("steps"), Number("evaluations"),
            Path.Combine(folder, fields["out"]));
    }
}

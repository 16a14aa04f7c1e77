using System.Globalization;

namespace Thymus.Cli;

/// <summary><c>--set name=value</c>, as often as the user likes; a name set twice is a mistake that is better told.</summary>
internal static class Assignments
{
    public static IReadOnlyDictionary<string, string> Texts(IEnumerable<string> assignments)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            var at = assignment.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new CommandFault(ExitCode.Usage, $"--set '{assignment}' has no name and value.", "Write --set name=value.");
            if (!result.TryAdd(assignment[..at].Trim(), assignment[(at + 1)..].Trim()))
                throw new CommandFault(ExitCode.Usage, $"--set gives '{assignment[..at].Trim()}' twice.");
        }
        return result;
    }

    public static IReadOnlyDictionary<string, double> Numbers(IEnumerable<string> assignments) =>
        Texts(assignments).ToDictionary(a => a.Key, a => double.TryParse(a.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v)
            ? v
            : throw new CommandFault(ExitCode.Usage, $"--set {a.Key} is '{a.Value}', which is no number."), StringComparer.Ordinal);
}

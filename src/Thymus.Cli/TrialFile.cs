using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Cli;

internal static class TrialFile
{
    /// <summary>Reads a trial, its model and its population and prints every fault; null after an error.</summary>
    public static PreparedTrial? Prepare(Screen screen, string path, IReadOnlyDictionary<string, string> set)
    {
        var diagnostics = new DiagnosticBag();
        var prepared = Prepare(path, set, diagnostics);
        screen.Print(diagnostics);
        return prepared;
    }

    public static PreparedTrial? Prepare(string path, IReadOnlyDictionary<string, string> set, DiagnosticBag diagnostics)
    {
        var read = TrialSpecification.Read(path, set);
        diagnostics.Add(read.Diagnostics);
        return read.Trial is null ? null : PreparedTrial.Prepare(read.Trial, diagnostics);
    }
}

using Thymus.Modeling;
using Thymus.Trials;

namespace Thymus.Cli;

internal static class TrialFile
{
    /// <summary>Reads a trial, its model and its population and prints every fault; null after an error.</summary>
    /// <exception cref="CommandFault">There is no such file, or it is no trial.</exception>
    public static PreparedTrial? Prepare(Screen screen, string path, IReadOnlyDictionary<string, string> set)
    {
        InputFile.Require(path);
        if (FileKind.Of(path) is var kind and not FileKind.Kind.Trial)
            throw new CommandFault(ExitCode.Usage, $"'{path}' is a {kind.ToString().ToLowerInvariant()}, not a trial.", kind switch
            {
                FileKind.Kind.Model => $"One patient of it: thymus simulate {path} --end '100 day'. A trial names its model below 'model:' (docs/trials.md).",
                FileKind.Kind.Calibration => $"Fit it: thymus calibrate {path}",
                _ => "A trial names its population below 'population:' (docs/trials.md).",
            });
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

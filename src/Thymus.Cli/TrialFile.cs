using Thymus.Calibration;
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
            throw new CommandFault(ExitCode.Usage, $"'{path}' is {Named(kind)}, not a trial.", kind switch
            {
                FileKind.Kind.Model => $"One patient of it: thymus simulate {path} --end '100 day'. A trial names its model below 'model:' (docs/trials.md).",
                FileKind.Kind.Calibration => $"Fit it: thymus calibrate {path}",
                FileKind.Kind.FittedValues => "A trial takes it in as 'fitted:' below 'model:' (docs/trials.md).",
                _ => "A trial names its population below 'population:' (docs/trials.md).",
            });
        var diagnostics = new DiagnosticBag();
        var prepared = Prepare(path, set, diagnostics, trial =>
        {
            // Within the first second, so that nobody at a terminal wonders: what follows reads the model and makes machine code of it.
            if (screen.IsInteractive)
                screen.Error.WriteLine(FormattableString.Invariant($"{trial.Study.Id}: {trial.Arms.Length} {(trial.Arms.Length == 1 ? "arm" : "arms")}; compiling the model"));
        });
        screen.Print(diagnostics);
        return prepared;
    }

    /// <param name="read">Told of a trial file without fault, before its model is read.</param>
    public static PreparedTrial? Prepare(string path, IReadOnlyDictionary<string, string> set, DiagnosticBag diagnostics, Action<TrialSpecification>? read = null)
    {
        var result = TrialSpecification.Read(path, set);
        diagnostics.Add(result.Diagnostics);
        if (result.Trial is not { } trial) return null;
        read?.Invoke(trial);
        CheckEvidence(trial, diagnostics);
        return PreparedTrial.Prepare(trial, diagnostics) is not { } prepared ? null : Sound(prepared, diagnostics);
    }

    /// <summary>What is missing to compare with is told before the run, not after it.</summary>
    private static void CheckEvidence(TrialSpecification trial, DiagnosticBag diagnostics)
    {
        if (trial.Compare is not { } compare || EvidenceTable.Read(compare.File, compare.Span, diagnostics) is not { } evidence) return;
        foreach (var row in compare.Rows) evidence.Require(row.Id, row.Span, diagnostics);
    }

    private static PreparedTrial? Sound(PreparedTrial prepared, DiagnosticBag diagnostics)
    {
        if (!diagnostics.HasErrors) return prepared;
        prepared.Dispose();
        return null;
    }

    private static string Named(FileKind.Kind kind) => kind switch
    {
        FileKind.Kind.Model => "a model",
        FileKind.Kind.Calibration => "a calibration",
        FileKind.Kind.FittedValues => "a file of fitted values",
        _ => "a population",
    };
}

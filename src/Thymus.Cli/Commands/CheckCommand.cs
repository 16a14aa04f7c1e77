using System.CommandLine;
using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Cli;

/// <summary><c>thymus check FILE…</c>: every fault of models, trials and populations, with place and advice.</summary>
internal static class CheckCommand
{
    public static Command Create(Screen screen)
    {
        var files = new Argument<string[]>("file") { Description = "Models (.ant, .xml), trials or populations (.yaml).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "List every fault of model, trial and population files.") { files };
        command.SetAction(parsed =>
        {
            var worst = ExitCode.Success;
            foreach (var file in parsed.GetRequiredValue(files)) worst = Math.Max(worst, Check(screen, file));
            return worst;
        });
        return command;
    }

    private static int Check(Screen screen, string file)
    {
        if (!File.Exists(file)) throw new CommandFault(ExitCode.NoInput, $"There is no file '{file}'.");
        var diagnostics = FileKind.Of(file) switch
        {
            FileKind.Kind.Model => CheckModel(file),
            FileKind.Kind.Population => CheckPopulation(file),
            _ => CheckTrial(file),
        };
        screen.Print(diagnostics);
        if (diagnostics.HasErrors) return ExitCode.InputFault;
        screen.Output.WriteLine(diagnostics.Count == 0 ? $"{file}: no faults." : $"{file}: no errors.");
        return ExitCode.Success;
    }

    /// <summary>What the reader finds, and what only compiling shows (cycles, an undetermined variable).</summary>
    private static DiagnosticBag CheckModel(string file)
    {
        var read = ModelChecker.Check(file);
        if (read.HasErrors || ModelReader.Read(file).Model is not { } model) return read;
        var diagnostics = new DiagnosticBag();
        using var compiled = CompiledModel.Compile(model, new CompileOptions(), diagnostics);
        diagnostics.Add(read.Where(d => !diagnostics.Contains(d)).ToList());
        return diagnostics;
    }

    /// <summary>The trial with everything that it names: its model, compiled, and its population.</summary>
    private static DiagnosticBag CheckTrial(string file)
    {
        var diagnostics = new DiagnosticBag();
        TrialFile.Prepare(file, new Dictionary<string, string>(), diagnostics)?.Dispose();
        return diagnostics;
    }

    private static DiagnosticBag CheckPopulation(string file)
    {
        var diagnostics = new DiagnosticBag();
        _ = Populations.PopulationSpecification.Read(file, diagnostics);
        return diagnostics;
    }
}

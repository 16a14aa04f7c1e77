using System.CommandLine;
using Thymus.Calibration;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;

namespace Thymus.Cli;

/// <summary><c>thymus check FILE…</c>: every fault of models, trials, populations and calibrations, with place and advice.</summary>
internal static class CheckCommand
{
    public static Command Create(Screen screen)
    {
        var files = new Argument<string[]>("file") { Description = "Models (.ant, .xml), trials, populations or calibrations (.yaml), patients (.csv).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "List every fault of model, trial, population and calibration files.") { files };
        command.SetAction(parsed =>
        {
            var worst = ExitCode.Success;
            foreach (var file in parsed.GetRequiredValue(files)) worst = Math.Max(worst, CheckOrTell(screen, file));
            return worst;
        });
        return command;
    }

    /// <summary>One file that is missing does not hide the faults of the others.</summary>
    private static int CheckOrTell(Screen screen, string file)
    {
        try
        {
            return Check(screen, file);
        }
        catch (CommandFault fault)
        {
            screen.Print(fault);
            return fault.ExitCode;
        }
    }

    private static int Check(Screen screen, string file)
    {
        InputFile.Require(file);
        var diagnostics = FileKind.Of(file) switch
        {
            FileKind.Kind.Model => CheckModel(file),
            FileKind.Kind.Population => CheckPopulation(file),
            FileKind.Kind.Calibration => CheckCalibration(file),
            FileKind.Kind.FittedValues => CheckFittedValues(file),
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

    /// <summary>Every value is a number; whether a model knows its name, the check of a trial that takes it in tells.</summary>
    private static DiagnosticBag CheckFittedValues(string file)
    {
        var diagnostics = new DiagnosticBag();
        if (YamlFile.Read(file, "TE", diagnostics) is not { } root) return diagnostics;
        if (root.RequiredMap("values") is { } values)
            foreach (var key in values.Keys) values.Number(key.Text);
        FittedUncertainty.Read(file, diagnostics);
        return diagnostics;
    }

    /// <summary>The calibration with its evidence and the trials that it runs.</summary>
    private static DiagnosticBag CheckCalibration(string file)
    {
        var diagnostics = new DiagnosticBag();
        if (CalibrationSpecification.Read(file, diagnostics) is { } specification) CalibrationTrials.Prepare(specification, diagnostics)?.Dispose();
        return diagnostics;
    }

    private static DiagnosticBag CheckPopulation(string file)
    {
        var diagnostics = new DiagnosticBag();
        _ = PopulationSpecification.Read(file, diagnostics);
        return diagnostics;
    }
}

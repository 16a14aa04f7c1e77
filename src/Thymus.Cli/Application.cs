using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Thymus.Cli;

/// <summary>The command line: parses, runs a command, and turns every known fault into a sentence and an exit code.</summary>
internal static class Application
{
    public static int Run(IReadOnlyList<string> arguments, Screen screen)
    {
        var root = new RootCommand("Thymus simulates immunotherapy trials on virtual patients. For research and trial design, never for the care of a patient.")
        {
            RunCommand.Create(screen),
            SimulateCommand.Create(screen),
            CheckCommand.Create(screen),
            ConvertCommand.Create(screen),
            CalibrateCommand.Create(screen),
            RunsCommand.Create(screen),
            ReportCommand.Create(screen),
        };
        UseHelpWithExamples(root);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) screen.Error.WriteLine($"thymus: {error.Message}");
            var command = parsed.CommandResult.Command;
            if (command == root && arguments.Count > 0 && !arguments[0].StartsWith('-'))
                screen.Error.WriteLine("  " + Modeling.Advice.DidYouMean(arguments[0], "commands", root.Subcommands.Select(c => c.Name)));
            screen.Error.WriteLine($"Try 'thymus {(command == root ? "" : command.Name + " ")}--help'.");
            return ExitCode.Usage;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = screen.Output, Error = screen.Error, EnableDefaultExceptionHandler = false,
                // A run that is interrupted closes its folder properly; a disk may need a while for that.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
        }
        catch (CommandFault fault)
        {
            screen.Error.WriteLine($"thymus: {fault.Message}");
            if (fault.Advice is not null) screen.Error.WriteLine("  " + fault.Advice);
            return fault.ExitCode;
        }
        catch (Runs.RunFolderException fault)
        {
            screen.Error.WriteLine($"thymus: {fault.Message}");
            return ExitCode.CannotWrite;
        }
        catch (IOException fault)
        {
            screen.Error.WriteLine($"thymus: {fault.Message}");
            return ExitCode.CannotWrite;
        }
        catch (UnauthorizedAccessException fault)
        {
            screen.Error.WriteLine($"thymus: {fault.Message}");
            return ExitCode.CannotWrite;
        }
    }

    private static void UseHelpWithExamples(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            if (option.Action is HelpAction standard) option.Action = new HelpWithExamples(standard);
    }

    private sealed class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parsed)
        {
            standard.Invoke(parsed);
            var command = parsed.CommandResult.Command;
            if (!Examples.Of.TryGetValue(command is RootCommand ? "thymus" : command.Name, out var lines)) return ExitCode.Success;
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines) output.WriteLine("  " + line);
            return ExitCode.Success;
        }
    }
}

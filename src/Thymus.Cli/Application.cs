using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Thymus.Numerics;
using Thymus.Runs;

namespace Thymus.Cli;

/// <summary>The command line: parses, runs a command, and turns every fault into a sentence and an exit code.</summary>
internal static class Application
{
    /// <summary>With the value 1, a bug is told with its place in the code.</summary>
    public const string TraceVariable = "THYMUS_TRACE";

    /// <param name="cancellation">Stops a command as Ctrl-C does.</param>
    public static int Run(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellation = default)
    {
        try
        {
            CheckEnvironment();
            return Dispatch(Root(screen), arguments, screen, cancellation);
        }
        catch (CommandFault fault)
        {
            return Tell(screen, fault);
        }
        catch (Exception fault) when (fault is RunFolderException or UnauthorizedAccessException)
        {
            return Tell(screen, new CommandFault(ExitCode.CannotWrite, fault.Message));
        }
        catch (IOException fault)
        {
            return Tell(screen, new CommandFault(ExitCode.CannotWrite, DiskFull.Is(fault) ? "The disk is full." : fault.Message));
        }
        catch (OperationCanceledException)
        {
            screen.Error.WriteLine("thymus: interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        catch (Exception bug)
        {
            // The last line of defence: whatever else comes here is a mistake of ours, and a user gets a sentence for it, too.
            screen.Error.WriteLine($"thymus: this is a bug of Thymus {RunPlan.ThymusVersion}; please report it with that version and the command ({bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")})");
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1") screen.Error.WriteLine(bug);
            return ExitCode.Bug;
        }
    }

    private static RootCommand Root(Screen screen)
    {
        var root = new RootCommand("Thymus simulates immunotherapy trials on virtual patients. For research and trial design, never for the care of a patient.")
        {
            RunCommand.Create(screen),
            SimulateCommand.Create(screen),
            CohortCommand.Create(screen),
            CheckCommand.Create(screen),
            ConvertCommand.Create(screen),
            CalibrateCommand.Create(screen),
            ValidateCommand.Create(screen),
            RunsCommand.Create(screen),
            ReportCommand.Create(screen),
        };
        UseHelpWithExamples(root);
        return root;
    }

    private static int Dispatch(RootCommand root, IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellation)
    {
        // Arguments are taken as they are: a file may be called @name.
        var parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 || UsageFaults.UnknownOptions(parsed).Any())
        {
            foreach (var line in UsageFaults.Of(parsed, root)) screen.Error.WriteLine(line);
            return ExitCode.Usage;
        }
        var exit = parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = arguments.Count == 0 ? screen.Error : screen.Output, Error = screen.Error, EnableDefaultExceptionHandler = false,
            // A run that is interrupted closes its folder properly; a disk may need a while for that.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        }, cancellation).GetAwaiter().GetResult();
        return arguments.Count == 0 ? ExitCode.Usage : exit;
    }

    /// <summary>A typing error in the environment is the user's, and would otherwise show deep in the numerics.</summary>
    private static void CheckEnvironment()
    {
        try
        {
            _ = LaneWidths.Default;
        }
        catch (TypeInitializationException fault) when (fault.InnerException is InvalidOperationException variable)
        {
            throw new CommandFault(ExitCode.Usage, variable.Message);
        }
    }

    private static int Tell(Screen screen, CommandFault fault)
    {
        screen.Print(fault);
        return fault.ExitCode;
    }

    private static void UseHelpWithExamples(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            if (option.Action is HelpAction standard) option.Action = new HelpWithExamples(standard);
    }

    private sealed class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help need not get the rest right.</summary>
        public override bool ClearsParseErrors => true;

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

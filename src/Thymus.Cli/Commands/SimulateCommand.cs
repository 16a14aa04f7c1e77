using System.CommandLine;
using System.Collections.Immutable;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Cli;

/// <summary><c>thymus simulate MODEL</c>: one patient of any model, the subjects of a data file, or many runs as a jump process, as CSV.</summary>
internal static class SimulateCommand
{
    private sealed record Request(
        string Model, string? End, string? Start, int? Steps, string? Output, string Method, double RelativeTolerance, string? SbmlSettings,
        IReadOnlyList<string> Set, IReadOnlyList<string> Observe, StochasticSimulation.Options Stochastic, DataSimulation.Options Data,
        SensitivityOptions Sensitivities)
    {
        public Method Solver => CommonOptions.Solver(Method);

        public ImmutableArray<string> Observables => Names(Observe);

        public ImmutableDictionary<string, double> Parameters => Assignments.Numbers(Set).ToImmutableDictionary(StringComparer.Ordinal);
    }

    /// <summary>Names, comma-separated, in one or more options.</summary>
    private static ImmutableArray<string> Names(IEnumerable<string> lists) =>
        [.. lists.SelectMany(o => o.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    public static Command Create(Screen screen)
    {
        var model = new Argument<string>("model") { Description = "An Antimony (.ant) or SBML (.xml) model." };
        var end = new Option<string?>("--end") { Description = "End of the run: '100 day', or a bare number in the model's time unit.", HelpName = "T" };
        var start = new Option<string?>("--start") { Description = "Time at which the run begins with the model's initial values; 0 where left out.", HelpName = "T" };
        var steps = CommonOptions.Count("--steps", "Steps of output between start and end; 100 where left out.", "N", 1, most: 1_000_000);
        var output = new Option<string?>("--output", "-o") { Description = "CSV file; standard output where left out.", HelpName = "CSV" };
        var method = CommonOptions.Choice("--method", CommonOptions.Solvers + " With ssa: many runs as a jump process, exact (Gillespie); tau: the same by tau-leaping.",
            [.. Methods.Named.Select(m => m.Name), StochasticSimulation.Exact, StochasticSimulation.Leaping]);
        var runs = CommonOptions.Count("--runs", "With ssa and tau: number of runs; 1000 where left out.", "N", 1, most: 10_000_000);
        var seed = CommonOptions.Count<ulong>("--seed", "Seed of all chance: jump processes, and what a model draws; 0 where left out.", "S", 0);
        var threads = CommonOptions.Threads();
        var everyRun = new Option<bool>("--every-run") { Description = "With ssa and tau: write every run instead of means and deviations." };
        var rtol = RelativeTolerance();
        var settings = new Option<string?>("--sbml-settings") { Description = "Settings file of the SBML Test Suite; it replaces the options of times, columns and tolerances.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "CSV of event records in NONMEM's form (ID, TIME, EVID, AMT, RATE, II, ADDL, SS, CMT, covariates); see docs/models/data.md.", HelpName = "CSV" };
        var covariates = CommonOptions.Choice("--covariates", "With --data: values beside a record hold from the record before (nocb, as NONMEM) or to the next (locf).", "nocb", DataSimulation.Forward);
        var set = new Option<string[]>("--set") { Description = "Value of a parameter or initial value: --set k=0.1 (repeatable).", HelpName = "name=value" };
        var observe = new Option<string[]>("--observe") { Description = "Symbols to write, comma-separated; all where left out.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
        var sensitivities = new Option<string[]>("--sensitivities") { Description = "Values of the model, comma-separated, to differentiate by: adds columns d(X)/d(k); see docs/models/sensitivities.md.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
        var normalised = new Option<bool>("--normalised") { Description = "With --sensitivities: columns dln(X)/dln(k), per cent of X for a per cent of k." };
        var command = new Command("simulate", "Simulate one patient of any model, the subjects of a data file, or many runs as a jump process.") { model, end, start, steps, output, method, rtol, data, covariates, runs, seed, threads, everyRun, settings, set, observe, sensitivities, normalised };
        command.SetAction((parsed, cancellation) => Task.FromResult(Simulate(screen, new Request(
            parsed.GetRequiredValue(model), parsed.GetValue(end), parsed.GetValue(start), parsed.GetValue(steps), parsed.GetValue(output),
            parsed.GetRequiredValue(method), parsed.GetValue(rtol), parsed.GetValue(settings), parsed.GetValue(set) ?? [], parsed.GetValue(observe) ?? [],
            new StochasticSimulation.Options(parsed.GetRequiredValue(method), parsed.GetValue(runs), parsed.GetValue(seed) ?? 0, parsed.GetValue(threads), parsed.GetValue(everyRun)),
            new DataSimulation.Options(parsed.GetValue(data), parsed.GetRequiredValue(covariates)),
            new SensitivityOptions(Names(parsed.GetValue(sensitivities) ?? []), parsed.GetValue(normalised))), cancellation)));
        return command;
    }

    internal static Option<double> RelativeTolerance() => new("--rtol")
    {
        Description = "Relative tolerance, from 1e-13 to 0.1.",
        HelpName = "R",
        DefaultValueFactory = _ => 1e-6,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 1e-13 and <= 0.1) return value;
            result.AddError($"--rtol is '{text}'; a number from 1e-13 to 0.1 is needed.");
            return 0;
        },
    };

    private static int Simulate(Screen screen, Request request, CancellationToken cancellation)
    {
        request.Stochastic.Check();
        request.Sensitivities.Check(request.SbmlSettings is not null ? "--sbml-settings" : request.Stochastic.IsStochastic ? $"--method {request.Method}" : null);
        if (request.SbmlSettings is not null) return SimulateSuiteCase(screen, request);
        if (request.Data.File is not null) return SimulateData(screen, request);
        if (request.End is null) throw new CommandFault(ExitCode.Usage, "The end of the run is missing.", "Give it as --end '100 day', or as a bare number in the model's time unit.");
        if (ModelFile.Read(screen, request.Model) is not { } definition) return ExitCode.InputFault;
        var settings = new SimulationSettings
        {
            Times = TimesOf(request, definition),
            Method = request.Solver,
            RelativeTolerance = request.RelativeTolerance,
            Seed = request.Stochastic.Seed,
            Observables = request.Observables,
            Parameters = request.Parameters,
        };
        if (request.Stochastic.IsStochastic)
        {
            var runs = request.Stochastic.Settings with { Times = settings.Times, Observables = settings.Observables, Parameters = settings.Parameters };
            return StochasticSimulation.Simulate(screen, definition, runs, request.Stochastic, request.Model, write => Deliver(screen, request.Output, write), cancellation);
        }
        var faults = new DiagnosticBag();
        using var model = CompiledModel.Compile(definition, request.Sensitivities.For(new CompileOptions()), faults);
        screen.Print(faults);
        if (model is null) return ExitCode.InputFault;
        settings = settings with { Observables = request.Sensitivities.Columns(model, settings.Observables) };
        var checks = Simulator.Check(model, settings, request.Model);
        screen.Print(checks);
        if (checks.HasErrors) return ExitCode.InputFault;
        var trajectory = Simulator.Run(model, settings);
        Deliver(screen, request.Output, writer => TrajectoryCsv.Write(trajectory, writer));
        return Conclude(screen, trajectory);
    }

    private static int SimulateData(Screen screen, Request request)
    {
        if (request.Stochastic.IsStochastic) throw new CommandFault(ExitCode.Usage, $"--data does not go with --method {request.Method}.", "Leave --method out, or choose stiff or explicit.");
        if (request.End is null && (request.Start is not null || request.Steps is not null))
            throw new CommandFault(ExitCode.Usage, "--start and --steps say when to write between the records of --data, but there is no end.", "Give it as --end '100 day', or leave them out.");
        InputFile.Require(request.Data.File!);
        if (ModelFile.Read(screen, request.Model) is not { } definition) return ExitCode.InputFault;
        var settings = new EventDataSettings
        {
            Times = request.End is null ? [] : TimesOf(request, definition),
            Covariates = request.Data.Rule,
            Method = request.Solver,
            RelativeTolerance = request.RelativeTolerance,
            Seed = request.Stochastic.Seed,
            Observables = request.Observables,
            Parameters = request.Parameters,
        };
        return DataSimulation.Simulate(screen, definition, request.Data.File!, settings, request.Sensitivities, write => Deliver(screen, request.Output, write));
    }

    private static ImmutableArray<double> TimesOf(Request request, ModelDefinition definition)
    {
        var end = ModelTime.Parse(request.End!, definition, "--end");
        var start = request.Start is null ? 0 : ModelTime.Parse(request.Start, definition, "--start");
        if (!double.IsFinite(end) || !double.IsFinite(start)) throw new CommandFault(ExitCode.Usage, $"--end {request.End} is no finite time.");
        if (!(end > start)) throw new CommandFault(ExitCode.Usage, "--end is not after --start.");
        return OutputTimes.Grid(start, end - start, request.Steps ?? 100);
    }

    private static int SimulateSuiteCase(Screen screen, Request request)
    {
        InputFile.Require(request.SbmlSettings!);
        if (ModelFile.Read(screen, request.Model) is not { } definition) return ExitCode.InputFault;
        var (settings, faults) = SbmlSuiteSettings.Read(request.SbmlSettings!);
        if (settings is not null && request.Stochastic.IsStochastic)
            return StochasticSimulation.SimulateSuiteCase(screen, definition, settings, faults, request.Stochastic, request.SbmlSettings!, write => Deliver(screen, request.Output, write));
        var result = settings is null ? null : SbmlSuiteRunner.Run(definition, settings, request.SbmlSettings!, faults);
        screen.Print(faults);
        if (result is null) return ExitCode.InputFault;
        Deliver(screen, request.Output, writer => TrajectoryCsv.Write(result, writer));
        return Conclude(screen, result);
    }

    private static void Deliver(Screen screen, string? path, Action<TextWriter> write)
    {
        // Opening /dev/stdout anew would write over what a file that it stands for already holds.
        if (path is null or "-" or "/dev/stdout")
        {
            write(screen.Output);
            return;
        }
        OutputFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            write(writer);
        });
    }

    private static int Conclude(Screen screen, Trajectory trajectory)
    {
        if (trajectory.Status == IntegrationStatus.Completed) return ExitCode.Success;
        screen.Error.WriteLine($"thymus: the run stopped early ({trajectory.Status}): {trajectory.Reason}");
        return ExitCode.Failure;
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Runs;
using Thymus.Simulation;
using Thymus.Solvers;
using Thymus.Trials;

namespace Thymus.Cli;

/// <summary><c>thymus cohort MODEL</c>: as many patients of a population as asked, under one treatment, streamed to a table.</summary>
internal static class CohortCommand
{
    private const int FailuresTold = 10;

    private sealed record Request(
        string Model, string Population, long Patients, string End, int Steps, string Output, string? Data, Method Method, double RelativeTolerance,
        ulong Seed, int Threads, IReadOnlyList<string> Set, IReadOnlyList<string> Observe);

    public static Command Create(Screen screen)
    {
        var model = new Argument<string>("model") { Description = "An Antimony (.ant) or SBML (.xml) model." };
        var population = new Option<string>("--population") { Description = "Who the patients are: a population file (.yaml) or a table (.csv).", HelpName = "FILE", Required = true };
        var patients = CommonOptions.Count("--patients", "How many; 1000 where left out.", "N", 1L);
        var end = new Option<string>("--end") { Description = "End of the run: '100 day', or a bare number in the model's time unit.", HelpName = "T", Required = true };
        var steps = CommonOptions.Count("--steps", "Steps of output between 0 and the end; 100 where left out.", "N", 1, most: 1_000_000);
        var output = new Option<string>("--output", "-o") { Description = "Table to write: .parquet or .csv.", HelpName = "FILE", Required = true };
        var data = new Option<string?>("--data") { Description = "CSV of event records of one subject (docs/models/data.md): the treatment that every patient gets.", HelpName = "CSV" };
        var method = CommonOptions.Choice("--method", CommonOptions.Solvers, [.. Methods.Named.Select(m => m.Name)]);
        var rtol = SimulateCommand.RelativeTolerance();
        var seed = CommonOptions.Count("--seed", "Seed of all chance; 1 where left out.", "S", 0UL);
        var threads = CommonOptions.Threads();
        var set = new Option<string[]>("--set") { Description = "Value of a parameter in every patient: --set k=0.1 (repeatable).", HelpName = "name=value" };
        var observe = new Option<string[]>("--observe") { Description = "Symbols to write, comma-separated; all where left out.", HelpName = "names", AllowMultipleArgumentsPerToken = true };
        var command = new Command("cohort", "Simulate many patients of a population under one treatment.")
        {
            model, population, patients, end, steps, output, data, method, rtol, seed, threads, set, observe,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(screen, new Request(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(population), parsed.GetValue(patients) ?? 1000, parsed.GetRequiredValue(end),
            parsed.GetValue(steps) ?? 100, parsed.GetRequiredValue(output), parsed.GetValue(data), CommonOptions.Solver(parsed.GetRequiredValue(method)), parsed.GetValue(rtol),
            parsed.GetValue(seed) ?? 1, parsed.GetValue(threads) ?? 0, parsed.GetValue(set) ?? [], parsed.GetValue(observe) ?? []), cancellation)));
        return command;
    }

    private static int Run(Screen screen, Request request, CancellationToken cancellation)
    {
        var csv = IsCsv(request.Output);
        foreach (var file in new[] { request.Population, request.Data }.OfType<string>()) InputFile.Require(file);
        var faults = new DiagnosticBag();
        // Model and population know nothing of each other, and the code that reads each is compiled as it runs: a tenth of a second saved where there are two cores.
        var reading = Task.Run(() => PopulationSpecification.Read(request.Population, faults), CancellationToken.None);
        var definition = ModelFile.Read(screen, request.Model);
        var population = reading.GetAwaiter().GetResult();
        if (definition is null)
        {
            screen.Print(faults);
            return ExitCode.InputFault;
        }
        var treatment = request.Data is null ? [] : Treatment(request.Data, definition, faults);
        using var model = faults.HasErrors ? null : CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = Dosed(definition, treatment) }, faults);
        var plan = model is null || population is null ? null : CohortPlan.Prepare(model, population, Settings(request, definition, treatment), request.Model, faults);
        screen.Print(faults);
        if (plan is null) return ExitCode.InputFault;
        if ((ulong)request.Patients > plan.Cohort.Count)
            throw new CommandFault(ExitCode.Usage, $"--patients is {request.Patients}; '{request.Population}' lists {plan.Cohort.Count}.", "Ask for at most as many.");

        var failures = new List<(long Patient, double At, IntegrationStatus Status, string? Reason)>();
        CohortResult result = null!;
        OutputFile.Write(request.Output, stream =>
        {
            using var writer = csv ? new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" } : null;
            using var table = writer is null ? CourseTable.Parquet(stream, plan) : CourseTable.Csv(writer, plan);
            using var progress = new ProgressLine(screen, Path.GetFileNameWithoutExtension(request.Model));
            result = CohortRunner.Run(plan, request.Patients, request.Seed, course =>
            {
                table.Append(course);
                if (course.Status != IntegrationStatus.Completed && failures.Count < FailuresTold) failures.Add((course.Patient, course.StoppedAt, course.Status, course.Reason));
            }, threads: request.Threads, progress: progress, cancellation: cancellation);
            // Half a table under its final name would pass for a whole one.
            cancellation.ThrowIfCancellationRequested();
            table.Finish();
        });
        Conclude(screen, request, plan, result, failures);
        return result.Failed == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static bool IsCsv(string output) => Path.GetExtension(output).ToUpperInvariant() switch
    {
        ".PARQUET" => false,
        ".CSV" => true,
        _ => throw new CommandFault(ExitCode.Usage, $"--output ends in '{Path.GetExtension(output)}'.", "Write to a .parquet or a .csv file."),
    };

    /// <summary>The records of the one subject of a data file; its covariates would stand against the population's.</summary>
    private static ImmutableArray<EventRecord> Treatment(string file, ModelDefinition definition, DiagnosticBag faults)
    {
        if (EventDataReader.Read(file, definition, faults) is not { } data) return [];
        if (data.Subjects.Length != 1)
            faults.Error("TH0120", SourceSpan.WholeFile(file), $"The file has {data.Subjects.Length} subjects; a cohort's treatment is that of one.", "Keep one, or run the subjects with `thymus simulate --data`.");
        foreach (var column in data.Columns)
            faults.Error("TH0121", new SourceSpan(file, 1, column.Number), $"The column '{column.Name}' gives values of the model, which the population draws.", "Leave it out, or run the file with `thymus simulate --data`.");
        return [.. data.Subjects.SelectMany(s => s.Rows).Select(r => r.Record).Where(r => r.EventId is not (EventId.Observation or EventId.Other))];
    }

    private static ImmutableArray<string> Dosed(ModelDefinition definition, ImmutableArray<EventRecord> treatment)
    {
        var species = definition.Species.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        return [.. treatment.Select(r => r.Compartment).Where(species.Contains).Distinct(StringComparer.Ordinal)];
    }

    private static SimulationSettings Settings(Request request, ModelDefinition definition, ImmutableArray<EventRecord> treatment)
    {
        var end = ModelTime.Parse(request.End, definition, "--end");
        if (!double.IsFinite(end) || !(end > 0)) throw new CommandFault(ExitCode.Usage, $"--end {request.End} is no time after 0.");
        return new SimulationSettings
        {
            Times = OutputTimes.Grid(0, end, request.Steps),
            Method = request.Method,
            RelativeTolerance = request.RelativeTolerance,
            Observables = [.. request.Observe.SelectMany(o => o.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
            Events = treatment,
            Parameters = Assignments.Numbers(request.Set).ToImmutableDictionary(StringComparer.Ordinal),
        };
    }

    private static void Conclude(
        Screen screen, Request request, CohortPlan plan, CohortResult result, List<(long Patient, double At, IntegrationStatus Status, string? Reason)> failures)
    {
        screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Patients:N0} patients, {plan.Settings.Times.Length:N0} times, {plan.Columns.Length:N0} symbols: '{request.Output}'"));
        foreach (var (patient, at, status, reason) in failures)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"thymus: ID {patient + 1} stopped early at {at:R} ({status}): {reason}"));
        if (result.Failed > failures.Count)
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"thymus: and {result.Failed - failures.Count:N0} more stopped early; their rows end there."));
    }
}

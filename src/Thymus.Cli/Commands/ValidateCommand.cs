using System.CommandLine;
using System.Text;
using Thymus.Calibration;
using Thymus.Modeling;
using Thymus.Reporting;
using Thymus.Runs;

namespace Thymus.Cli;

/// <summary><c>thymus validate</c>: every trial that the project stands by, repeated, beside what was published.</summary>
internal static class ValidateCommand
{
    public const string DefaultFile = "validation/validation.yaml";

    private sealed record Request(string File, IReadOnlyList<string> Trials, ValidationOptions Options, bool CheckOnly, bool Json, string? Out, string Language);

    public static Command Create(Screen screen)
    {
        var file = new Argument<string>("validation") { Description = $"A validation file (.yaml); {DefaultFile} where left out.", DefaultValueFactory = _ => DefaultFile };
        var trial = new Option<string[]>("--trial") { Description = "Only this entry, by its id or its study's (repeatable).", HelpName = "ID" };
        var replicates = CommonOptions.Count("--replicates", "Repetitions of every trial; the file's where left out.", "N", ValidationSpecification.FewestReplicates, 10_000);
        var patients = CommonOptions.Count("--patients", "Patients per arm; each trial's own where left out.", "N", 10);
        var fixedParameters = new Option<bool>("--fixed-parameters") { Description = "Leave the uncertainty of fitted values out: half the time, intervals too narrow." };
        var check = new Option<bool>("--check") { Description = "Simulate nothing: check the ledger, the levels and the roles." };
        var threads = CommonOptions.Threads();
        var json = new Option<bool>("--json") { Description = "Print the result as JSON instead of tables." };
        var output = new Option<string?>("--out") { Description = "Folder of report.html and validation.json; that of the validation file where left out.", HelpName = "DIR" };
        var language = CommonOptions.Language();
        var command = new Command("validate", "Hold every trial against what was published of it, misses first.")
            { file, trial, replicates, patients, fixedParameters, check, threads, json, output, language };
        command.SetAction((parsed, cancellation) => Task.FromResult(Validate(screen, new Request(
            parsed.GetRequiredValue(file), parsed.GetValue(trial) ?? [],
            new ValidationOptions(parsed.GetValue(replicates), parsed.GetValue(patients), !parsed.GetValue(fixedParameters), parsed.GetValue(threads) ?? 0),
            parsed.GetValue(check), parsed.GetValue(json), parsed.GetValue(output), parsed.GetRequiredValue(language)), cancellation)));
        return command;
    }

    private static int Validate(Screen screen, Request request, CancellationToken cancellation)
    {
        InputFile.Require(request.File);
        var diagnostics = new DiagnosticBag();
        var hasLeakage = false;
        var plan = ValidationSpecification.Read(request.File, diagnostics) is { } specification
            ? ValidationPlan.Prepare(specification, request.Trials, diagnostics, out hasLeakage) : null;
        screen.Print(diagnostics);
        if (hasLeakage) screen.Error.WriteLine("thymus: leakage: a number of patients that were fitted is called predicted. Nothing was simulated.");
        if (plan is null) return hasLeakage ? ExitCode.Failure : ExitCode.InputFault;
        if (plan.Trials.IsEmpty)
            throw new CommandFault(ExitCode.Usage, $"No entry of '{request.File}' is called {string.Join(" or ", request.Trials.Select(t => $"'{t}'"))}.",
                Advice.DidYouMean(request.Trials[0], "entries", plan.Specification.Entries.Select(e => e.Id)));
        if (request.CheckOnly)
        {
            ValidationTables.PrintPlan(screen, plan);
            return ExitCode.Success;
        }
        if (Run(screen, plan, request, cancellation) is not { } result) return ExitCode.InputFault;
        var folder = request.Out ?? Path.GetDirectoryName(Path.GetFullPath(request.File))!;
        var report = Path.Combine(folder, "report.html");
        var page = ValidationReport.Render(result, ReportLanguage.Of(request.Language), RunPlan.ThymusVersion);
        OutputFile.Write(report, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
        var data = RunJson.Serialise(result);
        OutputFile.Write(Path.Combine(folder, "validation.json"), stream => stream.Write(data));
        if (request.Json) screen.Output.Write(Encoding.UTF8.GetString(data));
        else
        {
            ValidationTables.Print(screen, result);
            screen.Output.WriteLine($"Report: {ReportWriter.Shown(Path.GetFullPath(report))}");
        }
        return ExitCode.Success;
    }

    /// <summary>A miss is a finding, not a failure; only a fault of a file stops this.</summary>
    private static ValidationResult? Run(Screen screen, ValidationPlan plan, Request request, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        ValidationResult? result;
        using (var progress = new ProgressLine(screen, "validate"))
        {
            result = ValidationRunner.Run(plan, request.Options with { Progress = progress.Report }, diagnostics, cancellation);
        }
        screen.Print(diagnostics);
        return result;
    }
}

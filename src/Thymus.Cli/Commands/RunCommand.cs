using System.Collections.Immutable;
using System.CommandLine;
using Thymus.Calibration;
using Thymus.Modeling;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Cli;

/// <summary><c>thymus run TRIAL</c>: simulate, tabulate, draw.</summary>
internal static class RunCommand
{
    private sealed record Request(
        string Trial, int? Patients, ulong? Seed, int? Threads, string? Out, string Language, bool Csv, string? Overlay, IReadOnlyDictionary<string, string> Set,
        string CommandLine);

    public static Command Create(Screen screen)
    {
        var trial = new Argument<string>("trial") { Description = "A trial file (.yaml)." };
        var patients = CommonOptions.Count("--patients", "Patients per arm; the trial's own where left out.", "N", 1);
        var seed = CommonOptions.Count("--seed", "Seed of all chance; the trial's own where left out.", "S", 0UL);
        var threads = CommonOptions.Threads();
        var output = new Option<string?>("--out") { Description = "Folder of the results; runs/<id> where left out.", HelpName = "DIR" };
        var language = CommonOptions.Language();
        var csv = new Option<bool>("--csv") { Description = "Write the data sets as CSV beside Parquet." };
        var overlay = CommonOptions.Overlay();
        var set = new Option<string[]>("--set") { Description = "A value of the trial file by its path, or a model parameter (repeatable).", HelpName = "name=value" };
        var command = new Command("run", "Simulate a trial: tables, data sets and a report.") { trial, patients, seed, threads, output, language, csv, overlay, set };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(screen, new Request(
            parsed.GetRequiredValue(trial), parsed.GetValue(patients), parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(output),
            parsed.GetRequiredValue(language), parsed.GetValue(csv), parsed.GetValue(overlay), Assignments.Texts(parsed.GetValue(set) ?? []),
            "thymus " + string.Join(' ', parsed.Tokens.Select(t => t.Value))), cancellation)));
        return command;
    }

    private static int Run(Screen screen, Request request, CancellationToken cancellation)
    {
        if (request.Overlay is not null) InputFile.Require(request.Overlay);
        var clock = new PhaseClock(screen.Clock);
        using var prepared = TrialFile.Prepare(screen, request.Trial, request.Set);
        if (prepared is null) return ExitCode.InputFault;
        clock.End("read and compile");

        var options = new RunOptions { PatientsPerArm = request.Patients, Seed = request.Seed, Threads = request.Threads ?? 0 };
        var plan = RunPlans.Of(prepared, request.Trial, options, request.Set);
        // A fault of the observations is told now, not after the run.
        if (!ReportWriter.TryReadOverlay(screen, request.Overlay, plan, out var overlay)) return ExitCode.InputFault;
        var folder = request.Out ?? RunFolder.DefaultLocation("runs", plan);
        using var writer = RunWriter.Begin(folder, plan, new RunWriterOptions(request.Csv) { Clock = screen.Clock });
        var summariser = new TrialSummariser(prepared, options);
        RunResult result;
        using (var progress = new ProgressLine(screen, prepared.Trial.Study.Id))
        {
            result = TrialRunner.Run(prepared, options with { Progress = progress }, outcome =>
            {
                writer.Append(outcome);
                summariser.Add(outcome);
            }, cancellation);
        }
        clock.End("simulate");

        var execution = new RunExecution { Command = request.CommandLine, Threads = request.Threads };
        if (result.Patients == 0)
        {
            screen.Error.WriteLine("thymus: interrupted before a patient had finished; nothing was written.");
            return ExitCode.Interrupted;
        }
        var summary = Compare(screen, prepared.Trial, summariser.Summarise(result.Screening));
        clock.End("estimate");
        execution = execution with { Timings = clock.Timings, PeakMemoryMiB = Math.Round(PeakMemory() / 1048576.0, 1) };
        var run = result.Cancelled ? writer.Interrupt(summary, execution) : writer.Complete(summary, execution);
        SummaryTables.Print(screen, summary, run.Record.Status);
        ReportWriter.Write(screen, run, request.Language, overlay);
        if (!result.Cancelled) return ExitCode.Success;
        screen.Error.WriteLine(FormattableString.Invariant(
            $"thymus: interrupted after {result.Patients:N0} of {run.Record.Arms.Sum(a => (long)a.Planned):N0} patients; those that had finished are in '{ReportWriter.Shown(run.Location)}'."));
        return ExitCode.Interrupted;
    }

    private static long PeakMemory()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static TrialSummary Compare(Screen screen, TrialSpecification trial, TrialSummary summary)
    {
        var diagnostics = new DiagnosticBag();
        var compared = PublishedComparer.Compare(trial, summary, diagnostics);
        screen.Print(diagnostics);
        return compared;
    }

    /// <summary>Seconds by phase, for <c>run.json</c>.</summary>
    private sealed class PhaseClock(TimeProvider clock)
    {
        private readonly ImmutableArray<PhaseTiming>.Builder _timings = ImmutableArray.CreateBuilder<PhaseTiming>();
        private long _last = clock.GetTimestamp();

        public ImmutableArray<PhaseTiming> Timings => _timings.ToImmutable();

        public void End(string phase)
        {
            var now = clock.GetTimestamp();
            _timings.Add(new PhaseTiming(phase, Math.Round(clock.GetElapsedTime(_last, now).TotalSeconds, 3)));
            _last = now;
        }
    }
}

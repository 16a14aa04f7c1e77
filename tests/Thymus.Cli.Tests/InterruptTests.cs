using System.Diagnostics;
using Thymus.Runs;

namespace Thymus.Cli.Tests;

public sealed class InterruptTests
{
    [Fact]
    public void Ctrl_C_leaves_a_readable_run_of_the_patients_that_had_finished_and_nothing_under_the_final_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sends Ctrl-C to a whole console, the test's own too.");
        using var scratch = new Scratch();
        using var process = CommandLine.Start(scratch.Path, new Dictionary<string, string>(), "run", CommandLine.LesionTrial, "--patients", "2000", "--threads", "1", "--out", "run");
        // The first line of progress comes after a tenth of the way.
        Assert.Matches("^LESIONS: .* of 4,000, [0-9]+ %", process.StandardError.ReadLine());
        using (var kill = Process.Start("kill", [StopSignal(), process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        var said = CommandLine.Finish(process);

        Assert.Equal(ExitCode.Interrupted, said.ExitCode);
        Assert.Equal(["run.interrupted"], scratch.Names());
        var run = RunFolder.Open(scratch["run.interrupted"]);
        Assert.Equal(RunStatus.Interrupted, run.Record.Status);
        var done = run.Record.Arms.Sum(a => a.Done);
        Assert.InRange(done, 1, 3_999);
        Assert.Equal(done, run.Read("ADSL", "USUBJID").Sum(g => g.Rows));
        Assert.Equal(done, run.Summary!.Arms.Sum(a => a.Patients));
        Assert.Contains(FormattableString.Invariant($"thymus: interrupted after {done:N0} of 4,000 patients; those that had finished are in 'run.interrupted'."), said.Error, StringComparison.Ordinal);
        Assert.Contains("INTERRUPTED: only the patients that had finished are counted", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_stopped_before_its_first_patient_leaves_nothing()
    {
        using var scratch = new Scratch();
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var said = CommandLine.Run(stopped.Token, "run", CommandLine.LesionTrial, "--out", scratch["run"]);
        Assert.Equal((ExitCode.Interrupted, "thymus: interrupted before a patient had finished; nothing was written.\n"), (said.ExitCode, said.Error));
        Assert.Empty(scratch.Names());
    }

    [Fact]
    public void A_complete_run_takes_the_place_of_an_interrupted_one()
    {
        using var scratch = new Scratch();
        using var later = new CancellationTokenSource();
        using var output = new CancellingWriter(later);
        Assert.Equal(ExitCode.Interrupted, Application.Run(["run", CommandLine.LesionTrial, "--patients", "400", "--threads", "1", "--out", scratch["run"]],
            new Screen(TextWriter.Null, output, false, 100, new FastClock()), later.Token));
        Assert.Equal(["run.interrupted"], scratch.Names());
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch["run"]);
        Assert.Equal(["run"], scratch.Names());
    }

    /// <summary>
    /// SIGINT, or SIGTERM where SIGINT is ignored from the start: a shell's background job hands that down to all its children, and a
    /// process cannot be interrupted that way. Both stop a run alike.
    /// </summary>
    private static string StopSignal()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return "-INT";
        var ignored = File.ReadLines(status).First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)).Split(':')[1].Trim();
        return (Convert.ToUInt64(ignored, 16) & 0b10) != 0 ? "-TERM" : "-INT";
    }

    /// <summary>Stops the run at the first line of progress.</summary>
    private sealed class CancellingWriter(CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            source.Cancel();
        }
    }

    /// <summary>An hour passes between two looks, so that every tenth of the way is told at once.</summary>
    private sealed class FastClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Add(ref _now, 3600);
    }
}

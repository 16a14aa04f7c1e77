using System.Security.Cryptography;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

public sealed class RunWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SyntheticTrial _trial = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_complete_run_stands_under_its_name_and_nothing_else_is_left()
    {
        var run = Write(_folder["run"]);

        Assert.Equal(RunStatus.Complete, run.Record.Status);
        Assert.Equal(["run"], Directory.EnumerateFileSystemEntries(_folder.Location).Select(Path.GetFileName));
        Assert.Equal(
            ["adex.parquet", "adpc.parquet", "adrs.parquet", "adsl.parquet", "adtr.parquet", "adtte.parquet", "run.json", "summary.json"],
            Directory.EnumerateFiles(run.Location).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(120, run.Record.Arms.Sum(arm => arm.Done));
        Assert.Equal(1, run.Record.Arms.Sum(arm => arm.Failed));
        Assert.Equal([new StatusCount("StepTooSmall", 1), new StatusCount("ok", 119)], run.Record.Statuses);
    }

    [Fact]
    public void Two_runs_of_one_plan_have_the_same_bytes_but_for_the_clock()
    {
        var first = Write(_folder["a"], new RunWriterOptions(Csv: true));
        var second = Write(_folder["b"], new RunWriterOptions(Csv: true));

        Assert.Equal(13, first.Record.Files.Length);
        Assert.Equal(first.Record.Files, second.Record.Files);
        foreach (var file in first.Record.Files)
        {
            var bytes = File.ReadAllBytes(second.PathOf(file.Name));
            Assert.Equal(file.Bytes, bytes.Length);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public void Another_seed_gives_another_name_and_other_bytes()
    {
        var other = new SyntheticTrial(seed: 8);

        Assert.NotEqual(_trial.Plan.Id, other.Plan.Id);
        Assert.StartsWith("melanoma-pembrolizumab-", _trial.Plan.Id, StringComparison.Ordinal);
        Assert.NotEqual(Write(_folder["a"]).Record.Files, Write(_folder["b"], trial: other).Record.Files);
    }

    [Fact]
    public void The_name_of_a_run_does_not_depend_on_paths_of_the_machine_but_on_contents()
    {
        var moved = _trial.Plan with { Inputs = [.. _trial.Plan.Inputs.Select(i => i with { Name = "elsewhere/" + i.Name })] };
        var edited = _trial.Plan with { Inputs = [.. _trial.Plan.Inputs.Select(i => i with { Sha256 = new string('d', 64) })] };

        Assert.Equal(_trial.Plan.Id, moved.Id);
        Assert.NotEqual(_trial.Plan.Id, edited.Id);
    }

    [Fact]
    public void A_second_identical_run_replaces_the_first()
    {
        var first = Write(_folder["run"]);
        File.WriteAllText(first.PathOf("report.html"), "of the first run");

        Write(_folder["run"]);

        Assert.False(File.Exists(_folder["run/report.html"]));
        Assert.Equal(["run"], Directory.EnumerateFileSystemEntries(_folder.Location).Select(Path.GetFileName));
    }

    [Fact]
    public void An_interrupted_run_is_readable_and_leaves_the_complete_one_alone()
    {
        Write(_folder["run"]);
        var before = File.ReadAllBytes(_folder["run/run.json"]);

        using (var writer = RunWriter.Begin(_folder["run"], _trial.Plan))
        {
            foreach (var outcome in _trial.Outcomes().Take(53)) writer.Append(outcome);
            writer.Interrupt(null, new RunExecution());
        }

        var interrupted = RunFolder.Open(_folder["run.interrupted"]);
        Assert.Equal(RunStatus.Interrupted, interrupted.Record.Status);
        Assert.Null(interrupted.Summary);
        Assert.Equal([40, 13, 0], interrupted.Record.Arms.Select(arm => arm.Done));
        Assert.Equal(53, interrupted.Read("ADSL", "USUBJID").Sum(group => group.Rows));
        Assert.Equal(before, File.ReadAllBytes(_folder["run/run.json"]));
    }

    [Fact]
    public void Completing_a_run_removes_its_interrupted_beginning()
    {
        using (var writer = RunWriter.Begin(_folder["run"], _trial.Plan))
        {
            writer.Append(_trial.Outcomes().First());
            writer.Interrupt(null, new RunExecution());
        }

        Write(_folder["run"]);

        Assert.Equal(["run"], Directory.EnumerateFileSystemEntries(_folder.Location).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_that_is_dropped_leaves_nothing()
    {
        using (var writer = RunWriter.Begin(_folder["run"], _trial.Plan))
            writer.Append(_trial.Outcomes().First());

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Location));
    }

    [Fact]
    public void Nothing_stands_under_the_final_name_while_the_run_is_written()
    {
        using var writer = RunWriter.Begin(_folder["run"], _trial.Plan);
        foreach (var outcome in _trial.Outcomes().Take(10)) writer.Append(outcome);

        Assert.False(Path.Exists(_folder["run"]));
    }

    [Fact]
    public void Patients_out_of_order_are_refused()
    {
        using var writer = RunWriter.Begin(_folder["run"], _trial.Plan);
        var outcomes = _trial.Outcomes().Take(2).ToList();
        writer.Append(outcomes[1]);

        Assert.Throws<InvalidOperationException>(() => writer.Append(outcomes[0]));
    }

    [Fact]
    public void A_folder_with_other_files_is_never_overwritten()
    {
        Directory.CreateDirectory(_folder["thesis"]);
        File.WriteAllText(_folder["thesis/chapter.txt"], "years of work");

        var fault = Assert.Throws<RunFolderException>(() => RunWriter.Begin(_folder["thesis"], _trial.Plan));

        Assert.Contains("no run of Thymus", fault.Message, StringComparison.Ordinal);
        Assert.Equal("years of work", File.ReadAllText(_folder["thesis/chapter.txt"]));
    }

    [Fact]
    public void Two_writers_of_one_run_do_not_mix()
    {
        using var first = RunWriter.Begin(_folder["run"], _trial.Plan);

        var fault = Assert.Throws<RunFolderException>(() => RunWriter.Begin(_folder["run"], _trial.Plan));

        Assert.Contains("Another process", fault.Message, StringComparison.Ordinal);
        foreach (var outcome in _trial.Outcomes()) first.Append(outcome);
        Assert.Equal(120, first.Complete(Summary(_trial), new RunExecution()).Read("ADSL", "SUBJID").Sum(group => group.Rows));
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_nothing()
    {
        var options = new RunWriterOptions(RowsPerGroup: 64) { OpenFile = path => new FullDisk(path, 4096) };

        var fault = Assert.Throws<RunFolderException>(() => Write(_folder["run"], options));

        Assert.Matches("The disk that holds '.*run' is full; the run stopped after [1-9][0-9]* patients", fault.Message);
        Assert.Contains("--out", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Location));
    }

    [Fact]
    public void The_error_of_a_really_full_device_is_recognised()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        var options = new RunWriterOptions(RowsPerGroup: 64)
        {
            OpenFile = path => path.EndsWith("adtr.parquet", StringComparison.Ordinal) ? new FileStream("/dev/full", FileMode.Open, FileAccess.Write) : File.Create(path),
        };

        Assert.Contains("is full", Assert.Throws<RunFolderException>(() => Write(_folder["run"], options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_holds_one_row_group_however_many_patients_there_are()
    {
        // 24 groups of 64 rows and more: what is held is bounded by the group, so the rows of the file come in groups of exactly that size.
        var run = Write(_folder["run"], new RunWriterOptions(RowsPerGroup: 64));

        var rows = run.Read("ADTR", "AVAL").Select(group => group.Rows).ToList();
        Assert.True(rows.Count > 5);
        Assert.All(rows[..^1], count => Assert.Equal(64, count));
        Assert.InRange(rows[^1], 1, 64);
    }

    [Fact]
    public void Row_groups_change_no_value()
    {
        var small = Write(_folder["a"], new RunWriterOptions(RowsPerGroup: 7));
        var large = Write(_folder["b"]);

        Assert.Equal(
            large.Read("ADTR", "AVAL").SelectMany(group => group.Number("AVAL")),
            small.Read("ADTR", "AVAL").SelectMany(group => group.Number("AVAL")));
    }

    private RunFolder Write(string path, RunWriterOptions? options = null, SyntheticTrial? trial = null)
    {
        trial ??= _trial;
        using var writer = RunWriter.Begin(path, trial.Plan, options);
        foreach (var outcome in trial.Outcomes()) writer.Append(outcome);
        return writer.Complete(Summary(trial), new RunExecution { Command = "thymus run trials/melanoma-pembrolizumab.yaml", Threads = 2 });
    }

    private static TrialSummary Summary(SyntheticTrial trial) => SyntheticSummary.For(trial.Plan, [.. trial.Outcomes()]);

    /// <summary>A file on a disk with room for so many bytes.</summary>
    private sealed class FullDisk(string path, int room) : FileStream(path, FileMode.Create, FileAccess.Write)
    {
        private int _room = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Take(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Take(count);
            base.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Take(count);
            return base.WriteAsync(buffer, offset, count, cancellationToken);
        }

        private void Take(int count)
        {
            if ((_room -= count) < 0) throw new IOException("No space left on device", 28);
        }
    }
}

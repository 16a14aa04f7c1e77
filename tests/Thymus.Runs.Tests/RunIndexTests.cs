using Thymus.Runs;

namespace Thymus.Tests;

public sealed class RunIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_index_lists_runs_the_latest_first()
    {
        Write(seed: 1, day: 1);
        Write(seed: 2, day: 3);
        Write(seed: 3, day: 2);

        using var index = RunIndex.Open(_folder.Location);

        Assert.Equal([2ul, 3, 1], index.List().Select(run => run.Seed));
        var latest = index.List()[0];
        Assert.Equal("melanoma-pembrolizumab", latest.Trial);
        Assert.Equal(9, latest.Patients);
        Assert.Equal(RunStatus.Complete, latest.Status);
    }

    [Fact]
    public void An_index_that_was_deleted_or_damaged_is_made_anew_from_the_folders()
    {
        Write(seed: 1, day: 1);
        List<IndexedRun> before;
        using (var index = RunIndex.Open(_folder.Location)) before = [.. index.List()];

        File.WriteAllText(_folder["index.db"], new string('x', 5000));
        using (var index = RunIndex.Open(_folder.Location)) Assert.Equal(before, index.List());

        File.Delete(_folder["index.db"]);
        using (var index = RunIndex.Open(_folder.Location)) Assert.Equal(before, index.List());
    }

    [Fact]
    public void Runs_that_come_go_or_change_are_noticed()
    {
        var first = Write(seed: 1, day: 1);
        using var index = RunIndex.Open(_folder.Location);
        Assert.Single(index.List());

        Write(seed: 2, day: 2);
        Assert.Equal(2, index.List().Length);

        Directory.Delete(first.Location, recursive: true);
        Assert.Equal([2ul], index.List().Select(run => run.Seed));

        Write(seed: 2, day: 9);
        Assert.Equal(9, Assert.Single(index.List()).Started.Day);
    }

    [Fact]
    public void A_run_is_found_by_the_beginning_of_its_name()
    {
        var wanted = Write(seed: 1, day: 1);
        Write(seed: 2, day: 2);
        using var index = RunIndex.Open(_folder.Location);

        Assert.Equal(2, index.Find("melanoma").Length);
        Assert.Equal(wanted.Record.Id, Assert.Single(index.Find(wanted.Record.Id[..^4])).Id);
        Assert.Empty(index.Find("lung"));
    }

    [Fact]
    public void A_folder_that_is_no_run_or_is_still_being_written_is_not_listed()
    {
        Directory.CreateDirectory(_folder["notes"]);
        Directory.CreateDirectory(_folder["broken"]);
        File.WriteAllText(_folder["broken/run.json"], "not JSON");
        var trial = new SyntheticTrial(seed: 1, patientsPerArm: 3);
        using var writer = RunWriter.Begin(_folder["later"], trial.Plan);
        using var index = RunIndex.Open(_folder.Location);

        Assert.Empty(index.List());
    }

    private RunFolder Write(ulong seed, int day)
    {
        var trial = new SyntheticTrial(seed, patientsPerArm: 3);
        var options = new RunWriterOptions { Clock = new FixedClock(new DateTimeOffset(2026, 1, day, 12, 0, 0, TimeSpan.Zero)) };
        using var writer = RunWriter.Begin(RunFolder.DefaultLocation(_folder.Location, trial.Plan), trial.Plan, options);
        foreach (var outcome in trial.Outcomes()) writer.Append(outcome);
        return writer.Complete(SyntheticSummary.For(trial.Plan, [.. trial.Outcomes()]), new RunExecution());
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

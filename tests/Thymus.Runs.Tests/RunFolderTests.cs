using System.Text.Json;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SyntheticTrial _trial = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_summary_reads_back_as_it_was_written()
    {
        var summary = SyntheticSummary.For(_trial.Plan, [.. _trial.Outcomes()]);
        var run = Write(_folder["run"], summary);

        Assert.Equal(RunJson.Serialise(summary), RunJson.Serialise(run.Summary));
        Assert.Equal(summary.Arms[2].Endpoints, run.Summary!.Arms[2].Endpoints);
        Assert.Equal(summary.Limits["fr"], run.Summary.Limits["fr"]);
    }

    [Fact]
    public void What_is_not_defined_is_null_and_keys_are_in_a_fixed_order()
    {
        var run = Write(_folder["run"], SyntheticSummary.For(_trial.Plan, [.. _trial.Outcomes()]));
        using var json = JsonDocument.Parse(File.ReadAllBytes(run.PathOf("summary.json")));

        Assert.Equal(
            ["trial", "title", "assignment", "seed", "covariateNames", "arms", "contrasts", "screening", "limits", "published", "words"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["en", "fr"], json.RootElement.GetProperty("limits").EnumerateObject().Select(p => p.Name));
        var duration = json.RootElement.GetProperty("arms")[0].GetProperty("endpoints").EnumerateArray().Single(e => e.GetProperty("id").GetString() == "DOR.median");
        Assert.Equal(JsonValueKind.Null, duration.GetProperty("estimate").ValueKind);
    }

    [Fact]
    public void The_record_says_where_the_results_come_from()
    {
        var record = Write(_folder["run"], SyntheticSummary.For(_trial.Plan, [.. _trial.Outcomes()])).Record;

        Assert.Equal(_trial.Plan.Id, record.Id);
        Assert.Equal(_trial.Plan.Inputs, record.Plan.Inputs);
        Assert.Equal(7ul, record.Plan.Seed);
        Assert.Equal("thymus run trial.yaml --seed 7", record.Command);
        Assert.Equal(new PhaseTiming("simulate", 3.25), Assert.Single(record.Timings));
        Assert.Equal(2, record.Machine.Threads);
        Assert.Equal(360, record.Files.Single(f => f.Name == "adsl.parquet").Rows!.Value + 240);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_named_with_advice()
    {
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Contains("There is no folder", Assert.Throws<RunFolderException>(() => RunFolder.Open(_folder["nowhere"])).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run.json", Assert.Throws<RunFolderException>(() => RunFolder.Open(_folder["empty"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_record_is_named_with_its_place()
    {
        var run = Write(_folder["run"], SyntheticSummary.For(_trial.Plan, [.. _trial.Outcomes()]));
        File.WriteAllText(run.PathOf("run.json"), "{\n  \"format\": 3 }");

        Assert.Contains("run.json'(2,", Assert.Throws<RunFolderException>(() => RunFolder.Open(run.Location)).Message, StringComparison.Ordinal);
    }

    private RunFolder Write(string path, TrialSummary summary)
    {
        using var writer = RunWriter.Begin(path, _trial.Plan);
        foreach (var outcome in _trial.Outcomes()) writer.Append(outcome);
        return writer.Complete(summary, new RunExecution { Command = "thymus run trial.yaml --seed 7", Threads = 2, Timings = [new("simulate", 3.25)] });
    }
}

using Thymus.Runs;

namespace Thymus.Tests;

/// <summary>One synthetic run on disk for all tests that only read it.</summary>
public sealed class WrittenRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WrittenRun()
    {
        Run = Write(_folder["run"], Trial);
        Twins = Write(_folder["twins"], new SyntheticTrial(assignment: "twins", failEvery: 0));
    }

    public SyntheticTrial Trial { get; } = new();

    public RunFolder Run { get; }

    public RunFolder Twins { get; }

    public void Dispose() => _folder.Dispose();

    public static RunFolder Write(string path, SyntheticTrial trial)
    {
        var outcomes = trial.Outcomes().ToList();
        using var writer = RunWriter.Begin(path, trial.Plan);
        foreach (var outcome in outcomes) writer.Append(outcome);
        return writer.Complete(SyntheticSummary.For(trial.Plan, outcomes), new RunExecution { Command = "thymus run trials/melanoma.yaml --seed 7" });
    }
}

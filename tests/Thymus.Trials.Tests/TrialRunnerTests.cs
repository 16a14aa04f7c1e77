namespace Thymus.Trials.Tests;

public sealed class TrialRunnerTests
{
    [Fact]
    public void A_trial_runs_from_text_to_rows()
    {
        var outcomes = TestTrial.Run(TestTrial.Text, new RunOptions { Threads = 1 }, out var result);
        Assert.Equal(80, outcomes.Count);
        Assert.Equal((80, 0L, false), (result.Patients, result.Failed, result.Cancelled));
        Assert.Equal(80, result.Screening.Accepted);
        Assert.All(outcomes, o => Assert.Equal("ok", o.Subject.Status));
        Assert.Equal(Enumerable.Repeat("drug", 40).Concat(Enumerable.Repeat("none", 40)), outcomes.Select(o => o.Subject.Arm));
        var first = outcomes[0];
        Assert.Equal(21.0, first.Exposures[1].Day);
        Assert.Equal(10 * first.Subject.Covariates[0], first.Exposures[0].Amount);
    }
}

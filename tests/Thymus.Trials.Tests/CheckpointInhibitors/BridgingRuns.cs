using System.Collections.Concurrent;
using Thymus.Modeling;
using Thymus.Statistics;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>The bridging trials of the repository, each run once with many patients.</summary>
public sealed class BridgingRuns
{
    private const int PatientsPerArm = 1000;

    private readonly ConcurrentDictionary<string, TrialSummary> _runs = new(StringComparer.Ordinal);

    /// <summary>The ratio of geometric means between two arms; its standard error is that of the simulation.</summary>
    public Estimate Ratio(string trial, string parameter, string arm, string reference)
    {
        var contrast = _runs.GetOrAdd(trial, Run).Contrasts.Single(c => c.Id == $"{parameter}.ratio" && c.Arm == arm && c.Reference == reference);
        return new Estimate(contrast.Estimate, contrast.Lower, contrast.Upper, contrast.MonteCarloError);
    }

    private static TrialSummary Run(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", $"{trial}.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var options = new RunOptions { PatientsPerArm = PatientsPerArm, Seed = 4 };
        var summariser = new TrialSummariser(prepared!, options);
        var result = TrialRunner.Run(prepared!, options, summariser.Add);
        Assert.Equal(0, result.Failed);
        return summariser.Summarise(result.Screening);
    }
}

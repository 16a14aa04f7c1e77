using Thymus.Modeling;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Calibration.Tests;

/// <summary>CAR-NK cells as they ship: response on day 100 and cytokine release, of which neither was fitted.</summary>
public sealed class CarNkTrialTests
{
    /// <summary>Response inside the exact interval of 18 of 37, cytokine release below what 0 of 37 leaves open; and not so where a cell releases as much as one of axicabtagene.</summary>
    [Fact]
    public void Cells_that_do_not_grow_stay_below_the_mark_of_cytokine_release()
    {
        var shipped = Run([]);
        Assert.InRange(Rate(shipped, "ORR100"), 31.9, 65.6);
        Assert.InRange(Rate(shipped, "CRS"), 0.1, 9.5);
        var releasing = Run(new Dictionary<string, string>(StringComparer.Ordinal) { ["tisagenlecleucel_release"] = "2.01364958" });
        Assert.True(Rate(releasing, "CRS") > 30);
        Assert.Equal(Rate(shipped, "ORR100"), Rate(releasing, "ORR100"));
    }

    private static double Rate(TrialSummary summary, string endpoint) => summary.Arms.Single(a => a.Id == "car-nk").Endpoints.Single(e => e.Id == endpoint).Estimate;

    private static TrialSummary Run(Dictionary<string, string> overrides)
    {
        overrides["design.follow-up"] = "4 month";
        overrides["findings.PFS12.at"] = overrides["findings.persistent.at"] = "110 day";
        overrides["sampling.until"] = "1 day";
        var read = TrialSpecification.Read(Repository.PathOf("trials", "car-nk.yaml"), overrides);
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics, null);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var options = new RunOptions { Threads = 1, PatientsPerArm = 400 };
        var summariser = new TrialSummariser(prepared!, options);
        return summariser.Summarise(TrialRunner.Run(prepared!, options, summariser.Add).Screening);
    }
}

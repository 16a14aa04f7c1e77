using Thymus.Trials;
using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>The four trials as they ship: what was fitted is met, and the answers about dose.</summary>
public sealed class CarTTrialTests
{
    [Theory]
    [InlineData("eliana")]
    [InlineData("juliet")]
    [InlineData("zuma-1")]
    [InlineData("karmma")]
    public void Every_fitted_number_lies_in_its_interval(string trial)
    {
        var summary = Run(trial, 500);
        var fitted = summary.Published.Where(p => p.Role == "fitted").ToList();
        Assert.NotEmpty(fitted);
        Assert.All(fitted, p => Assert.True(p.Agrees, $"{p.EvidenceId} {p.Endpoint}: published {p.Published}, simulated {p.Simulated}."));
    }

    [Fact]
    public void Response_rises_with_the_dose_in_myeloma_and_hardly_in_leukaemia()
    {
        // The same patients on every dose, so that differences are those of the dose.
        var twins = new Dictionary<string, string>(StringComparer.Ordinal) { ["design.assignment"] = "twins" };
        var karmma = Run("karmma", 600, twins);
        // Three times the cells: at least eight points in myeloma, where five times bring at most six in leukaemia.
        Assert.True(Rate(karmma, "dose-150") + 2 < Rate(karmma, "dose-300") && Rate(karmma, "dose-300") + 2 < Rate(karmma, "dose-450"));
        Assert.InRange(Rate(karmma, "dose-450") - Rate(karmma, "dose-150"), 8, 30);
        var leukaemia = Run("tisagenlecleucel-dose", 600, twins);
        Assert.InRange(Rate(leukaemia, "high-dose") - Rate(leukaemia, "low-dose"), 0, 6);
    }

    private static double Rate(TrialSummary summary, string arm) => summary.Arms.Single(a => a.Id == arm).Endpoints.Single(e => e.Id == "ORR").Estimate;

    private static TrialSummary Run(string trial, int patients, IReadOnlyDictionary<string, string>? overrides = null)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", trial + ".yaml"), overrides);
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics, null);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var options = new RunOptions { Threads = 1, PatientsPerArm = patients };
        var summariser = new TrialSummariser(prepared!, options);
        var summary = summariser.Summarise(TrialRunner.Run(prepared!, options, summariser.Add).Screening);
        return PublishedComparer.Compare(read.Trial!, summary, diagnostics);
    }
}

using Thymus.Runs;

namespace Thymus.Cli.Tests;

/// <summary>A trial without lesions, in which doses are compared by exposure.</summary>
public sealed class ExposureTrialTests
{
    [Fact]
    public void It_writes_each_patients_parameters_prints_their_ratios_and_reports_no_response()
    {
        using var scratch = new Scratch();
        var output = CommandLine.Succeed("run", Thymus.Tests.Repository.PathOf("trials", "nivolumab-subcutaneous.yaml"), "--patients", "10", "--lang", "fr", "--out", scratch["run"]);
        foreach (var text in new[] { "Cavgd28 ratio of geometric means", "Cminss geometric mean, ug/mL", "C67T-0002" })
            Assert.Contains(text, output, StringComparison.Ordinal);
        Assert.DoesNotContain("ORR", output, StringComparison.Ordinal);

        var run = RunFolder.Open(scratch["run"]);
        var rows = Assert.Single(run.Read("ADPP", "ARMCD", "PARAMCD", "AVAL", "SIMDAY"));
        Assert.Equal(2 * 10 * 4, rows.Rows);
        foreach (var arm in run.Summary!.Arms)
        {
            var logarithms = Enumerable.Range(0, rows.Rows)
                .Where(i => rows.Text("ARMCD")[i] == arm.Id && rows.Text("PARAMCD")[i] == "Cminss").Select(i => (Day: rows.Number("SIMDAY")[i], Log: Math.Log(rows.Number("AVAL")[i]))).ToList();
            Assert.Equal((10, 336.0, 336.0), (logarithms.Count, logarithms.Min(x => x.Day), logarithms.Max(x => x.Day)));
            Assert.Equal(arm.Endpoints.Single(e => e.Id == "Cminss.mean").Estimate, Math.Exp(logarithms.Average(x => x.Log)), 1e-9);
        }

        var page = File.ReadAllText(scratch["run", "report.html"]);
        Assert.Contains("id=\"concentration-nivolumab\"", page, StringComparison.Ordinal);
        Assert.Contains("rapport des moyennes géométriques", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"response\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"survival\"", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }
}

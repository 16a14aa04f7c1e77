using Thymus.Modeling;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Calibration.Tests;

/// <summary>The ledger of fitted numbers: the shipped one, and every way in which one can be wrong.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Header = "parameter,tier,owner,unit,scale,prior,prior_sd,calibration,evidence,why";

    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_ledger_holds_every_fitted_number_and_every_breach_is_listed()
    {
        var diagnostics = new DiagnosticBag();
        var specification = ValidationSpecification.Read(Repository.PathOf("validation", "validation.yaml"), diagnostics);
        var plan = ValidationPlan.Prepare(specification!, [], diagnostics, out var hasLeakage);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.False(hasLeakage);
        Assert.All(plan!.Ledger.Where(l => l.Tier != "trial"), l => Assert.True(l.Parameters <= l.Limit));
    }

    [Fact]
    public void A_ledger_that_agrees_has_no_fault() => Assert.Empty(Check("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why"));

    [Theory]
    // fitted and not in the ledger; in the ledger and not fitted; of a calibration that is not there
    [InlineData("", "TL0006 TL0010")]
    [InlineData("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why\nother,tumour,melanoma,1,log,,,fit.yaml,X-1,why", "TL0007")]
    [InlineData("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why\nrisk,tumour,melanoma,1/day,log,,,gone.yaml,X-1,why", "TL0005 TL0012")]
    // another prior, another scale, evidence that is no target, no such evidence
    [InlineData("risk,tumour,melanoma,1/day,log,0.1,1,fit.yaml,X-1,why", "TL0008")]
    [InlineData("risk,tumour,melanoma,1/day,linear,,,fit.yaml,X-1,why", "TL0008")]
    [InlineData("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1; X-2,why", "TL0010")]
    [InlineData("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1; X-9,why", "TL0010")]
    // no tier, no owner, an owner too many, no unit
    [InlineData("risk,arm,melanoma,1/day,log,,,fit.yaml,X-1,why", "TL0002 TL0006 TL0010")]
    [InlineData("risk,tumour,,1/day,log,,,fit.yaml,X-1,why", "TL0002")]
    [InlineData("risk,immunology,melanoma,1/day,log,,,fit.yaml,X-1,why", "TL0002")]
    [InlineData("risk,tumour,melanoma,,log,,,fit.yaml,X-1,why", "TL0003")]
    // the scope of a trial
    [InlineData("risk,trial,KEYNOTE-006,1/day,log,,,fit.yaml,X-1,why", "TL0012")]
    public void A_ledger_that_does_not_agree_is_told_how(string rows, string codes) =>
        Assert.Equal(codes.Split(' ').Order(), Check(rows).Select(d => d.Split("error ")[1][..6]).Order());

    [Fact]
    public void A_listed_breach_is_no_fault_and_a_listed_one_that_is_gone_is()
    {
        const string ofTrial = "risk,trial,KEYNOTE-006,1/day,log,,,fit.yaml,X-1,why";
        Assert.Empty(Check(ofTrial, "scope:KEYNOTE-006:risk,for now"));
        Assert.Contains("is listed without a reason", Assert.Single(Check(ofTrial, "scope:KEYNOTE-006:risk,")), StringComparison.Ordinal);
        Assert.Contains("'scope:KEYNOTE-006:risk' is gone", Assert.Single(Check("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why", "scope:KEYNOTE-006:risk,for now")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drug,pembrolizumab", 1)]
    [InlineData("product,axi-cel", 2)]
    [InlineData("immunology,", 6)]
    [InlineData("line,second", 1)]
    public void A_tier_has_its_limit(string tier, int limit)
    {
        var parameters = Enumerable.Range(0, limit + 1).Select(i => $"p{i}").ToList();
        string[] Faults(int count) => Check(string.Join('\n', parameters.Take(count).Select(p => $"{p},{tier},1,log,,,fit.yaml,X-1,why")), parameters: [.. parameters.Take(count)]);
        Assert.Empty(Faults(limit));
        Assert.Contains("at most", Assert.Single(Faults(limit + 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_trial_alone_fits_again_is_of_that_trial_whatever_the_ledger_calls_it()
    {
        File.WriteAllText(Path.Combine(_folder, "fit.fitted.yaml"), "values: {risk: 0.001}\n");
        WriteCalibration("again.yaml", ["risk"], "frozen: fit.fitted.yaml");
        var faults = Check("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why\nrisk,drug,x,1/day,log,,,again.yaml,X-1,why");
        // Two values of one number as well, since neither is called a trial's.
        Assert.Equal(["TL0009", "TL0012"], faults.Select(f => f.Split("error ")[1][..6]).Order());
    }

    [Fact]
    public void A_trial_may_set_no_parameter_and_an_arm_cannot()
    {
        File.WriteAllText(Path.Combine(_folder, "lesions.yaml"), File.ReadAllText(Repository.Fixture("trials", "lesions.yaml")).Replace("method: explicit}", "method: explicit, parameters: {risk: 0.002}}", StringComparison.Ordinal));
        Assert.Contains("trial-file:lesions.yaml:risk", Assert.Single(Check("risk,tumour,melanoma,1/day,log,,,fit.yaml,X-1,why", copyTrial: false)), StringComparison.Ordinal);
        var text = File.ReadAllText(Repository.Fixture("trials", "lesions.yaml")).Replace("  - id: drug\n", "  - id: drug\n    parameters: {risk: 0.002}\n", StringComparison.Ordinal);
        Assert.Contains("'parameters' means nothing", Assert.Single(TrialSpecification.Parse(text, Path.Combine(_folder, "x.yaml")).Diagnostics).Message, StringComparison.Ordinal);
    }

    private string[] Check(string rows, string breaches = "", string[]? parameters = null, bool copyTrial = true)
    {
        File.Copy(Repository.Fixture("trials", "lesions.ant"), Path.Combine(_folder, "lesions.ant"), overwrite: true);
        if (copyTrial) File.Copy(Repository.Fixture("trials", "lesions.yaml"), Path.Combine(_folder, "lesions.yaml"), overwrite: true);
        File.WriteAllText(Path.Combine(_folder, "evidence.csv"),
            "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se\n"
            + "X-1,,,,,300,,OS rate,60,%,55,65,,,,yes,X:drug,-,-,,\nX-2,,,,,300,,OS rate,50,%,45,55,,,,yes,X:drug,-,-,,\n");
        WriteCalibration("fit.yaml", parameters ?? ["risk"]);
        File.WriteAllText(Path.Combine(_folder, "ledger.csv"), $"{Header}\n{rows}\n");
        File.WriteAllText(Path.Combine(_folder, "breaches.csv"), $"name,why\n{breaches}\n");
        var diagnostics = new DiagnosticBag();
        var span = SourceSpan.WholeFile(_folder);
        var evidence = EvidenceTable.Read(Path.Combine(_folder, "evidence.csv"), span, diagnostics)!;
        var calibrations = Directory.EnumerateFiles(_folder, "*.yaml").Where(f => Path.GetFileName(f) is "fit.yaml" or "again.yaml").Order(StringComparer.Ordinal).Select(f => CalibrationSpecification.Read(f, diagnostics)!).ToList();
        var trial = TrialSpecification.Read(Path.Combine(_folder, "lesions.yaml")).Trial!;
        LedgerCheck.Check(FittedLedger.Read(Path.Combine(_folder, "ledger.csv"), span, diagnostics), calibrations, [trial], evidence, Path.Combine(_folder, "breaches.csv"), diagnostics);
        return [.. diagnostics.Select(d => d.ToString())];
    }

    private void WriteCalibration(string name, string[] parameters, string frozen = "") => File.WriteAllText(Path.Combine(_folder, name), $$"""
        trial: lesions.yaml
        evidence: evidence.csv
        {{frozen}}
        targets:
          - {id: X-1, arm: drug, endpoint: OS.rate@12 month}
        parameters:
        {{string.Join('\n', parameters.Select(p => $"  {p}: {{start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}}"))}}
        """);
}

using System.Text.Json;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary><c>thymus validate</c> as a user meets it, on the fixture trial with a fitted value.</summary>
public sealed class ValidateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-validate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_miss_is_a_finding_and_stands_first_in_table_and_report()
    {
        var said = Validate("checked");
        Assert.True(said.ExitCode == ExitCode.Success, said.Error);
        Assert.Matches(@"MISS +judged +OS at 6 months +drug +10\.0 \(5\.0–20\.0\) +60", said.Output);
        Assert.Matches(@"inside +judged +OS at 12 months", said.Output);
        Assert.True(said.Output.IndexOf("MISS", StringComparison.Ordinal) < said.Output.IndexOf("inside", StringComparison.Ordinal));
        Assert.Contains("predicted (levels 3 to 5)   2", said.Output, StringComparison.Ordinal);
        var report = File.ReadAllText(Path.Combine(_folder, "report.html"));
        Assert.True(report.IndexOf("✕ miss", StringComparison.Ordinal) < report.IndexOf("✓ inside", StringComparison.Ordinal));
        Assert.DoesNotContain("src=\"http", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_levels_intervals_and_verdicts()
    {
        var said = Validate("checked", options: ["--json", "--fixed-parameters", "--lang", "fr"]);
        var rows = JsonDocument.Parse(said.Output).RootElement.GetProperty("rows");
        Assert.Equal(["I", "J"], rows.EnumerateArray().Select(r => r.GetProperty("evidenceId").GetString()!));
        Assert.Equal(3, rows[0].GetProperty("levelNumber").GetInt32());
        Assert.Equal((false, 0), (rows[0].GetProperty("inside90").GetBoolean(), rows[0].GetProperty("prediction").GetProperty("parameterVariance").GetDouble()));
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "validation.json")).ReplaceLineEndings("\n"), said.Output);
        Assert.Contains("<html lang=\"fr\">", File.ReadAllText(Path.Combine(_folder, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Leakage_ends_with_a_code_before_anything_is_simulated()
    {
        var said = Validate("predicted", arms: "S:drug");
        Assert.Equal(ExitCode.Failure, said.ExitCode);
        Assert.Contains("error TV0205: I is called predicted, but it is of level 1: it was fitted.", said.Error, StringComparison.Ordinal);
        Assert.Contains("leakage", said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "report.html")));
    }

    [Fact]
    public void A_fault_of_the_ledger_is_no_leakage()
    {
        var said = Validate("checked", ledger: "");
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains("TL0006", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("leakage", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_not_there_is_named_with_those_that_are()
    {
        var said = Validate("checked", options: ["--trial", "jugded"]);
        Assert.Equal(ExitCode.Usage, said.ExitCode);
        Assert.Contains("Did you mean 'judged'?", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_validation_passes_its_check_without_simulating()
    {
        var output = CommandLine.Succeed("validate", Repository.PathOf("validation", "validation.yaml"), "--check");
        Assert.Matches(@"KEYNOTE-006-left-out +checkpoint-inhibitors\.yaml without\s+KEYNOTE-006 +0 +0 +0 +28 ", output);
    }

    private Said Validate(string role, string arms = "O:drug", string ledger = "risk,tumour,skin,1/day,log,,,fit.yaml,F,why\n", string[]? options = null)
    {
        void Write(string name, string text) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Path.GetDirectoryName(name)!)).FullName, Path.GetFileName(name)), text);
        var trial = File.ReadAllText(CommandLine.LesionTrial);
        Directory.CreateDirectory(Path.Combine(_folder, "trials"));
        File.Copy(CommandLine.LesionModel, Path.Combine(_folder, "trials", "lesions.ant"), overwrite: true);
        Write("trials/judged.yaml", trial.Replace("method: explicit}", "method: explicit, fitted: ../calibration/fit.fitted.yaml}", StringComparison.Ordinal)
            + $"compare:\n  evidence: ../evidence.csv\n  rows:\n    - {{id: I, endpoint: OS.rate@6 month, arm: drug, role: {role}}}\n    - {{id: J, endpoint: OS.rate@12 month, arm: drug, role: checked}}\n");
        Write("trials/fit.yaml", trial);
        Write("evidence.csv", "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se\n"
            + $"I,,,,,60,,,10,%,5,20,,here,,yes,{arms},-,-,,\nJ,,,,,60,,,80,%,70,90,,here,,yes,{arms},-,-,,\nF,,,,,60,,,93,%,90,96,,here,,yes,S:drug,-,-,,\n");
        Write("calibration/fit.yaml", "trial: ../trials/fit.yaml\nevidence: ../evidence.csv\ntargets: [{id: F, arm: drug, endpoint: OS.rate@6 month}]\nparameters: {risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}}\n");
        Write("calibration/fit.fitted.yaml", "values: {risk: 0.001}\nuncertainty: {risk: {standard-error: 0.4, scale: log}}\n");
        Write("ledger.csv", "parameter,tier,owner,unit,scale,prior,prior_sd,calibration,evidence,why\n" + ledger);
        Write("breaches.csv", "name,why\n");
        Write("validation.yaml", "evidence: evidence.csv\nledger: ledger.csv\nbreaches: breaches.csv\ncalibrations: calibration\ntrial-files: trials\nreplicates: 6\n"
            + "trials: [{id: judged, file: trials/judged.yaml, tumour: skin, population: yes, assessor: central}]\n");
        return CommandLine.Run(["validate", Path.Combine(_folder, "validation.yaml"), "--patients", "60", .. options ?? []]);
    }
}

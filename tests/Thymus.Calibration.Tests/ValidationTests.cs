using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>A validation from its file to its rows, on trials small enough for a test; and the levels of the shipped one.</summary>
public sealed class ValidationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-validation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_levels_follow_from_what_was_fitted()
    {
        var diagnostics = new DiagnosticBag();
        var plan = ValidationPlan.Prepare(ValidationSpecification.Read(Repository.PathOf("validation", "validation.yaml"), diagnostics)!, [], diagnostics, out _)!;
        foreach (var trial in plan.Trials)
        {
            var fitted = trial.Trace.Targets.Select(t => t.Published.Row).ToList();
            foreach (var row in trial.Rows.Where(r => r.Level.IsPredicted()))
                Assert.DoesNotContain(fitted, f => f.Arms.SharesPatientsWith(row.Published.Arms) || f.Arms.Studies.Intersect(row.Published.Arms.Studies).Any());
            foreach (var row in trial.Rows.Where(r => fitted.Any(f => f.Id == r.Published.Id))) Assert.Equal(EvidenceLevel.Calibrated, row.Level);
        }
        // A trial whose own numbers were fitted predicts nothing of itself; the same trial without them does.
        Assert.DoesNotContain(plan.Trials.Single(t => t.Entry.Id == "KEYNOTE-006").Rows, r => r.Level.IsPredicted());
        Assert.All(plan.Trials.Single(t => t.Entry.Id == "KEYNOTE-006-left-out").Rows, r => Assert.Equal(EvidenceLevel.LeftOut, r.Level));
        Assert.All(plan.Trials.Single(t => t.Entry.Id == "IMscin001").Rows, r => Assert.Equal(EvidenceLevel.Input, r.Level));
    }

    [Fact]
    public void Levels_0_to_3_are_told_apart_by_evidence_arm_and_trial()
    {
        var plan = Plan(
            ["F, S:drug", "G, S:drug", "H, S:none", "I, O:drug", "J, O:drug[old]", "K, O:other; S:drug"], entry: "inputs: [{arms: \"O:other\", why: known}]");
        Assert.Equal(
            [("F", 1), ("G", 2), ("H", 2), ("I", 3), ("J", 3), ("K", 0)], plan!.Trials[0].Rows.Select(r => (r.Published.Id, (int)r.Level)));
    }

    [Fact]
    public void Another_row_on_the_same_number_of_the_same_patients_is_calibrated_too()
    {
        var plan = Plan(["F, S:drug", "G, S:drug"], endpoints: ["OS.rate@12 month", "OS.rate@12 month"]);
        Assert.Equal([1, 1], plan!.Trials[0].Rows.Select(r => (int)r.Level));
    }

    [Theory]
    [InlineData("G, S:drug", "predicted", "TV0205", true)]
    [InlineData("F, S:drug", "predicted", "TV0205", true)]
    [InlineData("F, S:drug", "checked", "TV0206", false)]
    [InlineData("I, O:drug", "fitted", "TV0206", false)]
    [InlineData("I, O:drug", "predicted", null, false)]
    [InlineData("I, O:drug", "checked", null, false)]
    public void A_role_that_contradicts_the_level_is_a_fault_and_leakage_where_it_claims_too_much(string row, string role, string? code, bool leaks)
    {
        var diagnostics = new DiagnosticBag();
        Plan([row], role: role, diagnostics: diagnostics, leakage: leaks);
        Assert.Equal(code is null ? [] : [code], diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Calling_fitted_drugs_and_tumour_a_new_pair_is_leakage()
    {
        Assert.Equal([("I", 4)], Plan(["I, O:drug"], entry: "new-arms: [drug]", tumourOfFit: "other")!.Trials[0].Rows.Select(r => (r.Published.Id, (int)r.Level)));
        foreach (var (row, tumour, code) in new[] { ("I, O:drug", "skin", "TV0203"), ("G, S:drug", "other", "TV0202") })
        {
            var diagnostics = new DiagnosticBag();
            Plan([row], entry: "new-arms: [drug]", tumourOfFit: tumour, diagnostics: diagnostics, leakage: true);
            Assert.Equal(code, Assert.Single(diagnostics).Code);
        }
    }

    [Fact]
    public void Frozen_before_publication_holds_while_the_files_are_the_same()
    {
        var diagnostics = new DiagnosticBag();
        Plan(["I, O:drug"], entry: "frozen: {on: 2026-01-01, published: 2026-02-01, hash: none}", diagnostics: diagnostics, leakage: true);
        var hash = Assert.Single(diagnostics).Message.Split("its files is ")[1][..64];
        string Frozen(string on) => $"frozen: {{on: {on}, published: 2026-02-01, hash: {hash}}}";
        Assert.Equal(5, (int)Plan(["I, O:drug"], entry: Frozen("2026-01-01"))!.Trials[0].Rows.Single().Level);
        // The numbers that were published later come into the trial's file afterwards.
        Assert.Equal([5, 5], Plan(["I, O:drug", "J, O:drug"], entry: Frozen("2026-01-01"))!.Trials[0].Rows.Select(r => (int)r.Level));
        foreach (var (entry, set) in new[] { (Frozen("2026-02-01"), ""), (Frozen("2026-01-01"), "0.0015") })
        {
            diagnostics = new DiagnosticBag();
            Plan(["I, O:drug"], entry: entry, diagnostics: diagnostics, leakage: true, fitted: set);
            Assert.Equal("TV0204", Assert.Single(diagnostics).Code);
        }
    }

    [Fact]
    public void Fitted_values_without_their_calibration_are_a_fault()
    {
        var diagnostics = new DiagnosticBag();
        Plan(["I, O:drug"], fitted: "0.001", fittedFile: "typed/by-hand.yaml", diagnostics: diagnostics);
        Assert.Equal("TV0201", Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void Misses_stand_first_and_what_is_not_verified_is_shown_and_not_scored()
    {
        // Some 93 % are alive at 6 months in the trial.
        var plan = Plan(["I, O:drug", "J, O:drug", "U, O:drug"], values: ["1", "93", "1"]);
        var result = Run(plan!, threads: 2);
        Assert.Equal(["I", "J", "U"], result.Rows.Select(r => r.EvidenceId));
        Assert.Equal([(true, null), (false, null), (false, "unverified")], result.Rows.Select(r => (r.IsMiss, r.NotScored)));
        Assert.Equal((2, 1), (result.Coverage[0].Ninety.Rows, result.Coverage[0].Ninety.Inside));
        Assert.True(result.Rows[0].Z < -3, $"{result.Rows[0].Z}");
    }

    [Fact]
    public void Threads_change_nothing_and_drawn_parameters_widen_the_interval()
    {
        var plan = Plan(["I, O:drug"])!;
        var (one, two) = (Run(plan, threads: 1), Run(plan, threads: 2));
        Assert.Equal(one.Rows.Single().Prediction, two.Rows.Single().Prediction);
        Assert.Equal(["risk"], one.Trials[0].DrawnParameters);
        Assert.True(one.Rows.Single().Prediction!.ParameterVariance > 0, one.Rows.Single().ToString());
        var without = Run(plan, threads: 2, draws: false);
        Assert.Equal((0, one.Rows.Single().Prediction!.Estimate), (without.Rows.Single().Prediction!.ParameterVariance, without.Rows.Single().Prediction!.Estimate));
    }

    [Fact]
    public void Doubt_about_structure_widens_the_interval_and_does_not_move_the_prediction()
    {
        const string structures = "structures: {own: {values: {size0: 10}}, other: {values: {size0: 10}}}\n";
        const string far = "values: {risk: 0.004}\nuncertainty: {risk: {standard-error: 1, scale: log}}\n";
        var one = Run(Plan(["I, O:drug"])!, threads: 2);
        var several = Run(Plan(["I, O:drug"], structures: structures, alternative: far)!, threads: 2);
        Assert.Equal((0, "other"), (one.Trials[0].Structures.Length, Assert.Single(several.Trials[0].Structures)));
        var (narrow, wide) = (one.Rows.Single().Prediction!, several.Rows.Single().Prediction!);
        Assert.Equal(narrow.Estimate, wide.Estimate);
        Assert.True(wide.ParameterVariance > 1.5 * narrow.ParameterVariance, $"{wide.ParameterVariance} {narrow.ParameterVariance}");
    }

    [Fact]
    public void A_structure_that_was_not_fitted_is_an_error()
    {
        var diagnostics = new DiagnosticBag();
        Plan(["I, O:drug"], structures: "structures: {own: {values: {size0: 10}}, other: {values: {size0: 10}}}\n", diagnostics: diagnostics);
        var fault = Assert.Single(diagnostics, d => d.Code == "TV0210");
        Assert.Equal("The structure 'other' of fit.yaml has no fitted values 'fit.other.fitted.yaml'.", fault.Message);
    }

    [Fact]
    public void A_rejected_structure_is_left_out_of_predictions_though_nothing_of_it_was_fitted()
    {
        var diagnostics = new DiagnosticBag();
        var plan = Plan(["I, O:drug"], structures: "structures: {own: {values: {size0: 10}}, other: {values: {size0: 10}, rejected: chi-squared 156 for 101}}\n", diagnostics: diagnostics);
        Assert.DoesNotContain(diagnostics, d => d.Code == "TV0210");
        Assert.Empty(Run(plan!, threads: 2).Trials[0].Structures);
    }

    [Fact]
    public void The_files_own_structure_cannot_be_rejected()
    {
        var diagnostics = new DiagnosticBag();
        Plan(["I, O:drug"], structures: "structures: {own: {values: {size0: 10}, rejected: poor}}\n", diagnostics: diagnostics);
        Assert.Contains(diagnostics, d => d.Message.Contains("'own' is the file's own and is rejected", StringComparison.Ordinal));
    }

    private static ValidationResult Run(ValidationPlan plan, int threads, bool draws = true)
    {
        var diagnostics = new DiagnosticBag();
        var told = new List<(long, long)>();
        var result = ValidationRunner.Run(
            plan, new ValidationOptions(4, 60, draws, threads) { Progress = (done, total) => { lock (told) told.Add((done, total)); } }, diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.Equal(told[^1].Item2, told.Max(t => t.Item1));
        return result!;
    }

    /// <summary>The fixture trial with values fitted to F, of the drug's arm of trial S; rows are "ID, arm_key".</summary>
    private ValidationPlan? Plan(
        string[] rows, string role = "", string entry = "", string tumourOfFit = "skin", DiagnosticBag? diagnostics = null, bool leakage = false, string[]? endpoints = null,
        string[]? values = null, string fitted = "0.001", string fittedFile = "fit.fitted.yaml",
        string structures = "", string? alternative = null)
    {
        if (fittedFile != "fit.fitted.yaml") Directory.CreateDirectory(Path.Combine(_folder, "calibration", Path.GetDirectoryName(fittedFile)!));
        if (fitted.Length == 0) fitted = "0.001";
        void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
        Directory.CreateDirectory(Path.Combine(_folder, "calibration"));
        Directory.CreateDirectory(Path.Combine(_folder, "trials"));
        File.Copy(Repository.Fixture("trials", "lesions.ant"), Path.Combine(_folder, "trials", "lesions.ant"), overwrite: true);
        var trial = File.ReadAllText(Repository.Fixture("trials", "lesions.yaml"));
        Write("trials/fit.yaml", trial);
        var compare = string.Join('\n', rows.Select((r, i) =>
            $"    - {{id: {r.Split(',')[0]}, endpoint: {(endpoints is null ? r[0] is 'F' ? "OS.rate@12 month" : "OS.rate@6 month" : endpoints[i])}, arm: drug, role: {(role.Length > 0 ? role : r[0] is 'F' || endpoints is not null ? "fitted" : "checked")}}}"));
        Write("trials/judged.yaml", trial.Replace("method: explicit}", $"method: explicit, fitted: ../calibration/{fittedFile}}}", StringComparison.Ordinal) + $"compare:\n  evidence: ../evidence.csv\n  rows:\n{compare}\n");
        var used = rows.Any(r => r.StartsWith("F,", StringComparison.Ordinal)) ? rows : [.. rows, "F, S:drug"];
        Write("evidence.csv", "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se\n"
            + string.Concat(used.Select((r, i) => $"{r.Split(',')[0]},,,,,60,,,{values?.ElementAtOrDefault(i) ?? "70"},%,60,80,,here,,{(r[0] is 'U' ? "no" : "yes")},{r.Split(',')[1].Trim()},-,-,,\n")));
        Write("calibration/fit.yaml", "trial: ../trials/fit.yaml\nevidence: ../evidence.csv\ntargets: [{id: F, arm: drug, endpoint: OS.rate@12 month}]\nparameters: {risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}}\n" + structures);
        if (alternative is not null) Write("calibration/fit.other.fitted.yaml", alternative);
        Write("calibration/" + fittedFile, $"values: {{risk: {fitted}}}\nuncertainty: {{risk: {{standard-error: 1, scale: log}}}}\n");
        Write("ledger.csv", "parameter,tier,owner,unit,scale,prior,prior_sd,calibration,evidence,why\nrisk,tumour,skin,1/day,log,,,fit.yaml,F,why\n");
        Write("breaches.csv", "name,why\n");
        Write("validation.yaml", $"""
            evidence: evidence.csv
            ledger: ledger.csv
            breaches: breaches.csv
            calibrations: calibration
            trial-files: trials
            replicates: 4
            structures: {(structures.Length > 0 ? "yes" : "no")}
            trials:
              - id: judged
                file: trials/judged.yaml
                tumour: skin
                population: yes
                assessor: central
                {entry}
            """ + (tumourOfFit == "skin" ? "" : "\n"));
        var found = diagnostics ?? new DiagnosticBag();
        var specification = ValidationSpecification.Read(Path.Combine(_folder, "validation.yaml"), found)!;
        if (specification is null) throw new InvalidOperationException(string.Join('\n', found));
        // The fitted trial stands in the list with its tumour; it compares nothing, so it is added here.
        var ofFit = specification.Entries[0] with { Id = "fit", Trial = Trials.TrialSpecification.Read(Path.Combine(_folder, "trials", "fit.yaml")).Trial! with { Compare = specification.Entries[0].Trial.Compare! with { Rows = [] } }, Tumour = tumourOfFit, NewArms = [], Frozen = null, Inputs = [] };
        var plan = ValidationPlan.Prepare(specification with { Entries = specification.Entries.Add(ofFit) }, ["judged"], found, out var leaks);
        Assert.Equal(leakage, leaks);
        if (diagnostics is null) Assert.Empty(found.Select(d => d.ToString()));
        return plan;
    }
}

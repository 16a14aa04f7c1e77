using System.Globalization;
using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Calibration.Tests;

/// <summary>A calibration from its file to the file of fitted values, on a trial small enough for a test.</summary>
public sealed class CalibrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-calibration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_value_that_made_the_published_number_is_found_again()
    {
        // What is published here is this trial's own result at risk 0.0013, so the answer is known.
        var published = Simulate("risk", 0.0013, Write("risk: {start: 0.0013, lower: 1.0e-4, upper: 1.0e-2, scale: log}"));
        var rate = published.Value.ToString("R", CultureInfo.InvariantCulture);
        var specification = Read(Write("risk: {start: 0.0005, lower: 1.0e-4, upper: 1.0e-2, scale: log}", rate));
        using var trials = CalibrationTrials.Prepare(specification, new DiagnosticBag())!;
        var result = Calibrator.Fit(specification, values => trials.Simulate(values, 2, TestContext.Current.CancellationToken));
        Assert.True(result.Converged);
        // A rate of 200 patients moves in steps of half a per cent, and the search stops once the cost gains less than 0.01.
        Assert.Equal(Math.Log(0.0013), Math.Log(result.Parameters[0].Value), 0.05);
        Assert.Equal(published.Value, result.Targets[0].Simulated, 0.5);
    }

    [Fact]
    public void Frozen_values_hold_in_the_trial_and_stand_in_the_file_of_fitted_ones_but_for_those_fitted_again()
    {
        File.WriteAllText(Path.Combine(_folder, "core.fitted.yaml"), "values:\n  risk: 0.009\n  half: 0.25\n");
        const string parameter = "risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}";
        var (plain, held) = (Write(parameter), Write(parameter, frozen: "frozen: core.fitted.yaml"));
        var specification = Read(held);
        Assert.Equal([("half", 0.25)], specification.FrozenValues);
        Assert.NotEqual(Simulate("risk", 0.001, plain), Simulate("risk", 0.001, held));

        var result = new CalibrationResult([], [], 0, 1, SearchEnd.Settled);
        Assert.Contains("values:\n  half: 0.25  # not fitted here: from core.fitted.yaml\n", FittedValues.Write(specification, result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_frozen_values_that_is_not_there_is_an_error()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(CalibrationSpecification.Read(Write("risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2}", frozen: "frozen: none.yaml"), diagnostics));
        var fault = Assert.Single(diagnostics);
        Assert.Equal(("TE0107", "There is no file of fitted values 'none.yaml'."), (fault.Code, fault.Message));
    }

    [Fact]
    public void A_target_that_the_trial_gives_no_number_for_is_named_before_the_search()
    {
        var specification = Read(Write("risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2}"));
        var diagnostics = new DiagnosticBag();
        Calibrator.ReportUnknown(specification, [new SimulatedNumber(double.NaN, double.NaN)], diagnostics);
        var fault = Assert.Single(diagnostics);
        Assert.Equal("TE0203", fault.Code);
        Assert.Equal("At the start values the trial has no number for 'OS.rate@365.25' of 'drug' (X-1).", fault.Message);
    }

    [Fact]
    public void A_study_that_is_left_out_is_neither_read_nor_simulated_and_its_file_says_so()
    {
        var file = Write("risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}");
        File.AppendAllText(Path.Combine(_folder, "evidence.csv"), "Y-1,,,,,300,,OS rate,50,%,40,60,,,,yes,Y:drug; Z:drug,-,-,,\n");
        File.WriteAllText(file, File.ReadAllText(file).Replace("trial: lesions.yaml", "trials: [{file: lesions.yaml}, {file: other.yaml}]", StringComparison.Ordinal)
            .Replace("targets:", "targets:\n  - {trial: 2, id: Y-1, arm: drug, endpoint: OS.rate@12 month}", StringComparison.Ordinal)
            .Replace("set: {design.follow-up: 13 month}\n", "", StringComparison.Ordinal));
        var whole = Read(file);
        Assert.Equal(["X", "Y", "Z"], whole.Studies);
        var (withoutX, withoutZ) = (whole.WithoutStudy("X")!, whole.WithoutStudy("Z")!);
        Assert.Equal(("other.yaml", "Y-1", 0), (Path.GetFileName(Assert.Single(withoutX.Trials).File), Assert.Single(withoutX.Targets).Published.Row.Id, withoutX.Targets[0].Trial));
        Assert.Equal(("lesions.yaml", "X-1", 0), (Path.GetFileName(Assert.Single(withoutZ.Trials).File), Assert.Single(withoutZ.Targets).Published.Row.Id, withoutZ.Targets[0].Trial));
        Assert.Null(whole.WithoutStudy("W"));
        Assert.Null(withoutX.WithoutStudy("Y"));

        Assert.Equal(Path.ChangeExtension(file, ".without-Z.fitted.yaml"), withoutZ.FittedFile);
        Assert.Equal((Path.GetFullPath(file), null, "Z"), CalibrationSpecification.WriterOf(withoutZ.FittedFile));
        Assert.Equal((Path.GetFullPath(file), null, null), CalibrationSpecification.WriterOf(whole.FittedFile));
        Assert.Null(CalibrationSpecification.WriterOf(file));
        Assert.StartsWith($"# Written by `thymus calibrate` from {Path.GetFileName(file)} without Z (--leave-out);", FittedValues.Write(withoutZ, new CalibrationResult([], [], 0, 1, SearchEnd.Settled)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_structure_is_fitted_to_the_same_numbers_with_its_own_values_into_a_file_of_its_own()
    {
        var file = Write("risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}");
        File.AppendAllText(file, "\nstructures:\n  large: {values: {size0: 20}}\n  small: {values: {size0: 5}, start: {risk: 0.002}, why: a guess}\n");
        var own = Read(file);
        var small = own.WithStructure("small")!;
        Assert.Equal(("large", 0.001), (own.Structure!.Name, own.Parameters[0].Start));
        Assert.Equal(("small", 0.002, "a guess"), (small.Structure!.Name, small.Parameters[0].Start, small.Structure.Why));
        Assert.Equal(own.Targets, small.Targets);
        Assert.Null(own.WithStructure("medium"));

        Assert.Equal((Path.ChangeExtension(file, ".fitted.yaml"), Path.ChangeExtension(file, ".small.fitted.yaml")), (own.FittedFile, small.FittedFile));
        Assert.Equal((Path.GetFullPath(file), "small", null), CalibrationSpecification.WriterOf(small.FittedFile));
        Assert.Equal((Path.GetFullPath(file), "small", "X"), CalibrationSpecification.WriterOf((small with { LeftOut = "X" }).FittedFile));
        Assert.Contains("\n  size0: 5  # not fitted: of the structure 'small'\n", FittedValues.Write(small, new CalibrationResult([], [], 0, 1, SearchEnd.Settled)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_structure_are_told_at_once()
    {
        var file = Write("risk: {start: 0.001, lower: 1.0e-4, upper: 1.0e-2, scale: log}");
        File.AppendAllText(file, "\nstructures:\n  a.b: {values: {risk: 20}}\n  c: {start: {risk: 1, rusk: 0.001}}\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(CalibrationSpecification.Read(file, diagnostics));
        Assert.Equal(
            [
                "The structure 'a.b' has a dot in its name, which is part of a file's name.", "'risk' is fitted; a structure's value is not.", "The structure 'c' says nothing that differs.",
                "The start 1 of 'risk' is not within 0.0001 and 0.01.", "'rusk' is no fitted parameter.",
            ], diagnostics.Where(d => d.Code == "TE0116").Select(d => d.Message));
    }

    private SimulatedNumber Simulate(string parameter, double value, string calibration)
    {
        var specification = Read(calibration);
        Assert.Equal(parameter, Assert.Single(specification.Parameters).Name);
        var diagnostics = new DiagnosticBag();
        using var trials = CalibrationTrials.Prepare(specification, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return Assert.Single(trials!.Simulate([value], 2, TestContext.Current.CancellationToken));
    }

    private static CalibrationSpecification Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(path, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return specification!;
    }

    private string Write(string parameter, string rate = "60", string frozen = "")
    {
        File.Copy(Repository.Fixture("trials", "lesions.ant"), Path.Combine(_folder, "lesions.ant"), overwrite: true);
        File.Copy(Repository.Fixture("trials", "lesions.yaml"), Path.Combine(_folder, "lesions.yaml"), overwrite: true);
        File.WriteAllText(Path.Combine(_folder, "evidence.csv"),
            $"id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se\nX-1,,,,,300,,OS rate,{rate},%,1,99,,,,yes,X:drug,-,-,,\n");
        var path = Path.Combine(_folder, $"calibration{Directory.GetFiles(_folder).Length}.yaml");
        File.WriteAllText(path, $"""
            trial: lesions.yaml
            evidence: evidence.csv
            seed: 3
            set: {"{design.follow-up: 13 month}"}
            patients: 100
            replicates: 2
            {frozen}
            targets:
              - {"{id: X-1, arm: drug, endpoint: OS.rate@12 month}"}
            parameters:
              {parameter}
            """);
        return path;
    }
}

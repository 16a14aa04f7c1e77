using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary>Faults of files: every one at once, with place, what was found and what would be right.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("simulate")]
    [InlineData("convert")]
    [InlineData("calibrate")]
    public void A_file_that_is_not_there_is_answered_with_those_that_are(string command)
    {
        using var scratch = new Scratch();
        scratch.Trial();
        string[] rest = command switch { "simulate" => ["--end", "1"], "convert" => [scratch["x.xml"]], _ => [] };
        var said = CommandLine.Run([command, scratch["tril.yaml"], .. rest]);
        Assert.Equal(ExitCode.NoInput, said.ExitCode);
        Assert.Equal($"thymus: There is no file '{scratch["tril.yaml"]}'.\n  Did you mean 'trial.yaml'? Files there: lesions.ant, trial.yaml.\n", said.Error);
        Assert.StartsWith($"thymus: There is no file '{scratch["no", "x"]}'.\n  There is no folder '{scratch["no"]}' either.\n", CommandLine.Run([command, scratch["no", "x"], .. rest]).Error, StringComparison.Ordinal);
        Assert.Equal($"thymus: '{scratch.Path}' is a folder; a file is needed.\n", CommandLine.Run([command, scratch.Path, .. rest]).Error);
    }

    [Fact]
    public void A_misspelt_key_a_bad_unit_and_a_bad_number_of_a_trial_are_told_at_once()
    {
        using var scratch = new Scratch();
        var trial = scratch.Trial(("title: Two lesions", "titel: Two lesions"), ("every: 3 week,", "every: 3 weak,"), ("seed: 7", "seed: seven"));
        var said = CommandLine.Run("run", trial, "--out", scratch["run"]);
        Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
        Assert.Equal([
            $"{trial}(2,8): error TH0003: 'study' has no 'title'.",
            "  Add 'title:'.",
            $"{trial}(2,22): error TH0004: Key 'titel' means nothing in 'study'.",
            "  Did you mean 'title'? Keys here: citations, id, registry, title.",
            $"{trial}(23,30): error TH0005: 'design.seed' is 'seven', which is no whole number.",
            "  Write a whole number such as 280.",
            $"{trial}(28,45): error TH0008: 'arms[0].regimens[0].every' is '3 weak'.",
        ], said.Error.Split('\n')[..7]);
        Assert.Contains("Did you mean 'week'?", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("4 errors.\n", said.Error, StringComparison.Ordinal);
        Assert.Equal(["lesions.ant", "trial.yaml"], scratch.Names());
        // check says the same.
        Assert.Equal(said.Error, CommandLine.Run("check", trial).Error);
    }

    [Fact]
    public void A_wrong_compartment_of_a_regimen_is_told_with_the_ones_there_are()
    {
        using var scratch = new Scratch();
        var trial = scratch.Trial(("species: central", "species: centrl"), ("death: H_death", "death: H_deth"));
        var said = CommandLine.Run("run", trial);
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains($"{trial}(9,21): error TH0103: Drug 'drug' is given into 'centrl', which is no species of model 'lesions' that can change.\n  Did you mean 'central'? Species: central.\n", said.Error, StringComparison.Ordinal);
        Assert.Contains($"{trial}(13,12): error TH0101: 'H_deth' speaks of 'H_deth', which model 'lesions' does not have.\n  Did you mean 'H_death'?", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_the_population_that_the_model_lacks_is_told()
    {
        using var scratch = new Scratch();
        var trial = scratch.Trial(("      growth:", "      grwth:"));
        Assert.StartsWith($"{trial}(19,7): error TH0106: The population draws the parameter 'grwth', which model 'lesions' does not have.\n  Did you mean 'growth'?",
            CommandLine.Run("check", trial).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_nothing_knows_is_told_in_the_words_that_were_typed()
    {
        var said = CommandLine.Run("run", CommandLine.LesionTrial, "--set", "kil=0", "--set", "design.follow-up=3 yaer");
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.StartsWith("--set design.follow-up=3 yaer: error TH0008: 'design.follow-up' is '3 yaer'.", said.Error, StringComparison.Ordinal);
        Assert.StartsWith("--set kil=0: error TH0104: Model 'lesions' has no parameter 'kil' that can be set.\n  Did you mean 'kill'?",
            CommandLine.Run("run", CommandLine.LesionTrial, "--set", "kil=0").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_an_Antimony_file_are_told_at_once()
    {
        using var scratch = new Scratch();
        const string text = "model bad()\n  compartment body = 1 litre;\n  substanceOnly species A in body;\n  A = 1 mg; k = 3 bananas;\n  J: A => ; k*B;\n  x := y + 1;\nend\n";
        var model = scratch.Write("bad.ant", text);
        var said = CommandLine.Run("check", model);
        Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
        foreach (var place in new[] { "(4,17): error TU0001: There is no unit 'bananas'.", "(5,15): error TM0132: 'B' has no value", "(6,8): error TM0132: 'y' has no value" })
            Assert.Contains(model + place, said.Error, StringComparison.Ordinal);
        Assert.EndsWith("3 errors.\n", said.Error, StringComparison.Ordinal);
        Assert.Equal(said.Error, CommandLine.Run("simulate", model, "--end", "1").Error);

        // Beside a statement that cannot be read, names may be missing for that reason alone and are not told; everything else is.
        scratch.Write("bad.ant", Scratch.Changed(text, ("k*B;", "k*;"), ("x := y + 1;", "x = ;")));
        var broken = CommandLine.Run("check", model).Error;
        foreach (var place in new[] { "(4,17): error TU0001:", "(5,15): error TM0010:", "(6,7): error TM0010:" }) Assert.Contains(model + place, broken, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_an_SBML_file_are_told_at_once()
    {
        var said = CommandLine.Run("check", Repository.Fixture("sbml", "faults.xml"));
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.EndsWith("12 errors, 2 warnings.\n", said.Error, StringComparison.Ordinal);
        Assert.Contains("faults.xml(35,12): error TM0203: Reaction 'r' changes 'drg', which is no species.\n  Did you mean 'drug'?", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_population_are_told_at_once()
    {
        using var scratch = new Scratch();
        var population = scratch.Write("people.yaml", "covariates:\n  WT: {distribution: lognormal, median: heavy, omega: 0.2}\nparameters:\n  k: {distribution: lognormel, median: 1, omega: 0.2}\n");
        var said = CommandLine.Run("check", population);
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains($"{population}(2,41): error TP", said.Error, StringComparison.Ordinal);
        Assert.Contains($"{population}(4,21): error TP", said.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'lognormal'?", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("2 errors.\n", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_that_ships_has_no_faults_and_one_that_is_missing_hides_none_of_the_others()
    {
        string[] files = [.. new[] { "trials", "populations", "calibration" }.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf(f), "*.yaml")), .. Directory.EnumerateFiles(Repository.PathOf("models"), "*.ant", SearchOption.AllDirectories)];
        Assert.True(files.Length >= 10);
        var said = CommandLine.Run(["check", Repository.PathOf("trials", "nobody.yaml"), .. files]);
        Assert.Equal(ExitCode.NoInput, said.ExitCode);
        Assert.Equal(files.Select(f => f + ": no "), said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[..(l.IndexOf(": no ", StringComparison.Ordinal) + 5)]));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public void Evidence_that_is_not_there_is_told_before_the_run(string command)
    {
        using var scratch = new Scratch();
        var trial = scratch.Trial(("design: {patients", "compare: {evidence: seen.csv, rows: [{id: KM-1, endpoint: OS.median, arm: drug, role: checked}]}\ndesign: {patients"));
        var missing = CommandLine.Run(command, trial);
        Assert.Equal((ExitCode.InputFault, $"{trial}(23,21): error TE0001: There is no evidence file '{scratch["seen.csv"]}'.\n"), (missing.ExitCode, missing.Error));
        scratch.Write("seen.csv", "");
        Assert.StartsWith($"{scratch["seen.csv"]}: error TE0002: The evidence file is empty.", CommandLine.Run(command, trial).Error, StringComparison.Ordinal);
        scratch.Write("seen.csv", File.ReadLines(Repository.PathOf("evidence", "evidence.csv")).First() + "\n");
        Assert.StartsWith($"{trial}(23,38): error TE0004: There is no evidence 'KM-1'.", CommandLine.Run(command, trial).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.ant", "defines no model")]
    [InlineData("empty.xml", "is not well-formed XML")]
    [InlineData("empty.yaml", "holds no 'key: value' pairs")]
    [InlineData("empty.csv", "The file is empty.")]
    public void An_empty_file_is_a_fault_and_no_bug(string name, string message)
    {
        using var scratch = new Scratch();
        var said = CommandLine.Run("check", scratch.Write(name, ""));
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_no_finite_number_is_refused()
    {
        Assert.StartsWith("--set kill=NaN: error TH0012: 'kill' would become 'NaN', which is no number.", CommandLine.Run("run", CommandLine.LesionTrial, "--set", "kill=NaN").Error, StringComparison.Ordinal);
        Assert.Equal("thymus: --set kill is 'NaN', which is no number.\n", CommandLine.Run("simulate", CommandLine.LesionModel, "--end", "1", "--set", "kill=NaN").Error);
        Assert.Equal("thymus: --end 1e400 is no finite time.\n", CommandLine.Run("simulate", CommandLine.LesionModel, "--end", "1e400").Error);
    }

    [Fact]
    public void A_model_or_a_calibration_where_a_trial_is_needed_is_told_by_what_it_is()
    {
        Assert.StartsWith($"thymus: '{CommandLine.LesionModel}' is a model, not a trial.\n  One patient of it: thymus simulate", CommandLine.Run("run", CommandLine.LesionModel).Error, StringComparison.Ordinal);
        var calibration = Repository.PathOf("calibration", "checkpoint-inhibitors.yaml");
        Assert.Equal($"thymus: '{calibration}' is a calibration, not a trial.\n  Fit it: thymus calibrate {calibration}\n", CommandLine.Run("run", calibration).Error);
    }

    [Fact]
    public void A_folder_of_somebody_else_is_left_as_it_is()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("thesis.tex", "years of work");
        var said = CommandLine.Run("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch.Path);
        Assert.Equal(ExitCode.CannotWrite, said.ExitCode);
        Assert.Contains("is no run of Thymus and is left as it is", said.Error, StringComparison.Ordinal);
        Assert.Equal("years of work", File.ReadAllText(file));
    }

    [Fact]
    public void Fitted_values_are_checked_as_such_and_refused_as_a_trial()
    {
        using var scratch = new Scratch();
        var good = scratch.Write("good.fitted.yaml", "# written by a calibration\nvalues:\n  k: 0.5  # standard error 0.1\n");
        var bad = scratch.Write("bad.fitted.yaml", "values:\n  k: fast\n");

        Assert.Equal(ExitCode.Success, CommandLine.Run("check", good).ExitCode);
        var said = CommandLine.Run("check", bad);
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains("bad.fitted.yaml(2,6): error TE0005: 'values.k' is 'fast', which is no number.", said.Error, StringComparison.Ordinal);
        Assert.Contains("is a file of fitted values, not a trial.", CommandLine.Run("run", good).Error, StringComparison.Ordinal);
    }
}

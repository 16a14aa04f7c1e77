using Thymus.Modeling;

namespace Thymus.Trials.Tests;

public sealed class PreparationTests
{
    [Theory]
    [InlineData("diameter: d1", "diameter: d3", "TH0101", "'d3' speaks of 'd3', which model 'lesions' does not have.", "Did you mean 'd1'?")]
    [InlineData("death: H_death", "death: 2*H_death", "TH0102", "The hazard 'death' is a formula, '2*H_death', and no symbol", "{rate: FORMULA}")]
    [InlineData("species: central", "species: centrl", "TH0103", "Drug 'drug' is given into 'centrl', which is no species of model 'lesions' that can change.", "Did you mean 'central'? Species: central.")]
    [InlineData("method: explicit", "method: explicit, parameters: {grwth: 1}", "TH0104", "Model 'lesions' has no parameter 'grwth' that can be set.", "Did you mean 'growth'?")]
    [InlineData("  weight: WT", "  weight: WGT", "TH0105", "The population has no variable 'WGT'.", "Variables: WT, growth, kill, size.")]
    [InlineData("      kill: {", "      kil: {", "TH0106", "The population draws the parameter 'kil', which model 'lesions' does not have.", "Did you mean 'kill'?")]
    [InlineData("amount-unit: mg, ", "", "TH0108", "Neither the model nor 'map.drugs.drug' says in what unit 'central' is measured.", "Add 'amount-unit', e.g. 'amount-unit: mg'.")]
    [InlineData("amount-unit: mg", "amount-unit: nmol", "TH0109", "A dose of drug in mg cannot become an amount of 'central' in nmol.", "add 'molar-mass' to 'map.drugs.drug'")]
    [InlineData("\n  weight: WT", "", "TH0110", "The dose '10 mg/kg' needs the patient's weight, which 'population' does not name.", "Add 'weight: VARIABLE' below 'population'.")]
    [InlineData("dose: 10 mg/kg", "dose: 75 mg/m2", "TH0110", "The dose '75 mg/m2' needs the patient's height, which 'population' does not name.", "Add 'height: VARIABLE' below 'population'.")]
    [InlineData("dose: 10 mg/kg", "dose: AUC 5", "TH0110", "The dose 'AUC 5' needs the patient's gfr, which 'population' does not name.", "Add 'gfr: VARIABLE' below 'population'.")]
    [InlineData("central/5", "central/", "TM0010", "A formula was expected", null)]
    public void A_name_that_does_not_resolve_is_a_fault_with_place_and_advice(string find, string replace, string code, string message, string? advice)
    {
        var trial = TrialSpecification.Parse(TestTrial.With(TestTrial.Text, find, replace), TestTrial.Path);
        Assert.Empty(trial.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        Assert.Null(PreparedTrial.Prepare(trial.Trial!, diagnostics));
        var fault = Assert.Single(diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));
        if (code != "TM0010") Assert.Equal(code, fault.Code);
        if (advice is not null) Assert.Contains(advice, fault.Advice, StringComparison.Ordinal);
        Assert.EndsWith("lesions.yaml", fault.Span.File, StringComparison.Ordinal);
        Assert.True(fault.Span.Line > 1);
    }

    [Fact]
    public void A_missing_model_and_a_missing_population_are_reported_together()
    {
        var text = TestTrial.With(TestTrial.Text, "file: lesions.ant", "file: lesion.ant");
        text = TestTrial.With(text, text[text.IndexOf("  define:", StringComparison.Ordinal)..text.IndexOf("  weight:", StringComparison.Ordinal)], "  file: nobody.yaml\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PreparedTrial.Prepare(TrialSpecification.Parse(text, TestTrial.Path).Trial!, diagnostics));
        Assert.Equal(2, diagnostics.Count);
        Assert.Contains(diagnostics, d => d.Advice!.Contains("Did you mean 'lesions.ant'?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_with_too_few_patients_is_a_fault()
    {
        var table = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"thymus-patients-{Environment.ProcessId}.csv");
        File.WriteAllText(table, "WT,size\n70,40\n80,50\n90,60\n");
        try
        {
            var text = TestTrial.Text;
            text = TestTrial.With(text, text[text.IndexOf("  define:", StringComparison.Ordinal)..text.IndexOf("  weight:", StringComparison.Ordinal)], $"  file: {table}\n");
            var diagnostics = new DiagnosticBag();
            Assert.Null(PreparedTrial.Prepare(TrialSpecification.Parse(text, TestTrial.Path).Trial!, diagnostics));
            var fault = Assert.Single(diagnostics);
            Assert.Equal(("TH0111", "The trial enrols 80 patients; the table lists 3."), (fault.Code, fault.Message));

            var outcome = TestTrial.Run(TestTrial.With(text, "patients: 40", "patients: 1"));
            Assert.Equal([70.0, 80], outcome.Select(o => o.Subject.Covariates[0]).Order());
        }
        finally
        {
            File.Delete(table);
        }
    }

    [Fact]
    public void Set_wins_over_the_population_and_parameters_of_the_trial_do_not()
    {
        var set = TrialSpecification.Parse(TestTrial.Text, TestTrial.Path, new Dictionary<string, string> { ["size"] = "33" }).Trial!;
        using var prepared = PreparedTrial.Prepare(set, new DiagnosticBag())!;
        var sizes = new List<double>();
        TrialRunner.Run(prepared, new RunOptions { PatientsPerArm = 2 }, o => sizes.Add(o.Measurements[0].TrueValue));
        Assert.All(sizes, s => Assert.Equal(33, s));

        var fixedSize = TestTrial.With(TestTrial.Text, "method: explicit", "method: explicit, parameters: {size: 33, kill: 1}");
        Assert.Equal(
            TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 2 }).Select(o => TestTrial.Bits(o)),
            TestTrial.Run(fixedSize, new RunOptions { PatientsPerArm = 2 }).Select(o => TestTrial.Bits(o)));
    }

    [Fact]
    public void A_run_option_reaches_a_parameter_of_the_model_and_names_one_that_it_lacks()
    {
        using var prepared = TestTrial.Prepare(TestTrial.Text);
        var sizes = new List<double>();
        TrialRunner.Run(prepared, new RunOptions { PatientsPerArm = 1, Parameters = new Dictionary<string, double> { ["size"] = 44 } }, o => sizes.Add(o.Measurements[0].TrueValue));
        Assert.All(sizes, s => Assert.Equal(44, s));
        var error = Assert.Throws<ArgumentException>(() => TrialRunner.Run(prepared, new RunOptions { Parameters = new Dictionary<string, double> { ["siz"] = 1 } }, _ => { }));
        Assert.Contains("Did you mean 'size'?", error.Message, StringComparison.Ordinal);
    }
}

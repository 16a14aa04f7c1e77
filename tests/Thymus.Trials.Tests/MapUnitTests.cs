using Thymus.Modeling;

namespace Thymus.Trials.Tests;

/// <summary>What a model in Antimony says of its units reaches the scans and the burn-in.</summary>
public sealed class MapUnitTests : IDisposable
{
    private static readonly string Plain = File.ReadAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(TestTrial.Path)!, "lesions.ant"));

    private static readonly string Model = TestTrial.With(TestTrial.With(Plain, "size = 40;", "size = 40 mm;"), "d1 = size; d2 = 0.5*size;", "var d1 has mm, d2 has cm; d1 = size; d2 = 0.5*size;");

    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-units-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Trial(string text, string model)
    {
        var file = System.IO.Path.Combine(_folder, "lesions.ant");
        File.WriteAllText(file, model);
        return TestTrial.With(text, "file: lesions.ant", $"file: {file}");
    }

    [Fact]
    public void Lesions_are_in_the_unit_that_the_model_states()
    {
        var text = TestTrial.With(TestTrial.With(TestTrial.Text, "size: {", "size: {unit: mm, "), "patients: 40", "patients: 5");
        List<PatientOutcome> plain = TestTrial.Run(text), stated = TestTrial.Run(Trial(text, Model));
        Assert.Equal(plain.Count, stated.Count);
        for (var i = 0; i < plain.Count; i++)
        {
            var (a, b) = (plain[i].Measurements[0], stated[i].Measurements[0]);
            Assert.Equal((a.Lesion, a.Visit), (b.Lesion, b.Visit));
            Assert.Equal(a.TrueValue, b.TrueValue, 1e-12 * a.TrueValue); // rounding of mm to dm and back
        }
    }

    [Fact]
    public void The_burn_in_reaches_a_size_that_the_population_gives_in_another_unit()
    {
        var text = TestTrial.With(TestTrial.With(TestTrial.Text, "size: {distribution: lognormal, median: 40, omega: 0.4}", "size: 0.005"),
            "      WT: {", "      SLD0: {unit: cm, distribution: lognormal, median: 6, omega: 0.3}\n      WT: {");
        text = TestTrial.With(text, "visits:\n", "burn-in: {until: d1 + d2, reaches: SLD0, at-most: 5 year}\nvisits:\n");
        foreach (var outcome in TestTrial.Run(Trial(TestTrial.With(text, "patients: 40", "patients: 5"), Model)))
        {
            var baseline = outcome.Measurements.Single(m => m is { Visit: "BASELINE", Kind: "sum" });
            Assert.Equal(10 * outcome.Subject.Covariates[0], baseline.TrueValue, 1e-4); // as in BurnInTests
        }
    }

    [Theory]
    [InlineData("diameter: d1}", "diameter: d1, unit: mm}", "is said to be in mm, and the model computes 'd1' in dm")]
    [InlineData("diameter: d1}", "diameter: size*d1}", "needs a diameter, and 'size*d1' is measured in dm^2")]
    [InlineData("diameter: d1}", "volume: d1}", "needs a volume, and 'd1' is measured in dm")]
    public void A_unit_that_contradicts_the_model_is_a_fault(string find, string replace, string message)
    {
        var trial = TrialSpecification.Parse(TestTrial.With(Trial(TestTrial.Text, Model), find, replace), TestTrial.Path);
        var diagnostics = new DiagnosticBag();
        Assert.Null(PreparedTrial.Prepare(trial.Trial!, diagnostics));
        var fault = Assert.Single(diagnostics);
        Assert.Equal("TH0113", fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }
}

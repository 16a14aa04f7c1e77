using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>Quantities that a trial takes of every patient at one time, and trials in which nobody is scanned.</summary>
public sealed class PharmacokineticParameterTests
{
    /// <summary>One compartment without elimination: 100 mg a week in 10 L, whose concentrations and areas are plain sums.</summary>
    private const string Text = """
        study: {id: PK, title: Exposure alone}
        model: {file: MODEL}
        map:
          drugs: {drug: {species: A, amount-unit: mg}}
        population:
          define:
            parameters: {V: {distribution: lognormal, median: 10, omega: 0.3}}
        design: {patients: 40, seed: 3, follow-up: 8 week}
        arms:
          - {id: weekly, control: true, regimens: [{drug: drug, dose: 100 mg, every: 1 week, until: 8 week}]}
          - {id: double, regimens: [{drug: drug, dose: 200 mg, every: 1 week, until: 8 week}]}
        pharmacokinetics:
          trough: {quantity: A/V, at: 2 week, unit: mg/L, label: Trough}
          area: {quantity: AUC, from: 1 week, at: 2 week, unit: mg*day/L}
          last: {quantity: A/V, at: 8 week, unit: mg/L}
        """;

    [Fact]
    public void A_value_is_taken_before_the_dose_of_its_time_and_an_interval_is_a_difference()
    {
        foreach (var outcome in Run(Text))
        {
            var dose = outcome.Subject.ArmIndex == 0 ? 100 : 200;
            // Two doses were given, on days 0 and 7, and both count between day 7 and day 14; eight by the end.
            var perLitre = outcome.Pharmacokinetics[0] / 2;
            Assert.Equal(14 * perLitre, outcome.Pharmacokinetics[1], 14 * perLitre * 1e-9);
            Assert.Equal(8 * perLitre, outcome.Pharmacokinetics[2], perLitre * 1e-9);
            Assert.InRange(dose / perLitre, 10 * Math.Exp(-0.3 * 5), 10 * Math.Exp(0.3 * 5));
            Assert.Empty(outcome.Measurements);
            Assert.Empty(outcome.Responses);
            Assert.Empty(outcome.TimesToEvent);
        }
    }

    [Fact]
    public void Twins_on_twice_the_dose_have_twice_the_mean_and_no_interval()
    {
        var summary = Summarise(TestTrial.With(Text, "design: {", "design: {assignment: twins, "));
        var ratio = summary.Contrasts.Single(c => c.Id == "trough.ratio");
        Assert.Equal(2, ratio.Estimate, 1e-12);
        Assert.True(double.IsNaN(ratio.Lower));
        Assert.Equal(["area.ratio", "last.ratio", "trough.ratio"], summary.Contrasts.Select(c => c.Id).Order(StringComparer.Ordinal));
    }

    /// <summary>The volume is log-normal with a standard deviation of 0.3, and a concentration its inverse.</summary>
    [Fact]
    public void The_geometric_mean_and_the_spread_are_those_of_the_population()
    {
        var summary = Summarise(TestTrial.With(Text, "patients: 40", "patients: 4000"));
        var mean = summary.Arms[0].Endpoints.Single(e => e.Id == "trough.mean");
        Assert.Equal(("Trough: geometric mean", "mg/L"), (mean.Label, mean.Unit));
        Assert.Equal(20, mean.Estimate, 4 * mean.MonteCarloError);
        Assert.Equal(20 * 0.3 / Math.Sqrt(4000), mean.MonteCarloError, 0.05 * mean.MonteCarloError);
        var spread = summary.Arms[0].Endpoints.Single(e => e.Id == "trough.cv").Estimate;
        Assert.Equal(100 * Math.Sqrt(Math.Exp(0.09) - 1), spread, 4 * 30 / Math.Sqrt(2 * 4000));
        Assert.DoesNotContain(summary.Arms[0].Endpoints, e => e.Id == "ORR");
    }

    [Fact]
    public void Who_died_before_has_no_value_and_survival_is_told_without_scans()
    {
        var outcomes = Run(TestTrial.With(Text, "map:\n", "map:\n  hazards: {death: {rate: \"0.05\"}}\n"));
        Assert.All(outcomes, o => Assert.Equal(o.Subject.LastDay < 14, double.IsNaN(o.Pharmacokinetics[0])));
        Assert.Contains(outcomes, o => double.IsNaN(o.Pharmacokinetics[0]));
        Assert.All(outcomes, o => Assert.Equal("OS", Assert.Single(o.TimesToEvent).Parameter));
    }

    [Theory]
    [InlineData("at: 2 week, unit: mg/L, label", "at: 9 week, unit: mg/L, label", "after the end of follow-up")]
    [InlineData("from: 1 week, at: 2 week", "from: 2 week, at: 2 week", "begins no earlier than it ends")]
    [InlineData("trough:", "tro ugh:", "names a pharmacokinetic parameter")]
    [InlineData("map:\n", "map:\n  lesions: []\n", "has no 'lesions'")]
    [InlineData("map:\n", "map:\n  lesions: [{id: L1, diameter: V}]\n", "has no 'visits'")]
    [InlineData("quantity: AUC", "quantity: AUK", "AUK")]
    public void Faults_are_told(string find, string replace, string message)
    {
        var text = TestTrial.With(Text, find, replace);
        var file = ModelFile();
        var read = TrialSpecification.Parse(text.Replace("MODEL", file, StringComparison.Ordinal), "t.yaml");
        var diagnostics = new DiagnosticBag();
        diagnostics.Add(read.Diagnostics);
        if (read.Trial is not null) PreparedTrial.Prepare(read.Trial, diagnostics)?.Dispose();
        Assert.Contains(diagnostics, d => d.Severity == Severity.Error && d.ToString().Contains(message, StringComparison.Ordinal));
    }

    private static List<PatientOutcome> Run(string text) => TestTrial.Run(text.Replace("MODEL", ModelFile(), StringComparison.Ordinal));

    private static TrialSummary Summarise(string text)
    {
        using var prepared = TestTrial.Prepare(text.Replace("MODEL", ModelFile(), StringComparison.Ordinal));
        var options = new RunOptions { Threads = 1 };
        var summariser = new TrialSummariser(prepared, options);
        return summariser.Summarise(TrialRunner.Run(prepared, options, summariser.Add).Screening);
    }

    private static string ModelFile() => Repository.Fixture("trials", "exposure-alone.ant");
}

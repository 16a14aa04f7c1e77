using Thymus.Modeling;
using Thymus.Statistics;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>What holds of a patient or not, and decisions that wait for a quantity.</summary>
public sealed class FindingTests
{
    /// <summary>100 mg a week in V litres, without elimination: the concentration after n doses is n·100/V.</summary>
    private const string Text = """
        study: {id: F, title: Findings}
        model: {file: MODEL}
        map:
          drugs: {drug: {species: A, amount-unit: mg}}
        population:
          define:
            parameters: {V: {distribution: lognormal, median: 10, omega: 0.3}}
        design: {patients: 400, seed: 3, follow-up: 8 week}
        arms:
          - {id: weekly, control: true, regimens: [{drug: drug, dose: 100 mg, every: 1 week, until: 8 week}]}
          - {id: double, regimens: [{drug: drug, dose: 200 mg, every: 1 week, until: 8 week}]}
        findings:
          high: {when: A/V >= 20, at: 2 week, label: At least 20 mg/L}
          ORR: {when: A > 300 && V < 12, at: 4 week}
        """;

    [Fact]
    public void A_finding_is_looked_at_before_the_dose_of_its_time()
    {
        // On day 14 two doses are in: 200/V or 400/V.
        var outcomes = Run(Text);
        var high = outcomes.Count(o => o.Subject.ArmIndex == 0 && o.Findings[0] == 1);
        // The median volume is 10, so half of the patients stand at 20 mg/L or above: 4 standard errors of 400.
        Assert.Equal(200, high, 4 * Math.Sqrt(100));
        Assert.True(outcomes.Count(o => o.Subject.ArmIndex == 1 && o.Findings[0] == 1) > 390);
        Assert.All(outcomes, o => Assert.Contains(o.Findings[1], (double[])[0, 1]));
    }

    [Fact]
    public void Arms_get_exact_intervals_and_differences_Newcombes()
    {
        var (summary, outcomes) = Summarise(Text);
        int Held(int arm, int finding) => outcomes.Count(o => o.Subject.ArmIndex == arm && o.Findings[finding] == 1);
        var rate = summary.Arms[0].Endpoints.Single(e => e.Id == "high");
        Assert.Equal(("At least 20 mg/L", "%"), (rate.Label, rate.Unit));
        var exact = ClopperPearson.Interval(Held(0, 0), 400);
        Assert.Equal((100 * exact.Value, 100 * exact.Lower, 100 * exact.Upper), (rate.Estimate, rate.Lower, rate.Upper));
        var difference = summary.Contrasts.Single(c => c.Id == "ORR");
        Assert.Equal(100.0 * (Held(1, 1) - Held(0, 1)) / 400, difference.Estimate, 1e-9);
        Assert.True(difference.Lower < difference.Estimate && difference.Estimate < difference.Upper);
    }

    [Fact]
    public void What_holds_at_one_of_several_looks_holds()
    {
        // Between 100 and 200 mg only after the first dose: one look in three sees it.
        var text = TestTrial.With(Text, "  ORR:", "  once: {when: A > 50 && A < 150, at: [5 day, 12 day, 33 day]}\n  never: {when: A > 50 && A < 150, at: [12 day, 33 day]}\n  ORR:");
        var outcomes = Run(text).Where(o => o.Subject.ArmIndex == 0).ToList();
        Assert.All(outcomes, o => Assert.Equal((1.0, 0.0), (o.Findings[1], o.Findings[2])));
        // Who leaves between two looks keeps what was seen, and the day of leaving stands for the rest.
        var hasty = Run(TestTrial.With(text, "map:\n", "map:\n  hazards: {death: {rate: \"0.05\"}}\n")).Where(o => o.Subject.ArmIndex == 0).ToList();
        Assert.All(hasty, o => Assert.Equal(1, o.Findings[1]));
        var early = hasty.Where(o => o.Subject.LastDay < 7).ToList();
        Assert.NotEmpty(early);
        Assert.All(early, o => Assert.Equal(1, o.Findings[2]));
        Assert.All(hasty.Where(o => o.Subject.LastDay > 7), o => Assert.Equal(0, o.Findings[2]));
    }

    [Fact]
    public void Patients_that_a_finding_is_not_of_are_left_out()
    {
        var (summary, outcomes) = Summarise(TestTrial.With(Text, "high: {when: A/V >= 20, at", "high: {when: A/V >= 20, of: V < 12, at"));
        var small = outcomes.Where(o => o.Subject.ArmIndex == 0 && o.FindingTotals[0] == 1).ToList();
        Assert.InRange(small.Count, 200, 350); // P(V < 12) is 0.73
        Assert.All(outcomes.Where(o => o.FindingTotals[0] == 0), o => Assert.Equal(0, o.Findings[0]));
        var rate = summary.Arms[0].Endpoints.Single(e => e.Id == "high");
        Assert.Equal(100 * ClopperPearson.Interval(small.Count(o => o.Findings[0] == 1), small.Count).Lower, rate.Lower);
    }

    /// <summary>A patient of large volume counts for three things, of which one is held; the others for one, which is held if it is above 20 mg/L.</summary>
    [Fact]
    public void Of_things_that_are_counted_the_interval_is_that_of_clusters()
    {
        var (summary, outcomes) = Summarise(TestTrial.With(Text, "high: {when: A/V >= 20, at",
            "high: {count: 'piecewise(1, V > 12 || A/V >= 20, 0)', of: 'piecewise(3, V > 12, 1)', at"));
        var arm = outcomes.Where(o => o.Subject.ArmIndex == 0).Select(o => (Held: o.Findings[0], Total: o.FindingTotals[0])).ToList();
        Assert.Equal([1.0, 3.0], arm.Select(o => o.Total).Distinct().Order());
        var share = arm.Sum(o => o.Held) / arm.Sum(o => o.Total);
        var scatter = arm.Sum(o => (o.Held - share * o.Total) * (o.Held - share * o.Total));
        var error = Math.Sqrt(scatter * 400 / 399) / arm.Sum(o => o.Total);
        var rate = summary.Arms[0].Endpoints.Single(e => e.Id == "high");
        Assert.Equal(100 * share, rate.Estimate, 1e-9);
        Assert.Equal(100 * error, rate.MonteCarloError, 1e-9);
        Assert.Equal(100 * (share - 1.959963984540054 * error), rate.Lower, 1e-9);
        var contrast = summary.Contrasts.Single(c => c.Id == "high");
        Assert.Equal(summary.Arms[1].Endpoints.Single(e => e.Id == "high").Estimate - rate.Estimate, contrast.Estimate, 1e-9);
        Assert.True(contrast.Lower < contrast.Estimate && contrast.Estimate < contrast.Upper);
    }

    [Fact]
    public void Who_died_before_is_judged_by_the_day_of_death()
    {
        var outcomes = Run(TestTrial.With(Text, "map:\n", "map:\n  hazards: {death: {rate: \"0.05\"}}\n"));
        var dead = outcomes.Where(o => o.Subject.LastDay < 7).ToList();
        Assert.NotEmpty(dead);
        // Before the second dose there is 100 or 200 mg in the body, and 300 in nobody.
        Assert.All(dead, o => Assert.Equal(0, o.Findings[1]));
        Assert.All(dead.Where(o => o.Subject.ArmIndex == 1), o => Assert.Contains(o.Findings[0], (double[])[0, 1]));
    }

    [Fact]
    public void A_quantity_that_reaches_its_value_sets_a_decision_off_once_between_visits_too()
    {
        var outcomes = Run(TestTrial.With(Text, "findings:", "decisions:\n  - {id: full, reaches: {quantity: A, value: 250}, stop: all}\nfindings:"));
        // The third dose of 100 mg brings 300, the second of 200 mg brings 400: no dose follows.
        Assert.All(outcomes, o => Assert.Equal(o.Subject.ArmIndex == 0 ? 3 : 2, o.Exposures.Length));
    }

    [Fact]
    public void A_value_that_is_reached_before_the_rules_time_acts_at_that_time()
    {
        var outcomes = Run(TestTrial.With(Text, "findings:", "decisions:\n  - {id: full, reaches: {quantity: A, value: 50}, after: 18 day, stop: all}\nfindings:"));
        Assert.All(outcomes, o => Assert.Equal(3, o.Exposures.Length)); // days 0, 7 and 14
        var given = Run(TestTrial.With(Text, "findings:", "decisions:\n  - {id: more, reaches: {quantity: A, value: 150}, not-received: [], give: [{drug: drug, dose: 1 mg}]}\nfindings:"));
        Assert.All(given, o => Assert.Single(o.Exposures, e => e.Dose == 1));
    }

    [Theory]
    [InlineData("at: 2 week, label", "at: 9 week, label", "after the end of follow-up")]
    [InlineData("when: A/V >= 20, at", "count: A, at", "of")]
    [InlineData("when: A/V >= 20, at", "when: A > 1, count: A, of: V, at", "beside 'count'")]
    [InlineData("high:", "hi gh:", "names a finding")]
    [InlineData("high:", "OS:", "names a finding")]
    [InlineData("A/V >= 20", "A/W >= 20", "'W'")]
    [InlineData("findings:", "decisions:\n  - {reaches: {quantity: A, value: 1}, when: progression, stop: all}\nfindings:", "both 'when' and 'reaches'")]
    [InlineData("findings:", "decisions:\n  - {stop: all}\nfindings:", "when")]
    public void Faults_are_told(string find, string replace, string message)
    {
        var text = TestTrial.With(Text, find, replace);
        var read = TrialSpecification.Parse(text.Replace("MODEL", ModelFile(), StringComparison.Ordinal), "t.yaml");
        var diagnostics = new DiagnosticBag();
        diagnostics.Add(read.Diagnostics);
        if (read.Trial is not null) PreparedTrial.Prepare(read.Trial, diagnostics)?.Dispose();
        Assert.Contains(diagnostics, d => d.Severity == Severity.Error && d.ToString().Contains(message, StringComparison.Ordinal));
    }

    private static List<PatientOutcome> Run(string text) => TestTrial.Run(text.Replace("MODEL", ModelFile(), StringComparison.Ordinal));

    private static (TrialSummary, List<PatientOutcome>) Summarise(string text)
    {
        using var prepared = TestTrial.Prepare(text.Replace("MODEL", ModelFile(), StringComparison.Ordinal));
        var options = new RunOptions { Threads = 1 };
        var summariser = new TrialSummariser(prepared, options);
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, options, o =>
        {
            outcomes.Add(o);
            summariser.Add(o);
        });
        return (summariser.Summarise(result.Screening), outcomes);
    }

    private static string ModelFile() => Repository.Fixture("trials", "exposure-alone.ant");
}

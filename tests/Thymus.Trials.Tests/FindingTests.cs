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
    public void A_share_can_be_of_some_patients_only()
    {
        var (summary, outcomes) = Summarise(TestTrial.With(Text, "  ORR:", "  part: {when: A/V >= 25, of: A/V >= 20, at: 2 week}\n  ORR:"));
        var arm = outcomes.Where(o => o.Subject.ArmIndex == 0).ToList();
        Assert.All(arm, o => Assert.Equal(o.Findings[0] == 1, o.Findings[1] != Finding.NotCounted));
        var of = arm.Count(o => o.Findings[0] == 1);
        var share = summary.Arms[0].Endpoints.Single(e => e.Id == "part");
        Assert.Equal(of, share.Of);
        Assert.Equal(100.0 * arm.Count(o => o.Findings[1] == 1) / of, share.Estimate, 1e-9);
        Assert.InRange(share.Estimate, 5, 95);
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

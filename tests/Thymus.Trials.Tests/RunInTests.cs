using Thymus.Modeling;

namespace Thymus.Trials.Tests;

/// <summary>Treatment before enrolment: who enters, and from when the trial counts.</summary>
public sealed class RunInTests
{
    private const string RunIn = """
        run-in:
          regimens:
            - {drug: drug, dose: 10 mg/kg, every: 3 week, until: 2 year}
          until: progression
          visits: {first: 12 week, then: [{every: 6 week}]}
          at-most: 2 year
          delay: 3 week

        """;

    private static readonly string Text = TestTrial.With(TestTrial.Text, "visits:\n", RunIn + "visits:\n");

    [Fact]
    public void Those_enter_whose_tumours_grow_under_the_drug_and_the_others_are_counted()
    {
        var all = TestTrial.Run(TestTrial.Text);
        var selected = TestTrial.Run(Text, new RunOptions { Threads = 1 }, out var result);
        Assert.Equal(80, result.Screening.Accepted);
        Assert.Contains(result.Screening.Rejections, r => r is { Reason: "no progression within 2 years of the run-in", Patients: > 10 });
        Assert.Contains(result.Screening.Rejections, r => r.Reason == "died in the run-in");
        // A drug that has failed once does not work the second time.
        Assert.True(Responders(selected) < 0.3 * Responders(all), $"{Responders(selected)} of {Responders(all)}");

        static int Responders(List<PatientOutcome> outcomes) => outcomes.Count(o => o.Subject.Arm == "drug"
            && o.Responses.Single(r => r.Visit == "BOR").Overall <= Response.PartialResponse);
    }

    [Fact]
    public void The_trial_counts_from_enrolment_with_a_baseline_of_its_own()
    {
        foreach (var outcome in TestTrial.Run(Text))
        {
            var baseline = outcome.Measurements.Where(m => m.Visit == "BASELINE").ToList();
            Assert.All(baseline, m => Assert.Equal(0, m.Day));
            Assert.Equal(outcome.Subject.Arm == "drug" ? 0 : double.NaN, outcome.Exposures.Select(e => e.Day).FirstOrDefault(double.NaN));
            Assert.All(outcome.Responses.Where(r => r.Visit is not ("BOR" or "CBOR")), r => Assert.Equal(0, r.Day % 7, 1e-9));
            Assert.All(outcome.Exposures, e => Assert.Equal(Math.Round(e.Day), e.Day));
        }
    }

    [Fact]
    public void Who_comes_through_has_the_hazard_of_everybody()
    {
        var text = TestTrial.With(Text, "death: H_death", "death: {rate: 0.005}");
        var outcomes = TestTrial.Run(text, new RunOptions { PatientsPerArm = 200 }, out var result);
        Assert.Contains(result.Screening.Rejections, r => r is { Reason: "died between run-in and enrolment", Patients: > 10 });
        var mean = outcomes.Average(o => o.Subject.LastDay);
        Assert.InRange(mean, 170, 230); // 199, and three standard errors of 200/√400
    }

    [Fact]
    public void With_share_0_nothing_changes_by_a_bit()
    {
        var text = TestTrial.With(Text, "  until: progression\n  visits", "  until: progression\n  share: 0 %\n  visits");
        Assert.Equal(TestTrial.Run(TestTrial.Text).Select(o => TestTrial.Bits(o)), TestTrial.Run(text).Select(o => TestTrial.Bits(o)));
    }

    [Fact]
    public void Some_candidates_were_not_treated_before_and_their_luck_is_what_it_was()
    {
        var half = TestTrial.With(Text, "  until: progression\n  visits", "  until: progression\n  share: 50 %\n  visits");
        var without = TestTrial.Run(TestTrial.Text).ToDictionary(o => o.Subject.SubjectId, o => TestTrial.Bits(o));
        var same = TestTrial.Run(half).Count(o => without[o.Subject.SubjectId] == TestTrial.Bits(o));
        Assert.InRange(same, 20, 60); // 80 places; the first candidate of about half has no run-in
    }

    [Fact]
    public void Threads_change_no_bit_and_twins_share_what_came_before()
    {
        var one = TestTrial.Run(Text).Select(o => TestTrial.Bits(o));
        Assert.Equal(one, TestTrial.Run(Text, new RunOptions { Threads = 2 }).Select(o => TestTrial.Bits(o)));
        var twins = TestTrial.Run(TestTrial.With(Text, "design: {", "design: {assignment: twins, "), new RunOptions { Threads = 2 }, out var result);
        Assert.Equal(40, result.Screening.Accepted);
        Assert.Equal(twins.Take(40).Select(Baseline), twins.Skip(40).Select(Baseline));

        static (long, double) Baseline(PatientOutcome o) => (o.Subject.PatientIndex, o.Measurements[0].TrueValue);
    }

    [Fact]
    public void What_was_given_before_counts_as_received()
    {
        var text = TestTrial.With(Text, "stop: all}\n", "stop: all}\n  - {when: progression, received: [drug], delay: 1 week, give: [{drug: drug, dose: 1 mg/kg}]}\n");
        var observed = TestTrial.Run(text).Where(o => o.Subject.Arm == "none" && o.Responses.Any(r => r.Overall == Response.ProgressiveDisease)).ToList();
        Assert.True(observed.Count > 20);
        Assert.True(observed.Count(o => o.Exposures.Length == 1) > observed.Count / 2);
    }

    [Theory]
    [InlineData("until: progression\n  visits", "until: relapse\n  visits", "TH0006")]
    [InlineData("  at-most: 2 year\n  delay", "  delay", "TH0003")]
    [InlineData("drug: drug, dose: 10 mg/kg, every: 3 week, until: 2 year", "drug: nothing, dose: 10 mg/kg", "TH0011")]
    public void Faults_are_told(string find, string replace, string code)
    {
        var diagnostics = TrialSpecification.Parse(TestTrial.With(Text, find, replace), TestTrial.Path).Diagnostics;
        Assert.Contains(diagnostics, d => d.Severity == Severity.Error && d.Code == code);
    }
}

using Thymus.Modeling;

namespace Thymus.Trials.Tests;

public sealed class BurnInTests
{
    /// <summary>The fixture's tumours grow from a small start to a sum of diameters that the population draws.</summary>
    private static readonly string Text = TestTrial.With(
        TestTrial.With(
            TestTrial.With(TestTrial.Text, "size: {distribution: lognormal, median: 40, omega: 0.4}", "size: 0.5"),
            "      WT: {", "      SLD0: {distribution: lognormal, median: 60, omega: 0.3}\n      WT: {"),
        "visits:\n", "burn-in: {until: d1 + d2, reaches: SLD0, at-most: 5 year}\nvisits:\n");

    [Fact]
    public void Every_patient_starts_at_the_size_that_was_drawn()
    {
        var outcomes = TestTrial.Run(Text, new RunOptions { Threads = 1 }, out var result);
        Assert.Equal(80, result.Patients);
        foreach (var outcome in outcomes)
        {
            var baseline = outcome.Measurements.Single(m => m is { Visit: "BASELINE", Kind: "sum" });
            Assert.Equal(outcome.Subject.Covariates[0], baseline.TrueValue, 1e-4); // growth of 1 % a day over the root finder's tolerance
            Assert.Equal(0, baseline.Day);
        }
    }

    [Fact]
    public void A_model_that_looks_back_in_time_has_no_burn_in()
    {
        var diagnostics = new DiagnosticBag();
        var trial = TrialSpecification.Parse(TestTrial.With(Text, "until: d1 + d2", "until: 'd1 + delay(d2, 7)'"), TestTrial.Path).Trial!;
        Assert.Null(PreparedTrial.Prepare(trial, diagnostics));
        Assert.Equal("TH0114", Assert.Single(diagnostics, d => d.Severity == Severity.Error).Code);
    }

    [Fact]
    public void Candidates_who_grow_too_slowly_are_counted_and_replaced()
    {
        // From 0.75 mm to 60 mm within 5 years needs a growth of ln(80)/1826 = 0.0024 /day, which the lognormal (0.004, 0.6) misses in
        // P(Z < ln(0.0024/0.004)/0.6) = 20 % of draws (less or more with the size drawn).
        TestTrial.Run(Text, new RunOptions { Threads = 1, PatientsPerArm = 100 }, out var result);
        var screening = result.Screening;
        Assert.Equal(200, screening.Accepted);
        Assert.Equal(screening.Drawn - 200, screening.Rejections.Sum(r => r.Patients));
        var slow = Assert.Single(screening.Rejections, r => r.Reason == "did not grow to the size at enrolment within 5 years");
        Assert.Equal(0.20, (double)slow.Patients / screening.Drawn, 0.08); // three binomial standard errors of 250 draws
    }

    [Fact]
    public void Hazards_count_from_randomisation_and_not_from_the_start_of_growth()
    {
        // With a constant hazard of 0.1/day everybody would be dead before enrolment, were the burn-in counted.
        var text = TestTrial.With(Text, "death: H_death", "death: {rate: 0.1}");
        var mean = TestTrial.Run(text, new RunOptions { PatientsPerArm = 100 }).Average(o => o.Subject.DeathDay);
        Assert.Equal(10, mean, 2.2); // three standard errors of 10/√200
    }

    [Fact]
    public void Ineligible_candidates_are_counted_by_reason_and_replaced()
    {
        var text = TestTrial.With(TestTrial.Text, "visits:\n", "eligibility:\n  - {quantity: d1 + d2, at-most: 90, reason: too large}\nvisits:\n");
        var outcomes = TestTrial.Run(text, new RunOptions { Threads = 1 }, out var result);
        Assert.Equal(80, outcomes.Count(o => o.Subject.Status == "ok"));
        Assert.All(outcomes, o => Assert.True(o.Measurements.Single(m => m is { Visit: "BASELINE", Kind: "sum" }).TrueValue <= 90));
        Assert.InRange(Assert.Single(result.Screening.Rejections, r => r.Reason == "too large").Patients, 5, 80);
    }

    [Fact]
    public void A_place_that_nobody_can_take_is_a_row_with_the_reason()
    {
        var text = TestTrial.With(TestTrial.Text, "visits:\n", "eligibility:\n  - {quantity: d1, at-most: -1, reason: impossible}\nvisits:\n");
        var outcome = TestTrial.Run(text, new RunOptions { PatientsPerArm = 1 })[0];
        Assert.Equal(("NOT ENROLLED", "NoCandidate"), (outcome.Subject.EndOfStudyReason, outcome.Subject.Status));
        Assert.Contains("most often: impossible", outcome.Subject.StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Twins_grow_once_and_have_one_size_in_all_arms()
    {
        var text = TestTrial.With(Text, "design: {", "design: {assignment: twins, ");
        var outcomes = TestTrial.Run(text, new RunOptions { Threads = 2 }, out var result);
        Assert.Equal(40, result.Screening.Accepted);
        Assert.Equal(outcomes.Take(40).Select(Baseline), outcomes.Skip(40).Select(Baseline));

        static (long, double) Baseline(PatientOutcome o) => (o.Subject.PatientIndex, o.Measurements[0].TrueValue);
    }
}

using Thymus.Statistics;

namespace Thymus.Trials.Tests;

public sealed class SummaryTests
{
    private static readonly Lazy<(List<PatientOutcome> Outcomes, TrialSummary Summary)> Run = new(() => Summarise(TestTrial.Text));

    [Fact]
    public void Estimates_are_those_of_the_rows()
    {
        var (outcomes, summary) = Run.Value;
        Assert.Equal(["drug", "none"], summary.Arms.Select(a => a.Id));
        Assert.Equal((40, 0), (summary.Arms[0].Patients, summary.Arms[0].Failed));
        Assert.Equal(["WT"], summary.CovariateNames);
        var arm = outcomes.Take(40).ToList();
        var survival = arm.Select(o => o.TimesToEvent.Single(t => t.Parameter == "OS")).ToList();
        var curve = KaplanMeier.Estimate([.. survival.Select(s => s.Days)], [.. survival.Select(s => !s.Censored)]);
        Assert.Equal(100 * curve.At(365.25).Value, Of(summary, "OS.rate@365.25").Estimate);
        Assert.Equal(100 * curve.At(365.25).StandardError, Of(summary, "OS.rate@365.25").MonteCarloError);
        Assert.Equal(curve.RestrictedMean(730.5).Value / 30.4375, Of(summary, "OS.rmst@730.5").Estimate, 1e-12);
        Assert.Equal(survival.Count(s => !s.Censored), Of(summary, "OS.events").Estimate);
        var responders = arm.Count(o => o.Responses.Single(r => r.Visit == "CBOR").Overall <= Response.PartialResponse);
        Assert.Equal(100.0 * responders / 40, Of(summary, "ORR").Estimate);
        Assert.Equal(responders, arm.Count(o => o.TimesToEvent.Any(t => t.Parameter == "DOR")));
    }

    [Fact]
    public void Response_categories_sum_to_all_patients()
    {
        var arm = Run.Value.Summary.Arms[0];
        Assert.Equal(100, new[] { "CR", "PR", "SD", "PD", "NE" }.Sum(id => Of(Run.Value.Summary, id).Estimate), 1e-9);
        Assert.Equal(Of(Run.Value.Summary, "DCR").Estimate, Of(Run.Value.Summary, "ORR").Estimate + Of(Run.Value.Summary, "SD").Estimate, 1e-9);
        Assert.DoesNotContain(arm.Endpoints.GroupBy(e => e.Id), g => g.Count() > 1);
    }

    [Fact]
    public void Progressions_are_split_by_what_progressed_first()
    {
        var (outcomes, summary) = Run.Value;
        var firsts = outcomes.Take(40).Select(o => o.Responses.FirstOrDefault(r => r.Overall == Response.ProgressiveDisease))
            .Where(r => r is { Visit: not ("BOR" or "CBOR") }).ToList();
        Assert.InRange(firsts.Count, 5, 40);
        Assert.Equal(100.0 * firsts.Count(r => r!.Target == Response.ProgressiveDisease) / firsts.Count, Of(summary, "PD.target").Estimate, 1e-9);
        Assert.Equal(100.0 * firsts.Count(r => r!.NewLesion) / firsts.Count, Of(summary, "PD.new").Estimate, 1e-9);
    }

    [Fact]
    public void The_hazard_ratio_is_Cox_and_its_p_value_the_log_rank_test_with_a_cut_off_as_well()
    {
        var (outcomes, summary) = Run.Value;
        var survival = outcomes.Select(o => (o.Subject.ArmIndex, Row: o.TimesToEvent.Single(t => t.Parameter == "OS"))).ToList();
        foreach (var (id, cutOff) in new[] { ("OS.hr", double.PositiveInfinity), ("OS.hr@365.25", 365.25) })
        {
            double[] days = [.. survival.Select(s => Math.Min(cutOff, s.Row.Days))];
            bool[] events = [.. survival.Select(s => !s.Row.Censored && s.Row.Days <= cutOff)];
            var contrast = summary.Contrasts.Single(c => c.Id == id);
            Assert.Equal(("drug", "none"), (contrast.Arm, contrast.Reference));
            Assert.Equal(Cox.HazardRatio(days, events, [.. survival.Select(s => s.ArmIndex == 0)]).Coefficients[0].HazardRatio.Value, contrast.Estimate);
            var p = LogRank.Test(days, events, [.. survival.Select(s => s.ArmIndex)]).PValue;
            Assert.Equal(p, contrast.PValue!.Value, 1e-10 * p); // groups numbered the other way round
            Assert.True(contrast.Lower < contrast.Estimate && contrast.Estimate < contrast.Upper);
        }
    }

    [Fact]
    public void Progression_free_survival_never_outlasts_survival()
    {
        foreach (var outcome in Run.Value.Outcomes)
        {
            var (os, pfs) = (outcome.TimesToEvent.Single(t => t.Parameter == "OS"), outcome.TimesToEvent.Single(t => t.Parameter == "PFS"));
            Assert.True(pfs.Days <= os.Days);
            if (!os.Censored) Assert.False(pfs.Censored);
            if (outcome.TimesToEvent.FirstOrDefault(t => t.Parameter == "DOR") is { } dor)
                Assert.Equal(pfs.Days, dor.Days + outcome.TimesToEvent.Single(t => t.Parameter == "TTR").Days, 1e-9);
        }
    }

    [Fact]
    public void A_response_that_only_scans_after_new_treatment_confirm_is_not_confirmed()
    {
        // New treatment begins 4 weeks after the response, the next scan comes 6 weeks after it or later.
        var outcomes = TestTrial.Run(Giving("4 week"));
        Assert.Contains(outcomes, o => Best(o, "BOR") <= Response.PartialResponse);
        Assert.DoesNotContain(outcomes, o => Best(o, "CBOR") <= Response.PartialResponse);
        Assert.DoesNotContain(outcomes, o => o.TimesToEvent.Any(t => t.Parameter == "DOR"));
        Assert.Contains(outcomes, o => Progression(o).Description == "NEW TREATMENT BEFORE PROGRESSION");
    }

    [Fact]
    public void New_treatment_that_would_begin_after_the_end_of_study_censors_nothing()
    {
        var outcomes = TestTrial.Run(Giving("10 year"));
        Assert.Contains(outcomes, o => Best(o, "CBOR") <= Response.PartialResponse);
        Assert.DoesNotContain(outcomes, o => Progression(o).Description == "NEW TREATMENT BEFORE PROGRESSION");
    }

    [Fact]
    public void A_missed_scan_after_a_patients_last_day_leaves_no_row()
    {
        var outcomes = TestTrial.Run(TestTrial.With(TestTrial.Text, "visits:\n", "visits:\n  missed: 60 %\n"));
        var missed = outcomes.SelectMany(o => o.Responses.Where(r => !double.IsNaN(r.Day)).Select(r => (r, o.Subject.LastDay))).ToList();
        Assert.Contains(missed, m => m.r.Overall == Response.NotEvaluable);
        Assert.DoesNotContain(missed, m => m.r.Day > m.LastDay);
    }

    private static string Giving(string delay) => TestTrial.With(TestTrial.Text, "  - {when: progression, stop: all}\n",
        $"  - {{when: progression, stop: all}}\n  - {{when: response, delay: {delay}, give: [{{drug: drug, dose: 1 mg}}]}}\n");

    private static Response Best(PatientOutcome outcome, string visit) => outcome.Responses.Single(r => r.Visit == visit).Overall;

    private static TimeToEvent Progression(PatientOutcome outcome) => outcome.TimesToEvent.Single(t => t.Parameter == "PFS");

    [Fact]
    public void Beyond_the_last_patient_a_curve_says_nothing()
    {
        var (_, summary) = Summarise(TestTrial.With(TestTrial.Text, "OS: {rates: [6 month, 12 month], rmst: [24 month]", "OS: {rates: [60 month], rmst: [60 month]"));
        var control = summary.Arms[0].Endpoints;
        Assert.Equal(double.NaN, control.Single(e => e.Id == "OS.rate@1826.25").Estimate);
        Assert.Equal(double.NaN, control.Single(e => e.Id == "OS.rmst@1826.25").Estimate);
        Assert.DoesNotContain(summary.Contrasts, c => c.Id.Contains("1826.25", StringComparison.Ordinal));
    }

    [Fact]
    public void Failed_patients_are_counted_and_left_out()
    {
        var (outcomes, summary) = Summarise(TestTrial.With(
            TestTrial.Text, "growth: {distribution: lognormal, median: 0.004, omega: 0.6}", "growth: {distribution: categorical, probabilities: {0.004: 0.5, 40: 0.5}}")
            .Replace("    death: H_death\n", "    drop-out: {rate: 0}\n", StringComparison.Ordinal));
        var failed = outcomes.Count(o => o.Subject is { ArmIndex: 0, Status: not "ok" });
        Assert.InRange(failed, 5, 35);
        Assert.Equal((40, failed), (summary.Arms[0].Patients, summary.Arms[0].Failed));
        Assert.Equal(100, new[] { "CR", "PR", "SD", "PD", "NE" }.Sum(id => Of(summary, id).Estimate), 1e-9);
    }

    [Theory]
    [InlineData(365.25, "12 months")]
    [InlineData(800.50625, "26.3 months")]
    [InlineData(84, "12 weeks")]
    [InlineData(100, "100 days")]
    public void Times_are_labelled_as_people_say_them(double days, string label) => Assert.Equal(label, Labels.Time(days));

    private static EndpointEstimate Of(TrialSummary summary, string id) => summary.Arms[0].Endpoints.Single(e => e.Id == id);

    private static (List<PatientOutcome>, TrialSummary) Summarise(string text)
    {
        using var prepared = TestTrial.Prepare(text);
        var options = new RunOptions();
        var summariser = new TrialSummariser(prepared, options);
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, options, o =>
        {
            outcomes.Add(o);
            summariser.Add(o);
        });
        return (outcomes, summariser.Summarise(result.Screening));
    }
}

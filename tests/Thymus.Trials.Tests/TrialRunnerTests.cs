using Thymus.Numerics;

namespace Thymus.Trials.Tests;

public sealed class TrialRunnerTests
{
    private static readonly RunOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void A_trial_runs_from_text_to_rows()
    {
        var outcomes = TestTrial.Run(TestTrial.Text, OneThread, out var result);
        Assert.Equal((80, 0L, false), (result.Patients, result.Failed, result.Cancelled));
        Assert.Equal((80, 80), (result.Screening.Drawn, result.Screening.Accepted));
        Assert.All(outcomes, o => Assert.Equal("ok", o.Subject.Status));
        Assert.Equal(Enumerable.Repeat("drug", 40).Concat(Enumerable.Repeat("none", 40)), outcomes.Select(o => o.Subject.Arm));
        Assert.Equal(80, outcomes.Select(o => o.Subject.SubjectId).Distinct().Count());
        Assert.Equal(80, outcomes.Select(o => o.Subject.PatientIndex).Distinct().Count());
        Assert.All(outcomes.Take(40).SelectMany(o => o.Exposures.Select(e => (o, e))), x =>
        {
            Assert.Equal(10 * x.o.Subject.Covariates[0], x.e.Amount);
            Assert.Equal(21.0 * (x.e.Cycle - 1), x.e.Day);
            Assert.Equal(("mg/kg", 10.0, "mg"), (x.e.DoseUnit, x.e.Dose, x.e.AmountUnit));
        });
        Assert.All(outcomes.Skip(40), o => Assert.Empty(o.Exposures));
    }

    [Fact]
    public void Progression_at_a_visit_stops_dosing_from_that_visit_on()
    {
        var stopped = 0;
        foreach (var outcome in TestTrial.Run(TestTrial.Text).Take(40))
        {
            var progression = outcome.Responses.FirstOrDefault(r => r.Overall == Response.ProgressiveDisease && r.Visit.StartsWith("WEEK", StringComparison.Ordinal));
            if (progression is null || progression.Day > 730) continue;
            Assert.All(outcome.Exposures, e => Assert.True(e.Day < progression.Day));
            // Nothing before it was left out: the next dose would have been due on or after the visit.
            Assert.True(outcome.Exposures.Length * 21 >= Math.Min(progression.Day, outcome.Subject.LastDay));
            Assert.Equal("PROGRESSION", outcome.Subject.TreatmentEndReason);
            Assert.Equal(progression.Day, outcome.TimesToEvent.Single(t => t.Parameter == "PFS").Days);
            stopped++;
        }
        Assert.InRange(stopped, 10, 40);
    }

    [Fact]
    public void Treatment_goes_on_beyond_progression_where_no_rule_stops_it()
    {
        var text = TestTrial.With(TestTrial.Text, "decisions:\n  - {when: progression, stop: all}\n", "");
        var beyond = TestTrial.Run(text).Take(40).Count(o => o.Responses.Any(r => r.Overall == Response.ProgressiveDisease && r.Day < o.Exposures[^1].Day));
        Assert.InRange(beyond, 10, 40);
    }

    [Fact]
    public void Stopping_one_drug_leaves_another_that_enters_the_same_species()
    {
        var text = TestTrial.With(TestTrial.Text, "- {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}",
            "- {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}\n      - {drug: other, dose: 100 mg, every: 3 week, until: 24 month}");
        text = TestTrial.With(text, "infusion: 30 min}\n", "infusion: 30 min}\n    other: {species: central, amount-unit: mg}\n");
        text = TestTrial.With(text, "stop: all", "stop: [drug]");
        text = TestTrial.With(text, "sampling: {until: 6 week}", "sampling: {until: 104 week}");
        var seen = 0;
        foreach (var outcome in TestTrial.Run(text).Take(40).Where(o => o.Subject.TreatmentEndReason == "PROGRESSION"))
        {
            var progression = outcome.TimesToEvent.Single(t => t.Parameter == "PFS").Days;
            Assert.All(outcome.Exposures.Where(e => e.Treatment == "drug"), e => Assert.True(e.Day < progression));
            if (outcome.Concentrations.LastOrDefault(c => c.Day > progression + 1) is not { } point) continue;
            // Linear elimination: what is left of every dose before the sample, infusions from their end on.
            var left = outcome.Exposures.Where(e => e.Day < point.Day).Sum(e => e.Duration == 0
                ? e.Amount * Math.Exp(-0.05 * (point.Day - e.Day))
                : e.Amount / (0.05 * e.Duration) * (1 - Math.Exp(-0.05 * e.Duration)) * Math.Exp(-0.05 * (point.Day - e.Day - e.Duration)));
            Assert.Equal(left / 5, point.Value, 1e-4 * left / 5);
            seen++;
        }
        Assert.InRange(seen, 5, 40);
    }

    [Fact]
    public void Later_treatment_follows_what_was_received_with_its_probability_and_delay()
    {
        var text = TestTrial.With(TestTrial.Text, "  - {when: progression, stop: all}\n", """
              - {when: progression, stop: all}
              - id: later
                when: progression
                received: [drug]
                not-received: [second]
                probability: 50 %
                delay: 4 week
                give:
                  - {drug: second, dose: 100 mg, every: 1 week, doses: 3}

            """);
        text = TestTrial.With(text, "amount-unit: mg, infusion: 30 min}\n", "amount-unit: mg, infusion: 30 min}\n    second: {species: central, amount-unit: mg}\n");
        var outcomes = TestTrial.Run(text);
        var progressed = outcomes.Take(40).Where(o => o.Subject.TreatmentEndReason == "PROGRESSION").ToList();
        var later = progressed.Where(o => o.Exposures.Any(e => e.Treatment == "second")).ToList();
        Assert.InRange(later.Count, progressed.Count * 0.2, progressed.Count * 0.8);
        foreach (var outcome in later)
        {
            var progression = outcome.TimesToEvent.Single(t => t.Parameter == "PFS").Days;
            Assert.Equal(progression + 28, outcome.Exposures.First(e => e.Treatment == "second").Day);
            Assert.All(outcome.Exposures.Where(e => e.Treatment == "drug"), e => Assert.True(e.Day < progression));
        }
        // Arms without the drug never meet the rule, whatever their name.
        Assert.All(outcomes.Skip(40), o => Assert.Empty(o.Exposures));
    }

    [Fact]
    public void Results_are_the_same_bits_for_any_number_of_threads()
    {
        var one = TestTrial.Run(TestTrial.Text, OneThread).Select(o => TestTrial.Bits(o)).ToList();
        Assert.Equal(one, TestTrial.Run(TestTrial.Text, new RunOptions { Threads = 2 }).Select(o => TestTrial.Bits(o)));
        Assert.Equal(one, TestTrial.Run(TestTrial.Text, new RunOptions { Threads = 5 }).Select(o => TestTrial.Bits(o)));
    }

    [Theory]
    [InlineData("explicit")]
    [InlineData("stiff")]
    public void Results_are_the_same_bits_for_every_width_of_the_lanes(string method)
    {
        var text = TestTrial.With(TestTrial.Text, "method: explicit", "method: " + method);
        var runs = new[] { LaneWidth.Eight, LaneWidth.Four, LaneWidth.Two, LaneWidth.One }.Select(width =>
        {
            using var prepared = TestTrial.Prepare(text, width);
            var options = new RunOptions { PatientsPerArm = 12, Threads = 2 };
            var summariser = new TrialSummariser(prepared, options);
            var bits = new List<string>();
            var result = TrialRunner.Run(prepared, options, o =>
            {
                bits.Add(TestTrial.Bits(o));
                summariser.Add(o);
            });
            var summary = summariser.Summarise(result.Screening);
            return (Bits: bits, Numbers: summary.Arms.SelectMany(a => a.Endpoints).Select(e => e.ToString()).Concat(summary.Contrasts.Select(c => c.ToString())).ToList());
        }).ToList();
        Assert.All(runs.Skip(1), r => Assert.Equal(runs[0].Bits, r.Bits));
        Assert.All(runs.Skip(1), r => Assert.Equal(runs[0].Numbers, r.Numbers));
    }

    [Fact]
    public void More_patients_keep_the_first_ones()
    {
        var few = TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 10 });
        var many = TestTrial.Run(TestTrial.Text);
        Assert.Equal(few.Take(10).Concat(few.Skip(10)).Select(o => TestTrial.Bits(o)), many.Take(10).Concat(many.Skip(40).Take(10)).Select(o => TestTrial.Bits(o)));
    }

    [Fact]
    public void Seed_and_replicate_enrol_other_patients()
    {
        var baseline = TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 4 }).Select(o => o.Subject.Covariates[0]).ToList();
        Assert.Empty(baseline.Intersect(TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 4, Seed = 8 }).Select(o => o.Subject.Covariates[0])));
        Assert.Empty(baseline.Intersect(TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 4, Replicate = 1 }).Select(o => o.Subject.Covariates[0])));
    }

    [Fact]
    public void Death_comes_where_the_cumulative_hazard_reaches_the_patients_number()
    {
        // A constant hazard: death at E/0.001 exactly, exponential over patients; nothing else ends a patient before 3 years.
        var text = TestTrial.With(TestTrial.Text, "death: H_death", "death: {rate: 0.001}");
        var outcomes = TestTrial.Run(TestTrial.With(text, "patients: 40", "patients: 200"));
        var expected = outcomes.Select(o => RandomStream.For(7, 0, (ulong)o.Subject.PatientIndex, "death").Exponential(0) / 0.001).ToList();
        foreach (var (outcome, day) in outcomes.Zip(expected))
        {
            if (day < 3 * 365.25) Assert.Equal(day, outcome.Subject.DeathDay, 1e-6 * day); // the root finder's tolerance
            else Assert.Equal((double.NaN, 3 * 365.25, "END OF FOLLOW-UP"), (outcome.Subject.DeathDay, outcome.Subject.LastDay, outcome.Subject.EndOfStudyReason));
        }
        // 400 exponential times: the share alive at 2 years is exp(−0.7305) = 0.482, binomial standard error 0.025.
        Assert.Equal(0.482, outcomes.Count(o => o.Subject.LastDay > 730.5) / 400.0, 0.075);
    }

    [Fact]
    public void Drop_out_ends_observation_and_discontinuation_ends_treatment()
    {
        var text = TestTrial.With(TestTrial.Text, "    death: H_death\n", "    drop-out: {rate: 0.002}\n    discontinuation: {rate: 0.01}\n");
        var outcomes = TestTrial.Run(text);
        var dropped = outcomes.Where(o => o.Subject.EndOfStudyReason == "WITHDRAWN FROM STUDY").ToList();
        Assert.InRange(dropped.Count, 50, 80); // 1 − exp(−2.19) = 89 % of 80
        Assert.All(dropped, o =>
        {
            Assert.True(o.TimesToEvent.Single(t => t.Parameter == "OS").Censored);
            Assert.DoesNotContain(o.Responses, r => r.Day > o.Subject.LastDay);
        });
        var stopped = outcomes.Where(o => o.Subject.TreatmentEndReason == "ADVERSE EVENT").ToList();
        Assert.InRange(stopped.Count, 15, 40);
        Assert.All(stopped, o => Assert.True(o.Subject.LastDay > o.Subject.TreatmentEndDay));
    }

    [Fact]
    public void A_new_lesion_by_hazard_is_progression_at_the_next_scan()
    {
        var text = TestTrial.With(TestTrial.Text, "    death: H_death\n", "    new-lesion: {rate: 0.01}\n");
        var withNew = TestTrial.Run(text).Where(o => o.Responses.Any(r => r.NewLesion)).ToList();
        Assert.InRange(withNew.Count, 40, 80);
        Assert.All(withNew, o => Assert.Equal(Response.ProgressiveDisease, o.Responses.First(r => r.NewLesion).Overall));
    }

    [Fact]
    public void Enrolment_lengthens_the_follow_up_of_the_first_patients()
    {
        var text = TestTrial.With(TestTrial.With(TestTrial.Text, "follow-up: 3 year", "follow-up: 3 year, enrolment: 1 year"), "    death: H_death\n", "    drop-out: {rate: 0}\n");
        var days = TestTrial.Run(text).Select(o => o.Subject.LastDay).ToList();
        Assert.InRange(days.Min(), 3 * 365.25, 3.1 * 365.25);
        Assert.InRange(days.Max(), 3.9 * 365.25, 4 * 365.25);
    }

    [Fact]
    public void Concentrations_are_drawn_before_doses_and_at_the_end_of_infusions()
    {
        var outcome = TestTrial.Run(TestTrial.Text, new RunOptions { PatientsPerArm = 1 })[0];
        var rate = 10 * outcome.Subject.Covariates[0] * 48; // mg/day over half an hour
        var peak = rate / 0.05 * (1 - Math.Exp(-0.05 / 48)) / 5;
        var points = outcome.Concentrations;
        Assert.Equal(0, points[0].Value);
        Assert.Equal((1.0 / 48, 21.0), (points[1].Day, points[2].Day), new PairTolerance(1e-12));
        Assert.Equal(peak, points[1].Value, 1e-5 * peak); // solver tolerance 1e-6
        Assert.Equal(peak * Math.Exp(-0.05 * (21 - 1.0 / 48)), points[2].Value, 1e-5 * peak);
    }

    [Fact]
    public void A_failed_patient_is_a_row_with_a_status()
    {
        // Growth without bound within days: the state overflows, and only in patients of this arm's trial whose growth is drawn so.
        var text = TestTrial.With(TestTrial.Text, "growth: {distribution: lognormal, median: 0.004, omega: 0.6}", "growth: {distribution: categorical, probabilities: {0.004: 0.8, 40: 0.2}}");
        text = TestTrial.With(text, "    death: H_death\n", "    drop-out: {rate: 0}\n");
        var outcomes = TestTrial.Run(text, OneThread, out var result);
        var failed = outcomes.Where(o => o.Subject.Status != "ok").ToList();
        Assert.InRange(failed.Count, 5, 30); // 20 % of 80
        Assert.Equal(failed.Count, result.Failed);
        Assert.All(failed, o =>
        {
            Assert.Equal("FAILED INTEGRATION", o.Subject.EndOfStudyReason);
            Assert.StartsWith("day ", o.Subject.StatusReason, StringComparison.Ordinal);
            Assert.Empty(o.TimesToEvent);
        });
    }

    [Fact]
    public void A_stop_leaves_what_is_finished_delivered_in_order()
    {
        using var prepared = TestTrial.Prepare(TestTrial.Text);
        using var cancellation = new CancellationTokenSource();
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, OneThread, o =>
        {
            outcomes.Add(o);
            if (outcomes.Count == 5) cancellation.Cancel();
        }, cancellation.Token);
        Assert.True(result.Cancelled);
        Assert.Equal(result.Patients, outcomes.Count);
        Assert.InRange(outcomes.Count, 5, 40);
        var all = TestTrial.Run(TestTrial.Text).ToDictionary(o => o.Subject.SubjectId, o => TestTrial.Bits(o));
        Assert.All(outcomes, o => Assert.Equal(all[o.Subject.SubjectId], TestTrial.Bits(o)));
        Assert.Equal(outcomes.Select(o => o.Subject.SubjectId).OrderBy(id => all.Keys.ToList().IndexOf(id)), outcomes.Select(o => o.Subject.SubjectId));
    }

    [Fact]
    public void An_error_of_the_sink_reaches_the_caller()
    {
        using var prepared = TestTrial.Prepare(TestTrial.Text);
        Assert.Throws<IOException>(() => TrialRunner.Run(prepared, new RunOptions { Threads = 2 }, _ => throw new IOException("disk full")));
    }

    private sealed class PairTolerance(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) <= tolerance && Math.Abs(x.Item2 - y.Item2) <= tolerance;

        public int GetHashCode((double, double) obj) => 0;
    }
}

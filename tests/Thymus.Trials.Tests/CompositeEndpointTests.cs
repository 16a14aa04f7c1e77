using static Thymus.Trials.Tests.TestTrial;

namespace Thymus.Trials.Tests;

/// <summary>Endpoints that a trial composes of events: the first of them counts, on its day.</summary>
public sealed class CompositeEndpointTests
{
    /// <summary>The small trial with a mark given on day 100, as an operation would be, unless the disease progressed before.</summary>
    private static readonly string WithMark = With(With(With(Text,
        "    drug: {species: central, amount-unit: mg, infusion: 30 min}\n",
        "    drug: {species: central, amount-unit: mg, infusion: 30 min}\n    mark: {species: central, amount-unit: mg}\n"),
        "      - {drug: drug, dose: 10 mg/kg, every: 3 week, until: 24 month}\n",
        "      - {drug: drug, dose: 10 mg/kg, every: 3 week, doses: 3}\n      - {drug: mark, dose: 1 mg, start: 100 day}\n      - {drug: drug, dose: 10 mg/kg, start: 140 day, every: 3 week, doses: 3}\n"),
        "  - {when: progression, stop: all}\n",
        "  - {id: early, when: progression, not-received: [mark], stop: all}\n  - {id: late, when: progression, since: mark, stop: all}\n");

    private static string Composed(string events, string from = "") => With(With(WithMark, "visits:\n", $"composites:\n  X: {{{from}events: [{events}]}}\nvisits:\n"),
        "    - {every: 12 week}\n", "    - {every: 12 week}\n  stop-at: end\n");

    [Fact]
    public void Progression_or_death_is_progression_free_survival()
    {
        // Without new treatment the two are the same endpoint; the order in which events stand does not matter.
        foreach (var events in (string[])["{when: progression}, {when: death}", "{when: death}, {when: progression}"])
        {
            var outcomes = Run(With(Text, "visits:\n", $"composites: {{X: {{events: [{events}]}}}}\nvisits:\n"));
            Assert.All(outcomes, o => Assert.Equal(Time(o, "PFS")! with { Parameter = "X" }, Time(o, "X")));
            Assert.Contains(outcomes, o => Time(o, "X") is { Description: "DEATH" });
            Assert.Contains(outcomes, o => Time(o, "X") is { Censored: true });
        }
    }

    [Fact]
    public void The_first_event_counts_on_its_day()
    {
        var outcomes = Run(Composed("{decision: early}, {decision: late}, {missed: mark, within: 120 day}, {missed: drug, since: mark, within: 84 day}, {when: progression, since: mark}, {when: death}"));
        var drug = outcomes.Where(o => o.Subject.ArmIndex == 0).ToList();
        foreach (var one in drug)
        {
            var marked = one.Exposures.Where(e => e.Treatment == "mark").Select(e => e.Day).DefaultIfEmpty(double.NaN).First();
            var scans = one.Responses.Where(r => !double.IsNaN(r.Day) && r.Overall == Response.ProgressiveDisease).Select(r => r.Day).ToList();
            var first = new List<double> { one.Subject.DeathDay, double.NaN };
            if (double.IsNaN(marked)) first.Add(scans.Count > 0 ? scans[0] : one.Subject.LastDay >= 120 ? 120 : double.NaN);
            else first.AddRange(scans.Where(d => d > marked).Take(1));
            var expected = first.Where(d => !double.IsNaN(d)).DefaultIfEmpty(double.NaN).Min();
            var time = Time(one, "X")!;
            Assert.Equal(!double.IsNaN(expected), !time.Censored);
            if (!time.Censored) Assert.Equal(expected, time.Days);
        }
        Assert.Contains(drug, o => Time(o, "X")!.Description == "EARLY");
        Assert.Contains(drug, o => Time(o, "X")!.Description is "PROGRESSION" or "LATE");
        // Nobody of the other arm is given the mark: each who lives to day 120 without progression has missed it then.
        Assert.All(outcomes.Where(o => o.Subject.ArmIndex == 1 && o.Subject.LastDay >= 120 && Time(o, "X")!.Description.StartsWith("NO MARK", StringComparison.Ordinal)),
            o => Assert.Equal((120, "NO MARK WITHIN 120 DAYS"), (Time(o, "X")!.Days, Time(o, "X")!.Description)));
    }

    [Fact]
    public void A_dose_that_was_due_and_not_given_is_missed_at_the_end_of_its_time()
    {
        // 40 days from the mark to the next dose: within 84 days none is missed, within 30 everybody misses it on day 130, unless dead or gone.
        foreach (var (within, missed) in ((int, bool)[])[(84, false), (30, true)])
        {
            var outcomes = Run(Composed($"{{missed: drug, since: mark, within: {within} day}}")).Where(o => o.Exposures.Any(e => e.Treatment == "mark") && o.Subject.LastDay > 200).ToList();
            Assert.NotEmpty(outcomes);
            var given = outcomes.Where(o => o.Exposures.Count(e => e.Treatment == "drug") > 3).ToList();
            Assert.NotEmpty(given);
            Assert.All(given, o => Assert.Equal((missed ? 130 : o.Subject.LastDay, !missed), (Time(o, "X")!.Days, Time(o, "X")!.Censored)));
        }
    }

    [Fact]
    public void Time_counted_from_a_drug_is_of_those_who_got_it()
    {
        var outcomes = Run(Composed("{when: progression, since: mark}, {when: death}", "from: mark, "));
        Assert.All(outcomes, o => Assert.Equal(o.Exposures.Any(e => e.Treatment == "mark"), Time(o, "X") is not null));
        var timed = outcomes.Select(o => Time(o, "X")).OfType<TimeToEvent>().ToList();
        Assert.All(timed, t => Assert.Equal(100, t.OriginDay));
        Assert.All(outcomes.Where(o => Time(o, "X") is { Description: "DEATH" }), o => Assert.Equal(o.Subject.DeathDay - 100, Time(o, "X")!.Days, 1e-9));
        Assert.Contains(timed, t => t.Description == "PROGRESSION");
    }

    /// <summary>Every patient is on one side of a finding, with the same time as without it; a name that is no finding is told.</summary>
    [Fact]
    public void An_endpoint_among_and_outside_a_finding_parts_the_patients()
    {
        string Of(string key) => Composed("{when: progression}, {when: death}", key) + "findings: {long: {when: time > 100, at: 120 day}}\n";
        var (all, among, outside) = (Run(Of("")), Run(Of("among: long, ")), Run(Of("outside: long, ")));
        for (var i = 0; i < all.Count; i++)
        {
            var held = all[i].Findings[0] > 0;
            Assert.Equal(held ? Time(all[i], "X") : null, Time(among[i], "X"));
            Assert.Equal(held ? null : Time(all[i], "X"), Time(outside[i], "X"));
        }
        Assert.Contains(all, o => o.Findings[0] > 0);
        Assert.Contains(all, o => o.Findings[0] == 0);
        Assert.Contains("which is no finding of a patient", Assert.Single(TrialSpecification.Parse(Of("among: lang, "), TestTrial.Path).Diagnostics).Message, StringComparison.Ordinal);
    }

    /// <summary>Both rules speak of progression; the second is for what comes after the mark, and the first has been judged by then.</summary>
    [Fact]
    public void A_rule_since_a_drug_waits_for_a_scan_after_its_first_dose()
    {
        var outcomes = Run(Composed("{decision: late}")).Where(o => o.Subject.ArmIndex == 0).ToList();
        var late = outcomes.Where(o => !Time(o, "X")!.Censored).ToList();
        Assert.NotEmpty(late);
        Assert.All(late, o => Assert.Contains(o.Responses, r => r.Day == Time(o, "X")!.Days && r.Day > 100 && r.Overall == Response.ProgressiveDisease));
        Assert.All(outcomes.Except(late), o => Assert.False(o.Exposures.Any(e => e.Treatment == "mark") && o.Responses.Any(r => r.Day > 100 && r.Overall == Response.ProgressiveDisease)));
    }

    [Fact]
    public void A_new_lesion_sets_a_rule_off()
    {
        var text = With(With(Text, "    death: H_death\n", "    death: H_death\n    new-lesion: {rate: 0.002}\n"), "  - {when: progression, stop: all}\n", "  - {id: spread, when: new lesion, stop: all}\n");
        var outcomes = Run(With(text, "visits:\n", "composites: {X: {events: [{decision: spread}]}, Y: {events: [{when: new lesion}]}}\nvisits:\n"));
        var spread = outcomes.Where(o => !Time(o, "X")!.Censored).ToList();
        Assert.InRange(spread.Count, 10, 79);
        Assert.All(outcomes, o => Assert.Equal(o.Responses.Any(r => r.NewLesion && !double.IsNaN(r.Day)), spread.Contains(o)));
        Assert.All(spread, o => Assert.Equal(Time(o, "X")!.Days, Time(o, "Y")!.Days));
        Assert.All(spread, o => Assert.DoesNotContain(o.Exposures, e => e.Day > Time(o, "X")!.Days));
    }

    [Fact]
    public void Arms_are_compared_by_it_and_counting_it_changes_nothing_else()
    {
        const string composite = "composites: {X: {label: First, events: [{when: death}], rates: [6 month]}}\n";
        using var prepared = Prepare(Text + composite);
        var summariser = new TrialSummariser(prepared, new RunOptions { Threads = 1 });
        var result = TrialRunner.Run(prepared, new RunOptions { Threads = 1 }, summariser.Add);
        var summary = summariser.Summarise(result.Screening);
        Assert.Equal(summary.Contrasts.Single(c => c.Id == "OS.hr").Estimate, summary.Contrasts.Single(c => c.Id == "X.hr").Estimate);
        Assert.Equal("First at 6 months", summary.Arms[0].Endpoints.Single(e => e.Id == "X.rate@182.625").Label);
        var (with, without) = (Run(Text + composite), Run(Text));
        Assert.Equal(without.Select(o => Bits(o)), with.Select(o => Bits(o with { TimesToEvent = [.. o.TimesToEvent.Where(t => t.Parameter != "X")] })));
    }

    /// <summary>A first event with which death competes: who dies first has not had it, and the share is that of the curve.</summary>
    [Fact]
    public void An_incidence_waits_for_one_event_and_another_ends_the_wait()
    {
        const string incidence = "incidences: {X: {label: First progression, event: {when: progression}, at: [6 month, 24 month]}}\n";
        using var prepared = Prepare(Text + incidence);
        var summariser = new TrialSummariser(prepared, new RunOptions { Threads = 1 });
        var outcomes = new List<PatientOutcome>();
        var result = TrialRunner.Run(prepared, new RunOptions { Threads = 1 }, o => { summariser.Add(o); outcomes.Add(o); });
        Assert.Contains(outcomes, o => Time(o, "X")!.Competing);
        Assert.All(outcomes, o =>
        {
            var (x, pfs) = (Time(o, "X")!, Time(o, "PFS")!);
            Assert.Equal((pfs.Days, pfs.Description, pfs.Description == "DEATH", pfs.Censored || pfs.Description == "DEATH"), (x.Days, x.Description, x.Competing, x.Censored));
        });
        var summary = summariser.Summarise(result.Screening);
        for (var arm = 0; arm < 2; arm++)
        {
            var own = outcomes.Where(o => o.Subject.ArmIndex == arm).Select(o => Time(o, "X")!).ToList();
            var expected = Statistics.CumulativeIncidence.Estimate([.. own.Select(t => t.Days)], [.. own.Select(t => !t.Censored)], [.. own.Select(t => t.Competing)]).At(182.625);
            var found = summary.Arms[arm].Endpoints.Single(e => e.Id == "X.incidence@182.625");
            Assert.Equal((100 * expected.Value, "%", "First progression: incidence to 6 months"), (found.Estimate, found.Unit, found.Label));
        }
        var difference = summary.Contrasts.Single(c => c.Id == "X.incidence@182.625");
        double Share(string arm) => summary.Arms.Single(a => a.Id == arm).Endpoints.Single(e => e.Id == "X.incidence@182.625").Estimate;
        Assert.Equal(Share(difference.Arm) - Share(difference.Reference), difference.Estimate, 1e-9);
        Assert.Equal("Cox (Efron), cause-specific; p by log-rank", summary.Contrasts.Single(c => c.Id == "X.hr").Method);
        Assert.DoesNotContain(summary.Arms[0].Endpoints, e => e.Id is "X.median");
    }

    [Theory]
    [InlineData("{X: {at: [6 month]}}", "'incidences.X' has no 'event'.")]
    [InlineData("{X: {event: {when: progression}}}", "'incidences.X' has no 'at'.")]
    [InlineData("{X: {event: {when: death}, at: [6 month]}}", "'incidences.X' has its event among those that compete with it.")]
    [InlineData("{OS: {event: {when: progression}, at: [6 month]}}", "'OS' names an endpoint that the trial composes.")]
    public void A_fault_of_an_incidence_is_told(string incidences, string message) =>
        Assert.Contains(message, TrialSpecification.Parse(Text + $"incidences: {incidences}\n", TestTrial.Path).Diagnostics.Select(d => d.Message));

    [Theory]
    [InlineData("{when: deth}", "'composites.X.events[0].when' is 'deth'.", "Did you mean 'death'?")]
    [InlineData("{}", "'composites.X.events[0]' has none of 'when', 'decision' and 'missed'.", "An event is one of them.")]
    [InlineData("{when: death, decision: late}", "'composites.X.events[0]' has more than one of 'when', 'decision' and 'missed'.", "An event is one of them.")]
    [InlineData("{decision: lat}", "'composites.X.events[0].decision' is 'lat', which is the id of no decision.", "Did you mean 'late'?")]
    [InlineData("{missed: drug}", "'composites.X.events[0]' has 'missed' and no 'within'.", "{missed: drug, within: 84 day}")]
    [InlineData("{when: death, since: mark}", "'composites.X.events[0]' has 'since' beside what it does not bound.", "It goes with scans and with 'missed'.")]
    [InlineData("{when: progression, since: marc}", "'composites.X.events[0].since' is 'marc', which 'map.drugs' does not name.", "Did you mean 'mark'?")]
    public void A_fault_of_an_event_names_place_and_advice(string events, string message, string advice)
    {
        var fault = Assert.Single(TrialSpecification.Parse(Composed(events), TestTrial.Path).Diagnostics);
        Assert.Equal(message, fault.Message);
        Assert.Contains(advice, fault.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OS: {events: [{when: death}]}", "'OS' names an endpoint that the trial composes.")]
    [InlineData("X: {label: nothing}", "'composites.X' has no 'events'.")]
    public void A_composite_has_a_name_of_its_own_and_events(string composite, string message) =>
        Assert.Equal(message, Assert.Single(TrialSpecification.Parse(With(Text, "visits:\n", $"composites: {{{composite}}}\nvisits:\n"), TestTrial.Path).Diagnostics).Message);

    [Fact]
    public void A_decision_that_no_endpoint_counts_does_nothing()
    {
        var text = With(Text, "  - {when: progression, stop: all}\n", "  - {id: seen, when: progression}\n");
        Assert.Equal("'decisions[0]' does nothing.", Assert.Single(TrialSpecification.Parse(text, TestTrial.Path).Diagnostics).Message);
        Assert.Empty(TrialSpecification.Parse(With(text, "visits:\n", "composites: {X: {events: [{decision: seen}]}}\nvisits:\n"), TestTrial.Path).Diagnostics);
        var since = With(Text, "when: progression, stop", "when: response, since: drug, stop");
        Assert.Equal("'decisions[0]' has 'since' beside what no single scan shows.", Assert.Single(TrialSpecification.Parse(since, TestTrial.Path).Diagnostics).Message);
    }

    private static TimeToEvent? Time(PatientOutcome outcome, string parameter) => outcome.TimesToEvent.FirstOrDefault(t => t.Parameter == parameter);
}

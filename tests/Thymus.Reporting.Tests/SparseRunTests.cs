using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Thymus.Reporting;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

/// <summary>Runs that lack what most runs have: a report is written of what there is.</summary>
public sealed class SparseRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SyntheticTrial _trial = new(patientsPerArm: 12, failEvery: 0);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_arm_alone_has_no_contrasts()
    {
        var page = Render(_trial.Plan with { Arms = _trial.Plan.Arms[..1] }, _trial.Outcomes().Where(o => o.Subject.ArmIndex == 0), s => s with { Contrasts = [], Published = [] });

        Assert.DoesNotContain("id=\"contrasts\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"published\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"km-os\"", page, StringComparison.Ordinal);
        Assert.Contains("1 arm ·", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Seven_arms_have_seven_panels_and_seven_colours()
    {
        var arms = Enumerable.Range(0, 7).Select(i => new ArmPlan($"arm-{i}", $"Arm number {i} with a rather long name that must be cut or wrapped somewhere")).ToImmutableArray();
        var first = _trial.Outcomes().Where(o => o.Subject.ArmIndex == 0).ToList();
        var outcomes = arms.SelectMany((arm, i) => first.Select(o => o with { Subject = o.Subject with { Arm = arm.Id, ArmIndex = i, SubjectId = $"S-{arm.Id}-{o.Subject.PatientIndex:D6}" } }));

        var page = Render(_trial.Plan with { Arms = arms }, outcomes, s => s with { Contrasts = [], Published = [] });

        Assert.Equal(7, Regex.Matches(page, "--arm:(#[0-9A-Fa-f]{6})").Select(m => m.Groups[1].Value).Distinct().Count());
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }

    [Fact]
    public void Without_tumours_or_concentrations_their_figures_are_left_out()
    {
        var page = Render(_trial.Plan, _trial.Outcomes().Select(o => o with { Measurements = [], Responses = [], Concentrations = [], Exposures = [] }));

        Assert.DoesNotContain("id=\"waterfall\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"spider\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"exposure\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"swimmer\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drug_that_only_later_treatment_brings_has_its_figure()
    {
        // Nothing is in the blood in the first cycles, the figure's first panel; something is a year later.
        var page = Render(_trial.Plan, _trial.Outcomes().Select(o => o with
        {
            Concentrations = [.. o.Concentrations.Where(c => c.Day <= 84).Select(c => c with { Value = 0 }), .. o.Concentrations.Select(c => c.Analyte).Distinct().Select(a => new Concentration(a, 365, 5, "ug/mL"))],
        }));

        Assert.Contains("id=\"concentration-", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }

    [Fact]
    public void Bars_of_patients_to_whom_nothing_happens_are_left_out()
    {
        var page = Render(_trial.Plan, _trial.Outcomes().Select(o => o with { Measurements = [], Responses = [], TimesToEvent = [], Subject = o.Subject with { DeathDay = double.NaN } }));

        Assert.DoesNotContain("id=\"swimmer\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arm_in_which_every_patient_failed_is_reported_as_such()
    {
        var outcomes = _trial.Outcomes().Select(o => o.Subject.ArmIndex != 1 ? o : new PatientOutcome
        {
            Subject = o.Subject with { Status = "NotFinite", StatusReason = "day 3: division by an empty pool", LastDay = 3, DeathDay = double.NaN },
        });

        var page = Render(_trial.Plan, outcomes, s => s with { Contrasts = [], Published = [], Arms = [.. s.Arms.Select((arm, i) => i == 1 ? arm with { Endpoints = [], Failed = 12 } : arm)] });

        Assert.Contains("12 patients, 0 analysed", page, StringComparison.Ordinal);
        Assert.Contains("division by an empty pool", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }

    [Fact]
    public void A_comparison_without_an_interval_is_neither_a_hit_nor_a_miss()
    {
        var page = Render(_trial.Plan, _trial.Outcomes(), s => s with
        {
            Published =
            [
                new("E1", "OS.median", "ipi", 16, 13, 22, double.NaN, double.NaN, double.NaN, double.NaN, "months", "checked", "", null),
                new("E2", "ORR", "ipi", 12, double.NaN, double.NaN, 15, 2, 9, 21, "%", "checked", "", true),
            ],
        });

        Assert.Contains("1 of 1 published values lie within", page, StringComparison.Ordinal);
        Assert.Contains("– not judged", page, StringComparison.Ordinal);
        Assert.DoesNotContain("✕", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }

    [Fact]
    public void Nobody_died_and_nothing_changed()
    {
        var page = Render(_trial.Plan, _trial.Outcomes().Select(o => o with
        {
            Subject = o.Subject with { DeathDay = double.NaN, LastDay = 100 },
            TimesToEvent = [new("OS", 100, true, "ALIVE"), new("PFS", 100, true, "LAST SCAN")],
            Measurements = [.. o.Measurements.Select(m => m with { Value = 20, PercentChangeFromBaseline = double.IsNaN(m.PercentChangeFromBaseline) ? double.NaN : 0 })],
            Concentrations = [.. o.Concentrations.Select(c => c with { Value = 0 })],
        }));

        Assert.Contains("NR (NR to NR)", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("=\"[^\"]*(NaN|Infinity)", page);
    }

    [Fact]
    public void A_sample_before_the_first_dose_takes_no_line_from_the_logarithmic_panel()
    {
        static int Lines(string page) => Regex.Count(page, "stroke-width=\"1.8\" stroke-linejoin|stroke-linejoin=\"round\"");
        var plain = Render(_trial.Plan, _trial.Outcomes());
        var predose = Render(_trial.Plan, _trial.Outcomes().Select(o => o with
        {
            Concentrations = [.. o.Concentrations.Where(c => c.Day > 0).Select(c => c.Analyte).Distinct().Select(a => new Concentration(a, 0, 0, "ug/mL")), .. o.Concentrations.Where(c => c.Day > 0)],
        }));

        Assert.Equal(Lines(plain), Lines(predose));
        Assert.True(Lines(plain) > 0);
    }

    [Fact]
    public void An_interrupted_run_says_how_many_patients_it_holds()
    {
        var outcomes = _trial.Outcomes().Take(20).ToList();
        using var writer = RunWriter.Begin(_folder["run"], _trial.Plan);
        foreach (var outcome in outcomes) writer.Append(outcome);

        var page = Report.Render(writer.Interrupt(SyntheticSummary.For(_trial.Plan, outcomes), new RunExecution()));

        Assert.Contains("This run was interrupted. It holds 20 of 36 planned patients", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_estimates_is_refused_with_advice()
    {
        using var writer = RunWriter.Begin(_folder["run"], _trial.Plan);
        var fault = Assert.Throws<RunFolderException>(() => Report.Render(writer.Interrupt(null, new RunExecution())));

        Assert.Contains("nothing to report", fault.Message, StringComparison.Ordinal);
    }

    private string Render(RunPlan plan, IEnumerable<PatientOutcome> outcomes, Func<TrialSummary, TrialSummary>? change = null)
    {
        var rows = outcomes.ToList();
        using var writer = RunWriter.Begin(_folder["run"], plan);
        foreach (var outcome in rows) writer.Append(outcome);
        var summary = plan.Arms.Length == 3 ? SyntheticSummary.For(plan, rows) : SyntheticSummary.For(_trial.Plan, [.. _trial.Outcomes()]) with { Arms = [] };
        return Report.Render(writer.Complete(change is null ? summary : change(summary), new RunExecution()));
    }
}

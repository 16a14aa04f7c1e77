using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

public sealed class TrialReaderTests
{
    private static readonly string Path = Repository.Fixture("trials", "every-key.yaml");

    [Fact]
    public void Every_key_is_read()
    {
        var trial = Read();
        Assert.Equal("EVERY-KEY", trial.Study.Id);
        Assert.Equal(["one", "two"], trial.Study.Citations);
        Assert.Equal(3 * 365.25, trial.Design.FollowUpDays);
        Assert.Equal(6 * 365.25 / 12, trial.Design.EnrolmentDays);
        Assert.Equal((10, 20), (trial.Arms[0].Patients, trial.Arms[1].Patients));
        var regimen = trial.Arms[0].Regimens[0];
        Assert.Equal(new Dose(10, Unit.Parse("mg"), DoseBasis.BodyWeight, 800, 125), regimen.Dose);
        Assert.Equal((14.0, 10), (regimen.EveryDays, regimen.Doses));
        Assert.Equal(0.5 / 24, regimen.InfusionDays, 1e-16);
        Assert.Equal(1e-6, trial.Map.Lesions[2].Scale); // 1e9 cells a mL = 1e6 a mm³
        Assert.Equal(1e3, trial.Map.Lesions[1].Scale, 1e-12);
        Assert.All(trial.Map.Hazards, h => Assert.True(h.IsRate));
        Assert.Equal("OS.rate@365.25", trial.Compare!.Rows[0].Endpoint);
        Assert.Equal(0.05, trial.Visits.MissedProbability, 15);
        Assert.Equal(0.4, trial.Decisions[0].Probability, 15);
        Assert.Equal(149e3, trial.Map.Drugs[0].GramsPerMole);
    }

    [Fact]
    public void A_hazard_may_be_a_symbol_that_holds_the_cumulative_hazard()
    {
        var text = File.ReadAllText(Path).Replace("death: {rate: \"0.0001*d1\"}", "death: H_death", StringComparison.Ordinal);
        var death = TrialSpecification.Parse(text, Path).Trial!.Map.Hazards[0];
        Assert.Equal((Hazard.Death, "H_death", false), (death.Hazard, death.Formula.Text, death.IsRate));
    }

    [Fact]
    public void Visits_follow_the_periods_of_KEYNOTE_006()
    {
        var weeks = Read().Visits.Days(120 * 7).Select(d => d / 7).ToArray();
        Assert.Equal([12, 18, 24, 30, 36, 42, 48, 60, 72, 84, 96, 108, 120], weeks);
    }

    [Fact]
    public void A_regimen_until_24_months_ends_before_that_day()
    {
        var text = File.ReadAllText(Path).Replace("        doses: 10\n", "", StringComparison.Ordinal);
        var regimen = TrialSpecification.Parse(text, Path).Trial!.Arms[0].Regimens[0];
        Assert.Equal(53, regimen.Doses); // days 0 … 728 of 730.5
        Assert.Equal(728, regimen.DayOf(52, 0));
    }

    [Theory]
    [InlineData("  title: {en: Every key once, fr: Chaque clé une fois}\n", "", "TH0003", "'study' has no 'title'.", "Add 'title:'.")]
    [InlineData("  title: {en: Every", "  titel: {en: Every", "TH0004", "Key 'titel' means nothing in 'study'.", "Did you mean 'title'? Keys here: citations, id, registry, title.")]
    [InlineData("id: EVERY-KEY", "id: EVERY KEY", "TH0009", "'study.id' is 'EVERY KEY'.", "An id holds letters, digits and - _ . only.")]
    [InlineData("patients: 20", "patients: twenty", "TH0005", "'design.patients' is 'twenty', which is no whole number.", "Write a whole number such as 280.")]
    [InlineData("patients: 20", "patients: 0", "TH0005", "'design.patients' is 0.", "It must be from 1 to 10000000.")]
    [InlineData("follow-up: 3 year", "follow-up: 3", "TH0008", "'design.follow-up' is '3', which has no unit.", "Expected a time such as '2 week'.")]
    [InlineData("follow-up: 3 year", "follow-up: 3 yaer", "TH0008", "'design.follow-up' is '3 yaer'.", "Did you mean 'year'?")]
    [InlineData("follow-up: 3 year", "follow-up: soon", "TH0008", "'design.follow-up' is 'soon'.", "Expected a time such as '2 week'.")]
    [InlineData("assignment: randomised", "assignment: random", "TH0006", "'design.assignment' is 'random'.", "Possible values: randomised, twins.")]
    [InlineData("dose: 10 mg/kg", "dose: 10 mgg/kg", "TH0008", "'arms[0].regimens[0].dose' is '10 mgg/kg'.", "Did you mean 'mg'?")]
    [InlineData("dose: 10 mg/kg", "dose: ten", "TH0008", "'arms[0].regimens[0].dose' is 'ten'.", "Write a number and a unit")]
    [InlineData("dose: 10 mg/kg", "dose: -1 mg", "TH0005", "'arms[0].regimens[0].dose' is '-1 mg'.", "A dose is more than 0.")]
    [InlineData("dose: 10 mg/kg", "dose: AUC x", "TH0005", "'arms[0].regimens[0].dose' is 'AUC x'.", "Write the target as 'AUC 5' (mg/mL·min).")]
    [InlineData("max-dose: 800 mg", "max-dose: 8 cell", "TH0008", "'arms[0].regimens[0].max-dose' is '8 cell'.", "Write the cap in mg, as the dose is.")]
    [InlineData("- drug: drug\n", "- drug: durg\n", "TH0011", "'arms[0].regimens[0].drug' is 'durg', which 'map.drugs' does not name.", "Did you mean 'drug'? Drugs: drug.")]
    [InlineData("        doses: 10\n        until: 24 month\n", "", "TH0010", "'arms[0].regimens[0]' is given every 2 week without an end.", "Add 'doses: N' or 'until: TIME'.")]
    [InlineData("        every: 2 week\n", "", "TH0010", "'arms[0].regimens[0]' has 'doses' but no 'every'.", "Add the interval, e.g. 'every: 3 week'.")]
    [InlineData("{id: control, control: true, slot: 1}", "{id: treated, control: true, slot: 1}", "TH0009", "Two arms have the id 'treated'.", "Arm ids name rows of every table and must be unique.")]
    [InlineData("{id: control, control: true, slot: 1}", "{id: control, control: true}", "TH0009", "Some arms have a 'slot' and some have none.", "Give one to every arm, or to none.")]
    [InlineData("{id: control, control: true, slot: 1}", "{id: control, control: true, slot: 0}", "TH0009", "Two arms have slot 0.", "Each slot of the randomisation list belongs to one arm.")]
    [InlineData("{id: control, control: true, slot: 1}", "{id: control, control: true, slot: 2}", "TH0009", "A slot lies beyond the 2 arms.", "Slots run from 0 to 1.")]
    [InlineData("control: false", "control: true", "TH0009", "'control' is a second control arm.", "At most one arm is the control")]
    [InlineData("diameter: d1, unit: mm", "unit: mm", "TH0010", "Lesion 'L1' has none of 'diameter', 'volume' and 'cells'.", "Give exactly one.")]
    [InlineData("diameter: d1, unit: mm", "diameter: d1, unit: mn", "TH0008", "'map.lesions[0].unit' is no unit.", "'mn' is not a unit")]
    [InlineData("diameter: d1, unit: mm", "diameter: d1, unit: mL", "TH0008", "'map.lesions[0].unit' is 'mL', which measures", "A diameter is in mm, cm …")]
    [InlineData("cells: c3, density: 1e9 cell/mL", "cells: c3", "TH0010", "Lesion 'L3' is given in cells without a 'density'.", "Cells become a volume by 'density: 1e9 cell/mL'.")]
    [InlineData("id: L2", "id: L1", "TH0009", "Two lesions have the id 'L1'.", "Lesion ids name rows of ADTR and must be unique.")]
    [InlineData("  define:\n    covariates:\n      WT: 76.8\n", "", "TH0010", "'population' has neither 'file' nor 'define'.", "Name a population file with 'file:'")]
    [InlineData("window: 3 day", "window: 21 day", "TH0010", "'visits.window' lets two scans change places.", "It must be less than half of the shortest interval.")]
    [InlineData("between-readers: 7.0 %", "between-readers: 1 %", "TH0010", "'measurement.between-readers' is smaller than 'within-reader'.", "Two readers differ at least as much as one reader from himself.")]
    [InlineData("missed: 5 %", "missed: 120 %", "TH0005", "'visits.missed' is '120 %'.", "It must lie between 0 and 100 %.")]
    [InlineData("when: progression", "when: progresion", "TH0006", "'decisions[0].when' is 'progresion'.", "Did you mean 'progression'?")]
    [InlineData("  - id: later\n    label", "  - label", "TH0010", "'decisions[0]' has a probability but no 'id'.", "The id names the patient's random number")]
    [InlineData("    stop: all\n    give:\n      - {drug: drug, dose: 200 mg}\n", "", "TH0010", "'decisions[0]' does nothing.", "Add 'stop: all', 'stop: [drug]' or 'give:' with regimens.")]
    [InlineData("    at-least: 1\n    at-most: 500\n", "", "TH0010", "'eligibility[0]' has neither 'at-least' nor 'at-most'.", "Give one bound or both.")]
    [InlineData("contrasts:\n  - {arm: treated, reference: control}", "contrasts:\n  - {arm: treated, reference: contrl}", "TH0011", "'contrasts[0].reference' is 'contrl', which is no arm.", "Did you mean 'control'? Arms: control, treated.")]
    [InlineData("arm: treated, reference: control}\ncompare", "arm: treated, reference: treated}\ncompare", "TH0009", "'contrasts[0]' compares 'treated' with itself.", null)]
    [InlineData("citations: [one, two]", "citations: [one, two", "TH0002", "This is not YAML: a bracket is not closed as it was opened.", "Check brackets and quotes from this place on.")]
    [InlineData("  registry: NCT00000000\n", "  title: again\n", "TH0002", "This is not YAML", "Check indentation, quotes and duplicate keys at this place.")]
    [InlineData("citations: [one, two]", "citations: {one: two}", "TH0007", "'study.citations' is a group.", "Expected a list of values.")]
    [InlineData("  title: {en: Every key once, fr: Chaque clé une fois}\n", "  title:\n", "TH0007", "'study.title' is empty.", "Expected a value.")]
    [InlineData("{en: Treated, fr: Traités}", "{fr: Traités}", "TH0003", "'arms[0].label' has no 'en'.", "Add 'en:'.")]
    [InlineData("{en: Treated, fr: Traités}", "{en: Treated, fra: Traités}", "TH0004", "Key 'fra' means nothing in 'arms[0].label'.", "Did you mean 'fr'? Keys here: en, fr.")]
    [InlineData("{en: Treated, fr: Traités}", "[Treated, Traités]", "TH0007", "'arms[0].label' is a list.", "Expected a value.")]
    [InlineData("  lesions:\n    - {id: L1, organ: lung, node: false, diameter: d1, unit: mm, scar: 0.3}\n    - {id: L2, volume: v2, unit: mL}\n    - {id: L3, cells: c3, density: 1e9 cell/mL}\n", "  lesions: []\n", "TH0003", "'map' has no 'lesions'.", "Name at least one")]
    public void A_fault_names_place_finding_and_advice(string find, string replace, string code, string message, string? advice)
    {
        var text = File.ReadAllText(Path);
        Assert.Contains(find, text, StringComparison.Ordinal);
        var result = TrialSpecification.Parse(text.Replace(find, replace, StringComparison.Ordinal), "trial.yaml");
        Assert.Null(result.Trial);
        var fault = Assert.Single(result.Diagnostics, d => d.Code == code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        if (advice is null) Assert.Null(fault.Advice);
        else Assert.Contains(advice, fault.Advice, StringComparison.Ordinal);
        Assert.Equal("trial.yaml", fault.Span.File);
        Assert.True(fault.Span.Line > 1);
    }

    [Fact]
    public void All_faults_are_listed_at_once_in_order_of_place()
    {
        var text = File.ReadAllText(Path)
            .Replace("missed: 5 %", "missed: 5 mm", StringComparison.Ordinal)
            .Replace("seed: 1", "seed: -1", StringComparison.Ordinal)
            .Replace("node: false", "node: no", StringComparison.Ordinal);
        var faults = TrialSpecification.Parse(text, "t.yaml").Diagnostics.ToList();
        Assert.Equal(["TH0005", "TH0005", "TH0008"], faults.Select(f => f.Code));
        Assert.Equal(faults.Select(f => f.Span.Line).Order(), faults.Select(f => f.Span.Line));
        Assert.Equal("t.yaml(15,35): error TH0005: 'map.lesions[0].node' is 'no'." + Environment.NewLine + "  Write true or false.", faults[0].ToString());
    }

    [Fact]
    public void A_trial_without_arms_is_a_fault()
    {
        var text = File.ReadAllText(Path);
        var arms = text[text.IndexOf("arms:\n", StringComparison.Ordinal)..text.IndexOf("burn-in:", StringComparison.Ordinal)];
        foreach (var replacement in new[] { "", "arms: []\n" })
        {
            var result = TrialSpecification.Parse(text.Replace(arms, replacement, StringComparison.Ordinal), "t.yaml");
            Assert.Contains(result.Diagnostics, d => d is { Code: "TH0003", Message: "The file has no 'arms'." });
            Assert.Null(result.Trial);
        }
    }

    [Fact]
    public void A_missing_file_names_its_neighbours()
    {
        var result = TrialSpecification.Read(Repository.Fixture("trials", "every-kex.yaml"));
        Assert.Contains("Did you mean 'every-key.yaml'?", Assert.Single(result.Diagnostics).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_reaches_values_of_the_file_and_of_the_model()
    {
        var trial = Read(new()
        {
            ["design.patients"] = "7", ["arms.treated.patients"] = "3", ["visits.missed"] = "0", ["growth"] = "0.02",
            ["decisions.later.probability"] = "1",
        });
        Assert.Equal((3, 7), (trial.Arms[0].Patients, trial.Arms[1].Patients));
        Assert.Equal((0.0, 1.0), (trial.Visits.MissedProbability, trial.Decisions[0].Probability));
        Assert.Equal([("growth", 0.01, false), ("growth", 0.02, true)], trial.Model.Parameters.Select(p => (p.Name, p.Value, p.Wins)));
    }

    [Theory]
    [InlineData("design.patiens", "7", "Key 'patiens' means nothing in 'design'.")]
    [InlineData("arms.none.patients", "7", "'none' is no item of 'arms'.")]
    [InlineData("study.id.x", "7", "'study.id' is a value and holds no 'x'.")]
    [InlineData("growth", "fast", "'growth' would become 'fast', which is no number.")]
    public void A_wrong_set_is_a_diagnostic_that_names_it(string name, string value, string message)
    {
        var result = TrialSpecification.Read(Path, new Dictionary<string, string> { [name] = value });
        var fault = Assert.Single(result.Diagnostics, d => d.Message == message);
        Assert.StartsWith("--set " + name, fault.Span.File, StringComparison.Ordinal);
    }

    private static TrialSpecification Read(Dictionary<string, string>? overrides = null)
    {
        var result = TrialSpecification.Read(Path, overrides);
        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        return result.Trial!;
    }
}

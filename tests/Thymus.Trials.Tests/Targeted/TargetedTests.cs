using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Targeted;

/// <summary>Drugs that withhold births: their concentrations and what they do in closed form, the two tumours that have them, their tables, populations and trials.</summary>
public sealed class TargetedTests
{
    private static readonly string[] Drugs = ["bevacizumab", "sunitinib", "sorafenib", "everolimus"];

    private static ReferencePatient Alone(string drug) => new(Repository.PathOf("models", "partners", "targeted", $"{drug}.ant"), $"{drug}__central");

    private static ReferencePatient Tumour(string model, params string[] drugs) =>
        new(Repository.PathOf("models", $"{model}.ant"), [.. drugs.Select(d => $"{d}__central")]);

    /// <summary>A flow of long standing is cleared as fast as it comes: the concentration is dose over clearance, the effect that of the concentration.</summary>
    [Theory]
    [InlineData("bevacizumab", 10, 0.2064, 0.33)]
    [InlineData("sunitinib", 50, 34.1 * 24, 0.0305)]
    [InlineData("sorafenib", 800, 8.13 * (1 - 0.498) * 24, 4)]
    [InlineData("everolimus", 10, 17.4 * 24, 0.005)]
    public void A_steady_flow_reaches_dose_over_clearance(string drug, double mgPerDay, double litresPerDay, double half)
    {
        using var patient = Alone(drug);
        var run = patient.RunAll([1000.0], [Infusion($"{drug}__central", mgPerDay * 2000, 2000)], [$"{drug}__concentration", "effect"], 1e-9);
        var concentration = mgPerDay / litresPerDay;
        Assert.Equal(concentration, run[0][0], 1e-6 * concentration);
        Assert.Equal(concentration / (concentration + half), run[1][0], 1e-6);
    }

    /// <summary>Without immunity, with a drug that withholds the share w of births b and takes nothing else, a small tumour's net growth falls from b - d to (1 - w) b - d.</summary>
    [Fact]
    public void What_is_withheld_is_taken_off_births_and_the_net_growth_that_death_reads_knows_it()
    {
        using var renal = Tumour("renal", "sunitinib");
        const double growth = 0.006, turnover = 0.8, share = 0.3, step = 0.01;
        (string, double)[] values = [("priming_rate", 0), ("renal_growth", growth), ("turnover", turnover), ("sunitinib_share", share), ("sunitinib_restraint__selection", 0), ("renal_resistance", 0)];
        string[] names = ["cells", "growth_now", "withheld"];
        var times = new[] { 60 - step, 60, 60 + step };
        var run = renal.RunAll(times, [Infusion("sunitinib__central", 50 * 200, 200)], names, 1e-11, values);
        var withheld = run[2][1];
        Assert.InRange(withheld, 0.15, share);
        var birth = growth / (1 - turnover);
        var slope = (run[0][2] - run[0][0]) / (2 * step) / run[0][1];
        Assert.Equal((1 - withheld) * birth - turnover * birth, slope, 2e-4 * birth);   // crowding is small at this size
        Assert.Equal(slope, run[1][1], 1e-4 * birth);
    }

    /// <summary>Each day at full effect takes the same share of what is left of the effect; another patient's odds are multiplied, never the share itself.</summary>
    [Fact]
    public void The_effect_fades_with_exposure_and_dependence_multiplies_odds()
    {
        using var liver = Tumour("hepatocellular", "bevacizumab");
        var dose = Infusion("bevacizumab__central", 1e5 * 400, 400);
        var run = liver.RunAll([100, 300], [dose], ["bevacizumab_restraint__left", "bevacizumab_withheld"], 1e-9, ("bevacizumab_share", 0.2), ("dependence", 4));
        Assert.Equal(Math.Exp(-0.0069 * 200), run[0][1] / run[0][0], 1e-4);
        Assert.Equal(0.5, run[1][0] / run[0][0], 1e-4);   // odds 1 to 4, times 4
    }

    [Theory]
    [InlineData("hepatocellular", "bevacizumab", "sorafenib")]
    [InlineData("renal", "bevacizumab", "sunitinib", "everolimus")]
    public void A_drug_at_dose_zero_changes_nothing(string model, params string[] drugs)
    {
        const double tolerance = 1e-6;
        using var patient = Tumour(model, drugs);
        string[] quantities = ["sum_of_diameters", "circulating", "growth_now"];
        var times = Days(0, 600, 60);
        var without = patient.RunAll(times, [], quantities, tolerance);
        var with = patient.RunAll(times, drugs.Select(d => Infusion($"{d}__central", 0, 1, 300, 10, 21)), quantities, tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * tolerance * without[q].Max(Math.Abs));
    }

    [Theory]
    [InlineData("bevacizumab")]
    [InlineData("sunitinib")]
    [InlineData("sorafenib")]
    [InlineData("everolimus")]
    public void Every_constant_of_a_drug_is_in_the_table(string drug)
    {
        using var patient = Alone(drug);
        var units = UnitChecker.UnitsOf(patient.Definition);
        var rows = ParameterTable.Read(Repository.PathOf("models", "partners", "targeted", "parameters.csv")).Where(r => r.Drug == drug).ToDictionary(r => $"{drug}__{r.Symbol}", StringComparer.Ordinal);
        var constants = patient.Definition.Parameters.Where(p => p.Value is not null && p.Id.StartsWith($"{drug}__", StringComparison.Ordinal)).ToList();
        Assert.Equal(rows.Keys.Order(StringComparer.Ordinal), constants.Select(c => c.Id).Order(StringComparer.Ordinal));
        foreach (var constant in constants)
        {
            var row = rows[constant.Id];
            Assert.Equal(units[constant.Id].Dimension, row.Value.Unit.Dimension);
            Assert.Equal(row.Value.Canonical, constant.Value!.Value, 1e-14 * Math.Abs(row.Value.Canonical)); // roundings of unit factors
            row.HasSourceAndGrade();
        }
    }

    /// <summary>A constant of a tumour is in its table with its value and unit, in a drug's, or drawn by the population.</summary>
    [Theory]
    [InlineData("hepatocellular", "hepatocellular-first-line")]
    [InlineData("renal", "renal-advanced")]
    public void Every_constant_of_a_tumour_has_a_source_and_a_grade(string model, string population)
    {
        using var patient = Tumour(model);
        var drawn = PopulationSpecification.Read(Repository.PathOf("populations", $"{population}.yaml"), new DiagnosticBag())!.Quantities.Select(q => q.Name).ToHashSet();
        var rows = ParameterTable.Read(Repository.PathOf("models", $"{model}.parameters.csv"));
        Assert.All(rows, row => row.HasSourceAndGrade());
        var values = rows.ToDictionary(r => r.Symbol, r => r.Value, StringComparer.Ordinal);
        string[] elsewhere = ["nivolumab__", "atezolizumab__", .. Drugs.Select(d => $"{d}__")];
        var units = UnitChecker.UnitsOf(patient.Definition);
        var met = new HashSet<string>();
        foreach (var parameter in patient.Definition.Parameters.Where(p => p.Value is not null && !drawn.Contains(p.Id) && !elsewhere.Any(e => p.Id.StartsWith(e, StringComparison.Ordinal))))
        {
            if (patient.Definition.Rules.OfType<RateRule>().Any(r => r.Variable == parameter.Id)) continue;
            if (parameter.Id.EndsWith("_restraint__selection", StringComparison.Ordinal)) { Assert.Equal(0.0069, parameter.Value!.Value, 1e-15); continue; }
            var name = parameter.Id.StartsWith("lesion", StringComparison.Ordinal) ? $"lesion1{parameter.Id["lesion1".Length..]}" : parameter.Id;
            Assert.True(values.TryGetValue(name, out var value), $"'{parameter.Id}' has no row in a table of parameters.");
            Assert.Equal(units[parameter.Id].Dimension, value.Unit.Dimension);
            Assert.Equal(value.Canonical, parameter.Value!.Value, 1e-14 * Math.Abs(value.Canonical));
            met.Add(name);
        }
        Assert.Empty(values.Keys.Except(met));
    }

    [Theory]
    [InlineData("hepatocellular-checkmate-459")]
    [InlineData("hepatocellular-go30140")]
    [InlineData("hepatocellular-imbrave150")]
    [InlineData("renal-checkmate-025")]
    [InlineData("renal-checkmate-214")]
    [InlineData("renal-immotion151")]
    public void Every_trial_and_its_population_have_no_fault_and_every_draw_has_a_source(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", $"{trial}.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var population = PopulationSpecification.Read(read.Trial!.Population.File!, new DiagnosticBag())!;
        Assert.All(population.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
    }
}

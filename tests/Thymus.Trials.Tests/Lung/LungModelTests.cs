using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Lung;

/// <summary>What models/lung.ant, its parameter table, its populations and its trials promise.</summary>
public sealed class LungModelTests
{
    private static readonly string[] Drugs = ["atezolizumab__central", "nivolumab__central", "pembrolizumab__central", "docetaxel__central", "carboplatin__central"];

    private static ReferencePatient Lung(params string[] dosed) => new(Repository.PathOf("models", "lung.ant"), dosed);

    [Theory]
    [InlineData("poplar")]
    [InlineData("oak")]
    [InlineData("checkmate-017")]
    [InlineData("checkmate-057")]
    [InlineData("keynote-189")]
    [InlineData("keynote-024")]
    [InlineData("keynote-042")]
    [InlineData("checkmate-026")]
    public void Every_trial_and_its_population_have_no_fault_and_every_draw_has_a_source(string trial)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", $"lung-{trial}.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.All(PopulationOf(read.Trial!).Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
    }

    private static PopulationSpecification PopulationOf(TrialSpecification trial) => PopulationSpecification.Read(trial.Population.File!, new DiagnosticBag())!;

    /// <summary>A constant is in a table with its value and unit (the drugs' beside their files), or drawn by the population.</summary>
    [Fact]
    public void Every_constant_has_a_source_and_a_grade()
    {
        using var lung = Lung(Drugs);
        var population = PopulationSpecification.Read(Repository.PathOf("populations", "lung-second-line.yaml"), new DiagnosticBag())!;
        var drawn = population.Quantities.Select(q => q.Name).ToHashSet();
        var values = new Dictionary<string, Quantity>();
        foreach (var row in ParameterTable.Read(Repository.PathOf("models", "lung.parameters.csv")))
        {
            values.Add(row.Symbol, row.Value);
            row.HasSourceAndGrade();
        }
        foreach (var row in DrugParameter.Read().Where(r => r.File is "pembrolizumab" or "nivolumab" or "atezolizumab" && !drawn.Contains(r.Id)))
            values.Add(row.Id, row.Value);
        // Lung cancer is one of the covariates of pembrolizumab's clearance.
        values["pembrolizumab__NSCLC"] = new Quantity(1, Unit.Parse("1"));
        foreach (var row in ParameterTable.Read(Repository.PathOf("models", "partners", "chemotherapy", "parameters.csv")).Where(r => r.Drug is "docetaxel" or "carboplatin"))
            if (!drawn.Contains($"{row.Drug}__{row.Symbol}")) values.Add($"{row.Drug}__{row.Symbol}", row.Value);
        var clock = new HashSet<string> { "nivolumab__over_time__treated", "nivolumab__over_time__first_dose" };
        var units = UnitChecker.UnitsOf(lung.Definition);
        var met = new HashSet<string>();
        foreach (var parameter in lung.Definition.Parameters.Where(p => p.Value is not null && !drawn.Contains(p.Id) && !clock.Contains(p.Id)))
        {
            if (lung.Definition.Rules.OfType<RateRule>().Any(r => r.Variable == parameter.Id)) continue;
            var name = parameter.Id.StartsWith("lesion", StringComparison.Ordinal) ? $"lesion1{parameter.Id["lesion1".Length..]}" : parameter.Id;
            Assert.True(values.TryGetValue(name, out var value), $"'{parameter.Id}' has no row in a table of parameters.");
            // A count of cells is written per litre in the table of chemotherapy; the model's unit of cells is an item of its own.
            if (name != "docetaxel__baseline_typical") Assert.Equal(units[parameter.Id].Dimension, value.Unit.Dimension);
            Assert.Equal(value.Canonical, parameter.Value!.Value, 1e-14 * Math.Abs(value.Canonical)); // roundings of unit factors
            met.Add(name);
        }
        Assert.Empty(values.Keys.Except(met));
    }

    [Fact]
    public void A_drug_at_dose_zero_changes_nothing()
    {
        const double tolerance = 1e-6;
        using var lung = Lung(Drugs);
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted"];
        var times = Days(0, 900, 60);
        var without = lung.RunAll(times, [], quantities, tolerance);
        var with = lung.RunAll(times, Drugs.Select(d => Infusion(d, 0, 1 / 24.0, 500, 10, 21)), quantities, tolerance);
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * tolerance * without[q].Max());
    }

    /// <summary>Either side of the synapse may be blocked: alone each antibody gives its own occupancy, together what both leave free is the product.</summary>
    [Fact]
    public void Antibodies_against_PD_1_and_PD_L1_share_one_synapse()
    {
        using var lung = Lung(Drugs);
        // At concentrations near the dissociation constants, so that the product is far from 1.
        var nivolumab = Infusion("nivolumab__central", 10, 1 / 24.0);
        var atezolizumab = Infusion("atezolizumab__central", 1, 1 / 24.0);
        double Free(params EventRecord[] doses) => 1 - lung.Run([2], doses, "pd1_occupancy")[0];
        var (one, other, both) = (Free(nivolumab), Free(atezolizumab), Free(nivolumab, atezolizumab));
        Assert.InRange(one, 0.1, 0.9);
        Assert.InRange(other, 0.1, 0.9);
        Assert.Equal(one * other, both, 1e-6);
    }

    /// <summary>Without immunity: five doses hold the tumour below its untreated course, the net growth that death reads falls, and half of the effect is left.</summary>
    [Fact]
    public void Chemotherapy_kills_in_every_lesion_and_fades()
    {
        using var lung = Lung(Drugs);
        string[] quantities = ["sum_of_diameters", "docetaxel_left", "growth_now"];
        (string, double)[] patient = [("priming_rate", 0), ("docetaxel_lethality", 40)];
        double[] times = [600, 603, 621, 705];
        var without = lung.RunAll(times, [], quantities, 1e-9, patient);
        var with = lung.RunAll(times, [Infusion("docetaxel__central", 140, 1 / 24.0, 600, 5, 21)], quantities, 1e-9, patient);
        Assert.Equal(without[0][0], with[0][0], 1e-8 * with[0][0]);
        Assert.Equal(1, without[1][3]);
        Assert.True(with[0][2] < without[0][2] && with[0][3] < without[0][3]);
        Assert.InRange(with[1][3], 0.4, 0.6);      // half of the effect is left after five doses
        Assert.True(with[2][1] < without[2][1]);   // the hazard of death sees the kill
    }

    /// <summary>Which patients a trial selects by PD-L1 is one threshold on what the assay reads; its share is that of the screened.</summary>
    [Theory]
    [InlineData("keynote-024", 0.30)]
    [InlineData("checkmate-026", 0.40)]
    [InlineData("keynote-042", 0.66)]
    public void The_threshold_of_PD_L1_takes_the_share_that_trials_found(string trial, double share)
    {
        var read = TrialSpecification.Read(Repository.PathOf("trials", $"lung-{trial}.yaml"));
        var threshold = Assert.Single(read.Trial!.Eligibility).AtLeast;
        var laws = PopulationOf(read.Trial).Quantities.Where(q => q.Name is "pdl1" or "assay_error").Select(q => (LognormalDistribution)q.Law.Distribution!).ToList();
        Assert.Equal(2, laws.Count);
        var spread = Math.Sqrt(laws.Sum(l => l.Omega * l.Omega));
        // One value in a hundred of the normal law; its quantiles to three digits.
        var quantile = share switch { 0.30 => 0.524, 0.40 => 0.253, _ => -0.412 };
        Assert.Equal(Math.Exp(quantile * spread), threshold, 0.01);
    }
}

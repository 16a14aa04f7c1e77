using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Tests;

namespace Thymus.Trials.Tests;

/// <summary>What models/melanoma.ant, its parameter table, its population and its trial promise.</summary>
public sealed class MelanomaModelTests(MelanomaModel melanoma) : IClassFixture<MelanomaModel>
{
    [Fact]
    public void The_model_the_population_and_the_trial_have_no_fault()
    {
        Assert.Empty(melanoma.Faults);
        var read = TrialSpecification.Read(Repository.PathOf("trials", "melanoma-pembrolizumab.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        var diagnostics = new DiagnosticBag();
        using var prepared = PreparedTrial.Prepare(read.Trial!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        Assert.Equal(35, melanoma.Compiled.StateCount);
    }

    /// <summary>A constant is in a table with its value and unit (the drugs' beside their files), or drawn by the population, or one of the typical patient's values of what it draws.</summary>
    [Fact]
    public void Every_constant_has_a_source_and_a_grade()
    {
        var population = PopulationSpecification.Read(Repository.PathOf("populations", "melanoma-advanced.yaml"), new DiagnosticBag())!;
        var drawn = population.Quantities.Select(q => q.Name).ToHashSet();
        var values = new Dictionary<string, Quantity>();
        foreach (var row in ParameterTable.Read(Repository.PathOf("models", "melanoma.parameters.csv")))
        {
            values.Add(row.Symbol, row.Value);
            row.HasSourceAndGrade();
        }
        var course = new HashSet<string> { "nivolumab__over_time__treated", "nivolumab__over_time__first_dose" };
        foreach (var row in DrugParameter.Read().Where(r => r.File is "pembrolizumab" or "nivolumab" or "ipilimumab" && !drawn.Contains($"{r.File}__{r.Symbol}")))
            values.Add($"{row.File}__{row.Symbol}", row.Value);
        var met = new HashSet<string>();
        foreach (var parameter in melanoma.Definition.Parameters.Where(p => p.Value is not null && !drawn.Contains(p.Id) && !course.Contains(p.Id)))
        {
            if (melanoma.Definition.Rules.OfType<RateRule>().Any(r => r.Variable == parameter.Id)) continue;
            var name = parameter.Id.StartsWith("lesion", StringComparison.Ordinal) ? $"lesion1{parameter.Id["lesion1".Length..]}" : parameter.Id;
            Assert.True(values.TryGetValue(name, out var value), $"'{parameter.Id}' has no row in a table of parameters.");
            Assert.Equal(UnitOf(parameter), value.Unit.Dimension);
            Assert.Equal(value.Canonical, parameter.Value!.Value, 1e-15 * Math.Abs(value.Canonical)); // two roundings of one product
            met.Add(name);
        }
        Assert.Empty(values.Keys.Except(met));
        Assert.All(population.Quantities, q => Assert.True(q is { Source: not null, Grade: not null }, $"'{q.Name}' has no source or no grade."));
    }

    private Dimension UnitOf(Parameter parameter) => UnitChecker.UnitsOf(melanoma.Definition)[parameter.Id].Dimension;

    /// <summary>Closed form of two compartments at Ahamadi 2017's reference patient, 200 mg over 30 min: docs of the reference cases, T5.</summary>
    [Fact]
    public void Pembrolizumab_every_three_weeks_gives_the_known_peaks_and_troughs()
    {
        var reference = new Dictionary<string, double>
        {
            ["WT"] = MelanomaModel.Canonical("76.8 kg"), ["ALB"] = MelanomaModel.Canonical("39.6 g/L"), ["SEXF"] = 0, ["ECOG"] = 0,
            ["EGFR"] = MelanomaModel.Canonical("88.47 mL/min"), ["SLD0"] = MelanomaModel.Canonical("89.6 mm"),
        };
        var run = melanoma.Run([0, 0.5 / 24, 21, 231 + 0.5 / 24, 252], MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 200, 0, 21, 13, hours: 0.5), reference);
        var concentration = run.Column("pembrolizumab__concentration");
        Assert.Equal(57.30, concentration[1], 0.005);
        Assert.Equal(12.74, concentration[2], 0.005);
        Assert.Equal(86.75, concentration[3], 0.005);
        Assert.Equal(29.49, concentration[4], 0.005);
    }

    [Fact]
    public void Both_schedules_of_pembrolizumab_leave_almost_no_PD_1_free()
    {
        foreach (var interval in (double[])[14, 21])
        {
            var run = melanoma.Run([0, interval, 2 * interval], MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 790, 0, interval, 3));
            Assert.InRange(run.Column("pd1_occupancy")[1], 0.9985, 1);
        }
    }

    [Fact]
    public void A_drug_that_is_not_given_changes_nothing()
    {
        double[] times = [0, 300, 600, 900];
        var without = melanoma.Run(times);
        Assert.All(without.Column("pd1_occupancy"), x => Assert.Equal(0, x));
        Assert.All(without.Column("ctla4_occupancy"), x => Assert.Equal(0, x));
        var zero = melanoma.Run(times, MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 0, 300, 21, 1));
        Assert.Equal(without.Column("sum_of_diameters")[3], zero.Column("sum_of_diameters")[3], 1e-5 * without.Column("sum_of_diameters")[3]);
        var given = melanoma.Run(times, MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 790, 600, 21, 10));
        Assert.True(given.Column("sum_of_diameters")[3] < 0.5 * without.Column("sum_of_diameters")[3]);
    }

    /// <summary>Births vanish below one cell: the clone's watershed is turnover/(1 − turnover) = 4 cells at turnover 0.8.</summary>
    [Theory]
    [InlineData(3.5, false)]
    [InlineData(4.5, true)]
    public void A_clone_below_its_watershed_dies_out_and_one_above_grows(double seed, bool grows)
    {
        var values = Enumerable.Range(1, 5).ToDictionary(i => $"lesion{i}__seed", i => i == 1 ? seed : 0);
        values["priming_rate"] = 0;
        values["resistance_typical"] = 0;
        var cells = melanoma.Run([0, 2000], values: values, relativeTolerance: 1e-9).Column("lesion1__visible")[1];
        if (grows) Assert.True(cells > 1e3, $"{cells} cells");
        else Assert.True(cells < 1e-3, $"{cells} cells");
    }

    [Fact]
    public void Interleukin_2_is_secreted_as_fast_as_it_is_lost()
    {
        var run = melanoma.Run([0, 200, 400, 600, 800, 1000]);
        double[] il2 = run.Column("immunity__il2"), sink = run.Column("immunity__il2_sink"), primed = run.Column("immunity__primed");
        for (var i = 1; i < il2.Length; i++)
            Assert.Equal(primed[i], 1e4 * il2[i] + sink[i] * il2[i] / (il2[i] + 1), 1e-9 * (primed[i] + sink[i]));
    }

    [Fact]
    public void Memory_outlives_the_tumour_and_stays_bounded()
    {
        var run = melanoma.Run([0, 700, 1500, 4000, 8000],
            [.. MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 790, 700, 14, 53), .. MelanomaModel.Doses(MelanomaModel.Ipilimumab, 237, 700, 21, 4)]);
        var memory = run.Column("immunity__memory");
        Assert.True(run.Column("sum_of_diameters")[2] < MelanomaModel.Canonical("1 mm"), "The typical patient on both drugs is cured.");
        Assert.True(memory[2] > memory[1], "Treatment leaves more memory than it found.");
        Assert.True(memory[3] < memory[2] && memory[4] < memory[3] && memory[4] > 0.05 * memory[2], string.Join(", ", memory));
        Assert.True(run.Column("sum_of_diameters")[4] < MelanomaModel.Canonical("1 mm"), "The cure lasts.");
    }

    /// <summary>
    /// The same equations written by hand for SciPy 1.10.1 (by-hand.py beside this file: LSODA, relative tolerance 1e-11) for the
    /// typical patient: 400 and 700 days without treatment, then pembrolizumab 790 mg every 14 days and one dose of ipilimumab 237 mg.
    /// Digits of the equations before 2026-11-23, by a program in C++, came out of the same script.
    /// </summary>
    [Fact]
    public void An_independent_implementation_gives_the_same_digits()
    {
        var run = melanoma.Run([0, 400, 700, 714, 784, 882],
            [.. MelanomaModel.Doses(MelanomaModel.Pembrolizumab, 790, 700, 14, 53), .. MelanomaModel.Doses(MelanomaModel.Ipilimumab, 237, 700, 21, 1)],
            relativeTolerance: 1e-8);
        (string Name, double[] Values)[] expected =
        [
            ("sum_of_diameters", [33.5480079, 90.3328766, 90.4942414, 29.1345816, 2.18678072]),
            ("lesion1__visible", [143699164, 2.70186384e9, 2.28857303e9, 20854286.4, 3331.76993]),
            ("lesion1__invisible", [0.0146044079, 0.373756939, 0.371939237, 0.0101294827, 3.28042803e-6]),
            ("lesion1__dead", [64721925.8, 1.36773978e9, 1.79982147e9, 114694583, 36021.0113]),
            ("lesion1__effector", [43177.6395, 12851064.1, 45795411.3, 13386345.8, 268844.155]),
            ("lesion5__visible", [352184.646, 6459376.94, 5474766.95, 49968.352, 7.31957717]),
            ("immunity__primed", [14652.1866, 82450.6187, 279736.989, 12390.2463, 0.00187168388]),
            ("circulating", [43821873.8, 624734648, 1.66717393e9, 475123355, 325048008]),
            ("exhausted", [20391.3489, 10803706.2, 4054758.62, 30195.2959, 31.6768501]),
            ("immunity__memory", [46936767.6, 1.10646692e9, 1.45692207e9, 2.36448538e9, 2.30740987e9]),
            ("immunity__regulatory", [1.06065584, 2.06515865, 1.51943701, 0.882257365, 0.993697095]),
            ("pembrolizumab__central", [0, 0, 213.529645, 613.191067, 681.821438]),
            ("ipilimumab__central", [0, 0, 62.7178242, 4.1379782, 0.0928061109]),
            ("H_death", [0.0188160706, 0.0790808303, 0.0812327853, 0.0842015739, 0.0878047267]),
            ("H_new_lesion", [3.47744233, 5.53174772, 5.53194819, 5.53195024, 5.53195217]),
        ];
        foreach (var (name, values) in expected)
        {
            double[] found = name == "sum_of_diameters" ? [.. run.Column(name).Select(x => x / MelanomaModel.Canonical("1 mm"))] : run.Column(name);
            for (var i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(found[i + 1] - values[i]) <= 2e-6 * Math.Abs(values[i]), $"{name} at day {run.Times[i + 1]}: {found[i + 1]:R}, not {values[i]:R}");
        }
    }
}

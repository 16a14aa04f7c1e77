using System.Globalization;
using Thymus.Modeling;
using Thymus.Tests;
using Thymus.Trials;

namespace Thymus.Calibration.Tests;

/// <summary>Calibration by weights: a pool that is weighted to other values tells what a trial simulated with them tells.</summary>
public sealed class PoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-pool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string Parameters = """
          growth_typical: {start: 0.002, lower: 1.0e-4, upper: 0.1, scale: log, spread: growth_relative, prior: {value: 0.002, sd: 1}}
          hazard_typical: {start: 0.001, lower: 1.0e-5, upper: 0.1, scale: log, spread: frailty, prior: {value: 0.001, sd: 1}}
          sensitive: {start: 0.5, lower: 0.01, upper: 0.99, scale: logit, spread: sensitive_relative, prior: {value: 0.5, sd: 1}}
        """;

    private static readonly (string Arm, string? Reference, string Endpoint)[] Numbers =
    [
        ("drug", null, "OS.rate@182.625"), ("drug", null, "OS.rate@365.25"), ("control", null, "OS.rate@365.25"), ("drug", null, "ORR"), ("control", null, "PFS.median"),
        ("control", null, "PFS.rate@182.625"), ("drug", "control", "OS.hr"), ("drug", null, "OS.rmst@365.25"), ("drug", null, "PD"),
    ];

    [Fact]
    public void Unweighted_numbers_are_those_of_the_trials_summary()
    {
        var (specification, trials) = Prepare(Write());
        using (trials)
        {
            var whole = Summary(specification, new() { ["growth_typical"] = 0.002, ["hazard_typical"] = 0.001, ["sensitive"] = 0.5 });
            var pooled = Pooled(specification, [0.002, 0.001, 0.5], [0.002, 0.001, 0.5]);
            for (var t = 0; t < Numbers.Length; t++)
            {
                var expected = Number(whole, Numbers[t]);
                // Ties: Efron's there, Breslow's here; times of death are continuous, so both are the same likelihood. A median at a flat step differs by half of it.
                var tolerance = Numbers[t].Endpoint.EndsWith(".median", StringComparison.Ordinal) ? 0.01 * expected : 1e-9 * expected;
                Assert.True(Math.Abs(pooled.Numbers[t] - expected) <= tolerance, $"{Numbers[t]}: {pooled.Numbers[t]} for {expected}");
            }
            Assert.Equal(2000, pooled.Effective, 1e-6);
        }
    }

    [Fact]
    public void Weighted_to_other_values_a_pool_tells_what_a_trial_with_these_values_tells()
    {
        var (specification, trials) = Prepare(Write());
        using (trials)
        {
            double[] other = [0.0025, 0.0014, 0.4];
            var simulated = Summary(specification, new() { ["growth_typical"] = other[0], ["hazard_typical"] = other[1], ["sensitive"] = other[2] });
            var unmoved = Summary(specification, new() { ["growth_typical"] = 0.002, ["hazard_typical"] = 0.001, ["sensitive"] = 0.5 });
            var pooled = Pooled(specification, [0.002, 0.001, 0.5], other);
            Assert.InRange(pooled.Effective, 400, 1900);
            var far = 0;
            for (var t = 0; t < Numbers.Length; t++)
            {
                var error = Error(simulated, Numbers[t]) * Math.Sqrt(1 + 2000 / pooled.Effective);
                Assert.True(Math.Abs(pooled.Numbers[t] - Number(simulated, Numbers[t])) <= 4 * error, $"{Numbers[t]}: {pooled.Numbers[t]} for {Number(simulated, Numbers[t])} ± {error}");
                if (Math.Abs(Number(unmoved, Numbers[t]) - Number(simulated, Numbers[t])) > 4 * error) far++;
            }
            Assert.True(far >= 4, $"the values differ too little to test anything: {far}");
        }
    }

    [Fact]
    public void Values_that_made_the_published_numbers_are_found_again_from_a_far_start_and_written_with_the_trials_difference()
    {
        double[] truth = [0.003, 0.0018, 0.65];
        var (first, trials) = Prepare(Write());
        double[] numbers;
        using (trials) numbers = Pooled(first, truth, truth).Numbers;
        var (specification, again) = Prepare(Write(numbers, between: "between-trials: {parameters: [hazard_typical], prior-sd: 0.2}"));
        using (again)
        {
            var rounds = new List<PoolRound>();
            var diagnostics = new DiagnosticBag();
            var result = again.Pool(diagnostics)!.Fit(2, diagnostics, rounds.Add, cancellation: TestContext.Current.CancellationToken);
            Assert.Empty(diagnostics.Select(d => d.ToString()));
            Assert.NotNull(result);
            Assert.True(result.Converged);
            Assert.True(rounds.Count > 1, "the first pool stands far from the truth");
            Assert.InRange(result.Effective, 800, 12_000);
            for (var i = 0; i < truth.Length; i++)
            {
                var fitted = result.Parameters[i];
                // The published intervals are narrow and the pool that made the numbers is of the same size; three errors of both.
                Assert.Equal(fitted.Parameter.Scale.To(truth[i]), fitted.Parameter.Scale.To(fitted.Value), 0.12);
            }
            Assert.NotNull(result.Between);
            Assert.InRange(result.Between.StandardDeviation, 0.02, 0.2);

            var file = Path.Combine(_folder, "pool.fitted.yaml");
            File.WriteAllText(file, FittedValues.Write(specification, result));
            var read = FittedUncertainty.Read(file, diagnostics);
            Assert.Empty(diagnostics);
            Assert.Equal(["hazard_typical"], read.Between!.Value.Parameters);
            Assert.Equal(result.Between.StandardDeviation, read.Between.Value.StandardDeviation, 1e-4);
            Assert.Equal(ParameterScale.Logit, read.Spreads[2].Scale);
            var typical = read.Draw(_ => 0)["hazard_typical"];
            var drawn = read.Draw(name => name == "this trial" ? 1 : 0)["hazard_typical"];
            Assert.Equal(read.Between.Value.StandardDeviation, Math.Log(drawn / typical), 1e-9);
        }
    }

    [Fact]
    public void A_parameter_without_a_lognormal_spread_is_refused_with_its_place()
    {
        var file = Write();
        File.WriteAllText(file, File.ReadAllText(file).Replace("spread: frailty", "spread: AGE", StringComparison.Ordinal).Replace(", spread: growth_relative", "", StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();
        Assert.Null(CalibrationSpecification.Read(file, diagnostics));
        Assert.Equal("TE0112", Assert.Single(diagnostics).Code);

        File.WriteAllText(file, File.ReadAllText(file).Replace("scale: log, prior: {value: 0.002", "scale: log, spread: growth_relativ, prior: {value: 0.002", StringComparison.Ordinal));
        var (_, trials) = Prepare(file);
        using (trials) Assert.Null(trials.Pool(diagnostics));
        Assert.Equal(2, diagnostics.Count(d => d.Code == "TP0140"));
        Assert.Contains(diagnostics, d => d.Code == "TP0140" && d.ToString().Contains("'growth_relative'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_that_matters_in_no_trial_has_no_part_in_the_weights_and_one_of_an_unknown_trial_is_refused()
    {
        var file = Write();
        var whole = File.ReadAllText(file);
        File.WriteAllText(file, whole.Replace("sensitive: {start", "sensitive: {trials: [2], start", StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();
        Assert.Null(CalibrationSpecification.Read(file, diagnostics));
        Assert.Equal("TE0115", Assert.Single(diagnostics).Code);

        // A trial beside it that the parameter belongs to: in the first its value is set, and moves no weight.
        File.Copy(Path.Combine(_folder, "pool.yaml"), Path.Combine(_folder, "other.yaml"));
        File.WriteAllText(file, whole.Replace("trial: pool.yaml", "trials: [{file: pool.yaml}, {file: other.yaml}]", StringComparison.Ordinal)
            .Replace("sensitive: {start", "sensitive: {trials: [2], start", StringComparison.Ordinal));
        var (specification, trials) = Prepare(file);
        trials.Dispose();
        var at = Pooled(specification, [0.002, 0.001, 0.5], [0.002, 0.001, 0.5]);
        Assert.Equal(at.Numbers, Pooled(specification, [0.002, 0.001, 0.5], [0.002, 0.001, 0.3]).Numbers);
        Assert.NotEqual(at.Numbers, Pooled(specification, [0.002, 0.001, 0.3], [0.002, 0.001, 0.3]).Numbers);
    }

    [Fact]
    public void Between_trials_the_likeliest_spread_solves_its_equation()
    {
        // S = 2, effects ±0.3 known exactly, wide prior: the maximum-likelihood τ is 0.3.
        Assert.Equal(0.3, TrialEffects.Maximise([(0.3, 0), (-0.3, 0)], 1e6), 1e-6);
        // The prior pulls it down; its own equation holds.
        var tau = TrialEffects.Maximise([(0.3, 0.01), (-0.3, 0.01), (0.1, 0.02)], 0.2);
        Assert.InRange(tau, 0.1, 0.3);
        Assert.Equal(0, Math.Pow(tau, 4) / 0.04 + 3 * tau * tau - (0.1 + 0.1 + 0.03), 1e-12);
    }

    private (double[] Numbers, double Effective) Pooled(CalibrationSpecification specification, double[] centre, double[] to)
    {
        var (fresh, trials) = Prepare(specification.File);
        using (trials)
        {
            var diagnostics = new DiagnosticBag();
            return trials.Pool(diagnostics)!.Numbers(centre, to, diagnostics, TestContext.Current.CancellationToken);
        }
    }

    private TrialSummary Summary(CalibrationSpecification specification, Dictionary<string, double> values)
    {
        var read = TrialSpecification.Read(specification.Trials[0].File);
        using var trial = PreparedTrial.Prepare(read.Trial!, new DiagnosticBag())!;
        var options = new RunOptions { PatientsPerArm = 2000, Seed = specification.Seed, Threads = 2, Parameters = values };
        var summariser = new TrialSummariser(trial, options);
        return summariser.Summarise(TrialRunner.Run(trial, options, summariser.Add, TestContext.Current.CancellationToken).Screening);
    }

    private static double Number(TrialSummary summary, (string Arm, string? Reference, string Endpoint) of) => of.Reference is { } reference
        ? summary.Contrasts.First(c => (c.Id, c.Arm, c.Reference) == (of.Endpoint, of.Arm, reference)).Estimate
        : summary.Arms.First(a => a.Id == of.Arm).Endpoints.First(e => e.Id == of.Endpoint).Estimate;

    private static double Error(TrialSummary summary, (string Arm, string? Reference, string Endpoint) of) => of.Reference is { } reference
        ? summary.Contrasts.First(c => (c.Id, c.Arm, c.Reference) == (of.Endpoint, of.Arm, reference)).MonteCarloError
        : summary.Arms.First(a => a.Id == of.Arm).Endpoints.First(e => e.Id == of.Endpoint).MonteCarloError;

    private static (CalibrationSpecification Specification, CalibrationTrials Trials) Prepare(string file)
    {
        var diagnostics = new DiagnosticBag();
        var specification = CalibrationSpecification.Read(file, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        var trials = CalibrationTrials.Prepare(specification!, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return (specification!, trials!);
    }

    private string Write(double[]? numbers = null, string between = "")
    {
        foreach (var name in (string[])["pool.ant", "pool.yaml"]) File.Copy(Repository.Fixture("calibration", name), Path.Combine(_folder, name), overwrite: true);
        string Value(int t) => (numbers?[t] ?? 1).ToString("R", CultureInfo.InvariantCulture);
        string Row(int t) => Numbers[t].Endpoint switch
        {
            var e when e.EndsWith(".hr", StringComparison.Ordinal) => $"N-{t},,,,,1000,,HR,{Value(t)},ratio,,,,,,yes,X:drug / X:control,-,-,,0.05",
            var e when e.EndsWith(".median", StringComparison.Ordinal) || e.Contains("rmst", StringComparison.Ordinal) => $"N-{t},,,,,1000,,months,{Value(t)},months,,,,,,yes,X:drug,-,-,,0.15",
            _ => $"N-{t},,,,,1000,,share,{Value(t)},%,,,,,,yes,X:{Numbers[t].Arm},-,-,,1",
        };
        File.WriteAllLines(Path.Combine(_folder, "evidence.csv"),
        [
            "id,modality,study,population,arm,n,regimen,endpoint,value,unit,ci_low,ci_high,timepoint,source,doi_or_url,verified,arm_key,criteria,assessor,role,se",
            .. Enumerable.Range(0, Numbers.Length).Select(Row),
        ]);
        var path = Path.Combine(_folder, "calibration.yaml");
        var targets = string.Join('\n', Numbers.Select((n, t) =>
            $"  - {{id: N-{t}, arm: {n.Arm}{(n.Reference is null ? "" : $", reference: {n.Reference}")}, endpoint: {n.Endpoint.Replace("@365.25", "@12 month", StringComparison.Ordinal).Replace("@182.625", "@6 month", StringComparison.Ordinal)}}}"));
        File.WriteAllText(path, $"trial: pool.yaml\nevidence: evidence.csv\nseed: 5\npool: {{patients: 2000, effective: 800, rounds: 6}}\n{between}\ntargets:\n{targets}\nparameters:\n{Parameters}\n");
        return path;
    }
}

using Thymus.Modeling;

namespace Thymus.Populations.Tests;

public sealed class CohortTests
{
    private const string Melanoma = """
        title: Example
        covariates:
          SEX: {distribution: categorical, probabilities: {0: 0.6, 1: 0.4}, description: 1 is female}
          WT:
            unit: kg
            given: SEX
            cases:
              0: {distribution: lognormal, median: 85, cv: 18 %, range: [45, 160]}
              1: {distribution: lognormal, median: 70, cv: 20 %, range: [40, 150]}
          ALB: {distribution: normal, mean: 40, sd: 4, range: [25, 52], unit: g/L}
          LDH: {distribution: lognormal, median: 206, omega: 0.5}
        parameters:
          CL: {distribution: lognormal, median: 0.22, omega2: 0.134}
          V: {distribution: lognormal, median: 3.48, omega2: 0.0417}
          f: {distribution: logit-normal, median: 0.2, sigma: 1}
          g: {distribution: log-uniform, lower: 0.001, upper: 0.1}
          fixed: 7
        correlations:
          - {between: [CL, V], covariance: 0.0254}
          - {between: [ALB, LDH], rho: -0.3}
        """;

    [Fact]
    public void A_patient_depends_on_seed_replicate_and_number_alone()
    {
        var cohort = Read(Melanoma);
        var forwards = Enumerable.Range(0, 50).Select(i => cohort.Draw(7, 0, (ulong)i)).ToArray();
        for (var i = 49; i >= 0; i--) Assert.Equal(forwards[i].Parameters, Read(Melanoma).Draw(7, 0, (ulong)i).Parameters);
        Assert.NotEqual(cohort.Draw(7, 1, 3).Parameters, forwards[3].Parameters);
        Assert.NotEqual(cohort.Draw(8, 0, 3).Parameters, forwards[3].Parameters);
    }

    [Fact]
    public void Draws_in_any_order_are_those_of_patients_drawn_alone_and_allocate_nothing()
    {
        var cohort = Read(Melanoma);
        var draws = new CohortDraws(cohort, 7, 2);
        foreach (var i in (ReadOnlySpan<ulong>)[3, 0, 3, 1UL << 40])
        {
            var patient = cohort.Draw(7, 2, i);
            Assert.Equal([.. patient.Covariates, .. patient.Parameters], draws.Draw(i).ToArray());
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0UL; i < 100; i++) draws.Draw(i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_quantity_that_is_added_leaves_all_others_as_they_were()
    {
        var more = Melanoma.Replace("  CL:", "  added: {distribution: normal, mean: 0, sd: 1}\n  CL:", StringComparison.Ordinal);
        var (before, after) = (Read(Melanoma), Read(more));
        for (var i = 0UL; i < 20; i++)
            Assert.Equal(before.Draw(1, 0, i).Parameters, after.Draw(1, 0, i).Parameters.RemoveAt(0));
    }

    [Fact]
    public void Both_bounds_of_a_range_belong_to_it()
    {
        var cohort = Read("""
            covariates:
              ECOG: {distribution: categorical, probabilities: {0: 0.5, 1: 0.3, 2: 0.2}, range: [0, 1]}
              AGE: {distribution: empirical, values: [30, 50, 50, 70, 90], range: [50, 70]}
            """);
        const int n = 4000;
        var patients = Enumerable.Range(0, n).Select(i => cohort.Draw(3, 0, (ulong)i).Covariates).ToArray();
        // Four standard errors of a share of 3/8 and of 1/3.
        Assert.Equal(3.0 / 8, patients.Count(p => p[0] == 1) / (double)n, 4 * Math.Sqrt(15.0 / 64 / n));
        Assert.Equal(1.0 / 3, patients.Count(p => p[1] == 70) / (double)n, 4 * Math.Sqrt(2.0 / 9 / n));
        Assert.All(patients, p => Assert.True(p[0] is 0 or 1 && p[1] is 50 or 70));
    }

    [Fact]
    public void Marginals_and_correlations_are_those_of_the_file()
    {
        const int n = 40_000;
        var cohort = Read(Melanoma);
        var patients = Enumerable.Range(0, n).Select(i => cohort.Draw(11, 0, (ulong)i)).ToArray();
        double[] Covariate(string name) => [.. patients.Select(p => p.Covariates[cohort.CovariateNames.IndexOf(name)])];
        double[] Parameter(string name) => [.. patients.Select(p => p.Parameters[cohort.ParameterNames.IndexOf(name)])];

        // Four standard errors of each statistic.
        Assert.Equal(0.4, Covariate("SEX").Average(), 4 * Math.Sqrt(0.24 / n));
        var logCl = Parameter("CL").Select(x => Math.Log(x)).ToArray();
        Assert.Equal(Math.Log(0.22), logCl.Average(), 4 * Math.Sqrt(0.134 / n));
        Assert.Equal(0.134, Variance(logCl), 4 * 0.134 * Math.Sqrt(2.0 / n));
        Assert.Equal(0.0254 / Math.Sqrt(0.134 * 0.0417), Correlation(logCl, [.. Parameter("V").Select(x => Math.Log(x))]), 4 / Math.Sqrt(n));
        Assert.Equal(-0.3, Correlation(Covariate("ALB"), [.. Covariate("LDH").Select(x => Math.Log(x))]), 4 / Math.Sqrt(n) + 0.005);
        Assert.Equal(0.2, Median(Parameter("f")), 0.01);
        Assert.Equal(0.01, Median(Parameter("g")), 0.0005);
        Assert.All(Parameter("g"), g => Assert.InRange(g, 0.001, 0.1));
        Assert.All(Covariate("ALB"), a => Assert.InRange(a, 25, 52));
        var female = patients.Where(p => p.Covariates[0] == 1).Select(p => p.Covariates[1]).ToArray();
        Assert.Equal(70, Median(female), 0.5);
    }

    [Fact]
    public void A_rank_correlation_survives_uniform_marginals()
    {
        var cohort = Read("""
            parameters:
              a: {distribution: uniform, lower: 0, upper: 1}
              b: {distribution: uniform, lower: 0, upper: 1}
            correlations: [{between: [a, b], rho: 0.8}]
            """);
        var patients = Enumerable.Range(0, 20_000).Select(i => cohort.Draw(3, 0, (ulong)i)).ToArray();
        // Pearson's correlation of the uniforms of a Gaussian copula is (6/π)·asin(ρ/2).
        Assert.Equal(6 / Math.PI * Math.Asin(0.4), Correlation([.. patients.Select(p => p.Parameters[0])], [.. patients.Select(p => p.Parameters[1])]), 0.01);
    }

    [Fact]
    public void The_typical_patient_stands_at_every_median()
    {
        var cohort = Read(Melanoma);
        var typical = cohort.Typical();
        Assert.Equal(0.22, typical.Parameters[cohort.ParameterNames.IndexOf("CL")], 1e-15);
        Assert.Equal(206, typical.Covariates[cohort.CovariateNames.IndexOf("LDH")], 1e-12);
    }

    private static Cohort Read(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var specification = PopulationSpecification.Read(YamlFile.Parse(yaml, "population.yaml", "TP", diagnostics)!, diagnostics);
        Assert.Empty(diagnostics);
        return new Cohort(specification!);
    }

    private static double Variance(double[] x) => x.Average() is var mean ? x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1) : 0;

    private static double Median(double[] x) => x.Order().ElementAt(x.Length / 2);

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / (x.Length - 1) / Math.Sqrt(Variance(x) * Variance(y));
    }
}

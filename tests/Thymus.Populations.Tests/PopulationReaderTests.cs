using Thymus.Modeling;
using Thymus.Tests;

namespace Thymus.Populations.Tests;

public sealed class PopulationReaderTests
{
    [Fact]
    public void Every_fault_of_a_file_is_reported_at_once_with_its_place()
    {
        var faults = Faults("""
            titel: Example
            covariates:
              WT: {distribution: lognormall, median: 80}
              ALB: {distribution: normal, mean: forty, sd: -1}
              SEX: {distribution: categorical, probabilities: {0: 0.6, 1: 0.6}}
              ECOG: {distribution: categorical, probabilities: {0: 0.7, 1: 0.3}}
              HGT: {given: ECOG, cases: {0: {distribution: normal, mean: 170, sd: 8}}}
            correlations:
              - {between: [WT, ALBU], rho: 0.5}
            """);
        Assert.Equal(
            [
                "population.yaml(1,1): error TP0004: Key 'titel' means nothing in the file.",
                "population.yaml(3,22): error TP0200: 'covariates.WT.distribution' is 'lognormall'.",
                "population.yaml(4,37): error TP0005: 'covariates.ALB.mean' is 'forty', which is no number.",
                "population.yaml(4,48): error TP0201: 'covariates.ALB.sd' is -1; it is above 0.",
                "population.yaml(5,51): error TP0206: The probabilities of 'covariates.SEX' sum to 1.2.",
                "population.yaml(7,8): error TP0111: 'covariates.HGT' has no case for ECOG = 1.",
                "population.yaml(9,16): error TP0107: There is no quantity 'WT' to correlate.",
                "population.yaml(9,20): error TP0107: There is no quantity 'ALBU' to correlate.",
            ],
            faults.Select(f => f.ToString().Split(Environment.NewLine)[0]));
        Assert.StartsWith("Did you mean 'title'?", faults[0].Advice, StringComparison.Ordinal);
        Assert.StartsWith("Did you mean 'lognormal'?", faults[1].Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Correlations_that_contradict_each_other_are_refused()
    {
        var fault = Assert.Single(Faults("""
            parameters:
              a: {distribution: normal, mean: 0, sd: 1}
              b: {distribution: normal, mean: 0, sd: 1}
              c: {distribution: normal, mean: 0, sd: 1}
            correlations:
              - {between: [a, b], rho: 0.9}
              - {between: [b, c], rho: 0.9}
              - {between: [a, c], rho: -0.9}
            """));
        Assert.Equal("TP0110", fault.Code);
        Assert.Contains("a, b, c contradict each other", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_correlation_with_itself_given_twice_or_as_an_impossible_covariance_is_one_fault_each()
    {
        var faults = Faults("""
            parameters:
              a: {distribution: normal, mean: 0, sd: 1}
              b: {distribution: normal, mean: 0, sd: 1}
              c: {distribution: uniform, lower: 0, upper: 1}
            correlations:
              - {between: [a, a], rho: 0.5}
              - {between: [a, b], rho: 0.5}
              - {between: [b, a], rho: 0.4}
              - {between: [a, c], covariance: 0.1}
            """);
        Assert.Equal([(6, "TP0112"), (8, "TP0113"), (9, "TP0108")], faults.Select(f => (f.Span.Line, f.Code)).Order());
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    public void A_patient_whose_value_is_not_finite_is_refused(string cell)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        File.WriteAllText(file, $"WT,ALB\n70,40\n80,{cell}\n");
        try
        {
            var diagnostics = new DiagnosticBag();
            Assert.Null(PopulationSpecification.Read(file, diagnostics));
            Assert.Equal("TP0303", Assert.Single(diagnostics).Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_population_based_on_another_changes_what_it_names_and_keeps_the_rest()
    {
        using var folder = new Folder();
        folder.Write("base.yaml", """
            covariates:
              SEXF: {distribution: categorical, probabilities: {0: 0.6, 1: 0.4}}
              WT: {distribution: lognormal, median: 80, omega: 0.2}
              LINE: {distribution: categorical, probabilities: {0: 0.5, 1: 0.5}}
            parameters:
              k: {distribution: lognormal, median: 1, omega: 0.5}
            correlations:
              - {between: [WT, k], rho: 0.3}
            """);
        var child = folder.Write("child.yaml", """
            based-on: base.yaml
            covariates:
              LINE: {distribution: categorical, probabilities: {1: 1}}
              WT: {given: SEXF, cases: {0: {distribution: normal, mean: 84, sd: 1}, 1: {distribution: normal, mean: 70, sd: 1}}}
            parameters:
              m: {distribution: lognormal, median: 2, omega: 0.1}
            """);
        var diagnostics = new DiagnosticBag();
        var population = PopulationSpecification.Read(child, diagnostics);
        Assert.Empty(diagnostics.Select(d => d.ToString()));

        Assert.Equal(["SEXF", "WT", "LINE", "k", "m"], population!.Quantities.Select(q => q.Name));
        Assert.Equal("SEXF", population.Quantities[1].Law.Given);
        Assert.Equal(folder.PathOf("base.yaml"), Assert.Single(population.BasedOn));
        Assert.Equal(1, new Cohort(population).Draw(1, 0, 5).Covariates[2]);
    }

    [Fact]
    public void A_population_may_be_based_on_several_and_the_later_holds()
    {
        using var folder = new Folder();
        folder.Write("one.yaml", "parameters: {a: 1, b: {distribution: lognormal, median: 1, omega: 1}}\n");
        folder.Write("two.yaml", "based-on: one.yaml\nparameters: {b: 2, c: 3}\n");
        folder.Write("three.yaml", "parameters: {c: 4, d: 5}\n");
        var diagnostics = new DiagnosticBag();
        var both = PopulationSpecification.Read(folder.Write("both.yaml", "based-on: [two.yaml, three.yaml]\nparameters: {d: 6}\n"), diagnostics)!;
        Assert.Empty(diagnostics);
        Assert.Equal([("a", 1.0), ("b", 2), ("c", 4), ("d", 6)], both.Quantities.Select(q => (q.Name, ((FixedDistribution)q.Law.Distribution!).Value)));
        Assert.Equal(["two.yaml", "one.yaml", "three.yaml"], both.BasedOn.Select(Path.GetFileName));
    }

    [Fact]
    public void A_population_cannot_be_based_on_itself_or_on_nothing()
    {
        using var folder = new Folder();
        var first = folder.Write("first.yaml", "based-on: second.yaml\nparameters: {a: 1}\n");
        folder.Write("second.yaml", "based-on: first.yaml\nparameters: {b: 1}\n");
        var lost = folder.Write("lost.yaml", "based-on: nowhere.yaml\nparameters: {a: 1}\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PopulationSpecification.Read(first, diagnostics));
        Assert.Null(PopulationSpecification.Read(lost, diagnostics));
        Assert.Equal(["TP0114", "TP0301"], diagnostics.Select(d => d.Code).Order());
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("thymus-population-").FullName;

        public string PathOf(string name) => Path.Combine(_path, name);

        public string Write(string name, string text)
        {
            File.WriteAllText(PathOf(name), text);
            return PathOf(name);
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void A_key_that_stands_twice_is_a_fault_with_its_place()
    {
        var fault = Assert.Single(Faults("parameters:\n  a: 1\n  a: 2\n"));
        Assert.Equal("TP0002", fault.Code);
        Assert.Equal(3, fault.Span.Line);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_what_is()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(PopulationSpecification.Read(Repository.PathOf("tests", "fixtures", "populations", "nobody.yaml"), diagnostics));
        Assert.Equal("TP0001", Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void A_csv_file_is_one_patient_a_row_in_order()
    {
        var diagnostics = new DiagnosticBag();
        var cohort = new Cohort(PopulationSpecification.Read(Repository.Fixture("populations", "three-patients.csv"), diagnostics)!);
        Assert.Empty(diagnostics);
        Assert.Equal(3UL, cohort.Count);
        Assert.Equal(["WT", "ALB"], cohort.CovariateNames);
        Assert.Equal([64.5, 38], cohort.Draw(1, 0, 1).Covariates);
        Assert.Throws<ArgumentOutOfRangeException>(() => cohort.Draw(1, 0, 3));
    }

    [Fact]
    public void A_cell_that_is_no_number_is_named_by_line_and_column()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(PopulationSpecification.Read(Repository.Fixture("populations", "missing-value.csv"), diagnostics));
        var fault = Assert.Single(diagnostics);
        Assert.Equal((3, 2), (fault.Span.Line, fault.Span.Column));
        Assert.Contains("'' in column 'ALB'", fault.Message, StringComparison.Ordinal);
    }

    private static List<Diagnostic> Faults(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        if (YamlFile.Parse(yaml, "population.yaml", "TP", diagnostics) is { } section)
            Assert.Null(PopulationSpecification.Read(section, diagnostics));
        return [.. diagnostics];
    }
}

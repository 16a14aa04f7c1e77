using System.Globalization;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary><c>thymus cohort</c> from its files to its table.</summary>
public sealed class CohortTests
{
    private static readonly string Model = Repository.PathOf("models", "examples", "first-model.ant");
    private static readonly string Population = Repository.PathOf("populations", "first-model.yaml");
    private static readonly string Doses = Repository.PathOf("models", "examples", "first-model-doses.csv");

    [Fact]
    public void The_table_has_a_row_a_patient_and_time_and_the_same_bytes_on_one_thread_and_two()
    {
        using var scratch = new Scratch();
        foreach (var extension in (string[])["csv", "parquet"])
        {
            var files = new[] { 1, 2 }.Select(threads => (Threads: threads, Path: scratch[$"cohort{threads}.{extension}"])).ToList();
            foreach (var (threads, path) in files)
            {
                var said = CommandLine.Run("cohort", Model, "--population", Population, "--data", Doses, "--patients", "100", "--end", "200", "--steps", "4",
                    "--observe", "concentration,diameter", "--threads", threads.ToString(CultureInfo.InvariantCulture), "--output", path);
                Assert.Equal(0, said.ExitCode);
                Assert.StartsWith("100 patients, 5 times, 2 symbols:", said.Error, StringComparison.Ordinal);
            }
            Assert.Equal(File.ReadAllBytes(files[0].Path), File.ReadAllBytes(files[1].Path));
        }
        var lines = File.ReadAllLines(scratch["cohort1.csv"]);
        Assert.Equal(501, lines.Length);
        Assert.Equal("ID,TIME,concentration,diameter", lines[0]);
        Assert.StartsWith("1,0,0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("100,200,", lines[500], StringComparison.Ordinal);
        Assert.Equal(100, lines.Skip(1).Select(l => l.Split(',')[3]).Where((_, i) => i % 5 == 4).Distinct().Count());
    }

    /// <summary>Sampled outputs: no number is missing, and nothing of a thread shows.</summary>
    [Fact]
    public void The_explicit_method_writes_numbers_and_the_same_bytes_on_one_thread_and_two()
    {
        using var scratch = new Scratch();
        foreach (var file in (string[])["1.parquet", "2.parquet", "1.csv"])
        {
            var said = CommandLine.Run("cohort", Model, "--population", Population, "--data", Doses, "--patients", "100", "--end", "200", "--steps", "40",
                "--observe", "concentration,diameter", "--method", "explicit", "--threads", file[..1], "--output", scratch[file]);
            Assert.Equal(0, said.ExitCode);
        }
        Assert.Equal(File.ReadAllBytes(scratch["1.parquet"]), File.ReadAllBytes(scratch["2.parquet"]));
        var values = File.ReadAllLines(scratch["1.csv"]).Skip(1).SelectMany(l => l.Split(',')[2..]).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(100 * 41 * 2, values.Count);
        Assert.All(values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Faults_of_the_model_and_of_the_population_are_told_at_once()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("faulty.ant", "model m()\n  x = = 1;\nend\n");
        var population = scratch.Write("faulty.yaml", "parameters:\n  x: {distribution: lognormall, median: 1, sd: 1}\n");
        var said = CommandLine.Run("cohort", model, "--population", population, "--end", "1", "--output", scratch["out.csv"]);
        Assert.Equal(65, said.ExitCode);
        Assert.Contains("faulty.ant(2,", said.Error, StringComparison.Ordinal);
        Assert.Contains("faulty.yaml(2,", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Patients_that_stop_early_are_named_with_the_reason_and_their_rows_end_there()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("blowup.ant", "model m()\n  edge = 0;\n  x = 1;\n  x' = edge*x*x;\nend\n");
        var patients = scratch.Write("patients.csv", "edge\n0\n0.3\n0\n");
        var said = CommandLine.Run("cohort", model, "--population", patients, "--patients", "3", "--end", "6", "--steps", "3", "--observe", "x", "--output", scratch["out.csv"]);
        Assert.Equal(1, said.ExitCode);
        Assert.Contains("thymus: ID 2 stopped early at 3.33", said.Error, StringComparison.Ordinal);
        Assert.Equal(["1", "1", "1", "1", "2", "2", "3", "3", "3", "3"], File.ReadAllLines(scratch["out.csv"]).Skip(1).Select(l => l.Split(',')[0]));
    }

    [Fact]
    public void Faults_of_the_treatment_the_population_and_the_symbols_are_told_together()
    {
        using var scratch = new Scratch();
        var data = scratch.Write("data.csv", "ID,TIME,EVID,AMT,CMT,clearance\n1,0,1,200,drug,0.2\n2,0,1,200,drug,0.2\n");
        var population = scratch.Write("population.yaml", "parameters: {clearence: 1}\n");
        var said = CommandLine.Run("cohort", Model, "--population", population, "--data", data, "--end", "10", "--output", scratch["out.csv"]);
        Assert.Equal(65, said.ExitCode);
        Assert.Contains("TH0120: The file has 2 subjects", said.Error, StringComparison.Ordinal);
        Assert.Contains("data.csv(1,6): error TH0121: The column 'clearance'", said.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["out.csv"]));
    }

    [Theory]
    [InlineData("out.xlsx", "--output ends in '.xlsx'.")]
    [InlineData("out.csv", "--patients is 9; ")]
    public void What_cannot_be_done_is_said_before_a_patient_is_run(string output, string message)
    {
        using var scratch = new Scratch();
        var patients = scratch.Write("patients.csv", "growth\n0.01\n0.02\n");
        var said = CommandLine.Run("cohort", Model, "--population", patients, "--patients", "9", "--end", "10", "--output", scratch[output]);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, said.ExitCode);
    }
}

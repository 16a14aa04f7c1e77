using System.Text.Json;
using Thymus.Runs;

namespace Thymus.Cli.Tests;

public sealed class RunCommandTests
{
    private static readonly string[] DataFiles = ["adex.parquet", "adpc.parquet", "adrs.parquet", "adsl.parquet", "adtr.parquet", "adtte.parquet"];

    [Fact]
    public void A_run_writes_all_data_sets_and_the_report_and_prints_its_tables()
    {
        using var scratch = new Scratch();
        var output = CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "10", "--out", scratch["run"]);
        Assert.Equal([.. DataFiles, "report.html", "run.json", "summary.json"], scratch.Names("run"));
        Assert.Equal(["run"], scratch.Names());
        Assert.StartsWith("Two lesions and a drug  (randomised, seed 7)\n", output, StringComparison.Ordinal);
        foreach (var text in new[] { "drug (n = 10)", "none (n = 10)", "ORR, %", "OS at 12 months, %", "OS hazard ratio to 12 months", "PFS median, months", $"Report: {scratch["run", "report.html"]}", "never for the care of a patient" })
            Assert.Contains(text, output, StringComparison.Ordinal);
        var run = RunFolder.Open(scratch["run"]);
        Assert.Equal(RunStatus.Complete, run.Record.Status);
        Assert.Equal(20, run.Record.Files.Single(f => f.Name == "adsl.parquet").Rows);
        Assert.Equal(["read and compile", "simulate", "estimate"], run.Record.Timings.Select(t => t.Phase));
        Assert.StartsWith("thymus run ", run.Record.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tables_of_the_terminal_say_what_summary_json_says()
    {
        using var scratch = new Scratch();
        var output = CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "10", "--out", scratch["run"]);
        var rate = RunFolder.Open(scratch["run"]).Summary!.Arms[1].Endpoints.Single(e => e.Id == "OS.rate@365.25");
        Assert.Contains(FormattableString.Invariant($"{rate.Estimate:F1} ({rate.Lower:F1}–{rate.Upper:F1})"),
            output.Split('\n').Single(l => l.Contains("OS at 12 months", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Patients_seed_and_settings_reach_the_run_and_its_identity()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "6", "--seed", "11", "--set", "design.follow-up=1 year", "--set", "kill=0", "--out", scratch["a"]);
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "6", "--seed", "12", "--set", "design.follow-up=1 year", "--set", "kill=0", "--out", scratch["b"]);
        var (a, b) = (RunFolder.Open(scratch["a"]), RunFolder.Open(scratch["b"]));
        Assert.Equal((11UL, 6), (a.Record.Plan.Seed, a.Record.Plan.PatientsPerArm));
        Assert.Equal([new RunSetting("design.follow-up", "1 year"), new RunSetting("kill", "0")], a.Record.Plan.Settings);
        Assert.NotEqual(a.Record.Id, b.Record.Id);
        Assert.NotEqual(File.ReadAllBytes(scratch["a", "adsl.parquet"]), File.ReadAllBytes(scratch["b", "adsl.parquet"]));
        // Without effect of the drug nothing shrinks, and nobody is followed for longer than the year that was set.
        Assert.Equal(0, a.Summary!.Arms[0].Endpoints.Single(e => e.Id == "ORR").Estimate);
        Assert.All(a.Read("ADTTE", "PARAMCD", "AVAL").SelectMany(g => g.Number("AVAL")), days => Assert.InRange(days, 0, 366.25));
    }

    [Fact]
    public void Csv_stands_beside_parquet_when_asked_for()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--csv", "--out", scratch["run"]);
        Assert.Equal(DataFiles.Select(f => Path.ChangeExtension(f, ".csv")), scratch.Names("run").Where(n => n.EndsWith(".csv", StringComparison.Ordinal)));
        Assert.Equal(1 + 4, File.ReadAllLines(scratch["run", "adsl.csv"]).Length);
    }

    [Fact]
    public void The_report_speaks_the_language_asked_for_and_shows_the_observations()
    {
        using var scratch = new Scratch();
        var overlay = scratch.Write("seen.csv", "figure,arm,time,value,lower,upper\nOS,drug,6,81.25,70,90\nOS,none,12,33.5,,\n");
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "4", "--lang", "fr", "--overlay", overlay, "--out", scratch["run"]);
        var french = File.ReadAllText(scratch["run", "report.html"]);
        Assert.Contains("<html lang=\"fr\"", french, StringComparison.Ordinal);
        var plain = CommandLine.Succeed("report", scratch["run"]);
        Assert.Equal($"Report: {scratch["run", "report.html"]}\n", plain);
        var english = File.ReadAllText(scratch["run", "report.html"]);
        Assert.Contains("<html lang=\"en\"", english, StringComparison.Ordinal);
        // The same run drawn without observations lacks what they add.
        CommandLine.Succeed("report", scratch["run"], "--lang", "fr");
        Assert.NotEqual(french, File.ReadAllText(scratch["run", "report.html"]));
        CommandLine.Succeed("report", scratch["run"], "--lang", "fr", "--overlay", overlay);
        Assert.Equal(french, File.ReadAllText(scratch["run", "report.html"]));
    }

    [Fact]
    public void A_fault_of_the_observations_is_told_before_the_run()
    {
        using var scratch = new Scratch();
        var overlay = scratch.Write("seen.csv", "figure,arm,time,value\nOS,drog,6,81\nOSS,drug,x,33\n");
        var said = CommandLine.Run("run", CommandLine.LesionTrial, "--patients", "4", "--overlay", overlay, "--out", scratch["run"]);
        Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
        Assert.Equal($"""
            {overlay}(2,2): error TC0305: There is no arm 'drog'.
              Did you mean 'drug'? Arms: drug, none.
            {overlay}(3,1): error TC0304: There is no figure 'OSS'.
              Did you mean 'OS'? Figures: OS, PFS, concentration, spider.
            {overlay}(3,3): error TC0303: The time 'x' is no number.
              Write numbers with a point: 12.5.
            3 errors.

            """, said.Error);
        Assert.Equal(["seen.csv"], scratch.Names());
    }

    [Fact]
    public void Without_a_folder_a_run_gets_its_name_below_runs_and_is_listed()
    {
        using var scratch = new Scratch();
        var none = new Dictionary<string, string>();
        var said = CommandLine.RunProcess(scratch.Path, none, "run", CommandLine.LesionTrial, "--patients", "2");
        Assert.Equal(ExitCode.Success, said.ExitCode);
        var id = Assert.Single(scratch.Names("runs"));
        Assert.Matches("^lesions-[0-9a-f]{10}$", id);
        Assert.Contains($"Report: {Path.Combine("runs", id, "report.html")}\n", said.Output, StringComparison.Ordinal);
        Assert.Contains(id, CommandLine.Succeed("runs", "--root", scratch["runs"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_identical_run_replaces_the_first_with_the_same_bytes()
    {
        using var scratch = new Scratch();
        string[] arguments = ["run", CommandLine.LesionTrial, "--patients", "4", "--out", scratch["run"]];
        CommandLine.Succeed(arguments);
        var first = Bytes(scratch["run"]);
        CommandLine.Succeed(arguments);
        Assert.Equal(first, Bytes(scratch["run"]));
        Assert.Equal(["run"], scratch.Names());
    }

    [Fact]
    public void Summary_json_is_plain_json_with_the_limits_of_the_model()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch["run"]);
        using var json = JsonDocument.Parse(File.ReadAllText(scratch["run", "summary.json"]));
        Assert.Equal(["drug", "none"], json.RootElement.GetProperty("arms").EnumerateArray().Select(a => a.GetProperty("id").GetString()));
    }

    private static Dictionary<string, string> Bytes(string folder) => Directory.EnumerateFiles(folder)
        .Where(f => Path.GetFileName(f) is not (RunFolder.RecordFile or RunFolder.ReportFile))
        .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));
}

namespace Thymus.Cli.Tests;

public sealed class RunsAndReportTests
{
    [Fact]
    public void Runs_are_listed_with_their_status_and_found_by_name()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch["runs", "first"]);
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "3", "--seed", "8", "--out", scratch["runs", "second"]);
        var all = CommandLine.Succeed("runs", "--root", scratch["runs"]);
        Assert.Contains("first", all, StringComparison.Ordinal);
        var row = all.Split('\n').Single(l => l.Contains("second", StringComparison.Ordinal));
        Assert.Matches(@"second\s+Two lesions and a drug\s+8\s+6\s+complete", row);
        var one = CommandLine.Succeed("runs", "--root", scratch["runs"], "sec");
        Assert.Contains("second", one, StringComparison.Ordinal);
        Assert.DoesNotContain("first", one, StringComparison.Ordinal);
        Assert.Equal("No run is called 'third'.\n  Runs: first, second.\n", CommandLine.Succeed("runs", "--root", scratch["runs"], "third"));
    }

    [Fact]
    public void Where_no_index_can_be_kept_runs_are_listed_all_the_same()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch["runs", "first"]);
        Directory.CreateDirectory(scratch["runs", "index.db"]);
        Assert.Contains("first", CommandLine.Succeed("runs", "--root", scratch["runs"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_run_the_way_to_one_is_told()
    {
        using var scratch = new Scratch();
        Assert.Contains("./thymus run trials/melanoma-pembrolizumab.yaml", CommandLine.Succeed("runs", "--root", scratch["runs"]), StringComparison.Ordinal);
        Assert.Empty(scratch.Names());
    }

    [Fact]
    public void A_report_of_no_run_is_answered_with_the_runs_there_are()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("run", CommandLine.LesionTrial, "--patients", "2", "--out", scratch["runs", "first"]);
        var missing = CommandLine.Run("report", scratch["runs", "frist"]);
        Assert.Equal((ExitCode.NoInput, $"thymus: There is no folder '{scratch["runs", "frist"]}'.\n  Did you mean 'first'? Runs there: first.\n"), (missing.ExitCode, missing.Error));
        var root = CommandLine.Run("report", scratch["runs"]);
        Assert.Equal((ExitCode.NoInput, $"thymus: '{scratch["runs"]}' holds no run.json, so it is no run.\n  Runs in it: first.\n"), (root.ExitCode, root.Error));
        File.Delete(scratch["runs", "first", "adtte.parquet"]);
        var incomplete = CommandLine.Run("report", scratch["runs", "first"]);
        Assert.Equal(ExitCode.InputFault, incomplete.ExitCode);
        Assert.Contains("lacks 'adtte.parquet', which its run.json names.", incomplete.Error, StringComparison.Ordinal);
        File.WriteAllText(scratch["runs", "first", "run.json"], "{");
        var broken = CommandLine.Run("report", scratch["runs", "first"]);
        Assert.Equal(ExitCode.InputFault, broken.ExitCode);
        Assert.Contains("run.json'(1,2) is not a file that this version of Thymus wrote", broken.Error, StringComparison.Ordinal);
    }
}

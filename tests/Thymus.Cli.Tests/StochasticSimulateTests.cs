using System.Globalization;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

public sealed class StochasticSimulateTests
{
    private static readonly string Model = Repository.PathOf("models", "examples", "birth-death.ant");

    private static readonly string[] Days = ["--end", "60", "--steps", "2", "--method", "ssa"];

    [Theory]
    [InlineData("ssa")]
    [InlineData("tau")]
    public void Means_and_deviations_stand_in_a_row_a_time(string method)
    {
        var rows = Rows(CommandLine.Succeed("simulate", Model, "--end", "60", "--steps", "2", "--runs", "1000", "--observe", "cells,extinct", "--method", method));
        Assert.Equal(["time", "cells-mean", "cells-sd", "extinct-mean", "extinct-sd"], rows[0]);
        Assert.Equal(["0", "10", "0", "0", "0"], rows[1]);
        var growth = Math.Exp(0.01 * 60);
        var extinct = Math.Pow(0.19 * (growth - 1) / (0.2 * growth - 0.19), 10);
        Assert.Equal(10 * growth, Number(rows[3][1]), 4 * Math.Sqrt(10 * 39 * growth * (growth - 1) / 1000));
        Assert.Equal(extinct, Number(rows[3][3]), 4 * Math.Sqrt(extinct * (1 - extinct) / 1000));
    }

    [Fact]
    public void Every_run_is_written_in_order_and_the_file_does_not_depend_on_the_threads()
    {
        string[] command = ["simulate", Model, .. Days, "--runs", "70", "--every-run", "--observe", "cells", "--seed", "9"];
        var one = CommandLine.Succeed([.. command, "--threads", "1"]);
        Assert.Equal(one, CommandLine.Succeed([.. command, "--threads", "2"]));
        var rows = Rows(one);
        Assert.Equal(["run", "time", "cells"], rows[0]);
        Assert.Equal(1 + 70 * 3, rows.Count);
        Assert.Equal(Enumerable.Range(1, 70).SelectMany(run => Enumerable.Repeat(run, 3)), rows.Skip(1).Select(r => int.Parse(r[0], CultureInfo.InvariantCulture)));
        Assert.NotEqual(one, CommandLine.Succeed([.. command[..^1], "10"]));
    }

    [Fact]
    public void A_settings_file_of_the_suite_names_the_columns()
    {
        using var scratch = new Scratch();
        var settings = scratch.Write("settings.txt", "start: 0\nduration: 10\nsteps: 2\nvariables: cells\nabsolute: \nrelative: \namount: cells\nconcentration: \noutput: cells-mean, ln(cells)-mean\nmeanRange: (-3, 3)\nsdRange: (-5, 5)\n");
        var rows = Rows(CommandLine.Succeed("simulate", Model, "--sbml-settings", settings, "--method", "ssa", "--runs", "50"));
        Assert.Equal(["time", "cells-mean", "cells-sd", "ln(cells)-mean", "ln(cells)-sd"], rows[0]);
        Assert.Equal(Math.Log(10), Number(rows[1][3]), 1e-12);
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public void Options_of_a_jump_process_are_not_ignored_elsewhere()
    {
        foreach (var option in (string[][])[ ["--runs", "5"], ["--threads", "2"], ["--every-run"]])
        {
            var said = CommandLine.Run(["simulate", Model, "--end", "1", .. option]);
            Assert.Equal(ExitCode.Usage, said.ExitCode);
            Assert.Contains($"{option[0]} belongs to a stochastic simulation.", said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Runs_that_stop_early_are_told_with_their_reason_and_fail_the_command()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("half.ant", "model m\n compartment c = 1; substanceOnly species X in c; X = 5;\n at (time > 1): X = 2.5;\nOut: X => ; 0*X;\nend");
        var said = CommandLine.Run(["simulate", model, "--end", "2", "--method", "ssa", "--runs", "3"]);
        Assert.Equal(ExitCode.Failure, said.ExitCode);
        Assert.Contains("3 of 3 runs stopped early", said.Error, StringComparison.Ordinal);
        Assert.Contains("a count is a whole number", said.Error, StringComparison.Ordinal);
    }

    private static List<string[]> Rows(string csv) => [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

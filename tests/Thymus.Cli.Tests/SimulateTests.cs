using System.Globalization;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

public sealed class SimulateTests
{
    /// <summary>Without a dose the fixture's lesion grows as 40·exp(0.004 t).</summary>
    private static double Diameter(double day) => 40 * Math.Exp(0.004 * day);

    [Fact]
    public void Times_are_given_with_a_unit_or_bare_in_the_unit_of_the_model()
    {
        string[] observe = ["--steps", "4", "--observe", "d1"];
        var days = CommandLine.Succeed(["simulate", CommandLine.LesionModel, "--end", "100 day", .. observe]);
        Assert.Equal(days, CommandLine.Succeed(["simulate", CommandLine.LesionModel, "--end", "100", .. observe]));
        Assert.Equal(days, CommandLine.Succeed(["simulate", CommandLine.LesionModel, "--end", "2400 h", .. observe]));
        var rows = Rows(days);
        Assert.Equal(["time", "d1"], rows[0]);
        Assert.Equal([0, 25, 50, 75, 100], rows[1..].Select(r => Number(r[0])));
        // Local errors of 1e-6 a step add up over a hundred days of growth.
        foreach (var row in rows[1..]) Assert.Equal(Diameter(Number(row[0])), Number(row[1]), 1e-4);
    }

    [Theory]
    [InlineData("--method", "explicit")]
    [InlineData("--method", "stiff")]
    public void Both_methods_reach_the_closed_form_to_the_tolerance_asked_for(string option, string method)
    {
        var loose = End("1e-4");
        var tight = End("1e-11");
        Assert.Equal(Diameter(400), tight, Diameter(400) * 1e-9);
        Assert.Equal(Diameter(400), loose, Diameter(400) * 1e-2);
        Assert.NotEqual(loose, tight);

        double End(string tolerance) => Number(Rows(CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "400", "--steps", "1", "--observe", "d1", option, method, "--rtol", tolerance))[^1][1]);
    }

    [Fact]
    public void Observed_symbols_come_in_the_order_asked_for_and_all_where_none_is_named()
    {
        Assert.Equal("time,d2,d1,effect", CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "1", "--observe", "d2,d1", "--observe", "effect").Split('\n')[0]);
        Assert.Equal("time,d2,d1", CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "1", "--observe", "d2", "d1").Split('\n')[0]);
        var all = CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "1").Split('\n');
        Assert.Equal(1 + 101 + 1, all.Length);
        Assert.Contains("H_death", all[0].Split(','));
    }

    [Fact]
    public void A_value_that_is_set_changes_the_run()
    {
        var end = Number(Rows(CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "100", "--steps", "1", "--observe", "d1", "--set", "growth=0.01", "--set", "size=20"))[^1][1]);
        Assert.Equal(20 * Math.Exp(1), end, 1e-4);
    }

    [Fact]
    public void The_file_holds_what_standard_output_would()
    {
        using var scratch = new Scratch();
        string[] arguments = ["simulate", CommandLine.LesionModel, "--end", "10", "--steps", "3"];
        var output = CommandLine.Succeed(arguments);
        Assert.Equal("", CommandLine.Succeed([.. arguments, "--output", scratch["new", "table.csv"]]));
        Assert.Equal(output, File.ReadAllText(scratch["new", "table.csv"]));
        Assert.Equal(output, CommandLine.Succeed([.. arguments, "-o", "-"]));
        Assert.Equal(["table.csv"], scratch.Names("new"));
    }

    [Fact]
    public void A_link_goes_on_pointing_where_it_points()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using var scratch = new Scratch();
        scratch.Write("real.csv", "old");
        File.CreateSymbolicLink(scratch["link.csv"], scratch["real.csv"]);
        CommandLine.Succeed("simulate", CommandLine.LesionModel, "--end", "1", "--output", scratch["link.csv"]);
        Assert.StartsWith("time,", File.ReadAllText(scratch["real.csv"]), StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(scratch["link.csv"]).LinkTarget);
    }

    [Theory]
    [InlineData("3 mg", "--end is '3 mg', which is no time.")]
    [InlineData("soon", "--end is 'soon', which is no time:")]
    [InlineData("0", "--end is not after --start.")]
    public void A_time_that_is_none_is_a_fault_of_the_command_line(string end, string message)
    {
        var said = CommandLine.Run("simulate", CommandLine.LesionModel, "--end", end);
        Assert.Equal(ExitCode.Usage, said.ExitCode);
        Assert.StartsWith("thymus: " + message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_symbols_and_values_are_told_together()
    {
        var said = CommandLine.Run("simulate", CommandLine.LesionModel, "--end", "1", "--observe", "d3", "--set", "growht=1");
        Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
        Assert.Contains("error TC0204: The model has no symbol 'd3'.\n  Did you mean 'd1'?", said.Error, StringComparison.Ordinal);
        Assert.Contains("error TC0205: The model has no value 'growht' to set.\n  Did you mean 'growth'? Values to set: WT, body, growth, ", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("derived(", said.Error, StringComparison.Ordinal);
    }

    /// <summary>S1 → S2 at rate k·S1 in a compartment of 2: S1 = 3·exp(−t/2) as concentration, twice that as amount.</summary>
    [Fact]
    public void Settings_of_the_SBML_Test_Suite_decide_times_columns_and_amounts()
    {
        using var scratch = new Scratch();
        var output = scratch["results.csv"];
        CommandLine.Succeed("simulate", Repository.Fixture("sbml", "decay.xml"), "--sbml-settings", Repository.Fixture("sbml", "decay-settings.txt"), "--output", output);
        var rows = Rows(File.ReadAllText(output));
        Assert.Equal(["time", "S2", "S1", "k"], rows[0]);
        Assert.Equal(11, rows[1..].Length);
        foreach (var row in rows[1..])
        {
            var time = Number(row[0]);
            Assert.Equal(3 * Math.Exp(-0.5 * time), Number(row[2]), 1e-9);
            Assert.Equal(6 - 6 * Math.Exp(-0.5 * time), Number(row[1]), 1e-9);
            Assert.Equal("0.5", row[3]);
        }
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], rows[1..].Select(r => Number(r[0])));
    }

    [Fact]
    public void A_fault_of_the_settings_is_told_with_its_line()
    {
        using var scratch = new Scratch();
        var settings = scratch.Write("settings.txt", "start: 0\nduration: long\nsteps: 10\nvariables: S1, S3\n");
        var said = CommandLine.Run("simulate", Repository.Fixture("sbml", "decay.xml"), "--sbml-settings", settings);
        Assert.Equal((ExitCode.InputFault, $"{settings}(2,1): error TS0906: 'long' for 'duration' is no number.\n  Write it with a decimal point, for example 1e-6.\n"), (said.ExitCode, said.Error));
    }

    [Fact]
    public void A_run_that_stops_early_keeps_its_rows_and_says_why()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("burst.ant", "model burst()\n  x = 1;\n  x' = x*x;\nend\n");
        var said = CommandLine.Run("simulate", model, "--end", "2", "--steps", "4", "--observe", "x");
        Assert.Equal(ExitCode.Failure, said.ExitCode);
        Assert.StartsWith("time,x\n0,1\n0.5,", said.Output, StringComparison.Ordinal);
        Assert.StartsWith("thymus: the run stopped early (", said.Error, StringComparison.Ordinal);
    }

    /// <summary>One compartment, k = 0.1 and 0.2; the second subject cannot be dosed at time 4.</summary>
    [Fact]
    public void A_data_file_gives_a_row_a_record_and_the_rest_of_a_subject_that_fails_stays_empty()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("pk.ant", "model pk()\n  compartment c = 1; substanceOnly species drug in c; drug = 0;\n  k = 0.1; F_drug = 1; Clear: drug => ; k*drug;\nend\n");
        var data = scratch.Write("events.csv", "ID,TIME,AMT,k,F_drug\n1,0,8,0.1,1\n1,5,.,0.1,1\n2,0,8,0.2,0.5\n2,4,8,0.2,-1\n2,5,.,0.2,1\n");
        var said = CommandLine.Run("simulate", model, "--data", data, "--observe", "drug", "--rtol", "1e-9", "--covariates", "locf");
        Assert.Equal((ExitCode.Failure, "thymus: ID 2 stopped early at 4 (InvalidDose): 'F_drug' is -1; bioavailability is 0 or above.\n"), (said.ExitCode, said.Error));
        var rows = Rows(said.Output);
        Assert.Equal(["ID", "TIME", "EVID", "drug"], rows[0]);
        Assert.Equal(["1,0,1,8", "2,0,1,4", "2,4,1,", "2,5,0,"], new[] { rows[1], rows[3], rows[4], rows[5] }.Select(r => string.Join(',', r)));
        Assert.Equal(8 * Math.Exp(-0.5), Number(rows[2][3]), 1e-7);

        var grid = Rows(CommandLine.Succeed("simulate", model, "--data", scratch.Write("one.csv", "TIME,AMT\n0,8\n"), "--observe", "drug", "--end", "10", "--steps", "2"));
        Assert.Equal(["0", "0", "5", "10"], grid[1..].Select(r => r[1]));
    }

    [Fact]
    public void Faults_of_a_data_file_are_told_with_line_and_column()
    {
        using var scratch = new Scratch();
        var model = scratch.Write("pk.ant", "model pk()\n  compartment c = 1; substanceOnly species drug in c, deep in c; drug = 0; deep = 0; drug' = -drug; deep' = drug - deep;\nend\n");
        var data = scratch.Write("events.csv", "TIME,AMT,CMT\n0,5,drugs\n1,x,deep\n");
        var said = CommandLine.Run("simulate", model, "--data", data);
        Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
        Assert.Contains($"{data}(2,3): error TD0112: CMT is 'drugs', which is no species of the model.\n  Did you mean 'drug'?", said.Error, StringComparison.Ordinal);
        Assert.Contains($"{data}(3,2): error TD0111: 'x' in column AMT is no number.", said.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NoInput, CommandLine.Run("simulate", model, "--data", scratch["none.csv"]).ExitCode);
        Assert.Equal(ExitCode.Usage, CommandLine.Run("simulate", model, "--data", data, "--steps", "5").ExitCode);
    }

    private static string[][] Rows(string csv) => [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

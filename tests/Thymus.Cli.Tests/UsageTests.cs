namespace Thymus.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("chekc", "'chekc' is no command.", "Did you mean 'check'? Commands: calibrate, check, cohort, convert, report, run, runs, simulate, validate.", "thymus --help")]
    [InlineData("--vresion", "there is no option '--vresion'.", "Did you mean '--version'? Options: --help, --version.", "thymus --help")]
    [InlineData("run --patinets 3 x.yaml", "'run' has no option '--patinets'.", "Did you mean '--patients'? Options: --csv, --help, --lang, --out, --overlay, --patients, --seed, --set, --threads.", "thymus run --help")]
    [InlineData("run x.yaml --patients ten", "--patients is 'ten'; a whole number from 1 to 2147483647 is needed.", null, "thymus run --help")]
    [InlineData("run x.yaml --patients 0", "--patients is '0'; a whole number from 1 to 2147483647 is needed.", null, "thymus run --help")]
    [InlineData("run x.yaml --seed -1", "--seed is '-1'; a whole number from 0 to 18446744073709551615 is needed.", null, "thymus run --help")]
    [InlineData("run x.yaml --lang de", "--lang is 'de'; possible: en, fr.", null, "thymus run --help")]
    [InlineData("simulate x.ant --end 1 --method euler", "--method is 'euler'; possible: stiff, explicit, explicit8, ssa, tau.", null, "thymus simulate --help")]
    [InlineData("simulate x.ant --end 1 --rtol 2", "--rtol is '2'; a number from 1e-13 to 0.1 is needed.", null, "thymus simulate --help")]
    [InlineData("run", "Required argument 'trial' missing for command: 'run'.", null, "thymus run --help")]
    public void A_command_line_that_is_wrong_is_answered_with_what_would_be_right(string line, string message, string? advice, string help)
    {
        var said = CommandLine.Run(line.Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Output));
        Assert.Equal($"thymus: {message}\n{(advice is null ? "" : $"  {advice}\n")}Try '{help}'.\n", said.Error);
    }

    [Fact]
    public void A_setting_without_name_or_given_twice_is_refused()
    {
        Assert.Equal("thymus: --set 'follow-up' has no name and value.\n  Write --set name=value.\n", CommandLine.Run("run", CommandLine.LesionTrial, "--set", "follow-up").Error);
        Assert.Equal("thymus: --set gives 'kill' twice.\n", CommandLine.Run("run", CommandLine.LesionTrial, "--set", "kill=1", "--set", "kill=2").Error);
    }

    [Fact]
    public void Nothing_typed_shows_the_help_and_is_no_success()
    {
        var said = CommandLine.Run();
        Assert.Equal((ExitCode.Usage, ""), (said.ExitCode, said.Output));
        Assert.Contains("Commands:", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("simulate")]
    [InlineData("check")]
    [InlineData("convert")]
    [InlineData("calibrate")]
    [InlineData("runs")]
    [InlineData("report")]
    public void Every_command_explains_itself_with_examples_that_parse(string command)
    {
        var help = CommandLine.Succeed(command, "--help");
        Assert.Contains("Usage:", help, StringComparison.Ordinal);
        var examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.StartsWith($"./thymus {command}", example, StringComparison.Ordinal);
            // A word that the parser does not know would be answered with advice; --help ends the command before it does anything.
            var words = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(example.Replace('\'', '"')).Skip(1).ToList();
            foreach (var word in words.Where(w => w.StartsWith("models/", StringComparison.Ordinal) || w.StartsWith("trials/", StringComparison.Ordinal) || w.StartsWith("calibration/", StringComparison.Ordinal)))
                Assert.True(File.Exists(Thymus.Tests.Repository.PathOf(word.Split('/'))), $"The help speaks of '{word}', which is not in the repository.");
            Assert.Empty(CommandLine.Run([.. words, "--help"]).Error);
        }
    }

    [Fact]
    public void The_version_is_told() => Assert.Equal(Runs.RunPlan.ThymusVersion + "\n", CommandLine.Succeed("--version"));

    [Fact]
    public void A_file_called_at_something_is_a_file() =>
        Assert.StartsWith("thymus: There is no file '@trial.yaml'.", CommandLine.Run("run", "@trial.yaml").Error, StringComparison.Ordinal);

    [Fact]
    public void A_bug_is_one_line_with_the_version_and_no_stack_trace()
    {
        using var error = new StringWriter();
        var exit = Application.Run(["run", CommandLine.LesionTrial, "--patients", "2"], new Screen(TextWriter.Null, error, false, 100, new BrokenClock()));
        Assert.Equal(ExitCode.Bug, exit);
        Assert.Equal($"thymus: this is a bug of Thymus {Runs.RunPlan.ThymusVersion}; please report it with that version and the command (NotSupportedException: no time)", error.ToString().Trim());
    }

    [Fact]
    public void The_place_of_a_bug_is_told_to_who_asks_for_it()
    {
        using var scratch = new Scratch();
        using var error = new StringWriter();
        // Only a bug reads the variable, and no other test of this class makes one meanwhile.
        Environment.SetEnvironmentVariable(Application.TraceVariable, "1");
        try
        {
            Application.Run(["run", CommandLine.LesionTrial, "--out", scratch["run"]], new Screen(TextWriter.Null, error, false, 100, new BrokenClock()));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Application.TraceVariable, null);
        }
        Assert.Contains("at Thymus.Cli.RunCommand.Run(", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(scratch.Names());
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new NotSupportedException("no\ntime");
    }
}

using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary><c>thymus calibrate</c> as a user meets it, on shares with a closed form.</summary>
public sealed class CalibrateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("thymus-calibrate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folds_and_recovery_are_written_beside_the_values()
    {
        var file = LevelCalibration.Write(_folder);
        var said = CommandLine.Run("calibrate", file, "--leave-one-out", "--recover", "20", "--patients", "1500", "--threads", "2");
        Assert.True(said.ExitCode == ExitCode.Success, said.Error);
        foreach (var name in (string[])["levels-fit.fitted.yaml", "levels-fit.without-X.fitted.yaml", "levels-fit.without-Y.fitted.yaml", "levels-fit.without-Z.fitted.yaml"])
        {
            Assert.Contains(Path.Combine(_folder, name), said.Output, StringComparison.Ordinal);
            Assert.Contains("left_typical: ", File.ReadAllText(Path.Combine(_folder, name)), StringComparison.Ordinal);
        }
        Assert.StartsWith("# Written by `thymus calibrate` from levels-fit.yaml without X (--leave-out);", File.ReadAllText(Path.Combine(_folder, "levels-fit.without-X.fitted.yaml")), StringComparison.Ordinal);
        Assert.Matches(@"without X: chi-squared .* over 2 targets, \d+ effective patients, ", said.Error);
        var recovery = File.ReadAllLines(Path.Combine(_folder, "levels-fit.recovery.csv"));
        Assert.Equal("parameter,sets,inside90,inside50,bias,rank1,rank2,rank3,rank4,rank5,rank6,rank7,rank8,rank9,rank10", recovery[0]);
        Assert.Equal(["left_typical", "right_typical"], recovery.Skip(1).Select(l => l.Split(',')[0]));
        foreach (var cells in recovery.Skip(1).Select(l => l.Split(',')))
        {
            var sets = int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(sets, 15, 20);
            Assert.Equal(sets, cells.Skip(5).Sum(c => int.Parse(c, System.Globalization.CultureInfo.InvariantCulture)));
        }
        Assert.Contains("Recovery: ", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_is_left_out_for_itself_too_and_the_values_go_where_they_are_asked_to()
    {
        var file = LevelCalibration.Write(_folder);
        var output = Path.Combine(_folder, "elsewhere.fitted.yaml");
        var said = CommandLine.Run("calibrate", file, "--leave-out", "X", "--patients", "1500", "--output", output);
        Assert.True(said.ExitCode == ExitCode.Success, said.Error);
        Assert.Contains("without X", File.ReadAllText(output), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "levels-fit.without-X.fitted.yaml")));
        Assert.False(File.Exists(Path.Combine(_folder, "elsewhere.recovery.csv")));
    }

    [Fact]
    public void Rounds_that_ran_out_are_told_with_their_reason_and_another_code()
    {
        var said = CommandLine.Run("calibrate", LevelCalibration.Write(_folder, pool: "pool: {patients: 500, effective: 100, rounds: 1}"));
        Assert.Equal(ExitCode.Failure, said.ExitCode);
        Assert.Contains("NOT settled: the rounds ran out first.", said.Output, StringComparison.Ordinal);
        Assert.Contains("NOT SETTLED: the rounds ran out first.", File.ReadAllText(Path.Combine(_folder, "levels-fit.fitted.yaml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "--recover", "20", "Give it 'pool:'")]
    [InlineData("", "--leave-one-out", "", "Give it 'pool:'")]
    [InlineData("pool: {patients: 500, effective: 100, rounds: 1}", "--leave-one-out", "--leave-out X", "exclude each other")]
    public void Wrong_use_is_told_before_anything_is_simulated(string pool, string option, string more, string told)
    {
        var said = CommandLine.Run(["calibrate", LevelCalibration.Write(_folder, pool: pool), option, .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(ExitCode.Usage, said.ExitCode);
        Assert.Contains(told, said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.fitted.yaml"));
    }

    [Fact]
    public void An_unknown_study_is_named_with_those_that_are_there()
    {
        var said = CommandLine.Run("calibrate", LevelCalibration.Write(_folder), "--leave-out", "XX");
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains("error TE0109: 'XX' cannot be left out: no target, or no other target, is of that study.", said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.fitted.yaml"));
    }

    [Fact]
    public void An_interrupted_calibration_writes_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();
        var said = CommandLine.Run(interrupt.Token, "calibrate", LevelCalibration.Write(_folder), "--leave-one-out");
        Assert.Equal(ExitCode.Interrupted, said.ExitCode);
        Assert.Contains("nothing was written", said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.fitted.yaml"));
    }
}

using System.Globalization;

namespace Thymus.Cli.Tests;

public sealed class SensitivitySimulateTests
{
    private static readonly string[] Run = ["simulate", CommandLine.LesionModel, "--end", "100", "--steps", "1", "--rtol", "1e-10"];

    [Fact]
    public void Sensitivities_stand_beside_what_is_written()
    {
        // The fixture's lesion is size·exp(growth·t).
        var text = CommandLine.Succeed([.. Run, "--observe", "d1", "--sensitivities", "growth,size"]);
        var rows = text.Split('\n').Select(l => l.Split(',')).ToArray();
        Assert.Equal(["time", "d1", "d(d1)/d(growth)", "d(d1)/d(size)"], rows[0]);
        Assert.Equal(100 * Number(rows[2][1]), Number(rows[2][2]), 1e-4);
        Assert.Equal(Number(rows[2][1]) / 40, Number(rows[2][3]), 1e-7);
    }

    [Fact]
    public void Normalised_sensitivities_are_those_of_logarithms()
    {
        var rows = CommandLine.Succeed([.. Run, "--observe", "d1", "--sensitivities", "growth", "--normalised"]).Split('\n');
        Assert.Equal("time,d1,dln(d1)/dln(growth)", rows[0]);
        Assert.Equal(0.4, Number(rows[2].Split(',')[2]), 1e-7);
    }

    [Fact]
    public void Where_nothing_is_named_constants_have_no_columns()
    {
        var header = CommandLine.Succeed([.. Run, "--sensitivities", "growth"]).Split('\n')[0].Split(',');
        Assert.Contains("d(d1)/d(growth)", header);
        Assert.Contains("growth", header);
        Assert.DoesNotContain("d(growth)/d(growth)", header);
    }

    [Fact]
    public void Every_subject_of_a_data_file_has_its_own()
    {
        using var scratch = new Scratch();
        var data = scratch.Write("events.csv", "ID,TIME,EVID,size\n1,0,0,40\n1,10,0,40\n2,0,0,20\n2,10,0,20\n");
        var rows = CommandLine.Succeed("simulate", CommandLine.LesionModel, "--data", data, "--observe", "d1", "--sensitivities", "growth", "--rtol", "1e-10").Split('\n').Select(l => l.Split(',')).ToArray();
        Assert.Equal("d(d1)/d(growth)", rows[0][4]);
        Assert.Equal(2 * Number(rows[4][4]), Number(rows[2][4]), 1e-6);
    }

    [Theory]
    [InlineData("--sensitivities growth --method ssa", "--method ssa")]
    [InlineData("--normalised", "none are asked for")]
    public void What_does_not_go_together_is_said(string options, string message)
    {
        var said = CommandLine.Run([.. Run, .. options.Split(' ')]);
        Assert.Equal(ExitCode.Usage, said.ExitCode);
        Assert.Contains(message, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_value_is_answered_with_the_nearest()
    {
        var said = CommandLine.Run([.. Run, "--sensitivities", "grwoth"]);
        Assert.Equal(ExitCode.InputFault, said.ExitCode);
        Assert.Contains("Did you mean 'growth'?", said.Error, StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

using Thymus.Tests;

namespace Thymus.Cli.Tests;

public sealed class ConvertTests
{
    [Theory]
    [InlineData("tests/fixtures/trials/lesions.ant", "100", "d1,d2,central,H_death", "explicit")]
    [InlineData("models/melanoma.ant", "60", "lesion1__diameter,sum_of_diameters,pembrolizumab__concentration,immunity__memory", "stiff")]
    public void A_model_that_went_through_SBML_and_back_gives_the_same_trajectory(string file, string end, string symbols, string method)
    {
        using var scratch = new Scratch();
        var model = Repository.PathOf(file.Split('/'));
        var told = CommandLine.Succeed("convert", model, scratch["there.xml"]);
        Assert.Matches($"^{scratch["there.xml"]}: [0-9]+ species, [0-9]+ parameters, [0-9]+ reactions, [0-9]+ rules, [0-9]+ events.\n$", told);
        CommandLine.Succeed("convert", scratch["there.xml"], scratch["back.ant"]);
        var original = Trajectory(model);
        Assert.Equal(original, Trajectory(scratch["there.xml"]));
        Assert.Equal(original, Trajectory(scratch["back.ant"]));

        string Trajectory(string path) => CommandLine.Succeed("simulate", path, "--end", end, "--steps", "10", "--observe", symbols, "--method", method);
    }

    [Fact]
    public void A_model_of_many_units_is_brought_to_one_set()
    {
        using var scratch = new Scratch();
        CommandLine.Succeed("convert", Repository.Fixture("sbml", "simbiology-dialect.xml"), scratch["canonical.xml"], "--canonical-units");
        // 0.01 a day in a file whose unit of time is the second; a cell is 1.66e-24 mol, nanomoles count from here on.
        var csv = CommandLine.Succeed("simulate", scratch["canonical.xml"], "--end", "100 day", "--steps", "1", "--observe", "mw2a_C1", "--rtol", "1e-9");
        Assert.Equal(1.66053872801495e-15 * Math.E, double.Parse(csv.TrimEnd().Split(',', '\n')[^1], System.Globalization.CultureInfo.InvariantCulture), 1e-6 * 1.66e-15);
    }

    [Fact]
    public void A_format_that_Thymus_does_not_write_is_refused_and_nothing_is_written()
    {
        using var scratch = new Scratch();
        var said = CommandLine.Run("convert", CommandLine.LesionModel, scratch["model.json"]);
        Assert.Equal((ExitCode.Usage, $"thymus: '{scratch["model.json"]}' ends in '.json', which is no model format.\n  Write .ant for Antimony, .xml for SBML.\n"), (said.ExitCode, said.Error));
        Assert.Empty(scratch.Names());
    }
}

using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Tests;

namespace Thymus.Cli.Tests;

/// <summary><c>simulate --sbml-settings</c> on cases of the SBML Test Suite (outside data), some of every category.</summary>
public sealed class SbmlSuiteTests
{
    private const int OfEachCategory = 6;

    [Fact]
    public void The_command_writes_what_the_library_computes_and_refuses_what_it_refuses()
    {
        var folder = OutsideData.Require("sbml-suite");
        using var scratch = new Scratch();
        var outcomes = new Dictionary<SuiteOutcome, int>();
        foreach (var category in SuiteCase.ReadIndex(Path.Combine(folder, "semantic-index.csv")).GroupBy(c => c.Category))
        {
            var cases = category.ToList();
            for (var i = 0; i < OfEachCategory; i++)
            {
                var c = cases[i * cases.Count / OfEachCategory];
                var verdict = c.Run(Path.Combine(folder, "semantic", c.Id));
                outcomes[verdict.Outcome] = outcomes.GetValueOrDefault(verdict.Outcome) + 1;
                Compare(c, Path.Combine(folder, "semantic", c.Id), verdict, scratch);
            }
        }
        Assert.Equal((4 * OfEachCategory, 2 * OfEachCategory), (outcomes[SuiteOutcome.Passed], outcomes[SuiteOutcome.Refused]));
    }

    private static void Compare(SuiteCase c, string folder, SuiteVerdict verdict, Scratch scratch)
    {
        var output = scratch[c.Id + ".csv"];
        var said = CommandLine.Run("simulate", c.ModelIn(folder), "--sbml-settings", c.SettingsIn(folder), "--output", output);
        if (verdict.Outcome == SuiteOutcome.Refused)
        {
            Assert.Equal((ExitCode.InputFault, ""), (said.ExitCode, said.Output));
            var (code, message) = (verdict.Reason![..6], verdict.Reason[7..]);
            Assert.Contains($"error {code}: {message}", said.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(output));
            return;
        }
        Assert.True(said.ExitCode == ExitCode.Success, $"{c.Id}: {said.Error}");
        using var expected = new StringWriter();
        TrajectoryCsv.Write(SbmlSuiteRunner.Run(SbmlReader.Read(c.ModelIn(folder)).Model!, SbmlSuiteSettings.Read(c.SettingsIn(folder)).Settings!, "settings", new DiagnosticBag())!, expected);
        Assert.Equal(expected.ToString(), File.ReadAllText(output));
    }
}

using Thymus.Simulation;

namespace Thymus.Tests;

public sealed class SbmlSuiteSettingsTests
{
    [Fact]
    public void Settings_are_read_as_the_suite_writes_them()
    {
        var (settings, diagnostics) = SbmlSuiteSettings.Parse(
            "start: 0\r\nduration: 5.0\r\nsteps: 50\r\nvariables: S1, S2\r\nabsolute: 1.000000e-006\r\nrelative: 0.0001\r\namount: S1\r\nconcentration: \r\n", "s.txt");
        Assert.Empty(diagnostics);
        Assert.NotNull(settings);
        Assert.Equal((0, 5, 50, 1e-6, 1e-4), (settings.Start, settings.Duration, settings.Steps, settings.AbsoluteTolerance, settings.RelativeTolerance));
        Assert.Equal(["S1", "S2"], settings.Variables);
        Assert.Equal(["S1"], settings.Amounts);
        Assert.Empty(settings.Concentrations);
    }

    [Fact]
    public void Every_fault_of_a_settings_file_is_told_at_once_with_its_line()
    {
        var (settings, diagnostics) = SbmlSuiteSettings.Parse("start: zero\nstep: 5\nduration 3\nsteps: 2.5\nsteps: 3\n", "s.txt");
        Assert.Null(settings);
        Assert.Equal(
            ["TS0906 1 zero", "TS0904 1 ", "TS0905 1 ", "TS0902 2 steps", "TS0901 3 ", "TS0906 4 2.5", "TS0903 5 "],
            diagnostics.Select(d => $"{d.Code} {d.Span.Line} {(d.Code is "TS0906" ? d.Message.Split('\'')[1] : d.Code is "TS0902" ? d.Advice!.Split('\'')[1] : "")}"));
    }
}

using Thymus.Modeling;
using Thymus.Simulation;

namespace Thymus.Tests;

public sealed class SbmlSuiteRunnerTests
{
    private const string Model = """
        model m
          compartment c = 4;
          species S in c;
          substanceOnly species A in c;
          S = 2; A = 12; k = 0.5;
          J: S => ; c*k*S;
        end
        """;

    [Fact]
    public void Columns_are_the_variables_in_order_as_amounts_or_concentrations_where_asked()
    {
        var run = Run("start: 0\nduration: 2\nsteps: 2\nvariables: A, S, k, c\nabsolute: 1e-7\nrelative: 1e-4\namount: S\nconcentration: A\n");
        Assert.Equal(["A", "S", "k", "c"], run.Columns);
        Assert.Equal([0.0, 1, 2], run.Times);
        Assert.Equal(3, run[0, 0]);
        Assert.Equal(8 * Math.Exp(-0.5), run[1, 1], 1e-8);
        Assert.Equal((0.5, 4), (run[2, 2], run[2, 3]));
    }

    [Fact]
    public void A_species_in_neither_list_is_written_as_formulas_mean_it()
    {
        var run = Run("start: 0\nduration: 2\nsteps: 2\nvariables: S, A\n");
        Assert.Equal((2, 12), (run[0, 0], run[0, 1]));
    }

    [Fact]
    public void A_variable_that_the_model_does_not_have_is_a_diagnostic_with_the_names_there_are()
    {
        var (settings, _) = SbmlSuiteSettings.Parse("start: 0\nduration: 2\nsteps: 2\nvariables: S, kk\n", "s.txt");
        var diagnostics = new DiagnosticBag();
        var run = SbmlSuiteRunner.Run(AntimonyReader.Read(Model, "m.ant", _ => null).Model!, settings!, "s.txt", diagnostics);
        Assert.Null(run);
        var fault = Assert.Single(diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(("s.txt", "The model has no symbol 'kk'."), (fault.Span.File, fault.Message));
        Assert.Contains("Did you mean 'k'?", fault.Advice, StringComparison.Ordinal);
    }

    private static Trajectory Run(string text)
    {
        var (settings, faults) = SbmlSuiteSettings.Parse(text, "s.txt");
        Assert.Empty(faults);
        var run = SbmlSuiteRunner.Run(AntimonyReader.Read(Model, "m.ant", _ => null).Model!, settings!, "s.txt", new DiagnosticBag());
        Assert.NotNull(run);
        return run;
    }
}

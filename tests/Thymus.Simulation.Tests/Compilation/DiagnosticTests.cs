using Thymus.Modeling;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>What a model that cannot be compiled says.</summary>
public sealed class DiagnosticTests
{
    private static readonly SourceSpan Place = new("m.ant", 7, 3);

    private static List<Diagnostic> ErrorsOf(ModelDefinition model, CompileOptions? options = null)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(CompiledModel.Compile(model, options ?? new CompileOptions(), diagnostics));
        return [.. diagnostics.Where(d => d.Severity == Severity.Error)];
    }

    private static ModelDefinition Model { get; } = new()
    {
        Id = "m",
        File = "m.ant",
        Compartments = [new("V", 1.0)],
        Species = [new("A", "V", InitialAmount: 1), new("B", "V", InitialAmount: 1)],
        Parameters = [new("k", 1), new("v", 1, Constant: false), new("w", 1, Constant: false)],
        Reactions = [Reaction("J", ["A"], ["B"], X("k") * X("A"))],
    };

    [Fact]
    public void An_undefined_symbol_is_named_with_its_place_and_the_nearest_name()
    {
        var formula = new SymbolExpression("Aa") { Span = Place };
        var error = Assert.Single(ErrorsOf(Model with { Rules = [new RateRule("v", formula)] }));
        Assert.Equal(Place, error.Span);
        Assert.Contains("'Aa'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'A'?", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_of_assignments_is_written_out()
    {
        var error = Assert.Single(ErrorsOf(Model with
        {
            Rules = [new AssignmentRule("v", X("w") + 1, Place), new AssignmentRule("w", 2 * X("v"))],
        }));
        Assert.Equal("TM2030", error.Code);
        Assert.Contains("v → w → v", error.Message, StringComparison.Ordinal);
        Assert.Equal(Place, error.Span);
    }

    [Fact]
    public void A_cycle_through_an_initial_assignment_is_found()
    {
        var error = Assert.Single(ErrorsOf(Model with
        {
            Rules = [new AssignmentRule("v", X("w") + 1)],
            InitialAssignments = [new InitialAssignment("w", X("v") * 2)],
        }));
        Assert.Equal("TM2030", error.Code);
    }

    [Theory]
    [InlineData("v", "TM2005"), InlineData("k", "TM2009"), InlineData("A", "TM2006"), InlineData("J", "TM2009"), InlineData("nix", "TM2004")]
    public void A_rule_on_what_something_else_determines_is_an_error(string variable, string code) =>
        Assert.Equal(code, Assert.Single(ErrorsOf(Model with
        {
            Rules = [new AssignmentRule("v", 1), new RateRule(variable, 2, Place)],
        })).Code);

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var errors = ErrorsOf(Model with
        {
            Species = [new("A", "V", InitialAmount: 1), new("B", "nowhere", InitialAmount: 1)],
            Rules = [new AssignmentRule("k", 1), new RateRule("v", X("foo")), new RateRule("v", 1)],
            Reactions = [Reaction("J", ["Aaa"], ["B"], X("bar")), Reaction("K", ["A"], [], 1) with { Fast = true }],
            Events = [new ModelEvent("E", F(MathFunction.Greater, X("baz"), 1), [new EventAssignment("k", 3), new EventAssignment("gone", 3)])],
        }, new CompileOptions { DosedSpecies = ["C"], Quadratures = ["Q"] });
        Assert.Equal(
            ["TM2002", "TM2003", "TM2004", "TM2004", "TM2004", "TM2004", "TM2005", "TM2008", "TM2009", "TM2009", "TM2010", "TM2015"],
            errors.Select(e => e.Code).Order(StringComparer.Ordinal));
        Assert.All(errors, e => Assert.NotNull(e.Advice));
    }

    [Fact]
    public void A_function_is_checked_where_it_is_called()
    {
        var f = new FunctionDefinition("f", ["a"], X("a") * X("k"));
        var g = new FunctionDefinition("g", ["a"], new UserCallExpression("g", [X("a")]));
        Assert.Equal("TM2022", Assert.Single(ErrorsOf(Model with { Functions = [f], Rules = [new RateRule("v", new UserCallExpression("f", [X("A")]))] })).Code);
        Assert.Equal("TM2023", Assert.Single(ErrorsOf(Model with { Functions = [g], Rules = [new RateRule("v", new UserCallExpression("g", [X("A")]))] })).Code);
        Assert.Equal("TM2021", Assert.Single(ErrorsOf(Model with { Functions = [f], Rules = [new RateRule("v", new UserCallExpression("f", []))] })).Code);
        Assert.Equal("TM2020", Assert.Single(ErrorsOf(Model with { Functions = [f], Rules = [new RateRule("v", new UserCallExpression("ff", [1]))] })).Code);
        Assert.Equal("TM2021", Assert.Single(ErrorsOf(Model with { Rules = [new RateRule("v", F(MathFunction.Divide, 1))] })).Code);
    }

    [Fact]
    public void A_delay_below_0_is_refused_and_of_a_constant_is_the_constant()
    {
        Assert.Equal("TM2024", Assert.Single(ErrorsOf(Model with { Rules = [new RateRule("v", F(MathFunction.Delay, X("A"), -1))] })).Code);
        var patient = new Patient(Model with { Rules = [new RateRule("v", F(MathFunction.Delay, 2 * X("k"), 1))] });
        Assert.Equal(2, patient.Rate("v"));
    }

    [Fact]
    public void A_missing_value_is_a_warning_that_says_what_is_taken()
    {
        var diagnostics = new DiagnosticBag();
        var model = Model with { Parameters = [new("k", null)], Species = [new("A", "V"), new("B", "V", InitialAmount: 1)] };
        Assert.NotNull(CompiledModel.Compile(model, new CompileOptions(), diagnostics));
        Assert.Equal(2, diagnostics.Count(d => d.Code == "TM2011" && d.Severity == Severity.Warning));
    }
}

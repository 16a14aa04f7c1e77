using System.Collections.Immutable;

namespace Thymus.Modeling.Tests;

public sealed class StructureTests
{
    private static readonly ModelDefinition Sound = new()
    {
        Id = "m",
        Compartments = [new Compartment("c", 1)],
        Species = [new Species("S", "c", 1), new Species("T", "c", 1)],
        Parameters = [new Parameter("k", 1), new Parameter("v", 1, Constant: false), new Parameter("w", 1, Constant: false)],
        Functions = [new FunctionDefinition("f", ["x"], new SymbolExpression("x"))],
        Reactions = [new Reaction("r", [new SpeciesReference("S", 1)], [], new SymbolExpression("k"), [], [])],
    };

    private static ImmutableArray<string> CodesOf(ModelDefinition model)
    {
        var diagnostics = new DiagnosticBag();
        StructureChecker.Check(model, diagnostics);
        return [.. diagnostics.Select(d => d.Code)];
    }

    private static SymbolExpression Symbol(string name) => new(name);

    [Fact]
    public void A_sound_model_has_no_fault() => Assert.Empty(CodesOf(Sound));

    public static TheoryData<string, string, ModelDefinition> Faults => new()
    {
        { "TM0201", "one name twice", Sound with { Parameters = [.. Sound.Parameters, new Parameter("S", 1)] } },
        { "TM0201", "an event named as a function", Sound with { Events = [new ModelEvent("f", 1, [])] } },
        { "TM0202", "no such compartment", Sound with { Species = [.. Sound.Species, new Species("U", "d")] } },
        { "TM0203", "no such species", Sound with { Reactions = [new Reaction("q", [new SpeciesReference("X", 1)], [], 1, [], [])] } },
        { "TM0203", "no such modifier", Sound with { Reactions = [new Reaction("q", [], [], 1, [], ["X"])] } },
        { "TM0203", "no such conversion factor", Sound with { ConversionFactor = "S" } },
        { "TM0204", "a rule on a constant", Sound with { Rules = [new RateRule("k", 1)] } },
        { "TM0204", "a reaction on a constant", Sound with { Species = [new Species("S", "c", 1, Constant: true), new Species("T", "c", 1)] } },
        { "TM0205", "an event against a rule", Sound with { Rules = [new AssignmentRule("v", 1)], Events = [new ModelEvent("e", 1, [new EventAssignment("v", 2)])] } },
        { "TM0206", "no such symbol", Sound with { Rules = [new RateRule("v", Symbol("x"))] } },
        { "TM0206", "a function that reads the model", Sound with { Functions = [new FunctionDefinition("f", ["x"], Symbol("k"))] } },
        { "TM0206", "a value for a reaction", Sound with { InitialAssignments = [new InitialAssignment("r", 1)] } },
        { "TM0207", "two rules", Sound with { Rules = [new RateRule("v", 1), new AssignmentRule("v", 1)] } },
        { "TM0207", "a start beside a rule", Sound with { Rules = [new AssignmentRule("v", 1)], InitialAssignments = [new InitialAssignment("v", 1)] } },
        { "TM0207", "one event sets a variable twice", Sound with { Events = [new ModelEvent("e", 1, [new EventAssignment("v", 2), new EventAssignment("v", 3)])] } },
        { "TM0208", "a rule and a reaction", Sound with { Rules = [new RateRule("S", 1)] } },
        { "TM0209", "a circle of rules", Sound with { Rules = [new AssignmentRule("v", Symbol("w")), new AssignmentRule("w", Symbol("v"))] } },
        { "TM0209", "a circle through the start", Sound with { Rules = [new AssignmentRule("v", Symbol("w"))], InitialAssignments = [new InitialAssignment("w", Symbol("v"))] } },
        { "TM0209", "a function that calls itself", Sound with { Functions = [new FunctionDefinition("f", ["x"], new UserCallExpression("f", [Symbol("x")]))] } },
        { "TM0140", "no such function", Sound with { Rules = [new RateRule("v", new UserCallExpression("g", [1.0]))] } },
        { "TM0011", "a call with too much", Sound with { Rules = [new RateRule("v", new UserCallExpression("f", [1.0, 2.0]))] } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_of_structure_is_named_once(string code, string what, ModelDefinition model) => Assert.Equal((what, code), (what, Assert.Single(CodesOf(model))));

    [Fact]
    public void A_derivative_of_itself_is_no_circle() =>
        Assert.Empty(CodesOf(Sound with { Rules = [new AssignmentRule("v", Expression.Call(MathFunction.RateOf, Symbol("w"))), new RateRule("w", Symbol("k"))] }));
}

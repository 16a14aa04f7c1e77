using System.Collections.Immutable;
using Thymus.Tests;

namespace Thymus.Modeling.Tests;

public sealed class SbmlWriterTests
{
    [Theory]
    [InlineData("every-construct.xml")]
    [InlineData("level2-defaults.xml")]
    [InlineData("simbiology-dialect.xml")]
    public void What_is_written_reads_back_equal(string fixture)
    {
        var model = SbmlReader.Read(Repository.Fixture("sbml", fixture)).Model!;
        var text = SbmlText.Write(model);
        var back = SbmlText.Read(text);
        Assert.Empty(back.Diagnostics);
        Assert.Equal(DefinitionText.Of(model), DefinitionText.Of(back.Model!));
        Assert.Equal(text, SbmlText.Write(back.Model!));
    }

    [Fact]
    public void Every_function_of_the_language_reads_back_as_itself()
    {
        var two = new HashSet<MathFunction> { MathFunction.Subtract, MathFunction.Divide, MathFunction.Power, MathFunction.Root, MathFunction.Log,
            MathFunction.Quotient, MathFunction.Remainder, MathFunction.Implies, MathFunction.Delay };
        var several = new HashSet<MathFunction> { MathFunction.Add, MathFunction.Multiply, MathFunction.Min, MathFunction.Max, MathFunction.Piecewise,
            MathFunction.Equal, MathFunction.Less, MathFunction.LessOrEqual, MathFunction.Greater, MathFunction.GreaterOrEqual,
            MathFunction.And, MathFunction.Or, MathFunction.Xor };
        ImmutableArray<Expression> x = [new SymbolExpression("x"), new SymbolExpression("y"), new SymbolExpression("x")];
        foreach (var function in Enum.GetValues<MathFunction>())
        {
            var call = new CallExpression(function, RandomDraw.IsDraw(function) ? x[..RandomDraw.Counts(function)[0]] : two.Contains(function) || function == MathFunction.NotEqual ? x[..2] : several.Contains(function) ? x : x[..1]);
            var model = Model(new AssignmentRule("z", call));
            var back = SbmlText.Read(SbmlText.Write(model));
            Assert.True(back.Model is not null, $"{function}: {string.Join('\n', back.Diagnostics)}");
            Assert.Equal(FormulaText.Of(call), FormulaText.Of(back.Model.Rules[0].Value));
        }
    }

    [Fact]
    public void Every_double_reads_back_to_the_same_bits()
    {
        CsCheck.Check.Sample(CsCheck.Gen.Double, value =>
        {
            var back = SbmlText.Read(SbmlText.Write(Model(new AssignmentRule("z", value)) with { Parameters = [new("x", value), new("y", value), new("z", null, Constant: false)] })).Model!;
            var inFormula = Assert.IsType<NumberExpression>(back.Rules[0].Value).Value;
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value), BitConverter.DoubleToInt64Bits(inFormula));
            Assert.Equal(inFormula, back.Parameters[0].Value);
        }, iter: 300);
    }

    [Fact]
    public void A_species_that_a_rate_reads_is_written_as_a_modifier()
    {
        var model = Model() with
        {
            Compartments = [new Compartment("c", 1)],
            Species = [new Species("S", "c", 1), new Species("M", "c", 1)],
            Reactions = [new Reaction("r", [new SpeciesReference("S", 1)], [], new SymbolExpression("M"), [], [])],
        };
        Assert.Equal(["M"], SbmlText.Read(SbmlText.Write(model)).Model!.Reactions[0].Modifiers);
    }

    [Fact]
    public void A_formula_as_stoichiometry_is_written_as_a_rule_on_a_named_reference()
    {
        var model = Model() with
        {
            Compartments = [new Compartment("c", 1)],
            Species = [new Species("S", "c", 1)],
            Reactions = [new Reaction("r", [new SpeciesReference("S", new SymbolExpression("x"))], [], 1, [], [])],
        };
        var back = SbmlText.Read(SbmlText.Write(model)).Model!;
        Assert.Equal("r_S_stoichiometry", back.Reactions[0].Reactants[0].Id);
        Assert.Equal("x", FormulaText.Of(Assert.Single(back.Rules).Value));
    }

    private static ModelDefinition Model(params ImmutableArray<Rule> rules) => new()
    {
        Id = "m",
        Parameters = [new Parameter("x", 1), new Parameter("y", 2), new Parameter("z", null, Constant: false)],
        Rules = rules,
    };
}

namespace Thymus.Modeling.Tests;

public sealed class MathMLTests
{
    private const string Time = """<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>""";

    /// <summary>The formula of an assignment rule in a model that has parameters x and y.</summary>
    private static ReadResult ReadFormula(string content) => SbmlText.Read($"""
        <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:sbml="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
        <listOfUnitDefinitions><unitDefinition id="day"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="86400"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
        <listOfParameters><parameter id="x" value="1" constant="true"/><parameter id="y" value="1" constant="true"/><parameter id="z" constant="false"/></listOfParameters>
        <listOfRules><assignmentRule variable="z"><math xmlns="http://www.w3.org/1998/Math/MathML">{content}</math></assignmentRule></listOfRules>
        </model></sbml>
        """);

    private static Expression Formula(string content)
    {
        var result = ReadFormula(content);
        Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
        return Assert.Single(result.Model.Rules).Value;
    }

    [Theory]
    [InlineData("<cn>2</cn>", 2.0)]
    [InlineData("<cn> -0.125 </cn>", -0.125)]
    [InlineData("<cn>1e-3</cn>", 1e-3)]
    [InlineData("<cn type='integer'> 12 </cn>", 12.0)]
    [InlineData("<cn type='rational'>22<sep/>7</cn>", 22.0 / 7.0)]
    [InlineData("<cn type='e-notation'> 6.02214179 <sep/> 23 </cn>", 6.02214179e23)]
    // Scaling 1.1 by 10^-7 in two steps would miss the nearest double.
    [InlineData("<cn type='e-notation'>1.1<sep/>-7</cn>", 1.1e-7)]
    [InlineData("<infinity/>", double.PositiveInfinity)]
    [InlineData("<apply><minus/><infinity/></apply>", double.NegativeInfinity)]
    [InlineData("<notanumber/>", double.NaN)]
    [InlineData("<pi/>", Math.PI)]
    [InlineData("<exponentiale/>", Math.E)]
    [InlineData("<true/>", 1.0)]
    [InlineData("<false/>", 0.0)]
    public void A_number_is_read_to_the_nearest_double(string content, double expected) =>
        Assert.Equal(expected, Assert.IsType<NumberExpression>(Formula(content)).Value);

    [Theory]
    [InlineData("<apply><root/><ci>x</ci></apply>", "Sqrt(x)")]
    [InlineData("<apply><root/><degree><cn>2</cn></degree><ci>x</ci></apply>", "Sqrt(x)")]
    [InlineData("<apply><root/><degree><ci>y</ci></degree><ci>x</ci></apply>", "Root(y, x)")]
    [InlineData("<apply><log/><ci>x</ci></apply>", "Log(10, x)")]
    [InlineData("<apply><log/><logbase><cn>2</cn></logbase><ci>x</ci></apply>", "Log(2, x)")]
    [InlineData("<apply><minus/><ci>x</ci></apply>", "Negate(x)")]
    [InlineData("<apply><minus/><ci>x</ci><ci>y</ci></apply>", "Subtract(x, y)")]
    [InlineData("<apply><plus/></apply>", "Add()")]
    [InlineData("<apply><quotient/><ci>x</ci><ci>y</ci></apply>", "Quotient(x, y)")]
    [InlineData("<apply><rem/><ci>x</ci><ci>y</ci></apply>", "Remainder(x, y)")]
    [InlineData("<apply><min/><ci>x</ci><ci>y</ci><cn>3</cn></apply>", "Min(x, y, 3)")]
    [InlineData("<apply><lt/><cn>0</cn><ci>x</ci><ci>y</ci></apply>", "Less(0, x, y)")]
    [InlineData("<semantics><apply><abs/><ci>x</ci></apply><annotation>|x|</annotation></semantics>", "Abs(x)")]
    [InlineData("<piecewise><piece><ci>x</ci><apply><gt/><ci>x</ci><ci>y</ci></apply></piece><otherwise><ci>y</ci></otherwise></piecewise>", "Piecewise(x, Greater(x, y), y)")]
    [InlineData("<piecewise><otherwise><ci>y</ci></otherwise></piecewise>", "Piecewise(y)")]
    [InlineData($"<apply><times/><cn sbml:units='day'>3</cn>{Time}</apply>", "Multiply(3 day, time)")]
    [InlineData("<apply><csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/rateOf'/><ci>x</ci></apply>", "RateOf(x)")]
    [InlineData("<apply><csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/delay'/><ci>x</ci><cn>2</cn></apply>", "Delay(x, 2)")]
    [InlineData("<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/avogadro'/>", "avogadro")]
    public void A_formula_is_read_as_SBML_means_it(string content, string expected) => Assert.Equal(expected, FormulaText.Of(Formula(content)));

    [Theory]
    [InlineData("<apply><ci> max </ci><ci>x</ci><cn>0</cn></apply>", "Max(x, 0)")]
    [InlineData("<apply><ci>log</ci><ci>x</ci></apply>", "Ln(x)")]
    [InlineData("<apply><ci>log10</ci><ci>x</ci></apply>", "Log(10, x)")]
    [InlineData("<apply><ci>nthroot</ci><ci>x</ci><cn>4</cn></apply>", "Root(4, x)")]
    // MATLAB's nthroot is real for a negative x and an odd n.
    [InlineData("<apply><ci>nthroot</ci><ci>x</ci><cn>3</cn></apply>", "Piecewise(Negate(Root(3, Negate(x))), Less(x, 0), Root(3, x))")]
    [InlineData("<apply><ci>mod</ci><ci>x</ci><cn>7</cn></apply>", "Subtract(x, Multiply(7, Floor(Divide(x, 7))))")]
    [InlineData("<ci> time </ci>", "time")]
    public void The_functions_that_SimBiology_writes_as_names_keep_MATLABs_meaning(string content, string expected) =>
        Assert.Equal(expected, FormulaText.Of(Formula(content)));

    [Theory]
    [InlineData("<apply><tanhh/><ci>x</ci></apply>", "TS0201", "<tanhh> is not an operator")]
    [InlineData("<apply><divide/><ci>x</ci></apply>", "TS0202", "'divide' takes 2 arguments; 1 found.")]
    [InlineData("<apply><root/><logbase><cn>2</cn></logbase><ci>x</ci></apply>", "TS0201", "<logbase> does not belong to <root>")]
    [InlineData("<cn>1,5</cn>", "TS0203", "'1,5' is not a number of type 'real'.")]
    [InlineData("<cn type='complex-cartesian'>1<sep/>2</cn>", "TS0203", "of type 'complex-cartesian'")]
    [InlineData("<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/date'/>", "TS0204", "'date'")]
    [InlineData("<csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/distrib/normal'/>", "TS0204", "'distrib/normal' is a function")]
    [InlineData("<apply><csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/distrib/normla'/><cn>1</cn><cn>2</cn></apply>", "TS0204", "'normla'")]
    [InlineData("<apply><csymbol encoding='text' definitionURL='http://www.sbml.org/sbml/symbols/distrib/normal'/><cn>1</cn></apply>", "TS0202", "takes 2 or 4 arguments")]
    [InlineData("<apply><ci>mystery</ci><ci>x</ci></apply>", "TS0206", "calls 'mystery'")]
    [InlineData("<ci>xx</ci>", "TM0206", "no symbol 'xx'")]
    [InlineData("<ci>x</ci><ci>y</ci>", "TS0202", "holds 2 formulas")]
    [InlineData("<lambda><ci>x</ci></lambda>", "TS0201", "<lambda> cannot stand here")]
    public void A_faulty_formula_is_refused_by_name(string content, string code, string message)
    {
        var result = ReadFormula(content);
        Assert.Null(result.Model);
        var error = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(4, error.Span.Line);
    }

    [Fact]
    public void A_formula_nested_too_deeply_is_a_fault_and_not_a_crash()
    {
        var deep = string.Concat(Enumerable.Repeat("<apply><abs/>", 5_000)) + "<ci>x</ci>" + string.Concat(Enumerable.Repeat("</apply>", 5_000));
        Assert.Contains(ReadFormula(deep).Diagnostics, d => d.Code == "TS0202" && d.Message.Contains("nested deeper"));
    }
}

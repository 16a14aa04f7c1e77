using Thymus.Tests;

namespace Thymus.Modeling.Tests;

public sealed class SbmlFaultTests
{
    [Fact]
    public void All_faults_of_a_file_are_named_at_once_with_place_and_advice()
    {
        var result = SbmlReader.Read(Repository.Fixture("sbml", "faults.xml"));
        Assert.Null(result.Model);
        var found = result.Diagnostics.Select(d => $"{d.Span.Line} {d.Code} {d.Message}").ToList();
        Assert.Equal(
            [
                "4 TS0302 model 'faults' has unit 'fortnight', which the file does not define; it is left out.",
                "6 TS0109 Attribute 'size' of compartment 'blood' is 'five', which is not a number.",
                "9 TS0107 <species> has no attribute 'initialAmmount'; it is ignored.",
                "9 TM0202 Species 'drug' is in 'blod', which is no compartment.",
                "10 TM0201 'blood' names a species and a compartment at faults.xml(6,8).",
                "16 TS0106 <listOfRuls> cannot stand in <model>.",
                "18 TM0204 A rule sets parameter 'k', which is constant.",
                "22 TM0206 There is no symbol 'kk'.",
                "23 TS0203 '1.5.2' is not a number of type 'integer'.",
                "24 TS0202 'divide' takes 2 arguments; 1 found.",
                "25 TS0201 <tanhh> is not an operator of SBML's MathML.",
                "26 TS0206 The formula calls 'hill', which the model does not define (or defines without a body).",
                "30 TM0207 Two rules determine 'x'; the other is at faults.xml(19,8).",
                "35 TM0203 Reaction 'r' changes 'drg', which is no species.",
            ],
            found.Select(f => f.Replace(Repository.Fixture("sbml") + Path.DirectorySeparatorChar, "")));
        Assert.Contains(result.Diagnostics, d => d.Advice?.StartsWith("Did you mean 'listOfRules'?") == true);
        Assert.Contains(result.Diagnostics, d => d.Advice?.StartsWith("Did you mean 'drug'?") == true);
    }

    [Theory]
    [InlineData("", "TS0101")]
    [InlineData("not xml at all", "TS0101")]
    [InlineData("<sbml", "TS0101")]
    [InlineData("<html/>", "TS0102")]
    [InlineData("<sbml xmlns='http://www.sbml.org/sbml/level1' level='1' version='2'><model/></sbml>", "TS0103")]
    [InlineData("<sbml xmlns='http://www.sbml.org/sbml/level3/version9/core' level='3' version='9'><model/></sbml>", "TS0103")]
    [InlineData("<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' version='2'/>", "TS0111")]
    public void What_is_not_a_readable_SBML_file_is_refused(string text, string code)
    {
        var result = SbmlText.Read(text);
        Assert.Null(result.Model);
        Assert.Equal(code, Assert.Single(result.Diagnostics).Code);
    }

    [Theory]
    [InlineData("<listOfParameters/><listOfParameters/>", "<listOfParameters> stands twice in <model>.")]
    [InlineData("<listOfRules><algebraicRule><math><cn>1</cn></math></algebraicRule></listOfRules>", "<math> is not in MathML's namespace.")]
    [InlineData("<listOfParameters xmlns='http://www.sbml.org/sbml/level3/version1/core'/>", "<listOfParameters> is in namespace 'http://www.sbml.org/sbml/level3/version1/core', the file in 'http://www.sbml.org/sbml/level3/version2/core'.")]
    [InlineData("<listOfReactions><reaction id='r' reversible='false'><listOfReactant/></reaction></listOfReactions>", "<listOfReactant> cannot stand in <reaction>.")]
    public void Nothing_of_the_core_is_skipped_in_silence(string content, string message)
    {
        var result = SbmlText.Read($"<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' version='2'><model id='m'>{content}</model></sbml>");
        Assert.Null(result.Model);
        var error = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal(("TS0106", message), (error.Code, error.Message));
    }

    [Fact]
    public void A_missing_file_is_a_fault_with_its_name()
    {
        var result = SbmlReader.Read(Path.Combine(Repository.Root, "no-such-model.xml"));
        Assert.Equal("TS0100", Assert.Single(result.Diagnostics).Code);
    }

    [Theory]
    [InlineData("qual", "true", "<qual:listOfTransitions/>", "TS0104", Severity.Error)]
    [InlineData("fbc", "false", "<fbc:listOfObjectives/>", "TS0105", Severity.Warning)]
    public void A_package_that_changes_the_model_is_refused_and_one_that_adds_to_it_is_not(string package, string required, string content, string code, Severity severity)
    {
        var result = SbmlText.Read($"""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1" xmlns:{package}="http://www.sbml.org/sbml/level3/version1/{package}/version1" {package}:required="{required}"><model id="m">
            {content}</model></sbml>
            """);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((code, severity), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains($"'{package}'", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_package_that_the_model_does_not_use_is_no_obstacle() =>
        Assert.NotNull(SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1" xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true"><model id="m">
            <comp:listOfPorts><comp:port comp:id="p" comp:idRef="k"/></comp:listOfPorts>
            <listOfParameters><parameter id="k" constant="true"/></listOfParameters></model></sbml>
            """).Model);

    [Theory]
    [InlineData("""<listOfReactions><reaction id="r" reversible="false" fast="true"/></listOfReactions>""", "TS0303")]
    [InlineData("""<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="Celsius"/></listOfUnits></unitDefinition></listOfUnitDefinitions>""", "TS0307")]
    [InlineData("""<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="kelvin" offset="273.15"/></listOfUnits></unitDefinition></listOfUnitDefinitions>""", "TS0307")]
    [InlineData("""
        <listOfFunctionDefinitions><functionDefinition id="f"><math xmlns="http://www.w3.org/1998/Math/MathML"><lambda><bvar><ci>x</ci></bvar>
        <apply><ci>f</ci><ci>x</ci></apply></lambda></math></functionDefinition></listOfFunctionDefinitions>
        """, "TM0209")]
    public void What_cannot_be_answered_is_refused_by_name(string content, string code) =>
        Assert.Equal(code, Assert.Single(SbmlText.Read($"""<sbml xmlns="http://www.sbml.org/sbml/level2" level="2" version="1"><model id="m">{content}</model></sbml>""").Diagnostics,
            d => d.Severity == Severity.Error).Code);
}

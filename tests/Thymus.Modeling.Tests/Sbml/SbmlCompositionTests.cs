using System.Globalization;
using System.Text;
using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>Package comp: a model and its submodels are read as one model.</summary>
public sealed class SbmlCompositionTests
{
    /// <summary>A lesion: cells that divide at a rate per hour, a clock, a dose that comes late.</summary>
    private const string Lesion = """
        <comp:modelDefinition id="lesion">
          <listOfUnitDefinitions><unitDefinition id="thousand"><listOfUnits><unit kind="item" exponent="1" scale="3" multiplier="1"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
          <listOfCompartments><compartment id="V" size="1" spatialDimensions="3" constant="true"/></listOfCompartments>
          <listOfSpecies><species id="C" compartment="V" initialAmount="5" substanceUnits="thousand" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies>
          <listOfParameters>
            <parameter id="k" value="0.1" constant="true"/><parameter id="size" constant="false"/><parameter id="clock" constant="false"/><parameter id="flow" constant="false"/>
            <parameter id="late" value="0" constant="false"/>
          </listOfParameters>
          <listOfRules>
            <assignmentRule variable="size"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>C</ci><cn>2</cn></apply></math></assignmentRule>
            <assignmentRule variable="clock"><math xmlns="http://www.w3.org/1998/Math/MathML"><csymbol definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol></math></assignmentRule>
            <assignmentRule variable="flow"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>division</ci></math></assignmentRule>
          </listOfRules>
          <listOfReactions>
            <reaction id="division" reversible="false">
              <listOfProducts><speciesReference id="n" species="C" stoichiometry="1" constant="true"/></listOfProducts>
              <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>C</ci><ci>own</ci></apply></math>
                <listOfLocalParameters><localParameter id="own" value="1"/></listOfLocalParameters></kineticLaw>
            </reaction>
          </listOfReactions>
          <listOfEvents>
            <event id="dose" useValuesFromTriggerTime="true">
              <trigger initialValue="false" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><gt/><ci>C</ci><cn>9</cn></apply></math></trigger>
              <delay metaid="wait"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>3</cn></math></delay>
              <listOfEventAssignments><eventAssignment variable="late"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>1</cn></math></eventAssignment></listOfEventAssignments>
            </event>
          </listOfEvents>
          <comp:listOfPorts><comp:port comp:id="cells" comp:idRef="C"/></comp:listOfPorts>
        </comp:modelDefinition>
        """;

    private const string Factors = """<parameter id="hour" value="0.04" constant="true"/><parameter id="thousand" value="1000" constant="true"/>""";

    private static ReadResult Read(string model, string definitions = Lesion) => SbmlText.Read($"""
        <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2" xmlns:comp="{CompNamespace}" comp:required="true">
        <model id="patient">{model}</model><comp:listOfModelDefinitions>{definitions}</comp:listOfModelDefinitions></sbml>
        """);

    private const string CompNamespace = "http://www.sbml.org/sbml/level3/version1/comp/version1";

    private static ModelDefinition Model(string model, string definitions = Lesion)
    {
        var result = Read(model, definitions);
        Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
        return result.Model;
    }

    private static string Submodels(string content) => $"<comp:listOfSubmodels>{content}</comp:listOfSubmodels>";

    private static string Formula(ModelDefinition model, string variable) =>
        FormulaText.Of(model.Rules.OfType<AssignmentRule>().Single(r => r.Variable == variable).Value);

    [Fact]
    public void Each_use_of_a_model_has_its_own_elements_under_its_own_name()
    {
        var model = Model(Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/><comp:submodel comp:id="lung" comp:modelRef="lesion"/>"""));
        Assert.Equal(["liver__C", "lung__C"], model.Species.Select(s => s.Id));
        Assert.Equal(("lung__V", "lung__thousand"), (model.Species[1].Compartment, model.Species[1].SubstanceUnit));
        Assert.Equal("Multiply(lung__C, 2)", Formula(model, "lung__size"));
        Assert.Equal("Multiply(liver__k, liver__C, own)", FormulaText.Of(model.Reactions[0].Rate));
        Assert.Equal(("own", "liver__n", "liver__C"), (model.Reactions[0].LocalParameters[0].Id, model.Reactions[0].Products[0].Id, model.Reactions[0].Products[0].Species));
    }

    [Fact]
    public void A_name_of_the_model_that_looks_like_one_of_a_submodel_stays_apart()
    {
        var model = Model("""<listOfParameters><parameter id="liver__k" value="2" constant="true"/></listOfParameters>"""
            + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/>"""));
        Assert.Contains(model.Parameters, p => p is { Id: "liver__k", Value: 2 });
        Assert.Contains(model.Parameters, p => p is { Id: "liver___k", Value: 0.1 });
    }

    [Theory]
    [InlineData("""comp:portRef="cells" """)]
    [InlineData("""comp:idRef="C" """)]
    public void A_replaced_element_gives_way_to_that_of_the_model_above(string reference)
    {
        var model = Model($"""
            <listOfCompartments><compartment id="body" size="1" constant="true"/></listOfCompartments>
            <listOfSpecies><species id="T" compartment="body" initialAmount="7" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false">
              <comp:listOfReplacedElements><comp:replacedElement comp:submodelRef="liver" {reference}/></comp:listOfReplacedElements></species></listOfSpecies>
            """ + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/>"""));
        Assert.Equal(("T", 7.0), (Assert.Single(model.Species).Id, model.Species[0].InitialAmount));
        Assert.Equal("Multiply(T, 2)", Formula(model, "liver__size"));
        Assert.Equal("T", model.Reactions[0].Products[0].Species);
    }

    [Fact]
    public void An_element_that_is_replaced_by_one_below_gives_it_its_name()
    {
        var model = Model("""
            <listOfParameters><parameter id="growth" value="9" constant="true"><comp:replacedBy comp:submodelRef="liver" comp:idRef="k"/></parameter></listOfParameters>
            """ + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/>"""));
        Assert.Equal(0.1, model.Parameters.Single(p => p.Id == "growth").Value);
        Assert.DoesNotContain(model.Parameters, p => p.Id == "liver__k");
        Assert.Equal("Multiply(growth, liver__C, own)", FormulaText.Of(model.Reactions[0].Rate));
    }

    [Fact]
    public void A_conversion_factor_stands_wherever_the_replaced_symbol_is_read_or_set()
    {
        var model = Model($"""
            <listOfParameters>{Factors}<parameter id="burden" constant="false">
              <comp:listOfReplacedElements><comp:replacedElement comp:submodelRef="liver" comp:idRef="size" comp:conversionFactor="thousand"/></comp:listOfReplacedElements></parameter></listOfParameters>
            """ + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/>"""));
        // replaced × factor = replacing
        Assert.Equal("Multiply(Multiply(liver__C, 2), thousand)", Formula(model, "burden"));
    }

    [Fact]
    public void Units_of_time_and_extent_are_converted_in_every_formula()
    {
        var model = Model($"<listOfParameters>{Factors}</listOfParameters>"
            + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion" comp:timeConversionFactor="hour" comp:extentConversionFactor="thousand"/>"""));
        Assert.Equal("Divide(time, hour)", Formula(model, "liver__clock"));
        Assert.Equal("Divide(Multiply(Multiply(liver__k, liver__C, own), thousand), hour)", FormulaText.Of(model.Reactions[0].Rate));
        Assert.Equal("Divide(Multiply(liver__division, hour), thousand)", Formula(model, "liver__flow"));
        Assert.Equal("Multiply(3, hour)", FormulaText.Of(model.Events[0].Delay));
    }

    [Fact]
    public void What_the_model_above_deletes_is_gone()
    {
        var model = Model(Submodels("""
            <comp:submodel comp:id="liver" comp:modelRef="lesion"><comp:listOfDeletions>
              <comp:deletion comp:metaIdRef="wait"/><comp:deletion comp:unitRef="thousand"/></comp:listOfDeletions></comp:submodel>
            """));
        Assert.Null(model.Events[0].Delay);
        Assert.Empty(model.UnitDefinitions);
    }

    [Fact]
    public void References_reach_through_submodels_and_a_submodel_can_be_deleted_whole()
    {
        const string Organ = """
            <comp:modelDefinition id="organ"><comp:listOfSubmodels>
              <comp:submodel comp:id="a" comp:modelRef="lesion"/><comp:submodel comp:id="b" comp:modelRef="lesion"/></comp:listOfSubmodels></comp:modelDefinition>
            """;
        var model = Model("""
            <listOfParameters><parameter id="k" value="3" constant="true"><comp:listOfReplacedElements>
              <comp:replacedElement comp:submodelRef="liver" comp:idRef="a"><comp:sBaseRef comp:idRef="k"/></comp:replacedElement></comp:listOfReplacedElements></parameter></listOfParameters>
            """ + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="organ"><comp:listOfDeletions><comp:deletion comp:idRef="b"/></comp:listOfDeletions></comp:submodel>"""), Lesion + Organ);
        Assert.Equal(["liver__a__C"], model.Species.Select(s => s.Id));
        Assert.Equal("Multiply(k, liver__a__C, own)", FormulaText.Of(Assert.Single(model.Reactions).Rate));
    }

    [Fact]
    public void Species_below_keep_the_units_and_the_conversion_factor_of_their_own_model()
    {
        const string Plain = """
            <comp:modelDefinition id="plain" substanceUnits="mole"><listOfCompartments><compartment id="V" size="1" constant="true"/></listOfCompartments>
              <listOfSpecies><species id="S" compartment="V" initialAmount="1" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies></comp:modelDefinition>
            """;
        var text = $"""
            <model id="m" substanceUnits="item" conversionFactor="ten"><listOfParameters><parameter id="ten" value="10" constant="true"/></listOfParameters>
            {Submodels("""<comp:submodel comp:id="s" comp:modelRef="plain"/>""")}</model>
            """;
        var result = SbmlText.Read($"""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2" xmlns:comp="{CompNamespace}" comp:required="true">{text}
            <comp:listOfModelDefinitions>{Plain}</comp:listOfModelDefinitions></sbml>
            """);
        Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
        var species = Assert.Single(result.Model.Species);
        Assert.Equal("mole", species.SubstanceUnit);
        Assert.Equal(1.0, result.Model.Parameters.Single(p => p.Id == species.ConversionFactor).Value);
    }

    [Fact]
    public void A_model_of_another_file_is_read_from_beside_the_one_that_names_it()
    {
        var result = SbmlReader.Read(Repository.Fixture("sbml", "composed.xml"));
        Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
        Assert.Equal(["liver__C", "lung__C"], result.Model.Species.Select(s => s.Id));
    }

    [Theory]
    [InlineData("""<comp:submodel comp:id="a" comp:modelRef="lesoin"/>""", "TS0401", "There is no model 'lesoin' in model.xml.")]
    [InlineData("""<comp:submodel comp:id="a" comp:modelRef="patient"/>""", "TS0402", "The model contains itself, through submodel 'a' of the model.")]
    [InlineData("""<comp:submodel comp:id="a"/>""", "TS0108", "<submodel> has no attribute 'modelRef'.")]
    [InlineData("""<comp:submodel comp:id="a" comp:modelRef="lesion" comp:timeFactor="k"/>""", "TS0106", "<submodel> has no attribute 'timeFactor'.")]
    [InlineData("""<comp:submodel comp:id="a" comp:modelRef="lesion"><comp:listOfDeletions><comp:deletion comp:idRef="kk"/></comp:listOfDeletions></comp:submodel>""", "TS0403",
        "<deletion> refers to 'kk' (idRef), which submodel 'a' of the model does not have.")]
    [InlineData("""<comp:submodel comp:id="a" comp:modelRef="lesion"><comp:listOfDeletions><comp:deletion comp:idRef="k"><comp:sBaseRef comp:idRef="C"/></comp:deletion></comp:listOfDeletions></comp:submodel>""",
        "TS0403", "<sBaseRef> goes into 'k' of submodel 'a' of the model, which is no submodel but <parameter>.")]
    public void What_cannot_be_composed_is_refused_by_name(string submodel, string code, string message)
    {
        var result = Read(Submodels(submodel));
        Assert.Null(result.Model);
        var error = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public void A_fault_below_is_told_at_its_own_place()
    {
        var result = Read(Submodels("""<comp:submodel comp:id="a" comp:modelRef="lesion"/>"""), Lesion.Replace("<ci>division</ci>", "<ci>devision</ci>"));
        var error = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("There is no symbol 'a__devision'.", error.Message);
        Assert.Equal(13, error.Span.Line);
    }

    [Fact]
    public void A_concentration_in_a_compartment_of_converted_size_is_refused()
    {
        var result = Read($"""
            <listOfCompartments><compartment id="body" size="1" constant="true"><comp:listOfReplacedElements>
              <comp:replacedElement comp:submodelRef="liver" comp:idRef="V" comp:conversionFactor="hour"/></comp:listOfReplacedElements></compartment></listOfCompartments>
            <listOfParameters>{Factors}</listOfParameters>
            """ + Submodels("""<comp:submodel comp:id="liver" comp:modelRef="lesion"/>"""), Lesion.Replace("hasOnlySubstanceUnits=\"true\"", "hasOnlySubstanceUnits=\"false\""));
        Assert.Equal("TS0406", Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    [Theory]
    [InlineData(40, 2)]
    [InlineData(2_000, 1)]
    public void Submodels_too_many_or_too_deep_end_in_a_diagnostic(int levels, int uses)
    {
        var definitions = new StringBuilder(Lesion.Replace("\"lesion\"", "\"m0\""));
        for (var level = 1; level <= levels; level++)
            definitions.Append(CultureInfo.InvariantCulture, $"""
                <comp:modelDefinition id="m{level}"><comp:listOfSubmodels>{string.Concat(Enumerable.Range(0, uses).Select(u => $"<comp:submodel comp:id='s{u}' comp:modelRef='m{level - 1}'/>"))}</comp:listOfSubmodels></comp:modelDefinition>
                """);
        var result = Read(Submodels($"<comp:submodel comp:id='a' comp:modelRef='m{levels}'/>"), definitions.ToString());
        Assert.Equal("TS0405", Assert.Single(result.Diagnostics).Code);
    }
}

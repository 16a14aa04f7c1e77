using Thymus.Tests;

namespace Thymus.Modeling.Tests;

public sealed class SbmlReaderTests
{
    private static ModelDefinition ReadFixture(string name)
    {
        var result = SbmlReader.Read(Repository.Fixture("sbml", name));
        Assert.True(result.Model is not null, string.Join('\n', result.Diagnostics));
        return result.Model;
    }

    [Fact]
    public void An_uncertainty_that_describes_a_value_changes_nothing()
    {
        var result = SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:distrib="http://www.sbml.org/sbml/level3/version1/distrib/version1"
                  level="3" version="2" distrib:required="true">
              <model id="m"><listOfParameters><parameter id="p" value="2" constant="true"><distrib:listOfUncertainties><distrib:uncertainty>
                <distrib:uncertParameter distrib:type="standardDeviation" distrib:value="0.3"/>
              </distrib:uncertainty></distrib:listOfUncertainties></parameter></listOfParameters></model>
            </sbml>
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(2, result.Model!.Parameters.Single().Value);
    }

    [Fact]
    public void What_Level_2_leaves_unsaid_has_Level_2s_meaning()
    {
        var model = ReadFixture("level2-defaults.xml");
        Assert.Equal(("second", "mole", "litre", "metre", "mole"), (model.TimeUnit, model.SubstanceUnit, model.VolumeUnit, model.LengthUnit, model.ExtentUnit));
        Assert.Equal([true, true, true], model.Compartments.Select(c => c.Constant));
        Assert.Equal([3.0, 2.0, 0.0], model.Compartments.Select(c => c.SpatialDimensions));
        Assert.Null(model.Compartments[2].Size);

        var drug = model.Species[0];
        Assert.Equal((null, 2.0, false, false, false), (drug.InitialAmount, drug.InitialConcentration, drug.HasOnlySubstanceUnits, drug.BoundaryCondition, drug.Constant));
        Assert.True(model.Parameters[0].Constant);

        var reaction = Assert.Single(model.Reactions);
        Assert.True(reaction.Reversible);
        Assert.Equal("1", FormulaText.Of(reaction.Reactants[0].Stoichiometry));
        Assert.Equal(("kon", 0.1, true), (reaction.LocalParameters[0].Id, reaction.LocalParameters[0].Value, reaction.LocalParameters[0].Constant));

        var e = Assert.Single(model.Events);
        Assert.Equal((true, true, true), (e.InitialValue, e.Persistent, e.UseValuesFromTriggerTime));
    }

    [Fact]
    public void A_species_in_a_compartment_without_extent_is_an_amount() =>
        Assert.True(ReadFixture("level2-defaults.xml").Species.Single(s => s.Id == "receptor").HasOnlySubstanceUnits);

    [Fact]
    public void A_built_in_unit_of_Level_2_becomes_what_it_stands_for()
    {
        var model = ReadFixture("level2-defaults.xml");
        Assert.Equal("mole", model.Species.Single(s => s.Id == "receptor").SubstanceUnit);
        Assert.Equal("area", model.Compartments.Single(c => c.Id == "membrane").Unit);
        Assert.Equal("area", model.AreaUnit);
        var area = Assert.Single(model.UnitDefinitions);
        Assert.Equal(("area", new UnitPart("metre", 2)), (area.Id, Assert.Single(area.Parts)));
    }

    [Fact]
    public void A_formula_as_stoichiometry_becomes_a_named_reference_with_a_rule()
    {
        var model = ReadFixture("level2-defaults.xml");
        var reference = model.Reactions[0].Products[0];
        Assert.Equal(("binding_receptor_stoichiometry", null, false), (reference.Id, reference.Stoichiometry, reference.Constant));
        var rule = Assert.IsType<AssignmentRule>(Assert.Single(model.Rules));
        Assert.Equal(("binding_receptor_stoichiometry", "Multiply(k, 4)"), (rule.Variable, FormulaText.Of(rule.Value)));
    }

    [Fact]
    public void A_model_that_SimBiology_exports_is_read_with_its_functions_and_names()
    {
        var model = ReadFixture("simbiology-dialect.xml");
        Assert.Equal(
            "Add(Max(mw2a_C1, 0), Min(mw2a_C1, 5), Piecewise(Negate(Root(3, Negate(mw2b_K))), Less(mw2b_K, 0), Root(3, mw2b_K)), Ln(mw2b_K), time)",
            FormulaText.Of(Assert.Single(model.Rules).Value));
        Assert.Equal(["C1", "K"], model.Species.Select(s => s.Name));
        Assert.Equal("litre", model.Compartments[0].Unit);
        Assert.Equal(new UnitPart("mole", Multiplier: 1.66053872801495e-24), model.UnitDefinitions[0].Parts[0]);
    }

    [Fact]
    public void Every_construct_of_Level_3_is_read()
    {
        var model = ReadFixture("every-construct.xml");
        Assert.Equal("factor", model.ConversionFactor);
        Assert.Equal(["x", "half", "n"], model.Functions[0].Arguments);
        Assert.Equal((double.PositiveInfinity, -1.5e-7), (model.Parameters[1].Value!.Value, model.Parameters[4].Value!.Value));
        Assert.Equal("Log(2, 0.0015 item)", FormulaText.Of(model.InitialAssignments[0].Value));
        Assert.Equal(
            "Piecewise(hill(D, 0.5, 1.5), And(Less(0, D, limit), 1), Root(3, 3.141592653589793), Implies(0, Xor()), "
            + "Max(-Infinity, RateOf(b), Remainder(time, 7), avogadro, NaN, 2.718281828459045, Sqrt(c), Subtract(b, c)))",
            FormulaText.Of(model.Rules[0].Value));
        Assert.Equal(["AssignmentRule", "RateRule", "AlgebraicRule"], model.Rules.Select(r => r.GetType().Name));
        Assert.Equal("Cells are not negative.", model.Constraints[0].Message);
        Assert.Equal(("yield", null, false), (model.Reactions[0].Products[0].Id, model.Reactions[0].Products[0].Stoichiometry, model.Reactions[0].Products[0].Constant));
        Assert.Equal(["E"], model.Reactions[0].Modifiers);
        var dose = model.Events[0];
        Assert.Equal((false, false, false), (dose.InitialValue, dose.Persistent, dose.UseValuesFromTriggerTime));
        Assert.Equal(("0.5", "factor"), (FormulaText.Of(dose.Delay), FormulaText.Of(dose.Priority)));
    }

    [Fact]
    public void A_formula_knows_its_place_in_the_file() =>
        Assert.Equal(48, ReadFixture("every-construct.xml").Rules[0].Value.Span!.Value.Line);

    [Fact]
    public void A_local_parameter_that_hides_a_participant_gets_a_name_of_its_own()
    {
        var model = SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
            <listOfCompartments><compartment id="c" spatialDimensions="3" size="1" constant="true"/></listOfCompartments>
            <listOfSpecies><species id="S" compartment="c" initialAmount="1" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/></listOfSpecies>
            <listOfReactions><reaction id="r" reversible="false" fast="false">
            <listOfReactants><speciesReference species="S" stoichiometry="1" constant="true"/></listOfReactants>
            <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>S</ci></math>
            <listOfLocalParameters><localParameter id="S" value="3"/></listOfLocalParameters></kineticLaw>
            </reaction></listOfReactions></model></sbml>
            """).Model!;
        Assert.Equal(("S_local", "S_local"), (model.Reactions[0].LocalParameters[0].Id, FormulaText.Of(model.Reactions[0].Rate)));
    }

    [Fact]
    public void What_has_no_formula_does_nothing_and_is_a_warning()
    {
        var result = SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
            <listOfParameters><parameter id="p" value="3" constant="false"/></listOfParameters>
            <listOfInitialAssignments><initialAssignment symbol="p"/></listOfInitialAssignments>
            <listOfRules><rateRule variable="p"/></listOfRules>
            <listOfEvents>
            <event id="never" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true"/></event>
            <event id="plain" useValuesFromTriggerTime="true">
            <trigger initialValue="true" persistent="true"><math xmlns="http://www.w3.org/1998/Math/MathML"><true/></math></trigger><delay/><priority/>
            <listOfEventAssignments><eventAssignment variable="p"/></listOfEventAssignments></event>
            </listOfEvents></model></sbml>
            """);
        var model = result.Model!;
        Assert.Empty(model.InitialAssignments);
        Assert.Empty(model.Rules);
        var plain = Assert.Single(model.Events);
        Assert.Equal(("plain", null, null, 0), (plain.Id, plain.Delay, plain.Priority, plain.Assignments.Length));
        Assert.Equal(6, result.Diagnostics.Count(d => d is { Code: "TS0205", Severity: Severity.Warning }));
    }

    [Fact]
    public void A_delay_differential_equation_is_read_without_complaint() =>
        Assert.Empty(SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
            <listOfParameters><parameter id="p" value="3" constant="false"/></listOfParameters>
            <listOfRules><rateRule variable="p"><math xmlns="http://www.w3.org/1998/Math/MathML">
            <apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay"/><ci>p</ci><cn>1</cn></apply></math></rateRule></listOfRules>
            </model></sbml>
            """).Diagnostics);

    [Fact]
    public void A_symbol_that_nothing_gives_a_value_is_a_warning_where_a_formula_reads_it()
    {
        var result = SbmlText.Read("""
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
            <listOfCompartments><compartment id="c" spatialDimensions="3" constant="true"/></listOfCompartments>
            <listOfSpecies><species id="S" compartment="c" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
            <listOfParameters><parameter id="k" constant="true"/><parameter id="unread" constant="true"/><parameter id="assigned" constant="true"/></listOfParameters>
            <listOfInitialAssignments><initialAssignment symbol="assigned"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>1</cn></math></initialAssignment></listOfInitialAssignments>
            <listOfReactions><reaction id="r" reversible="false"><listOfReactants><speciesReference species="S" constant="true"/></listOfReactants>
            <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>assigned</ci></apply></math></kineticLaw></reaction></listOfReactions>
            </model></sbml>
            """);
        Assert.NotNull(result.Model);
        Assert.Equal(
            [
                "Compartment 'c' has no value, and no assignment gives one; 1 is taken.",
                "Species 'S' has no value, and no assignment gives one; 0 is taken.",
                "Parameter 'k' has no value, and no assignment gives one; NaN is taken.",
                "The stoichiometry of 'S' in reaction 'r' has no value; 1 is taken.",
            ],
            result.Diagnostics.Select(d => d.Message));
    }
}

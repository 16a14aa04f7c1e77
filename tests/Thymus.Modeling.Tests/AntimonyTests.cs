using Formulas = Thymus.Modeling.FormulaText;

namespace Thymus.Modeling.Tests;

/// <summary>One test a construct of the language.</summary>
public sealed class AntimonyTests
{
    private static ModelDefinition Read(string text, Func<string, string?>? import = null)
    {
        var result = AntimonyReader.Read(text, "model.ant", import);
        Assert.Empty(result.Diagnostics);
        return result.Model!;
    }

    private static string Formula(string formula) =>
        Formulas.Write(((AssignmentRule)Read($"a = 1; b = 2; c = 3; x := {formula}").Rules.Single()).Value);

    private static Expression Tree(string formula) => ((AssignmentRule)Read($"a = 1; b = 2; c = 3; x := {formula}").Rules.Single()).Value;

    [Fact]
    public void Statements_outside_of_models_are_a_model()
    {
        var model = Read("S1 -> S2; k*S1\nS1 = 10; S2 = 0\nk = 0.1");
        Assert.Equal("__main", model.Id);
        Assert.Equal(["S1", "S2"], model.Species.Select(s => s.Id));
        Assert.Equal("default_compartment", model.Species[0].Compartment);
        Assert.Equal(10, model.Species[0].InitialConcentration);
        var reaction = model.Reactions.Single();
        Assert.Equal("_J0", reaction.Id);
        Assert.True(reaction.Reversible);
        Assert.Equal("k*S1", Formulas.Write(reaction.Rate!));
    }

    [Theory]
    [InlineData("normal(a, b)", MathFunction.Normal)]
    [InlineData("truncatedNormal(a, b, 0, c)", MathFunction.Normal)]
    [InlineData("truncatedLognormal(a, b, 0, c)", MathFunction.LogNormal)]
    [InlineData("exponential(a)", MathFunction.Exponential)]
    [InlineData("cauchy(a, b)", MathFunction.Cauchy)]
    [InlineData("binomial(10, 0.5)", MathFunction.Binomial)]
    public void Draws_are_read_and_written_under_libAntimonys_names(string formula, MathFunction function)
    {
        Assert.Equal(function, Assert.IsType<CallExpression>(Tree(formula)).Function);
        Assert.Equal(formula, Formula(formula));
    }

    [Fact]
    public void Names_of_distributions_are_free_for_symbols_and_functions_of_the_model()
    {
        var model = Read("function normal(x, y)\n x + y\nend\nmodel m()\n gamma = 2; uniform = 3; z := gamma*uniform + normal(gamma, 1)\nend");
        Assert.Equal("gamma*uniform + normal(gamma, 1)", Formulas.Write(((AssignmentRule)model.Rules.Single()).Value));
        Assert.Null(RandomDraw.FirstIn(((AssignmentRule)model.Rules.Single()).Value, model.Functions));
    }

    [Fact]
    public void A_function_that_would_hide_a_draw_is_written_under_another_name()
    {
        var model = Read("x = 1; at time > 1: x = 2") with { Functions = [new FunctionDefinition("normal", ["a", "b"], 3)] };
        Assert.Contains("function normal(", AntimonyWriter.Write(model), StringComparison.Ordinal);
        var draw = Expression.Call(MathFunction.Normal, 0, 1);
        var both = model with { Events = [model.Events[0] with { Assignments = [new EventAssignment("x", Expression.Call(MathFunction.Add, draw, new UserCallExpression("normal", [1, 2])))] }] };
        var back = AntimonyReader.Read(AntimonyWriter.Write(both), "back.ant", null).Model!;
        Assert.Equal("normal(0, 1) + normal_(1, 2)", Formulas.Write(back.Events[0].Assignments[0].Value));
        Assert.NotNull(RandomDraw.FirstIn(back.Events[0].Assignments[0].Value, []));
    }

    [Fact]
    public void A_starred_model_is_the_main_one_and_else_the_last()
    {
        Assert.Equal("b", Read("model a()\n x = 1\nend\nmodel *b()\n y = 1\nend\nmodel c()\n z = 1\nend").Id);
        Assert.Equal("c", Read("model a()\n x = 1\nend\nmodel c()\n z = 1\nend").Id);
    }

    [Fact]
    public void A_reaction_has_coefficients_empty_sides_a_compartment_and_modifiers()
    {
        var model = Read("""
            compartment c = 2; species A in c = 1, B in c = 1, E in c = 1;
            J1: 2 A + B => ; E*A*B in c
            J2: => 0.5 A; 3
            """);
        var first = model.Reactions[0];
        Assert.Equal([2.0, 1.0], first.Reactants.Select(r => ((NumberExpression)r.Stoichiometry!).Value));
        Assert.Empty(first.Products);
        Assert.False(first.Reversible);
        Assert.Equal("c", first.Compartment);
        Assert.Equal(["E"], first.Modifiers);
        Assert.Equal(0.5, ((NumberExpression)model.Reactions[1].Products.Single().Stoichiometry!).Value);
    }

    [Fact]
    public void A_name_used_once_as_a_coefficient_names_the_stoichiometry()
    {
        var reference = Read("species A = 1, B = 0; J: n A => B; A\nn = 2").Reactions[0].Reactants[0];
        Assert.Equal("n", reference.Id);
        Assert.Equal(2, ((NumberExpression)reference.Stoichiometry!).Value);
    }

    [Fact]
    public void A_coefficient_can_be_a_formula()
    {
        var reference = Read("species A = 1, B = 0; const n = 2; J: A => (n + 1) B; A").Reactions[0].Products[0];
        Assert.Equal("n + 1", Formulas.Write(reference.Stoichiometry!));
    }

    [Theory]
    [InlineData("species S in c = 5", null, 5.0)]
    [InlineData("substanceOnly species S in c = 5", 5.0, null)]
    [InlineData("species S in c = 5/c", 5.0, null)]
    [InlineData("substanceOnly species S in c = 5*c", null, 5.0)]
    public void A_start_value_is_what_the_name_means_in_formulas(string declaration, double? amount, double? concentration)
    {
        var species = Read($"compartment c = 2; {declaration}").Species.Single();
        Assert.Equal(amount, species.InitialAmount);
        Assert.Equal(concentration, species.InitialConcentration);
    }

    [Fact]
    public void A_list_of_species_is_in_the_compartment_at_its_end() =>
        Assert.Equal(["blood", "tumour", "tumour"], Read("compartment blood = 5, tumour = 1; species A in blood = 0, B = 0, C in tumour = 0").Species.Select(s => s.Compartment));

    [Fact]
    public void Boundary_and_constant_species_are_told_apart()
    {
        var model = Read("species $A = 1, C = 1; const species B = 1; J: A => C; A*B");
        Assert.Equal((true, false), (model.Species[0].BoundaryCondition, model.Species[0].Constant));
        Assert.Equal((false, true), (model.Species[2].BoundaryCondition, model.Species[2].Constant));
    }

    [Fact]
    public void A_dollar_in_a_reaction_makes_a_boundary_species() =>
        Assert.True(Read("species A = 1, B = 1; $A -> B; A").Species[0].BoundaryCondition);

    [Fact]
    public void Parameters_are_constant_unless_something_changes_them()
    {
        var model = Read("k = 1; v = 1; w = 1; x := 2*k; y' = k; y = 0; var z = 1; E: at time > 1: v = 2");
        Assert.Equal(["k", "w"], model.Parameters.Where(p => p.Constant).Select(p => p.Id));
        Assert.Null(model.Parameters.Single(p => p.Id == "x").Value);
    }

    [Fact]
    public void Rules_of_all_kinds_are_read()
    {
        var model = Read("a = 2; b := a^2; c' = -a*c; c = 1; d = b + 1; var e; 0 = e^2 + e - a");
        Assert.Equal("d", model.InitialAssignments.Single().Variable);
        Assert.Collection(model.Rules,
            r => Assert.Equal("b", Assert.IsType<AssignmentRule>(r).Variable),
            r => Assert.Equal("c", Assert.IsType<RateRule>(r).Variable),
            r => Assert.Equal("e^2 + e - a", Formulas.Write(Assert.IsType<AlgebraicRule>(r).Value)));
        Assert.False(model.Parameters.Single(p => p.Id == "e").Constant);
    }

    [Fact]
    public void An_event_has_a_delay_options_and_several_assignments()
    {
        var e = Read("""
            x = 0; y = 0; z = 5
            E1: at 2 after time > 3, t0 = false, persistent = false, priority = 1 + z, fromTrigger = false: x = 1,
                y = x + 1
            """).Events.Single();
        Assert.Equal("E1", e.Id);
        Assert.Equal("2", Formulas.Write(e.Delay!));
        Assert.Equal("time > 3", Formulas.Write(e.Trigger));
        Assert.Equal("1 + z", Formulas.Write(e.Priority!));
        Assert.Equal((false, false, false), (e.InitialValue, e.Persistent, e.UseValuesFromTriggerTime));
        Assert.Equal(["x = 1", "y = x + 1"], e.Assignments.Select(a => $"{a.Variable} = {Formulas.Write(a.Value)}"));
    }

    [Fact]
    public void An_event_without_options_is_persistent_and_true_before_the_start()
    {
        var e = Read("x = 0; at (x < 0): x = 1").Events.Single();
        Assert.Equal(("_E0", true, true, true), (e.Id, e.InitialValue, e.Persistent, e.UseValuesFromTriggerTime));
        Assert.Null(e.Delay);
        Assert.Null(e.Priority);
    }

    [Fact]
    public void A_function_is_defined_outside_of_models_and_called_inside()
    {
        var model = Read("function hill(x, k, n)\n  x^n/(k^n + x^n)\nend\nmodel m()\n  a = 1; b := hill(a, 2, 3)\nend");
        Assert.Equal(["x", "k", "n"], model.Functions.Single().Arguments);
        Assert.Equal("hill(a, 2, 3)", Formulas.Write(model.Rules.Single().Value));
    }

    [Fact]
    public void Comments_continued_lines_annotations_and_notes_change_nothing()
    {
        var model = Read("""
            // a comment
            # another
            /* a third
               on two lines */
            a = 1 + \
                2
            a identity "BIOMD0000000001",
                       "http://identifiers.org/x"
            model notes ```text
            on lines```
            a.sboTerm = 9
            """);
        Assert.Equal("a", model.Parameters.Single().Id);
        Assert.Equal("1 + 2", Formulas.Write(model.InitialAssignments.Single().Value));
    }

    [Fact]
    public void Names_for_people_are_kept()
    {
        var model = Read("model m()\n  k = 1; k is \"rate of \u03b1\"; species S = 0; S is \"tumour\"\nend\nm is \"A model\"");
        Assert.Equal("A model", model.Name);
        Assert.Equal("rate of \u03b1", model.Parameters.Single().Name);
        Assert.Equal("tumour", model.Species.Single().Name);
    }

    [Fact]
    public void A_constraint_is_kept_with_its_message()
    {
        var constraint = Read("x = 1; constraint c1: x > 0; c1 is \"x is positive\"").Constraints.Single();
        Assert.Equal("x > 0", Formulas.Write(constraint.Condition));
        Assert.Equal("x is positive", constraint.Message);
    }

    [Fact]
    public void Constants_have_their_values()
    {
        Assert.Equal(Math.PI, Assert.IsType<NumberExpression>(Tree("pi")).Value);
        Assert.Equal(Math.E, Assert.IsType<NumberExpression>(Tree("exponentiale")).Value);
        Assert.Equal(double.PositiveInfinity, Assert.IsType<NumberExpression>(Tree("inf")).Value);
        Assert.Equal(double.NaN, Assert.IsType<NumberExpression>(Tree("NaN")).Value);
        Assert.IsType<TimeExpression>(Tree("time"));
        Assert.IsType<AvogadroExpression>(Tree("avogadro"));
    }

    [Theory]
    [InlineData("a + b*c^2")]
    [InlineData("a - b - c")]
    [InlineData("a - (b - c)")]
    [InlineData("a/b/c")]
    [InlineData("a/(b*c)")]
    [InlineData("(a + b)*c")]
    [InlineData("a^b^c")]
    [InlineData("(a^b)^c")]
    [InlineData("-a^2")]
    [InlineData("(-a)^2")]
    [InlineData("a^-b")]
    [InlineData("-(-a)")]
    [InlineData("a*-b")]
    [InlineData("-3*a")]
    [InlineData("(-3)^2")]
    [InlineData("!(a > b) && b < c || a == 1")]
    [InlineData("a < b && (b < c || c != 2)")]
    [InlineData("a <= b")]
    [InlineData("(a + b) + c")]
    [InlineData("piecewise(a, b > 1, 2, c >= 1, 3)")]
    [InlineData("log10(a) + log(2, b) + ln(c)")]
    [InlineData("max(a, b, c) - min(a, b) + abs(-a) + root(3, b) + rem(a, b) + quotient(a, b)")]
    [InlineData("xor(a > 1, b > 1) || implies(a > 1, b > 1)")]
    [InlineData("factorial(3) + ceil(a) + floor(b) + arcsin(a)")]
    public void A_formula_is_written_as_it_was_read(string formula)
    {
        var written = Formula(formula);
        Assert.Equal(formula.Replace("arcsin", "asin", StringComparison.Ordinal), written);
        Assert.Equal(written, Formula(written));
    }

    [Fact]
    public void Sums_and_products_are_chains_and_parentheses_end_them()
    {
        Assert.Equal(3, Assert.IsType<CallExpression>(Tree("a + b + c")).Arguments.Length);
        Assert.Equal(2, Assert.IsType<CallExpression>(Tree("(a + b) + c")).Arguments.Length);
        Assert.Equal(MathFunction.Subtract, Assert.IsType<CallExpression>(Tree("a + b - c")).Function);
        Assert.Equal(3, Assert.IsType<CallExpression>(Tree("a < b < c")).Arguments.Length);
    }

    [Fact]
    public void A_formula_goes_over_lines_inside_parentheses() =>
        Assert.Equal("a*(b + c)", Formula("a*(b\n  + c\n)"));

    [Fact]
    public void A_sign_belongs_to_a_number_and_not_to_its_power()
    {
        Assert.Equal(-3, Assert.IsType<NumberExpression>(Tree("-3")).Value);
        Assert.Equal(MathFunction.Negate, Assert.IsType<CallExpression>(Tree("-3^2")).Function);
    }

    [Fact]
    public void An_import_is_relative_to_the_file_that_imports()
    {
        var files = new Dictionary<string, string>
        {
            ["lib/drug.ant"] = "import \"sub/law.ant\"\nmodel Drug(D)\n  species D; k = 2; J: D => ; law(k, D)\nend",
            ["lib/sub/law.ant"] = "import \"../../lib/sub/law.ant\"\nfunction law(k, x)\n k*x\nend",
        };
        var result = AntimonyReader.Read("import \"lib/drug.ant\"\nmodel *m()\n  species D = 1; d: Drug(D)\nend", "model.ant", files.GetValueOrDefault);
        // law.ant imports itself, which is the one fault here.
        Assert.Equal(["TM0020"], result.Diagnostics.Select(d => d.Code));
        files["lib/sub/law.ant"] = "function law(k, x)\n k*x\nend";
        var model = Read("import \"lib/drug.ant\"\nmodel *m()\n  species D = 1; d: Drug(D)\nend", files.GetValueOrDefault);
        Assert.Equal("law(d__k, D)", Formulas.Write(model.Reactions.Single().Rate!));
    }

    [Fact]
    public void Two_files_may_import_the_same_third()
    {
        var files = new Dictionary<string, string>
        {
            ["a.ant"] = "import \"c.ant\"",
            ["b.ant"] = "import \"c.ant\"",
            ["c.ant"] = "model C()\n x = 1\nend",
        };
        var model = Read("import \"a.ant\"\nimport \"b.ant\"\nmodel *m()\n  c: C()\nend", files.GetValueOrDefault);
        Assert.Equal("c__x", model.Parameters.Single().Id);
    }
}

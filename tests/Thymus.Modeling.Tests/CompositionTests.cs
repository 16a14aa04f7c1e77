namespace Thymus.Modeling.Tests;

public sealed class CompositionTests
{
    private const string Sketch = """
        model Clone(C, death, hit, logistic, tumour)
          substanceOnly species C in tumour; var hit, logistic; compartment tumour;
          kg = 0.05; kd = 0.001; visible = 1;
          death := C*(kd + visible*hit);
          Grow: => C; kg*C*logistic;   Die: C => ; death;
        end
        model Core(total, deaths, T, hit, logistic, killFactor, tumour)
          substanceOnly species T in tumour; var total, deaths, killFactor; compartment tumour;
          kK = 1.2; kmax = 0.9; Cmax = 1e11; kT = 0.02; q = 1000; recruit = 1e-3;
          hit := kmax*T/(kK*total + T)*killFactor;   logistic := 1 - total/Cmax;
          Influx: => T; q + recruit*deaths;   Loss: T => ; kT*T;
        end
        model CheckpointInhibitor(drug, brakeIn, brakeOut, blood)
          species drug in blood; compartment blood; var brakeIn; CL = 0.22; Kd = 0.1; Hmax = 0.8;
          occupancy := drug/(drug + Kd);
          brakeOut := brakeIn*(1 - Hmax*(1 - occupancy));
          Clear: drug => ; CL*drug;
        end
        model OncolyticVirus(C, V, alarmIn, alarmOut, tumour)
          substanceOnly species C, I, V in tumour; compartment tumour; var alarmIn; I = 0;
          beta = 1e-8; burst = 100; lam = 1; dV = 2; boost = 0.5;
          alarmOut := alarmIn*(1 + boost*I/(I + 1e5));
          Infect: C => I; beta*V*C;   Lyse: I => ; lam*I;   Release: => V; burst*lam*I;   Decay: V => ; dV*V;
        end
        model *trial()
          compartment blood = 5, tumour = 1; substanceOnly species S, A, T, V in tumour; species pembro in blood;
          S = 1e6; A = 1e4; T = 1e5; V = 0; pembro = 0;
          sensitive: Clone(S, deathS, hit, logistic, tumour);      antigenNegative: Clone(A, deathA, hit, logistic, tumour);
          antigenNegative.visible = 0;
          total := S + A;   deaths := deathS + deathA;
          core: Core(total, deaths, T, hit, logistic, killFactor, tumour);
          f0 = 1;  pd1: CheckpointInhibitor(pembro, f0, f1, blood);   ov: OncolyticVirus(S, V, f1, killFactor, tumour);
        end
        """;

    [Fact]
    public void A_core_with_clones_a_drug_and_a_virus_flattens()
    {
        var result = AntimonyReader.Read(Sketch, "sketch.ant");
        Assert.Empty(result.Diagnostics);
        var model = result.Model!;
        Assert.Equal("trial", model.Id);
        Assert.Equal(["blood", "tumour"], model.Compartments.Select(c => c.Id));
        Assert.Equal(["S", "A", "T", "V", "pembro", "ov__I"], model.Species.Select(s => s.Id));
        Assert.Equal(1e6, model.Species[0].InitialAmount);
        Assert.Equal(0, model.Species[4].InitialConcentration);
        Assert.Equal(
            ["deathS", "deathA", "total", "deaths", "hit", "logistic", "pd1__occupancy", "f1", "killFactor"],
            model.Rules.Cast<AssignmentRule>().Select(r => r.Variable));
        Assert.Equal(11, model.Reactions.Length);
        Assert.Equal(0, model.Parameters.Single(p => p.Id == "antigenNegative__visible").Value);
        Assert.Equal(1, model.Parameters.Single(p => p.Id == "sensitive__visible").Value);
    }

    private static ModelDefinition Read(string text)
    {
        var result = AntimonyReader.Read(text, "m.ant");
        Assert.Empty(result.Diagnostics);
        return result.Model!;
    }

    private static string[] Faults(string text) =>
        [.. AntimonyReader.Read(text, "m.ant").Diagnostics.Select(d => d.ToString().Replace(Environment.NewLine + "  ", " | ", StringComparison.Ordinal))];

    private static string Rule(ModelDefinition model, string variable) =>
        AntimonyWriter.Write(model).Split('\n').Select(l => l.Trim()).Single(l => l.StartsWith(variable + " :=", StringComparison.Ordinal));

    [Fact]
    public void The_order_of_modules_does_not_matter_for_who_owns_a_symbol()
    {
        // libAntimony lets the first rule win without a message; here the neutral default is the fault, in either order.
        const string Models = "model A(x)\n var x; x = 0; y := 2*x\nend\nmodel B(x)\n var x; x := time\nend\n";
        var first = Assert.Single(Faults(Models + "model *m()\n a: A(p); b: B(p)\nend"));
        Assert.Equal("m.ant(5,9): error TM0130: 'x' (which is 'p' outside) has two definitions, 'x := …' and 'x = …' at m.ant(2,9): 'b' (model 'B') gives it, and 'a' (model 'A') too."
            + " | An argument gets its value from its owner alone: declare it in 'B' without a value (var x), or take the other equation out.", first);
        var second = Assert.Single(Faults(Models + "model *m()\n b: B(p); a: A(p)\nend"));
        Assert.Contains("error TM0130", second, StringComparison.Ordinal);
        Assert.Contains("m.ant(2,9)", second, StringComparison.Ordinal);
        Assert.Contains("m.ant(5,9)", second, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_modules_with_a_rule_for_one_symbol_are_a_fault() =>
        Assert.StartsWith("m.ant(5,9): error TM0130: 'x' (which is 'p' outside) has two definitions, 'x := …' and 'x := …' at m.ant(2,9)",
            Assert.Single(Faults("model A(x)\n var x; x := 1\nend\nmodel B(x)\n var x; x := 2\nend\nmodel *m()\n a: A(p); b: B(p)\nend")), StringComparison.Ordinal);

    [Fact]
    public void An_argument_that_nobody_defines_is_a_fault_with_both_places() =>
        Assert.Equal("m.ant(2,18): error TM0131: 'hit', an argument of model 'Clone' (declared at m.ant(1,13)), gets no value in 'c' (model 'Clone'), used at m.ant(5,2)."
            + " | Give 'h' a value in model 'm', or let another submodel define it.",
            Assert.Single(Faults("model Clone(hit)\n var hit; x := 2*hit\nend\nmodel *m()\n c: Clone(h)\nend")));

    [Fact]
    public void An_argument_that_is_left_out_keeps_the_default_of_its_model()
    {
        var model = Read("model A(k)\n k = 3; x := 2*k\nend\nmodel *m()\n a: A(); b: A(5)\nend");
        Assert.Equal([("a__k", 3.0), ("b__k", 5.0)], model.Parameters.Where(p => p.Value is not null).Select(p => (p.Id, p.Value!.Value)));
    }

    [Fact]
    public void A_value_or_a_rule_from_outside_replaces_the_one_inside()
    {
        const string Module = "model A()\n k = 3; x := 2*k\nend\n";
        Assert.Equal(7, Read(Module + "model *m()\n a: A(); a.k = 7\nend").Parameters.Single(p => p.Id == "a__k").Value);
        Assert.Equal("a__k := time;", Rule(Read(Module + "model *m()\n a: A(); a.k := time\nend"), "a__k"));
        var replaced = Read(Module + "model *m()\n a: A(); a.x = 1\nend");
        Assert.Empty(replaced.Rules);
        Assert.Equal(1, replaced.Parameters.Single(p => p.Id == "a__x").Value);
    }

    [Fact]
    public void A_value_from_outside_does_not_replace_the_owner_outside() =>
        Assert.Contains("error TM0130", Assert.Single(Faults("model A(k)\n var k; x := 2*k\nend\nmodel *m()\n p = 1; a: A(p); a.k = 7\nend")), StringComparison.Ordinal);

    [Fact]
    public void A_parent_reads_the_symbols_of_its_submodels() =>
        Assert.Equal("total := a__S + b__c__S;", Rule(Read("""
            model C()
              species S = 1
            end
            model B()
              c: C()
            end
            model *m()
              a: C(); b: B()
              total := a.S + b.c.S
            end
            """), "total"));

    [Fact]
    public void Two_names_are_joined_by_is()
    {
        var model = Read("model A()\n species S = 1; J: S => ; k*S; var k\nend\nmodel *m()\n a: A(); b: A(); b.k is a.k; q = 2; a.k is q\nend");
        Assert.Equal("q", model.Parameters.Single().Id);
        Assert.All(model.Reactions, r => Assert.Contains("q", r.Rate!.Symbols()));
    }

    [Fact]
    public void A_reaction_of_a_submodel_can_be_deleted()
    {
        var model = Read("model A()\n species S = 1; J: S => ; S; K: => S; 2\nend\nmodel *m()\n a: A(); delete a.J\nend");
        Assert.Equal("a__K", model.Reactions.Single().Id);
    }

    [Theory]
    [InlineData("model *m()\n a: Clon()\nend\nmodel Clone()\n x = 1\nend", "m.ant(2,5): error TM0105: There is no model 'Clon'. | Did you mean 'Clone'? Models: Clone, m.")]
    [InlineData("model A()\n x = 1\nend\nmodel *m()\n a: A(); y := a.z\nend", "m.ant(5,15): error TM0110: There is no 'z' in 'a' (model 'A'). | Did you mean 'x'? Names: x.")]
    [InlineData("model A()\n x = 1\nend\nmodel *m()\n a: A(); y := b.x\nend", "m.ant(5,15): error TM0109: There is no submodel 'b' in model 'm'. | Did you mean 'a'? Submodels: a.")]
    [InlineData("model A(x)\n var x; y := x\nend\nmodel *m()\n p = 1; a: A(p, p)\nend", "m.ant(5,12): error TM0108: Model 'A' has 1 arguments, and 2 are given. | Its arguments are x.")]
    [InlineData("model A()\n b: B()\nend\nmodel B()\n a: A()\nend\nmodel *m()\n a: A()\nend", "m.ant(5,5): error TM0106: Model 'A' contains itself.")]
    [InlineData("model A()\n x = 1\nend\nmodel *m()\n a: A(); a: A()\nend", "m.ant(5,10): error TM0107: Submodel 'a' is defined a second time; the first is at m.ant(5,2). | Rename one of them.")]
    [InlineData("model A()\n x = 1\nend\nmodel A()\n y = 1\nend", "m.ant(4,7): error TM0101: Model 'A' is defined a second time; the first is at m.ant(1,7). | Rename one of them.")]
    [InlineData("model A()\n x = 1\nend\nmodel *m()\n A()\nend", "m.ant(5,2): error TM0010: A submodel needs a name: 'A(' was found. | Write a: A(…).")]
    [InlineData("model A(S)\n species S; x := S\nend\nmodel *m()\n substanceOnly species S = 1; a: A(S)\nend",
        "m.ant(2,10): error TM0134: Species 'S' is a concentration in 'a' (model 'A'), and an amount (substanceOnly) in model 'm', at m.ant(5,24). | Declare it in the same way in both: its name means the one or the other in formulas.")]
    [InlineData("model A(S, c)\n compartment c; species S in c\nend\nmodel *m()\n compartment v = 1, w = 2; species S in v = 1; a: A(S, w)\nend",
        "m.ant(2,25): error TM0135: Species 'S' is in compartment 'w' in 'a' (model 'A'), and in 'v' in model 'm', at m.ant(5,36). | Pass the same compartment to both.")]
    public void A_fault_of_composition_names_what_there_is(string text, string expected) => Assert.Contains(expected, Faults(text));

    [Fact]
    public void Models_of_one_file_compose_in_the_same_order_every_time()
    {
        var first = AntimonyWriter.Write(Read(Sketch));
        for (var i = 0; i < 3; i++) Assert.Equal(first, AntimonyWriter.Write(Read(Sketch)));
    }

    [Fact]
    public void A_composed_model_is_plain_Antimony_and_SBML()
    {
        var model = Read(Sketch);
        var text = AntimonyWriter.Write(model);
        Assert.Equal(ModelText.Of(model), ModelText.Of(Read(text)));
        var stream = new MemoryStream();
        SbmlWriter.Write(model, stream);
        stream.Position = 0;
        var sbml = SbmlReader.Read(stream, "m.xml");
        Assert.Empty(sbml.Diagnostics);
        Assert.Equal(model.Species.Select(s => (s.Id, s.InitialAmount, s.InitialConcentration)), sbml.Model!.Species.Select(s => (s.Id, s.InitialAmount, s.InitialConcentration)));
    }
}

using Formulas = Thymus.Modeling.FormulaText;
using Thymus.Tests;

namespace Thymus.Modeling.Tests;

/// <summary>The worked example of docs/models/composition.md.</summary>
public sealed class CompositionExampleTests
{
    private const string Folder = "composition";

    private static ModelDefinition Patient()
    {
        var result = ModelReader.Read(Repository.PathOf("models", "examples", Folder, "patient.ant"));
        Assert.Empty(result.Diagnostics);
        return result.Model!;
    }

    [Fact]
    public void The_example_composes_to_the_equations_written_by_hand()
    {
        // Written by hand from the four files, with the names of the flat model.
        const string ByHand = """
            model *patient()
              var hit, logistic, total, factor_kill;
              compartment blood = 5, tumour = 1;
              species pembrolizumab in blood = 0;
              substanceOnly species sensitive in tumour = 1e6, resistant in tumour = 1e4, T in tumour = 1e5, virus in tumour = 0, ov__I in tumour = 0;
              capacity = 1e11;
              clone1__growth = 0.05; clone1__death = 0.001; clone1__visible = 1;
              clone2__growth = 0.05; clone2__death = 0.001; clone2__visible = 0;
              effectors__kmax = 0.9; effectors__ratio = 1.2; effectors__influx = 1000; effectors__loss = 0.02;
              pd1__CL = 0.22; pd1__Kd = 0.1; pd1__brake = 0.8;
              ov__infection = 1e-8; ov__burst = 100; ov__lysis = 1; ov__decay = 2; ov__boost = 0.5; ov__half = 1e5;
              clone1__removal := sensitive*(clone1__death + clone1__visible*hit);
              clone1__Grow: => sensitive; clone1__growth*sensitive*logistic;
              clone1__Die: sensitive => ; clone1__removal;
              clone2__removal := resistant*(clone2__death + clone2__visible*hit);
              clone2__Grow: => resistant; clone2__growth*resistant*logistic;
              clone2__Die: resistant => ; clone2__removal;
              total := sensitive + resistant;
              logistic := 1 - total/capacity;
              hit := effectors__kmax*T/(effectors__ratio*total + T)*factor_kill;
              effectors__Enter: => T; effectors__influx;
              effectors__Leave: T => ; effectors__loss*T;
              pd1__occupancy := pembrolizumab/(pembrolizumab + pd1__Kd);
              pd1__factor_kill := 1 - pd1__brake*(1 - pd1__occupancy);
              pd1__Clear: pembrolizumab => ; pd1__CL*pembrolizumab;
              ov__factor_kill := 1 + ov__boost*ov__I/(ov__I + ov__half);
              ov__Infect: sensitive => ov__I; ov__infection*virus*sensitive;
              ov__Lyse: ov__I => ; ov__lysis*ov__I;
              ov__Release: => virus; ov__burst*ov__lysis*ov__I;
              ov__Decay: virus => ; ov__decay*virus;
              factor_kill := ov__factor_kill*pd1__factor_kill;
            end
            """;
        var hand = AntimonyReader.Read(ByHand, "hand.ant");
        Assert.Empty(hand.Diagnostics);
        Assert.Equal(Equations(hand.Model!), Equations(Patient()));
    }

    /// <summary>Rules, rates and start values as text, in ordinal order: the order of symbols and the units are not the point.</summary>
    private static List<string> Equations(ModelDefinition model) =>
    [
        .. model.Rules.OfType<AssignmentRule>().Select(r => $"{r.Variable} := {FormulaOf(r.Value)}")
            .Concat(model.Reactions.Select(r => $"{r.Id}: {string.Join("+", r.Reactants.Select(s => s.Species))} => {string.Join("+", r.Products.Select(s => s.Species))}; {FormulaOf(r.Rate!)}"))
            .Concat(model.Species.Select(s => $"{s.Id} in {s.Compartment} = {s.InitialAmount}|{s.InitialConcentration}"))
            .Concat(model.Parameters.Select(p => $"{p.Id} = {p.Value}"))
            .Concat(model.Compartments.Select(c => $"{c.Id} = {c.Size}"))
            .Order(StringComparer.Ordinal),
    ];

    private static string FormulaOf(Expression formula) => Formulas.Write(formula);

    [Fact]
    public void The_example_is_without_faults_of_units() =>
        Assert.Empty(ModelChecker.Check(Repository.PathOf("models", "examples", Folder, "patient.ant")));

    [Theory]
    [InlineData("core.ant")]
    [InlineData("checkpoint-inhibitor.ant")]
    [InlineData("oncolytic-virus.ant")]
    public void A_module_checks_alone_and_runs_only_in_a_model(string file)
    {
        var path = Repository.PathOf("models", "examples", Folder, file);
        Assert.Empty(ModelChecker.Check(path));
        var fault = Assert.Single(ModelReader.Read(path).Diagnostics);
        Assert.Equal("TM0142", fault.Code);
    }
}

using Thymus.Modeling;
using Thymus.Numerics;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>What SBML means by a species: amounts, concentrations, sizes that change, conversion factors, boundary species.</summary>
public sealed class SpeciesMeaningTests
{
    private static ModelDefinition Decay(bool substanceOnly) => new()
    {
        Id = "decay",
        Compartments = [new("V", 2.0)],
        Species = [new("S", "V", InitialConcentration: 3, HasOnlySubstanceUnits: substanceOnly)],
        Parameters = [new("k", 0.5)],
        Reactions = [Reaction("J", ["S"], [], X("k") * X("S"))],
    };

    [Fact]
    public void A_rate_in_concentration_changes_the_amount()
    {
        var patient = new Patient(Decay(substanceOnly: false));
        Assert.Equal(6, patient.State[0]);
        Assert.Equal(3, patient["S"]);
        Assert.Equal(6, patient["amount(S)"]);
        Assert.Equal(-1.5, patient.Rate("S"));
        Assert.Equal(-0.25, patient.Jacobian("S", "S"));
    }

    [Fact]
    public void A_species_in_substance_units_is_its_amount_in_formulas()
    {
        var patient = new Patient(Decay(substanceOnly: true));
        Assert.Equal(6, patient["S"]);
        Assert.Equal(3, patient["concentration(S)"]);
        Assert.Equal(-3, patient.Rate("S"));
    }

    [Fact]
    public void A_start_value_follows_a_size_that_the_user_sets()
    {
        var patient = new Patient(Decay(substanceOnly: false));
        patient.Set("V", 5);
        patient.Set("S", 1.5);
        patient.Start();
        Assert.Equal(7.5, patient.State[0]);
        Assert.Equal(1.5, patient["S"]);
    }

    [Theory]
    [InlineData("S", "V")]
    [InlineData("V", "S")]
    public void An_event_that_sets_a_concentration_and_its_size_takes_the_size_before_it(string first, string second)
    {
        using var model = CompiledModel.Compile(Decay(substanceOnly: false) with
        {
            Compartments = [new("V", 0.5, Constant: false)],
            Events = [new("E", new TimeExpression(), [new(first, 0.2), new(second, 0.2)])],
        }, new CompileOptions(), new DiagnosticBag())!;
        var parameters = new double[model.ParameterCount];
        var state = new double[model.StateNames.Length];
        model.DefaultParameters(parameters);
        model.Initialise(parameters, state, 0);
        Span<double> values = stackalloc double[2];
        var chance = default(RandomSequence);
        model.EvaluateAssignments(0, 0, state, parameters, values, ref chance);
        model.ApplyAssignments(0, values, 0, state, parameters);
        Assert.Equal(0.2 * 0.5, state[model.StateIndex("S")]);
        var observed = new double[model.ObservableNames.Length];
        model.Observe(0, state, parameters, observed);
        Assert.Equal((0.2, 0.5), (observed[model.ObservableIndex("V")], observed[model.ObservableIndex("S")]));
    }

    [Fact]
    public void A_growing_compartment_dilutes_and_keeps_the_amount()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "dilution",
            Compartments = [new("V", 2.0, Constant: false)],
            Species = [new("S", "V", InitialAmount: 6)],
            Rules = [new RateRule("V", 0.1 * X("V"))],
            Parameters = [new("r", null, Constant: false)],
            Reactions = [Reaction("J", ["S"], [], 0.5 * X("S"))],
            InitialAssignments = [new InitialAssignment("r", X("S"))],
        });
        patient.SetState("V", 3);
        Assert.Equal(2, patient["S"]);
        Assert.Equal(-1, patient.Rate("S"));
        Assert.Equal(3, patient["r"]);
        Assert.Equal(0.1 * 3, patient.Rate("V"));
        // ∂(−½·A/V)/∂V = ½·A/V²
        Assert.Equal(0.5 * 6 / 9, patient.Jacobian("S", "V"), 1e-15);
    }

    [Fact]
    public void A_rate_rule_on_a_concentration_is_exact_in_a_growing_compartment()
    {
        // dc/dt = −c in V' = 0.1·V means dA/dt = V·(−c) + c·V' = −0.9·A.
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 2.0, Constant: false)],
            Species = [new("S", "V", InitialConcentration: 3)],
            Rules = [new RateRule("V", 0.1 * X("V")), new RateRule("S", -X("S"))],
            Parameters = [new("slope", null, Constant: false)],
        } with
        {
            Rules = [new RateRule("V", 0.1 * X("V")), new RateRule("S", -X("S")), new AssignmentRule("slope", F(MathFunction.RateOf, X("S")))],
        });
        Assert.Equal(-0.9 * 6, patient.Rate("S"), 1e-15);
        Assert.Equal(-3, patient["slope"], 1e-15);
    }

    [Fact]
    public void Boundary_and_constant_species_are_read_but_not_changed()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 2.0)],
            Species = [new("A", "V", InitialAmount: 4, BoundaryCondition: true), new("B", "V", InitialAmount: 1), new("C", "V", 5, Constant: true)],
            Reactions = [Reaction("J", ["2 A"], ["3 B", "C"], X("A") * X("C"))],
        });
        Assert.Equal(["B"], patient.Model.StateNames);
        Assert.Equal(3 * 2.0 * 2.5, patient.Rate("B"));
        patient.Set("A", 8);
        patient.Start();
        Assert.Equal(4, patient["A"]);
    }

    [Fact]
    public void Conversion_factors_scale_extent_to_substance_and_a_species_own_factor_wins()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            ConversionFactor = "c",
            Compartments = [new("V", 1.0)],
            Species = [new("A", "V", InitialAmount: 4), new("B", "V", InitialAmount: 0, ConversionFactor: "d")],
            Parameters = [new("c", 10), new("d", 0.5)],
            Reactions = [Reaction("J", ["A"], ["B"], X("A"))],
        });
        Assert.Equal(-40, patient.Rate("A"));
        Assert.Equal(2, patient.Rate("B"));
    }

    [Fact]
    public void Stoichiometries_may_be_formulas_and_symbols_under_rules()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 1.0)],
            Species = [new("A", "V", InitialAmount: 4), new("B", "V", InitialAmount: 1), new("C", "V", InitialAmount: 1)],
            Parameters = [new("p", 3)],
            Reactions =
            [
                new("J", [new SpeciesReference("A", 1)],
                    [new SpeciesReference("B", null, "n", Constant: false), new SpeciesReference("C", X("p") * X("p"))], X("A"), [], []),
            ],
            Rules = [new AssignmentRule("n", X("p") + X("B"))],
        });
        Assert.Equal(4 * 4, patient.Rate("B"));
        Assert.Equal(9 * 4, patient.Rate("C"));
        Assert.Equal(4, patient["n"]);
    }

    [Fact]
    public void Local_parameters_hide_symbols_of_the_model_in_their_reaction_alone()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 1.0)],
            Species = [new("A", "V", InitialAmount: 1), new("B", "V", InitialAmount: 1)],
            Parameters = [new("k", 2)],
            Reactions = [Reaction("J", [], ["A"], X("k"), new Parameter("k", 7)), Reaction("K", [], ["B"], X("k") + X("J"))],
        });
        Assert.Equal(7, patient.Rate("A"));
        Assert.Equal(9, patient.Rate("B"));
        patient.Set("J.k", 1);
        patient.Start();
        Assert.Equal(1, patient.Rate("A"));
    }

    [Fact]
    public void A_dose_rate_adds_to_the_amount()
    {
        var patient = new Patient(Decay(substanceOnly: false), new CompileOptions { DosedSpecies = ["S"] });
        patient.Parameters[patient.Model.InfusionRateIndex("S")] = 10;
        Assert.Equal(8.5, patient.Rate("S"));
        Assert.Equal(-1, patient.Model.InfusionRateIndex("V"));
    }

    [Fact]
    public void A_dosed_boundary_species_becomes_a_state()
    {
        var definition = Decay(substanceOnly: false) with
        {
            Species = [new("S", "V", InitialConcentration: 3), new("D", "V", InitialAmount: 0, BoundaryCondition: true)],
        };
        var patient = new Patient(definition, new CompileOptions { DosedSpecies = ["D"] });
        patient.Parameters[patient.Model.InfusionRateIndex("D")] = 10;
        Assert.Equal(10, patient.Rate("D"));
    }

    [Fact]
    public void The_order_of_declarations_changes_no_bit_and_no_hash()
    {
        var forward = new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 3.0)],
            Species = [new("A", "V", InitialAmount: 0.1), new("B", "V", InitialAmount: 0.7)],
            Parameters = [new("k", 0.3), new("q", 0.9)],
            Reactions =
            [
                Reaction("J1", ["A"], ["B"], X("k") * X("A")),
                Reaction("J2", ["B"], ["A"], X("q") * X("B")),
                Reaction("J3", [], ["A"], 0.123),
            ],
        };
        var backward = forward with
        {
            Species = [.. forward.Species.Reverse()],
            Parameters = [.. forward.Parameters.Reverse()],
            Reactions = [.. forward.Reactions.Reverse()],
        };
        var (one, other) = (new Patient(forward), new Patient(backward));
        Assert.Equal(one.Model.ContentHash, other.Model.ContentHash);
        Assert.Equal(one.Rate("A"), other.Rate("A"));
        var changed = new Patient(forward with { Parameters = [new("k", 0.3), new("q", 0.91)] });
        Assert.NotEqual(one.Model.ContentHash, changed.Model.ContentHash);
    }
}

using Thymus.Modeling;
using Thymus.Numerics;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>Algebraic rules: matching, closed forms, the iteration in the kernel and its derivatives.</summary>
public sealed class AlgebraicRuleTests
{
    /// <summary>dy/dt = −x·y with x from the given rules; y starts at 2.</summary>
    private static ModelDefinition Driven(params Rule[] rules) => new()
    {
        Id = "m",
        Parameters =
        [
            new("y", 2, Constant: false), new("x", 1, Constant: false), new("z", 1, Constant: false), new("a", 3), new("b", 0.5),
        ],
        Rules = [new RateRule("y", -X("x") * X("y")), .. rules],
    };

    [Fact]
    public void A_rule_linear_in_its_variable_is_solved_in_closed_form()
    {
        // 0 = a·x + b·y − 7
        var patient = new Patient(Driven(new AlgebraicRule(X("a") * X("x") + X("b") * X("y") - 7)));
        Assert.Equal(2, patient["x"]);
        Assert.Equal(-4, patient.Rate("y"));
        // −y·dx/dy − x with dx/dy = −b/a
        Assert.Equal(2 * 0.5 / 3 - 2, patient.Jacobian("y", "y"), 1e-15);
        Assert.DoesNotContain(patient.Model.Program.RightHandSide.Instructions, i => i.Operation == Operation.Implicit);
    }

    [Fact]
    public void Coupled_linear_rules_eliminate_each_other()
    {
        // x + z = y, x − z = 1: x = (y + 1)/2, z = (y − 1)/2.
        var patient = new Patient(Driven(new AlgebraicRule(X("x") + X("z") - X("y")), new AlgebraicRule(X("x") - X("z") - 1)));
        Assert.Equal(1.5, patient["x"], 1e-15);
        Assert.Equal(0.5, patient["z"], 1e-15);
        Assert.Equal(-0.5 * 2 - 1.5, patient.Jacobian("y", "y"), 1e-15);
    }

    [Theory]
    [InlineData(1e-9), InlineData(0.02), InlineData(1.0), InlineData(50.0), InlineData(3e12)]
    public void A_quadratic_binding_equilibrium_has_its_closed_form_root_at_every_scale(double total)
    {
        // Free receptor x with ligand a and dissociation constant b: x + a·x/(b + x) = y, the positive root of x² + (a + b − y)x − b·y.
        var patient = new Patient(Driven(new AlgebraicRule(X("x") + X("a") * X("x") / (X("b") + X("x")) - X("y"))));
        patient.SetState("y", total);
        var p = 3 + 0.5 - total;
        var discriminant = Math.Sqrt(p * p + 4 * 0.5 * total);
        var root = p > 0 ? 2 * 0.5 * total / (p + discriminant) : (discriminant - p) / 2;
        Assert.Equal(1, patient["x"] / root, 1e-14);
        // dx/dy = 1 / (1 + a·b/(b + x)²)
        var slope = 1 / (1 + 1.5 / ((0.5 + root) * (0.5 + root)));
        Assert.Equal(1, patient.Jacobian("y", "y") / (-root - total * slope), 1e-13);
    }

    [Fact]
    public void Roots_are_found_on_the_side_of_zero_where_they_are()
    {
        // x³ = y has the sign of y, whatever the start.
        var patient = new Patient(Driven(new AlgebraicRule(Pow(X("x"), 3) - X("y"))));
        foreach (var y in (double[])[-27, -1e-12, 0, 1e-6, 8])
        {
            patient.SetState("y", y);
            Assert.Equal(Math.Cbrt(y), patient["x"], 1e-14 * (1 + Math.Abs(Math.Cbrt(y))));
        }
    }

    [Fact]
    public void An_equation_without_a_root_gives_NaN_in_that_patient_alone()
    {
        var patient = new Patient(Driven(new AlgebraicRule(X("x") * X("x") + 1 + X("y"))));
        Assert.True(double.IsNaN(patient["x"]));
        patient.SetState("y", -5);
        Assert.Equal(2, patient["x"], 1e-14);
    }

    /// <summary>eˣ·(z + z³) = y and x + x³ + z³ = a: neither is linear in either variable, and there are two solutions.</summary>
    private static ModelDefinition Coupled { get; } = Driven(
        new AlgebraicRule(F(MathFunction.Exp, X("x")) * (X("z") + Pow(X("z"), 3)) - X("y")),
        new AlgebraicRule(X("x") + Pow(X("x"), 3) + Pow(X("z"), 3) - X("a")));

    [Fact]
    public void Coupled_equations_are_solved_one_inside_the_other_and_belong_to_one_solution()
    {
        var patient = new Patient(Coupled);
        var (x, z) = (patient["x"], patient["z"]);
        Assert.Equal(2, Math.Exp(x) * (z + z * z * z), 1e-13);
        Assert.Equal(3, x + x * x * x + z * z * z, 1e-13);
        // Two linear equations for dx/dy and dz/dy.
        var (a, b, c, d) = (2.0, Math.Exp(x) * (1 + 3 * z * z), 1 + 3 * x * x, 3 * z * z);
        var slope = d / (a * d - b * c);
        Assert.Equal(-x - 2 * slope, patient.Jacobian("y", "y"), 1e-12);
    }

    [Fact]
    public void Nested_iterations_give_the_same_bits_in_kernels_and_interpreter()
    {
        foreach (var width in (LaneWidth[])[LaneWidth.Two, LaneWidth.Four])
        {
            var patient = new Patient(Coupled, new CompileOptions { Width = width });
            Assert.Contains(patient.Model.Program.RightHandSide.Loops, loop => loop.Body.Any(i => i.Operation == Operation.Implicit));
            using var lanes = new LaneBlock(patient.Model);
            for (var round = 0; round < 5; round++)
            {
                KernelTests.FillWithNeighboursOutOfRange(lanes, patient, RandomStream.For(2, 0, 0, "nested"), round);
                KernelTests.AssertInterpreted(lanes);
            }
        }
    }

    [Fact]
    public void A_rule_may_reach_its_variable_through_assignment_rules()
    {
        // w := x + 1 and 0 = w − y give x = y − 1.
        var definition = Driven(new AssignmentRule("z", X("x") + 1), new AlgebraicRule(X("z") - X("y")));
        Assert.Equal(1, new Patient(definition)["x"]);
    }

    [Fact]
    public void An_algebraic_rule_may_determine_a_concentration()
    {
        var patient = new Patient(new ModelDefinition
        {
            Id = "m",
            Compartments = [new("V", 4.0)],
            Species = [new("A", "V", InitialConcentration: 1), new("B", "V", InitialConcentration: 0)],
            Parameters = [new("total", 5)],
            Reactions = [Reaction("J", ["A"], [], X("A") * X("B"))],
            Rules = [new AlgebraicRule(X("A") + X("B") - X("total"))],
        });
        Assert.Equal(4, patient["B"]);
        Assert.Equal(16, patient["amount(B)"]);
        // J = A·(5 − A) with A = amount/4; ∂(−J)/∂amount = −(5 − 2A)/4
        Assert.Equal(-0.75, patient.Jacobian("A", "A"));
    }

    [Fact]
    public void A_rule_that_can_determine_nothing_is_over_determined()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(CompiledModel.Compile(Driven(new AlgebraicRule(X("y") - X("a"))), new CompileOptions(), diagnostics));
        var error = Assert.Single(diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal("TM2012", error.Code);
    }
}

using Thymus.Modeling;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>Start values, parameter rows, tolerances and derived constants.</summary>
public sealed class StartTests
{
    private static ModelDefinition Model { get; } = new()
    {
        Id = "m",
        Compartments = [new("V", null), new("W", 2.0)],
        Species = [new("A", "V", InitialConcentration: 2), new("B", "W"), new("N", "W", InitialAmount: 1e6, HasOnlySubstanceUnits: true)],
        Parameters = [new("WT", 70), new("CL", null), new("k", 1, Constant: false), new("s", null, Constant: false)],
        InitialAssignments =
        [
            new InitialAssignment("B", X("A") * X("s")), new InitialAssignment("CL", 0.2 * Pow(X("WT") / 70, 0.75)),
            new InitialAssignment("V", X("WT") / 10),
        ],
        Rules = [new AssignmentRule("s", X("CL") + 1 + Time), new RateRule("k", -X("k"))],
        Reactions =
        [
            Reaction("J", ["A"], ["B"], X("CL") * X("A") * Pow(X("WT") / 70, 0.25)), Reaction("G", [], ["N"], 0.1 * X("N")),
            Reaction("H", ["B"], [], X("B")),
        ],
    };

    [Fact]
    public void Initial_assignments_may_stand_in_any_order_and_read_rules()
    {
        var patient = new Patient(Model);
        Assert.Equal(7, patient["V"]);
        Assert.Equal(14, patient["amount(A)"]);
        Assert.Equal(0.2, patient["CL"]);
        Assert.Equal(2 * 1.2, patient["B"], 1e-15);
        Assert.Equal(2 * 2 * 1.2, patient["amount(B)"], 1e-15);
    }

    [Fact]
    public void A_covariate_reaches_everything_that_follows_from_it()
    {
        var patient = new Patient(Model);
        patient.Set("WT", 140);
        patient.Start();
        Assert.Equal(14, patient["V"]);
        Assert.Equal(0.2 * Math.Pow(2, 0.75), patient["CL"], 1e-15);
        Assert.Equal(-0.2 * 2 * 2, patient.Rate("A"), 1e-15);
    }

    [Fact]
    public void A_number_overrides_an_initial_assignment_and_NaN_gives_it_back()
    {
        var patient = new Patient(Model);
        Assert.True(double.IsNaN(patient.Parameters[patient.Model.ParameterIndex("CL")]));
        patient.Set("CL", 3);
        patient.Start();
        Assert.Equal(3, patient["CL"]);
        patient.Set("CL", double.NaN);
        patient.Start();
        Assert.Equal(0.2, patient["CL"]);
    }

    [Fact]
    public void The_start_time_is_the_time_of_the_initial_assignments()
    {
        var patient = new Patient(Model, time: 3);
        Assert.Equal(2 * 4.2, patient["B"], 1e-14);
    }

    [Fact]
    public void Rows_have_the_promised_order_and_names()
    {
        var model = new Patient(Model, new CompileOptions { DosedSpecies = ["A"], Watches = [new Watch("N")] }).Model;
        Assert.Equal(
            ["init(A)", "init(B)", "init(CL)", "init(N)", "init(V)", "W", "WT", "init(k)", "rate(A)", "threshold(N)", "now(CL)", "now(V)"],
            model.ParameterNames.Where(n => !n.StartsWith("derived", StringComparison.Ordinal)).ToArray());
        Assert.Equal(8, model.SettableParameterCount);
        Assert.Equal(model.ParameterIndex("init(A)"), model.ParameterIndex("A"));
        Assert.Equal(-1, model.ParameterIndex("s"));
        Assert.Equal(["A", "B", "N", "k"], model.StateNames);
    }

    [Fact]
    public void A_parameter_changed_under_way_takes_effect_without_a_new_start()
    {
        var patient = new Patient(Model);
        patient.SetState("A", 70);
        patient.Model.ChangeParameter(patient.Model.ParameterIndex("CL"), 5, patient.Parameters);
        Assert.Equal(-50, patient.Rate("A"));
        patient.Model.ChangeParameter(patient.Model.ParameterIndex("WT"), 70 * 16, patient.Parameters);
        Assert.Equal(-100, patient.Rate("A"), 1e-13);
    }

    [Fact]
    public void What_depends_on_the_patient_alone_is_computed_once()
    {
        var program = new Patient(Model).Model.Program;
        Assert.DoesNotContain(program.RightHandSide.Instructions, i => i.Operation is Operation.Power or Operation.Divide or Operation.Sqrt);
        Assert.NotEmpty(program.Derived.Instructions);
    }

    [Fact]
    public void Tolerances_follow_the_policy_and_the_options()
    {
        var options = new CompileOptions { Quadratures = ["k"], Tolerances = new Dictionary<string, double> { ["B"] = 1e-7 } };
        var tolerances = new Patient(Model, options).Model.AbsoluteTolerance.ToArray();
        // A: 1e-9 of 14; B: by name; N: a million cells are resolved to 1e-3; k is a quadrature.
        Assert.Equal([1e-9 * 14, 1e-7, 1e-3, double.PositiveInfinity], tolerances);
        Assert.Equal([1e-5, 1e-7, 1e-5, double.PositiveInfinity],
            new Patient(Model, options with { AbsoluteTolerance = 1e-5 }).Model.AbsoluteTolerance.ToArray());
    }

    [Fact]
    public void Operators_of_the_language_have_their_values()
    {
        double Value(Expression e) => new Patient(new ModelDefinition
        {
            Id = "m", Parameters = [new("x", 0, Constant: false), new("a", 2.5), new("n", 5), new("v", null, Constant: false)],
            Rules = [new RateRule("x", 1), new AssignmentRule("v", e)],
        })["v"];
        Assert.Equal(120, Value(F(MathFunction.Factorial, X("n"))));
        Assert.Equal(120, Value(F(MathFunction.Factorial, 5)));
        Assert.True(double.IsNaN(Value(F(MathFunction.Factorial, X("a")))));
        Assert.Equal(2, Value(F(MathFunction.Quotient, X("n"), X("a"))));
        Assert.Equal(-2, Value(F(MathFunction.Quotient, -X("n"), 2)));
        Assert.Equal(-1, Value(F(MathFunction.Remainder, -X("n"), 2)));
        Assert.Equal(2.5, Value(F(MathFunction.Min, X("n"), X("a"), 7)));
        Assert.Equal(7, Value(F(MathFunction.Max, X("n"), X("a"), 7)));
        Assert.Equal(1, Value(F(MathFunction.Less, X("a"), X("n"), 7)));
        Assert.Equal(0, Value(F(MathFunction.Less, X("a"), X("n"), 4)));
        Assert.Equal(1, Value(F(MathFunction.Implies, F(MathFunction.Less, X("n"), 0), F(MathFunction.Or))));
        Assert.Equal(1, Value(F(MathFunction.Xor, F(MathFunction.Equal, X("n"), 5), F(MathFunction.NotEqual, X("n"), 5), F(MathFunction.And, 0))));
        Assert.True(double.IsNaN(Value(F(MathFunction.Piecewise, 3, F(MathFunction.Greater, X("a"), X("n"))))));
        Assert.Equal(6.02214179e23, Value(new AvogadroExpression()));
        var f = new FunctionDefinition("mm", ["s", "k"], X("s") / (X("s") + X("k")));
        var patient = new Patient(new ModelDefinition
        {
            Id = "m", Functions = [f], Parameters = [new("x", 2, Constant: false)],
            Rules = [new RateRule("x", new UserCallExpression("mm", [X("x"), new UserCallExpression("mm", [6, X("x")])]))],
        });
        Assert.Equal(2 / 2.75, patient.Rate("x"), 1e-15);
    }
}

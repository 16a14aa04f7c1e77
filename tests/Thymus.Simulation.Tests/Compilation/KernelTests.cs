using Thymus.Modeling;
using Thymus.Numerics;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>Emitted kernels give the interpreter's bits at every width, whatever the neighbours hold.</summary>
public sealed class KernelTests
{
    public static TheoryData<LaneWidth> Widths => [LaneWidth.One, LaneWidth.Two, LaneWidth.Four, LaneWidth.Eight];

    /// <summary>A tumour, effector cells, a drug, and an implicit synapse; every kind of operation that the field uses.</summary>
    internal static ModelDefinition Immunotherapy { get; } = new()
    {
        Id = "immunotherapy",
        Compartments = [new("blood", 5.0), new("tumour", 0.02, Constant: false)],
        Species =
        [
            new("C", "tumour", InitialAmount: 1e6, HasOnlySubstanceUnits: true),
            new("T", "tumour", InitialAmount: 1e4, HasOnlySubstanceUnits: true),
            new("drug", "blood", InitialConcentration: 100),
            new("bound", "tumour", InitialConcentration: 0.3),
        ],
        Parameters =
        [
            new("kg", 0.1), new("Cmax", 1e9), new("kk", 0.9), new("h", 1.7), new("C50", 3e5), new("CL", 0.22), new("Kd", 0.05),
            new("L", 3.0), new("WT", 70), new("occupancy", null, Constant: false), new("p", 0.5, Constant: false),
            new("schedule", null, Constant: false),
        ],
        Rules =
        [
            new AssignmentRule("occupancy", X("drug") / (X("drug") + X("Kd"))),
            new AssignmentRule("schedule", If(F(MathFunction.Less, F(MathFunction.Remainder, Time, 7), 1), 2, 0.5)),
            // p + L·p/(Kd + p) + 2·a·p² = 1 with a from the drug: the quasi-equilibrium of a receptor with ligand and antibody.
            new AlgebraicRule(X("p") + X("L") * X("p") / (X("Kd") + X("p")) + 2 * X("drug") * X("p") * X("p") - 1),
            new RateRule("tumour", 1e-3 * X("tumour")),
        ],
        Reactions =
        [
            Reaction("Grow", [], ["C"], X("kg") * X("C") * (1 - X("C") / X("Cmax"))),
            Reaction("Kill", ["C"], [], X("kk") * X("T") * Pow(X("C"), X("h")) / (Pow(X("C50"), X("h")) + Pow(X("C"), X("h"))) * X("p")),
            Reaction("Influx", [], ["T"], 1000 * F(MathFunction.Exp, -X("p")) * X("schedule")),
            Reaction("Loss", ["T"], [], 0.02 * X("T") + F(MathFunction.Max, X("T") - 1e5, 0) * 0.1),
            Reaction("Clear", ["drug"], [], X("CL") * Pow(X("WT") / 76.8, 0.595) * X("drug") * (1 + F(MathFunction.Ln, 1 + Time))),
            Reaction("Bind", ["drug"], ["bound"], 1e-3 * X("occupancy") * F(MathFunction.Sqrt, X("bound"))),
        ],
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void Kernels_give_the_bits_of_the_interpreter(LaneWidth width)
    {
        var patient = new Patient(Immunotherapy, new CompileOptions { Width = width, DosedSpecies = ["drug"], Watches = [new Watch("C")] });
        using var lanes = new LaneBlock(patient.Model);
        var stream = RandomStream.For(1, 0, 0, "kernel test");
        for (var round = 0; round < 40; round++)
        {
            FillWithNeighboursOutOfRange(lanes, patient, stream, round);
            AssertInterpreted(lanes);
        }
    }

    /// <summary>Lane 3 is NaN, lane 5 overflows, lane 6 is all zero; the others are ordinary patients.</summary>
    internal static void FillWithNeighboursOutOfRange(LaneBlock lanes, Patient patient, RandomStream stream, int round)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var index = (ulong)(1000 * round + 100 * lane);
            var state = patient.State.Select((y, i) => y * LaneMath.Exp(stream.Normal(index + (ulong)i))).ToArray();
            if (lane == 3) state[round % state.Length] = double.NaN;
            if (lane == 5) Array.Fill(state, 1e308);
            if (lane == 6) Array.Clear(state);
            lanes.Load(lane, 10 * stream.Uniform(index + 99), state, patient.Parameters);
        }
    }

    internal static void AssertInterpreted(LaneBlock lanes)
    {
        var program = lanes.Model.Program;
        lanes.Evaluate();
        AssertSame(program.RightHandSide, lanes, lanes.Derivative);
        lanes.EvaluateRoots();
        AssertSame(program.RootFunctions, lanes, lanes.Roots);
        lanes.EvaluateWithJacobian();
        AssertSame(program.WithJacobian, lanes, lanes.Derivative, lanes.Jacobian, lanes.TimeDerivative);
    }

    private static void AssertSame(EvaluationPlan plan, LaneBlock lanes, params AlignedBuffer[] blocks)
    {
        var (state, parameters) = (new double[lanes.Model.StateCount], new double[lanes.Model.ParameterCount]);
        var expected = new double[plan.Outputs.Length];
        for (var lane = 0; lane < 8; lane++)
        {
            for (var i = 0; i < state.Length; i++) state[i] = lanes.State.Span[8 * i + lane];
            for (var i = 0; i < parameters.Length; i++) parameters[i] = lanes.Parameters.Span[8 * i + lane];
            Interpreter.Run(plan, lanes.Time.Span[lane], state, parameters, expected);
            var output = 0;
            foreach (var block in blocks)
                for (var row = 0; row < block.Rows; row++)
                    AssertSameBits(expected[output++], block.Span[8 * row + lane], $"lane {lane}, output {output - 1}");
        }
    }

    /// <summary>NaN is one value: IEEE 754 leaves its payload and sign open.</summary>
    internal static void AssertSameBits(double expected, double actual, string place)
    {
        if (double.IsNaN(expected) && double.IsNaN(actual)) return;
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{place}: {expected:R}, kernel gave {actual:R}");
    }
}

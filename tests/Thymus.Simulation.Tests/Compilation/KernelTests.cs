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
            new RateRule("tumour", 1e-3 * Pow(X("tumour"), F(MathFunction.Divide, 1, 3))),
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

    [Theory]
    [MemberData(nameof(Widths))]
    public unsafe void Observables_of_lanes_are_those_of_the_patients(LaneWidth width)
    {
        var patient = new Patient(Immunotherapy, new CompileOptions { Width = width });
        using var lanes = new LaneBlock(patient.Model);
        using var observed = new AlignedBuffer(patient.Model.ObservableNames.Length);
        lanes.Broadcast(patient);
        patient.Model.ObserveLanes(lanes.Time.Pointer, lanes.State.Pointer, lanes.Parameters.Pointer, observed.Pointer);
        var expected = new double[observed.Rows];
        patient.Model.Observe(patient.Time, patient.State, patient.Parameters, expected);
        for (var row = 0; row < expected.Length; row++)
            for (var lane = 0; lane < 8; lane++) AssertSameBits(expected[row], observed.Span[8 * row + lane], patient.Model.ObservableNames[row]);
    }

    [Fact]
    public unsafe void No_call_allocates()
    {
        var events = new ModelEvent("E", F(MathFunction.Less, X("C"), 1), [new EventAssignment("kk", 0.5), new EventAssignment("C", 2)], Delay: X("kg"));
        var definition = Immunotherapy with
        {
            Events = [events],
            Parameters = [.. Immunotherapy.Parameters.Where(p => p.Id != "kk"), new Parameter("kk", 0.9, Constant: false)],
        };
        var patient = new Patient(definition, new CompileOptions { Watches = [new Watch("T")] });
        var model = patient.Model;
        using var lanes = new LaneBlock(model);
        using var x = new AlignedBuffer(model.StateCount);
        using var lanesObserved = new AlignedBuffer(model.ObservableNames.Length);
        var observed = new double[model.ObservableNames.Length];
        Span<double> values = stackalloc double[2];
        var chance = default(RandomSequence);
        lanes.Broadcast(patient);
        lanes.Shift.Span.Fill(1);
        var before = 0L;
        for (var round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            lanes.Evaluate();
            lanes.EvaluateWithJacobian();
            lanes.EvaluateRoots();
            lanes.Factorise();
            lanes.Solve(x);
            model.ObserveLanes(lanes.Time.Pointer, lanes.State.Pointer, lanes.Parameters.Pointer, lanesObserved.Pointer);
            model.Observe(0, patient.State, patient.Parameters, observed);
            model.Observe(3, 0, patient.State, patient.Parameters);
            model.Initialise(patient.Parameters, patient.State, 0);
            model.Trigger(0, 0, patient.State, patient.Parameters);
            model.Delay(0, 0, patient.State, patient.Parameters, ref chance);
            model.EvaluateAssignments(0, 0, patient.State, patient.Parameters, values, ref chance);
            model.ApplyAssignments(0, values, 0, patient.State, patient.Parameters);
            model.ChangeParameter(model.ParameterIndex("kg"), 0.2, patient.Parameters);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Threads_may_share_a_model()
    {
        var model = new Patient(Immunotherapy).Model;
        var results = new double[4][];
        Parallel.For(0, results.Length, thread =>
        {
            using var lanes = new LaneBlock(model);
            var (parameters, state) = (new double[model.ParameterCount], new double[model.StateCount]);
            model.DefaultParameters(parameters);
            model.Initialise(parameters, state, 0);
            for (var lane = 0; lane < 8; lane++) lanes.Load(lane, lane, state, parameters);
            for (var i = 0; i < 200; i++) lanes.EvaluateWithJacobian();
            results[thread] = [.. lanes.Derivative.Span, .. lanes.Jacobian.Span];
        });
        Assert.All(results, r => Assert.Equal(results[0], r));
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
        AssertSame(program.WithJacobian, lanes, program.IsAutonomous ? [lanes.Derivative, lanes.Jacobian] : [lanes.Derivative, lanes.Jacobian, lanes.TimeDerivative]);
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

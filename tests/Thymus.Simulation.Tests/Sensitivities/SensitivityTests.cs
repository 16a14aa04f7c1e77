using System.Collections.Immutable;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Forward sensitivities against closed forms.</summary>
/// <remarks>Runs have a relative tolerance of 1e-10; a hundred times that is what an accumulated error may reach.</remarks>
public sealed class SensitivityTests
{
    private const double Tolerance = 1e-8;

    private const string OneCompartment = """
        model decay
          compartment blood = 2;
          substanceOnly species A in blood;
          A = 5; k = 0.3; unused = 4;
          concentration := A/blood;
          Clear: A => ; k*A;
        end
        """;

    [Theory]
    [InlineData(Method.Rodas5P)]
    [InlineData(Method.DormandPrince5)]
    public void An_exponential_decay_has_the_derivatives_of_its_formula(Method method)
    {
        using var model = SensitivityRuns.Compile(OneCompartment, ["k", "A", "blood"]);
        Assert.Equal(["k", "init(A)", "blood"], model.SensitivityParameters);
        var run = SensitivityRuns.Run(model, SensitivityRuns.Settings(10, 20, method: method) with
        {
            Observables = model.WithSensitivities(["A", "concentration", "Clear"]).AddRange(model.WithSensitivities(["A"], logarithmic: true)[1..]),
        });
        for (var i = 0; i < run.Times.Length; i++)
        {
            var t = run.Times[i];
            var a = 5 * Math.Exp(-0.3 * t);
            Assert.Equal(-t * a, run.Column("d(A)/d(k)")[i], 50 * Tolerance);
            Assert.Equal(Math.Exp(-0.3 * t), run.Column("d(A)/d(init(A))")[i], Tolerance);
            Assert.Equal(0, run.Column("d(A)/d(blood)")[i]);
            Assert.Equal(-t * a / 2, run.Column("d(concentration)/d(k)")[i], 50 * Tolerance);
            Assert.Equal(-a / 4, run.Column("d(concentration)/d(blood)")[i], Tolerance);
            Assert.Equal(a - 0.3 * t * a, run.Column("d(Clear)/d(k)")[i], 50 * Tolerance);
            Assert.Equal(-0.3 * t, run.Column("dln(A)/dln(k)")[i], 50 * Tolerance);
        }
    }

    [Fact]
    public void A_parameter_that_does_not_occur_has_no_equations_and_zeros()
    {
        using var model = SensitivityRuns.Compile(OneCompartment, ["unused"]);
        using var plain = TestModels.Compile(OneCompartment);
        Assert.Equal(plain.StateCount, model.StateCount);
        Assert.All(SensitivityRuns.Column(model, SensitivityRuns.Settings(10, 5), "d(A)/d(unused)"), d => Assert.Equal(0, d));
    }

    [Fact]
    public void A_constant_has_the_derivative_one_by_itself()
    {
        using var model = SensitivityRuns.Compile(OneCompartment, ["k"]);
        Assert.Equal([1.0], SensitivityRuns.Column(model, new SimulationSettings { Times = [0] }, "d(k)/d(k)"));
    }

    [Fact]
    public void Start_values_that_are_computed_carry_their_derivatives()
    {
        // X(0) = p², k = p/2: X = p²·exp(−p·t/2), dX/dp = (2p − p²·t/2)·exp(−p·t/2).
        using var model = SensitivityRuns.Compile("model start\n p = 0.8; k = p/2; X = p^2; X' = -k*X;\nend", ["p"]);
        var run = SensitivityRuns.Run(model, SensitivityRuns.Settings(6, 6) with { Observables = ["d(X)/d(p)", "d(k)/d(p)"] });
        for (var i = 0; i < run.Times.Length; i++)
        {
            var t = run.Times[i];
            Assert.Equal((1.6 - 0.32 * t) * Math.Exp(-0.4 * t), run[i, 0], Tolerance);
            Assert.Equal(0.5, run[i, 1]);
        }
    }

    [Fact]
    public void Values_set_for_the_patient_are_those_that_are_differentiated_at()
    {
        using var model = SensitivityRuns.Compile(OneCompartment, ["k"]);
        var settings = SensitivityRuns.Settings(4, 1) with { Parameters = ImmutableDictionary<string, double>.Empty.Add("k", 0.5) };
        Assert.Equal(-4 * 5 * Math.Exp(-2), SensitivityRuns.Column(model, settings, "d(A)/d(k)")[1], Tolerance);
    }

    [Fact]
    public void An_algebraic_rule_passes_derivatives_on_by_the_implicit_function_theorem()
    {
        // y³ + y = p·x with x = exp(−t): dy/dp = x/(3y² + 1).
        using var model = SensitivityRuns.Compile("model rule\n p = 2; x = 1; x' = -x; var y; 0 = y^3 + y - p*x;\nend", ["p"]);
        var run = SensitivityRuns.Run(model, SensitivityRuns.Settings(3, 6) with { Observables = ["x", "y", "d(y)/d(p)"] });
        for (var i = 0; i < run.Times.Length; i++) Assert.Equal(run[i, 0] / (3 * run[i, 1] * run[i, 1] + 1), run[i, 2], 1e-12);
    }

    [Fact]
    public void Doses_and_infusions_leave_derivatives_as_they_are()
    {
        // A bolus and an infusion by superposition.
        using var model = SensitivityRuns.Compile(OneCompartment, ["k"], "A");
        var settings = SensitivityRuns.Settings(10, 10) with
        {
            Events = [new EventRecord(2, EventId.Dose, 3, "A"), new EventRecord(4, EventId.Dose, 6, "A", Rate: 3)],
        };
        const double k = 0.3;
        double Infused(double t) => t <= 0 ? 0 : 3 / k * (1 - Math.Exp(-k * t));
        double InfusedByK(double t) => t <= 0 ? 0 : 3 * (-1 / (k * k) * (1 - Math.Exp(-k * t)) + t / k * Math.Exp(-k * t));
        var derivative = SensitivityRuns.Column(model, settings, "d(A)/d(k)");
        for (var i = 0; i <= 10; i++)
        {
            double Bolus(double amount, double t) => t <= 0 ? 0 : -t * amount * Math.Exp(-k * t);
            Assert.Equal(Bolus(5, i) + Bolus(3, i - 2) + InfusedByK(i - 4) - InfusedByK(i - 6), derivative[i], 20 * Tolerance);
        }
        Assert.Equal(6.0, Infused(1e9) * k * 2, 1e-9);
    }

    [Fact]
    public void A_replaced_state_forgets_and_a_multiplied_one_scales()
    {
        using var model = SensitivityRuns.Compile(OneCompartment, ["k"]);
        var settings = SensitivityRuns.Settings(3, 3) with
        {
            Events = [new EventRecord(1, EventId.Multiply, 0.25, "A"), new EventRecord(2, EventId.Replace, 7, "A")],
        };
        var derivative = SensitivityRuns.Column(model, settings, "d(A)/d(k)");
        Assert.Equal(-2 * 0.25 * 5 * Math.Exp(-0.6), derivative[2], Tolerance);
        Assert.Equal(-7 * Math.Exp(-0.3), derivative[3], Tolerance);
    }

    [Fact]
    public void A_steady_state_has_the_derivative_of_its_fixed_point()
    {
        // Just after a dose: A = D/(1 − q), q = exp(−k·τ); dA/dk = −D·τ·q/(1 − q)².
        using var model = SensitivityRuns.Compile(OneCompartment.Replace("A = 5", "A = 0", StringComparison.Ordinal), ["k"], "A");
        var settings = SensitivityRuns.Settings(1, 1) with { Events = [new EventRecord(0, EventId.Dose, 4, "A", Interval: 2, SteadyState: 1)] };
        var q = Math.Exp(-0.6);
        var (atDose, byK) = (4 / (1 - q), -4 * 2 * q / ((1 - q) * (1 - q)));
        // The search for the steady state stops at a change of the relative tolerance.
        Assert.Equal((byK - atDose) * Math.Exp(-0.3), SensitivityRuns.Column(model, settings, "d(A)/d(k)")[1], Tolerance);
    }

    [Theory]
    [InlineData(LaneWidth.One)]
    [InlineData(LaneWidth.Two)]
    [InlineData(LaneWidth.Four)]
    public void Bits_do_not_depend_on_the_lane_width(LaneWidth width)
    {
        double[] At(LaneWidth w)
        {
            var options = new CompileOptions { Sensitivities = ["k1", "k2", "k3"], Width = w };
            using var model = TestModels.Compile(Networks.Robertson, options);
            var run = SensitivityRuns.Run(model, SensitivityRuns.Settings(100, 4, 1e-5) with { Observables = model.WithSensitivities(["A", "B", "C"]) });
            return [.. Enumerable.Range(0, run.Times.Length).SelectMany(i => run.Row(i).ToArray())];
        }
        Assert.Equal(At(LaneWidth.Eight), At(width));
    }

    /// <summary>Growth that a drug slows, with a threshold in a rate and an event whose time depends on everything.</summary>
    private const string Tumour = """
        model tumour
          compartment blood = 1; substanceOnly species drug in blood;
          drug = 0; k = 0.5; g = 0.1; T = 1; kills = 0;
          Eliminate: drug => ; k*drug;
          T' = g*T - piecewise(0.15*T, drug > 2, 0);
          at T > 1.5: kills = kills + 1, T = 0.5*T;
        end
        """;

    [Fact]
    public void Patients_side_by_side_have_the_bits_that_each_has_alone()
    {
        using var model = SensitivityRuns.Compile(Tumour, ["g", "k", "T"], "drug");
        var settings = SensitivityRuns.Settings(20, 1, 1e-6) with { Events = [new EventRecord(3, EventId.Dose, 9, "drug", Interval: 7, AdditionalDoses: 2)], Observables = ["d(T)/d(g)", "d(T)/d(k)"] };
        var growths = Enumerable.Range(0, LaneSystem.Lanes).Select(i => 0.08 + 0.01 * i).ToArray();
        var alone = growths.Select(g => SensitivityRuns.Run(model, settings with { Parameters = settings.Parameters.SetItem("g", g) })).ToArray();

        using var batch = new PatientBatch(model, new IntegratorOptions { RelativeTolerance = 1e-6 });
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        for (var lane = 0; lane < growths.Length; lane++)
        {
            parameters[model.ParameterIndex("g")] = growths[lane];
            batch.Load(lane, new PatientStart { Parameters = parameters, Events = settings.Events.AsSpan() });
            batch.VisitAt(lane, 20, 0);
        }
        var reached = 0;
        while (reached < growths.Length && batch.Advance(out var arrived))
            foreach (var lane in arrived)
            {
                Assert.Equal(PatientArrivalKind.Visit, batch.ArrivalOf(lane).Kind);
                Assert.Equal(alone[lane][1, 0], batch.Observe(lane, model.ObservableIndex("d(T)/d(g)")));
                Assert.Equal(alone[lane][1, 1], batch.Observe(lane, model.ObservableIndex("d(T)/d(k)")));
                batch.Release(lane);
                reached++;
            }
        Assert.Equal(growths.Length, reached);
    }

    [Fact]
    public void Treatment_thresholds_and_events_together_agree_with_differences()
    {
        using var model = TestModels.Compile(Tumour, new CompileOptions { Sensitivities = ["g", "k", "T"], DosedSpecies = ["drug"], AbsoluteTolerance = 1e-13 });
        var settings = SensitivityRuns.Settings(20, 10, 1e-11) with { Events = [new EventRecord(3, EventId.Dose, 9, "drug", Interval: 7, AdditionalDoses: 2)] };
        foreach (var parameter in model.SensitivityParameters)
        {
            var forward = SensitivityRuns.Column(model, settings, CompiledModel.SensitivityName("T", parameter));
            var name = parameter == "init(T)" ? "T" : parameter;
            var difference = SensitivityRuns.Difference(model, settings, "T", name, 1e-3);
            TestContext.Current.SendDiagnosticMessage($"T by {parameter}: {SensitivityRuns.Distance(forward, difference):E1}");
            Assert.Equal(0, SensitivityRuns.Distance(forward, difference), 1e-6);
        }
    }

    [Fact]
    public void Steps_events_and_thresholds_allocate_nothing()
    {
        using var model = SensitivityRuns.Compile(Tumour, ["g", "k"], "drug");
        using var batch = new PatientBatch(model, new IntegratorOptions { RelativeTolerance = 1e-6 });
        batch.Load(0, new PatientStart { Events = [new EventRecord(1, EventId.Dose, 9, "drug", Interval: 7, AdditionalDoses: 100)] });
        var time = 0.0;
        void GoOn()
        {
            batch.VisitAt(0, time += 7, 0);
            Assert.True(batch.Advance(out _) && batch.ArrivalOf(0).Kind == PatientArrivalKind.Visit);
        }
        for (var i = 0; i < 20; i++) GoOn();
        var kills = batch.Observe(0, model.ObservableIndex("kills"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) GoOn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(batch.Observe(0, model.ObservableIndex("kills")) > kills);
    }

    [Fact]
    public void A_value_that_the_host_sets_depends_on_nothing_and_one_to_differentiate_by_cannot_be_set()
    {
        using var model = SensitivityRuns.Compile("model h\n p = 0.5; k = 2*p; x = 1; x' = -k*x;\nend", ["p"]);
        using var batch = new PatientBatch(model, new IntegratorOptions { RelativeTolerance = 1e-10 });
        batch.Load(0, new PatientStart());
        batch.VisitAt(0, 1, 0);
        Assert.True(batch.Advance(out _));
        batch.SetParameter(0, model.ParameterIndex("k"), 3);
        batch.VisitAt(0, 2, 0);
        Assert.True(batch.Advance(out _));
        // exp(−2p) up to 1, and another exp(−3) afterwards.
        Assert.Equal(-2 * Math.Exp(-4), batch.Observe(0, model.ObservableIndex("d(x)/d(p)")), Tolerance);
        Assert.Contains("'p'", Assert.Throws<InvalidOperationException>(() => batch.SetParameter(0, model.ParameterIndex("p"), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sensitivities_that_do_not_steer_leave_the_steps_of_the_states()
    {
        using var plain = TestModels.Compile(Networks.Robertson);
        using var silent = TestModels.Compile(Networks.Robertson, new CompileOptions { Sensitivities = ["k1", "k2"], SensitivitiesSteerSteps = false });
        var settings = SensitivityRuns.Settings(1e4, 2, 1e-6) with { Observables = ["A"] };
        Assert.Equal(SensitivityRuns.Run(plain, settings).Steps, SensitivityRuns.Run(silent, settings).Steps);
    }

    [Fact]
    public void Derivatives_are_in_the_units_in_which_the_model_is_read()
    {
        // 0.1 per hour is read as 2.4 per day: the derivative is by that number, and time is in days.
        const string text = "model units\n\n A = 1 dimensionless; k = RATE; A' = -k*A;\nend";
        double[] Derivative(string rate)
        {
            var (definition, faults) = ModelReader.ReadAntimony(text.Replace("RATE", rate, StringComparison.Ordinal), "units.ant", _ => null);
            Assert.True(definition is not null, string.Join(Environment.NewLine, faults));
            using var model = CompiledModel.Compile(definition, new CompileOptions { Sensitivities = ["k"] }, faults);
            return SensitivityRuns.Column(model!, SensitivityRuns.Settings(1, 2), "d(A)/d(k)");
        }
        Assert.Equal(-0.5 * Math.Exp(-1.2), Derivative("0.1 per_hour")[1], Tolerance);
        Assert.Equal(Derivative("2.4 per_day")[1], Derivative("0.1 per_hour")[1], 1e-12);
    }
}

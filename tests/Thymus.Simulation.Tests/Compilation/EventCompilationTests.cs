using Thymus.Modeling;
using Thymus.Numerics;
using static Thymus.Simulation.Tests.Formulas;

namespace Thymus.Simulation.Tests;

/// <summary>Events, watches and roots of a compiled model.</summary>
public sealed class EventCompilationTests
{
    private static ModelDefinition Model { get; } = new()
    {
        Id = "m",
        Compartments = [new("V", 2.0, Constant: false)],
        Species = [new("A", "V", InitialAmount: 6), new("B", "V", InitialConcentration: 1, BoundaryCondition: true)],
        Parameters = [new("k", 0.5), new("p", 1, Constant: false), new("q", null, Constant: false)],
        Rules = [new AssignmentRule("q", 10 * X("p") * X("k"))],
        Reactions = [Reaction("J", ["A"], [], X("q") * X("A"))],
        Events =
        [
            new ModelEvent("E",
                F(MathFunction.And, F(MathFunction.Less, X("A"), 1), F(MathFunction.GreaterOrEqual, Time, X("k")), F(MathFunction.Greater, X("k"), 0)),
                [new EventAssignment("A", X("A") + 2), new EventAssignment("V", 4), new EventAssignment("p", X("p") * 3), new EventAssignment("B", 5)],
                InitialValue: false, Persistent: false, Delay: X("p") / 4, Priority: X("A") * 2, UseValuesFromTriggerTime: false),
        ],
    };

    [Fact]
    public void Relations_of_a_trigger_become_roots_and_constant_ones_do_not()
    {
        var patient = new Patient(Model);
        var e = Assert.Single(patient.Model.Events);
        Assert.Equal(2, e.Roots.Length);
        Assert.All(e.Roots, root => Assert.Equal(RootKind.Trigger, patient.Model.Roots[root].Kind));
        using var lanes = new LaneBlock(patient.Model);
        patient.Time = 2;
        lanes.Broadcast(patient);
        lanes.EvaluateRoots();
        double[] values = [lanes.Roots.Span[8 * e.Roots[0]], lanes.Roots.Span[8 * e.Roots[1]]];
        Assert.Equal([-1.5, 2], values.Order());
    }

    [Fact]
    public void Trigger_delay_priority_and_flags_are_those_of_the_file()
    {
        var patient = new Patient(Model);
        var model = patient.Model;
        Assert.False(model.Trigger(0, 1, patient.State, patient.Parameters));
        patient.SetState("A", 1.5);
        Assert.True(model.Trigger(0, 1, patient.State, patient.Parameters));
        Assert.False(model.Trigger(0, 0.4, patient.State, patient.Parameters));
        var chance = default(RandomSequence);
        Assert.Equal(0.25, model.Delay(0, 1, patient.State, patient.Parameters, ref chance));
        Assert.Equal(1.5, model.Priority(0, 1, patient.State, patient.Parameters));
        var e = model.Events[0];
        Assert.Equal((false, false, false, true, true), (e.InitialValue, e.IsPersistent, e.UsesValuesFromTriggerTime, e.HasDelay, e.HasPriority));
    }

    [Fact]
    public void An_execution_takes_concentrations_in_the_size_before_and_refreshes_what_follows()
    {
        var patient = new Patient(Model);
        Span<double> values = stackalloc double[4];
        var chance = default(RandomSequence);
        patient.Model.EvaluateAssignments(0, 1, patient.State, patient.Parameters, values, ref chance);
        Assert.Equal([5, 4, 3, 5], values.ToArray());
        patient.Model.ApplyAssignments(0, values, 1, patient.State, patient.Parameters);
        Assert.Equal(10, patient["amount(A)"]);
        Assert.Equal(2.5, patient["A"]);
        Assert.Equal(10, patient["amount(B)"]);
        Assert.Equal(15, patient["q"]);
        Assert.Equal(-37.5, patient.Rate("A"));
        patient.Start();
        Assert.Equal(3, patient["A"]);
        Assert.Equal(1, patient["p"]);
    }

    [Fact]
    public void A_species_that_an_event_does_not_set_keeps_its_amount_when_the_size_changes()
    {
        var model = Model with
        {
            Events = [new ModelEvent("E", F(MathFunction.Greater, Time, 1), [new EventAssignment("V", 8)])],
        };
        var patient = new Patient(model);
        patient.Model.ApplyAssignments(0, [8], 1, patient.State, patient.Parameters);
        Assert.Equal(0.75, patient["A"]);
        Assert.Equal(0.25, patient["B"]);
    }

    [Fact]
    public void A_watch_is_a_root_against_a_threshold_that_is_off_by_default()
    {
        var burden = new Watch("burden", X("A") + 2 * X("B"));
        var patient = new Patient(Model with { Events = [] }, new CompileOptions { Watches = [burden, new Watch("A")] });
        using var lanes = new LaneBlock(patient.Model);
        Assert.Equal([new ModelRoot(RootKind.Watch, 0), new ModelRoot(RootKind.Watch, 1)], patient.Model.Roots);
        lanes.Broadcast(patient);
        lanes.EvaluateRoots();
        Assert.Equal(-CompiledModel.NoThreshold, lanes.Roots.Span[0]);
        patient.Parameters[patient.Model.ThresholdIndex("burden")] = 4;
        lanes.Broadcast(patient);
        lanes.EvaluateRoots();
        Assert.Equal(1, lanes.Roots.Span[0]);
        Assert.True(lanes.Roots.Span[8] < 0);
    }

    [Fact]
    public void A_pulse_in_time_inside_a_rate_is_a_discontinuity_and_a_choice_on_a_state_is_not()
    {
        var pulse = If(F(MathFunction.And, F(MathFunction.GreaterOrEqual, Time, 1), F(MathFunction.Less, Time, 1.01)), 100, 0);
        var guard = If(F(MathFunction.Less, X("y"), 0), 0, X("y"));
        var patient = new Patient(new ModelDefinition
        {
            Id = "m", Parameters = [new("y", 1, Constant: false)], Rules = [new RateRule("y", pulse - guard)],
        });
        Assert.Equal([RootKind.Discontinuity, RootKind.Discontinuity], patient.Model.Roots.Select(r => r.Kind));
    }
}

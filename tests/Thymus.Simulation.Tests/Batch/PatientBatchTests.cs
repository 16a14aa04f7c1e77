using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

public sealed class PatientBatchTests
{
    private const string OneCompartment = """
        model pk
          compartment blood = 1;
          substanceOnly species drug in blood;
          k = 0.1;
          drug = 0;
          Clear: drug => ; k*drug;
        end
        """;

    /// <summary>Tolerance of comparisons with closed forms: the integration runs at 1e-10, and a hundred steps add up.</summary>
    private const double ClosedForm = 1e-8;

    private static readonly IntegratorOptions Tight = new() { RelativeTolerance = 1e-10 };

    private static readonly CompiledModel Pk = TestModels.Compile(OneCompartment, "drug");

    private static double Amount(PatientBatch batch, int lane = 0) => batch.Observe(lane, batch.Model.ObservableIndex("drug"));

    private static EventRecord Bolus(double time, double amount, double interval = 0, int additional = 0) =>
        new(time, EventId.Dose, amount, "drug", Interval: interval, AdditionalDoses: additional);

    [Fact]
    public void A_bolus_decays_as_the_exponential()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 10, Events = [Bolus(2, 50)] });
        batch.VisitAt(0, 5, 1);
        Assert.True(batch.Advance(out var arrived));
        Assert.Equal(LaneMask.Of(0), arrived);
        Assert.Equal((PatientArrivalKind.Visit, 1, 5.0), (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Index, batch.TimeOf(0)));
        Assert.Equal(50 * Math.Exp(-0.3), Amount(batch), 50 * ClosedForm);
        Assert.True(batch.Advance(out _));
        Assert.Equal((PatientArrivalKind.End, IntegrationStatus.Completed), (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Status));
        Assert.False(batch.Advance(out _));
    }

    [Fact]
    public void A_visit_sees_the_trough_before_the_dose_of_that_time()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 30, Events = [Bolus(0, 8, interval: 7, additional: 2)] });
        foreach (var day in new[] { 0, 7, 14, 21 }) batch.VisitAt(0, day, day);
        var expected = 0.0;
        for (var visit = 0; visit < 4; visit++)
        {
            Assert.True(batch.Advance(out _));
            Assert.Equal(visit * 7, batch.ArrivalOf(0).Index);
            Assert.Equal(expected, Amount(batch), ClosedForm);
            expected = (expected + (visit < 3 ? 8 : 0)) * Math.Exp(-0.7);
        }
    }

    [Fact]
    public void Things_at_one_time_come_as_documented()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart
        {
            End = 4,
            Events = [Bolus(4, 9), new EventRecord(4, EventId.Observation, 0, ""), new EventRecord(0, EventId.Dose, 8, "drug", Rate: 2)],
        });
        batch.VisitAt(0, 4, 7);
        batch.VisitAt(0, 4, 3);
        var arrivals = new List<(PatientArrivalKind, int)>();
        while (batch.Advance(out _))
        {
            arrivals.Add((batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Index));
            Assert.Equal(0, batch.Parameter(0, Pk.InfusionRateIndex("drug")));   // the infusion of 8 at rate 2 has ended
            Assert.Equal(20 * (1 - Math.Exp(-0.4)), Amount(batch), ClosedForm);
        }
        Assert.Equal(
            [
                (PatientArrivalKind.Visit, PatientBatch.ObservationTag), (PatientArrivalKind.Visit, 7), (PatientArrivalKind.Visit, 3),
                (PatientArrivalKind.End, 0),
            ],
            arrivals);
    }

    [Fact]
    public void Overlapping_infusions_add_their_rates_and_end_exactly()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart
        {
            End = 8,
            Events = [new EventRecord(0, EventId.Dose, 40, "drug", Rate: 10), new EventRecord(2, EventId.Dose, 20, "drug", Rate: 5)],
        });
        foreach (var day in new[] { 2, 4, 6, 8 }) batch.VisitAt(0, day, day);
        var (expected, before) = (0.0, 0.0);
        foreach (var (until, rate) in new[] { (2.0, 10.0), (4.0, 15.0), (6.0, 5.0), (8.0, 0.0) })
        {
            Assert.True(batch.Advance(out _));
            // y(t) = R/k + (y0 − R/k)·exp(−kt)
            expected = rate / 0.1 + (expected - rate / 0.1) * Math.Exp(-0.1 * (until - before));
            before = until;
            Assert.Equal(expected, Amount(batch), 100 * ClosedForm);
        }
    }

    [Fact]
    public void A_series_equals_its_doses_given_one_by_one_bit_for_bit()
    {
        var series = FinalAmount(Bolus(0.5, 3, interval: 0.7, additional: 4));
        var single = FinalAmount([.. Enumerable.Range(0, 5).Select(i => Bolus(0.5 + i * 0.7, 3))]);
        Assert.Equal(single, series);

        static double FinalAmount(params EventRecord[] records)
        {
            using var batch = new PatientBatch(Pk, Tight);
            batch.Load(0, new PatientStart { End = 5, Events = records });
            Assert.True(batch.Advance(out _));
            return Amount(batch);
        }
    }

    /// <summary>NONMEM, mrgsolve (issue 23) and rxode2 (issue 1351): ADDL repeats the dose of EVID 4, not its reset.</summary>
    [Fact]
    public void The_additional_doses_of_a_reset_and_dose_are_plain_doses()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 25, State = [7], Events = [Bolus(1, 10, interval: 8, additional: 2) with { EventId = EventId.ResetAndDose }] });
        Assert.True(batch.Advance(out _));
        var expected = 17 * Math.Exp(-2.4) + 10 * (Math.Exp(-1.6) + Math.Exp(-0.8));
        Assert.Equal(expected, Amount(batch), 10 * ClosedForm);
    }

    [Theory]
    [InlineData(-1, "R_drug = 0", "'R_drug' is 0; an infusion needs a rate above 0.")]
    [InlineData(-1, "R_drug = -4", "'R_drug' is -4; an infusion needs a rate above 0.")]
    [InlineData(-2, "D_drug = 0", "'D_drug' is 0; an infusion needs a duration above 0.")]
    [InlineData(-2, "D_drug = -1", "'D_drug' is -1; an infusion needs a duration above 0.")]
    public void A_patient_whose_own_rate_or_duration_is_impossible_fails_and_gets_no_bolus(double rate, string value, string reason)
    {
        using var model = TestModels.Compile(OneCompartment.Replace("k = 0.1;", $"k = 0; {value};", StringComparison.Ordinal), "drug");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 1, Events = [new EventRecord(0, EventId.Dose, 20, "drug", Rate: rate)] });
        Assert.True(batch.Advance(out _));
        Assert.Equal((PatientArrivalKind.Failed, IntegrationStatus.InvalidDose, reason),
            (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Status, batch.ArrivalOf(0).Reason));
        Assert.Equal(0, Amount(batch));
    }

    [Fact]
    public void Rate_and_duration_may_come_from_the_model()
    {
        using var model = TestModels.Compile(OneCompartment.Replace("k = 0.1;", "k = 0; R_drug = 4; D_drug = 5;", StringComparison.Ordinal), "drug");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 1, Events = [new EventRecord(0, EventId.Dose, 20, "drug", Rate: -1)] });
        batch.Load(1, new PatientStart { End = 1, Events = [new EventRecord(0, EventId.Dose, 20, "drug", Rate: -2)] });
        while (batch.Advance(out _))
        {
        }
        Assert.Equal(4, Amount(batch, 0), ClosedForm);
        Assert.Equal(4, Amount(batch, 1), ClosedForm);
    }

    [Fact]
    public void Reset_replace_and_multiply_act_on_the_state()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart
        {
            End = 5,
            State = [100],
            Events =
            [
                new EventRecord(1, EventId.Multiply, 0.25, "drug"),
                new EventRecord(2, EventId.Replace, 7, "drug"),
                new EventRecord(3, EventId.Dose, 50, "drug", Rate: 10),
                new EventRecord(4, EventId.ResetAndDose, 1, "drug"),
                new EventRecord(4.5, EventId.Other, 0, ""),
            ],
        });
        double[] times = [1, 2, 2.5, 4, 5];
        foreach (var time in times) batch.VisitAt(0, time, 0);
        // Visits come before records of the same time, so each sees what the record before has left.
        double[] expected =
        [
            100 * Math.Exp(-0.1), 25 * Math.Exp(-0.2), 7 * Math.Exp(-0.05), 100 + (7 * Math.Exp(-0.1) - 100) * Math.Exp(-0.1), 101 * Math.Exp(-0.1),
        ];
        for (var i = 0; i < times.Length; i++)
        {
            Assert.True(batch.Advance(out _));
            Assert.Equal(expected[i], Amount(batch), 100 * ClosedForm);
        }
        Assert.Equal(0, batch.Parameter(0, Pk.InfusionRateIndex("drug")));
    }

    [Fact]
    public void A_decision_at_a_visit_doses_at_once_and_cancels_what_was_planned()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 20, Events = [Bolus(0, 10, interval: 5, additional: 10)] });
        batch.VisitAt(0, 5, 1);
        Assert.True(batch.Advance(out _));
        batch.CancelDoses(0, "drug", 5);
        batch.Schedule(0, Bolus(5, 100));
        Assert.True(batch.Advance(out _));
        Assert.Equal((10 * Math.Exp(-0.5) + 100) * Math.Exp(-1.5), Amount(batch), 100 * ClosedForm);
    }

    [Fact]
    public void A_parameter_set_at_a_visit_holds_from_there_on()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 20, Events = [Bolus(0, 10)] });
        batch.VisitAt(0, 10, 1);
        Assert.True(batch.Advance(out _));
        batch.SetParameter(0, Pk.ParameterIndex("k"), 0.3);
        Assert.True(batch.Advance(out _));
        Assert.Equal(10 * Math.Exp(-1 - 3), Amount(batch), ClosedForm);
    }

    [Fact]
    public void One_patient_that_fails_is_a_status_and_the_others_go_on()
    {
        using var model = TestModels.Compile("model blowup\n y = 1; a = 1;\n y' = a*y^2;\nend", []);
        using var batch = new PatientBatch(model, new IntegratorOptions());
        var parameters = new double[model.ParameterCount];
        for (var lane = 0; lane < 3; lane++)
        {
            model.DefaultParameters(parameters);
            parameters[model.ParameterIndex("a")] = lane == 1 ? 1 : 0.1;   // y = 1/(1 − at) has no value beyond t = 1/a
            batch.Load(lane, new PatientStart { Id = lane, End = 5, Parameters = parameters });
        }
        var arrivals = new PatientArrival[3];
        while (batch.Advance(out var arrived))
            foreach (var lane in arrived) arrivals[lane] = batch.ArrivalOf(lane);
        Assert.Equal([PatientArrivalKind.End, PatientArrivalKind.Failed, PatientArrivalKind.End], arrivals.Select(a => a.Kind));
        Assert.NotEqual(IntegrationStatus.Running, arrivals[1].Status);
        Assert.NotNull(arrivals[1].Reason);
        Assert.InRange(arrivals[1].Time, 0.9, 1.1);
        Assert.Equal(2, batch.Observe(2, model.ObservableIndex("y")), 1e-4);
    }

    [Fact]
    public void A_start_that_is_not_finite_fails_and_names_the_state()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 5, State = [double.NaN] });
        Assert.True(batch.Advance(out _));
        Assert.Equal((PatientArrivalKind.Failed, IntegrationStatus.InvalidStart, "'drug' is not finite."),
            (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Status, batch.ArrivalOf(0).Reason));
        Assert.False(batch.Advance(out _));
    }

    [Theory]
    [InlineData(-1, "drug", 0, "TIME -1 lies before 0")]
    [InlineData(1, "Drug", 0, "CMT 'Drug' is no species of the model. Did you mean 'drug'?")]
    [InlineData(1, "drug", -3, "RATE is -3.")]
    public void A_record_that_cannot_be_given_says_why(double time, string compartment, double rate, string message)
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { End = 5 });
        var fault = Assert.Throws<ArgumentException>(() => batch.Schedule(0, new EventRecord(time, EventId.Dose, 1, compartment, rate)));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lane_is_loaded_once_and_touched_only_where_it_stands()
    {
        using var batch = new PatientBatch(Pk, Tight);
        batch.Load(0, new PatientStart { Id = 12, End = 5 });
        Assert.Contains("Lane 0 has patient 12", Assert.Throws<InvalidOperationException>(() => batch.Load(0, new PatientStart { End = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("Lane 3 has no patient", Assert.Throws<InvalidOperationException>(() => batch.VisitAt(3, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Equal(1, batch.FreeLane());
        batch.Release(0);
        Assert.Equal(0, batch.FreeLane());
    }
}

using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

public sealed class SteadyStateTests
{
    private const double Rate = 0.1;

    private const string OneCompartment = """
        model pk
          compartment blood = 1;
          substanceOnly species drug in blood;
          k = 0.1; ALAG_drug = 0; F_drug = 1; R_drug = 4; D_drug = 5;
          drug = 0;
          Clear: drug => ; k*drug;
        end
        """;

    /// <summary>A run at 1e-8: the search adds the run's tolerance, some steps add theirs.</summary>
    private const double Exactness = 1e-6;

    private static readonly IntegratorOptions Options = new() { RelativeTolerance = 1e-8 };

    private static readonly CompiledModel Pk = TestModels.Compile(OneCompartment, "drug");

    /// <summary>What is in the body right after a record, and after each of some times from it on.</summary>
    private static double[] After(CompiledModel model, EventRecord[] records, string observable, double[] times, params (string Name, double Value)[] values)
    {
        using var batch = new PatientBatch(model, Options);
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        foreach (var (name, value) in values) parameters[model.ParameterIndex(name)] = value;
        batch.Load(0, new PatientStart { Parameters = parameters });
        foreach (var record in records) batch.Schedule(0, record, -1);
        foreach (var time in times) batch.Schedule(0, new EventRecord(time, EventId.Observation, 0, ""), 1);
        var found = new List<double>();
        while (found.Count < times.Length && batch.Advance(out _))
        {
            Assert.True(batch.ArrivalOf(0).Kind == PatientArrivalKind.Visit, $"{batch.ArrivalOf(0).Status}: {batch.ArrivalOf(0).Reason}");
            if (batch.ArrivalOf(0).Index == 1) found.Add(batch.Observe(0, model.ObservableIndex(observable)));
        }
        return [.. found];
    }

    private static EventRecord Steady(double amount, double interval, double rate = 0, int steadyState = 1, double time = 0) =>
        new(time, EventId.Dose, amount, "drug", rate, interval, SteadyState: steadyState);

    private static PatientArrival Failure(CompiledModel model, EventRecord record, params (string Name, double Value)[] values)
    {
        using var batch = new PatientBatch(model, Options);
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        foreach (var (name, value) in values) parameters[model.ParameterIndex(name)] = value;
        batch.Load(0, new PatientStart { End = 1, Parameters = parameters });
        batch.Schedule(0, record);
        Assert.True(batch.Advance(out _));
        return batch.ArrivalOf(0);
    }

    /// <summary>Amount at a time since a dose of 1 unit infused over a duration (0 for a bolus), given at an interval for ever.</summary>
    private static double Closed(double k, double since, double interval, double duration)
    {
        var sum = 0.0;
        for (var t = since; k * t < 60; t += interval)
            sum += duration == 0 ? Math.Exp(-k * t) : (1 - Math.Exp(-k * Math.Min(t, duration))) / (k * duration) * Math.Exp(-k * Math.Max(0, t - duration));
        return sum;
    }

    [Theory]
    [InlineData(0.1, 8)]
    [InlineData(1.5, 24)]
    [InlineData(0.001, 0.5)]    // half of it lasts for 1,386 intervals
    public void Boluses_reach_the_geometric_series(double k, double interval)
    {
        var amounts = After(Pk, [Steady(10, interval)], "drug", [0, interval], ("k", k));
        Assert.Equal(10 / (1 - Math.Exp(-k * interval)), amounts[0], Exactness * amounts[0]);
        Assert.Equal(10 * Math.Exp(-k * interval) / (1 - Math.Exp(-k * interval)), amounts[1], Exactness * amounts[0]);
    }

    [Theory]
    [InlineData(10, 2)]     // shorter than the interval
    [InlineData(10, 10)]    // as long
    [InlineData(10, 34)]    // three run at once, for a part of the interval four
    public void Infusions_of_any_length_reach_their_closed_form_and_run_on(double interval, double duration)
    {
        double[] times = [0, 1, 3, 7, 12, 40];
        var found = After(Pk, [Steady(60, interval, rate: 60 / duration)], "drug", times);
        for (var i = 0; i < times.Length; i++)
        {
            // The last dose is that of the record: what an interval later would have come is missing.
            var expected = 0.0;
            for (var t = times[i]; Rate * t < 60; t += interval)
                expected += t <= 0 ? 0 : 60 * (1 - Math.Exp(-Rate * Math.Min(t, duration))) / (Rate * duration) * Math.Exp(-Rate * Math.Max(0, t - duration));
            Assert.Equal(expected, found[i], Exactness * 60);
        }
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(9, 4)]      // the infusion before the record still runs at it: it began 1 ago
    [InlineData(10, 0)]     // the lag of a whole interval: the record stands right after the dose before
    public void A_lag_shifts_the_whole_train(double lag, double duration)
    {
        const double interval = 10;
        double[] times = [0, 0.5, lag - 1e-9, lag + interval / 2];
        var found = After(Pk, [Steady(1, interval, rate: duration == 0 ? 0 : 1 / duration)], "drug", times, ("ALAG_drug", lag));
        for (var i = 0; i < times.Length; i++)
        {
            var since = times[i] >= lag ? times[i] - lag : times[i] - lag + interval;
            Assert.Equal(Closed(Rate, since, interval, duration), found[i], Exactness);
        }
    }

    [Fact]
    public void A_lag_beyond_the_interval_is_refused_for_that_patient()
    {
        var arrival = Failure(Pk, Steady(1, 10), ("ALAG_drug", 10.5));
        Assert.Equal((PatientArrivalKind.Failed, IntegrationStatus.InvalidDose), (arrival.Kind, arrival.Status));
        Assert.Equal("'ALAG_drug' is 10.5; at steady state a lag time is at most the interval of 10.", arrival.Reason);
    }

    [Fact]
    public void Bioavailability_shortens_an_infusion_of_given_rate_and_slows_one_of_given_duration()
    {
        // Amount 40, half of it available: 4 an hour for 5 hours; within 5 hours at 4 an hour; 10 an hour for 2 hours.
        Assert.Equal(20 * Closed(Rate, 6, 10, 5), After(Pk, [Steady(40, 10, rate: -1)], "drug", [6], ("F_drug", 0.5))[0], Exactness * 20);
        Assert.Equal(20 * Closed(Rate, 6, 10, 5), After(Pk, [Steady(40, 10, rate: -2)], "drug", [6], ("F_drug", 0.5))[0], Exactness * 20);
        Assert.Equal(20 * Closed(Rate, 6, 10, 2), After(Pk, [Steady(40, 10, rate: 10)], "drug", [6], ("F_drug", 0.5))[0], Exactness * 20);
    }

    [Fact]
    public void A_constant_infusion_reaches_rate_over_k_and_ends_at_the_record()
    {
        var found = After(Pk, [Steady(0, 0, rate: 7)], "drug", [0, 5]);
        Assert.Equal(70, found[0], 70 * Exactness);
        Assert.Equal(70 * Math.Exp(-0.5), found[1], 70 * Exactness);
        Assert.Equal(40, After(Pk, [Steady(0, 0, rate: -1)], "drug", [0])[0], 40 * Exactness);
    }

    [Fact]
    public void Without_a_dose_the_system_comes_to_its_own_rest()
    {
        // NONMEM: AMT 0, RATE 0, II 0 with SS computes the steady state of endogenous drug. R' = kin − kout·R from 0.
        using var model = TestModels.Compile("model turnover\n compartment c = 1; substanceOnly species drug in c; drug = 0; kin = 3; kout = 0.01;\n In: => drug; kin; Out: drug => ; kout*drug;\nend", "drug");
        Assert.Equal(300, After(model, [Steady(0, 0)], "drug", [0])[0], 300 * Exactness);
    }

    [Fact]
    public void Steady_state_one_forgets_what_was_and_two_adds_to_it()
    {
        EventRecord[] before = [new(0, EventId.Dose, 50, "drug", Rate: 5, Interval: 20, AdditionalDoses: 3)];
        var alone = 10 * Math.Exp(-0.1) / (1 - Math.Exp(-0.8));
        Assert.Equal(alone, After(Pk, [.. before, Steady(10, 8, time: 5)], "drug", [6])[0], Exactness * 50);
        // At 6 and at 26 the train of 5 an hour for 10 hours, and the steady state on top, which is over after its dose.
        var (five, later) = (After(Pk, before, "drug", [6, 26])[0], After(Pk, before, "drug", [6, 26])[1]);
        var both = After(Pk, [.. before, Steady(10, 8, steadyState: 2, time: 5)], "drug", [6, 26]);
        Assert.Equal(five + alone, both[0], Exactness * 50);
        Assert.Equal(later + alone * Math.Exp(-2), both[1], Exactness * 50);
    }

    [Fact]
    public void Additional_doses_go_on_from_the_steady_state()
    {
        var found = After(Pk, [Steady(10, 8) with { AdditionalDoses = 2 }], "drug", [8, 16, 24]);
        var peak = 10 / (1 - Math.Exp(-0.8));
        Assert.Equal([peak, peak, peak * Math.Exp(-0.8)], found, (a, b) => Math.Abs(a - b) < Exactness * peak);
    }

    /// <summary>Two slow modes, of which one halves in 1,400 intervals, beside a fast one: plain repetition would take 37,000 intervals to 1e-8.</summary>
    [Fact]
    public void A_linear_model_takes_a_few_intervals_more_than_it_has_modes()
    {
        using var model = TestModels.Compile("""
            model m
              compartment c = 1; substanceOnly species gut in c, blood in c, tissue in c, gone in c; gut = 0; blood = 0; tissue = 0; gone = 0;
              Absorb: gut => blood; 2*gut; Clear: blood => gone; 0.002*blood;
              Out: blood => tissue; 0.3*blood; Back: tissue => blood; 0.1*tissue;
            end
            """, "gut");
        using var search = new SteadyState(model, Options);
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        var dose = new DoseOrder { Id = EventId.Dose, Amount = 10, Interval = 1, SteadyState = 1, State = model.StateIndex("gut"), RateRow = -1 };
        Assert.Null(search.Find(dose, 0, new double[model.StateCount], parameters));
        Assert.InRange(search.Intervals, 4, 8);
        // What is cleared over an interval is the dose.
        var gone = After(model, [new EventRecord(0, EventId.Dose, 10, "gut", Interval: 1, SteadyState: 1)], "gone", [0, 1]);
        Assert.Equal(10, gone[1] - gone[0], 1e-5);
    }

    [Fact]
    public void A_saturable_elimination_reaches_what_a_thousand_doses_reach()
    {
        using var model = TestModels.Compile("""
            model mm
              compartment blood = 3;
              substanceOnly species drug in blood, tissue in blood;
              drug = 0; tissue = 0; Vmax = 4; Km = 2;
              Clear: drug => ; Vmax*drug/(Km + drug);
              Out: drug => tissue; 0.3*drug; Back: tissue => drug; 0.05*tissue;
            end
            """, "drug");
        var train = After(model, [new EventRecord(0, EventId.Dose, 20, "drug", Interval: 7, AdditionalDoses: 1000)], "drug", [7007]);
        Assert.Equal(train[0], After(model, [Steady(20, 7)], "drug", [7])[0], 5 * Exactness * train[0]);
    }

    [Fact]
    public void A_target_with_its_own_turnover_keeps_its_level_under_the_second_kind()
    {
        using var model = TestModels.Compile("""
            model target
              compartment blood = 1;
              substanceOnly species drug in blood, R in blood, gone in blood;
              drug = 0; R = 100; gone = 0;
              In: => R; 10; Out: R => gone; 0.1*R;
              Clear: drug => gone; 0.2*drug;
            end
            """, "drug");
        foreach (var kind in new[] { 1, 2 })
        {
            Assert.Equal(100, After(model, [Steady(5, 4, steadyState: kind)], "R", [0])[0], 1e-4);
            // What nothing reads has no steady state and stays what it was.
            Assert.Equal(0, After(model, [Steady(5, 4, steadyState: kind)], "gone", [0])[0]);
        }
    }

    [Fact]
    public void A_model_that_reads_the_time_sees_the_interval_before_the_record()
    {
        // Clearance doubles in the second half of each day. Over a day k integrates to 0.15·24, over the day's rest from 12 on to 0.2·12.
        using var model = TestModels.Compile("""
            model circadian
              compartment blood = 1; substanceOnly species drug in blood; drug = 0;
              k := piecewise(0.1, time/24 - floor(time/24) < 0.5, 0.2);
              Clear: drug => ; k*drug;
            end
            """, "drug");
        var found = After(model, [Steady(10, 24, time: 48)], "drug", [48, 60])!;
        Assert.Equal(10 / (1 - Math.Exp(-3.6)), found[0], 10 * Exactness);
        Assert.Equal(10 / (1 - Math.Exp(-3.6)) * Math.Exp(-1.2), found[1], 10 * Exactness);
    }

    [Fact]
    public void What_grows_for_ever_is_a_status_that_names_it()
    {
        using var model = TestModels.Compile("""
            model tumour
              compartment body = 1; substanceOnly species drug in body, T in body;
              drug = 0; T = 1; g = 0.001;
              Grow: => T; g*T; Clear: drug => ; 0.3*drug;
            end
            """, "drug");
        var arrival = Failure(model, Steady(10, 7));
        Assert.Equal((PatientArrivalKind.Failed, IntegrationStatus.NoSteadyState), (arrival.Kind, arrival.Status));
        Assert.Equal($"There is no steady state: after {SteadyState.MaximumIntervals} intervals of 7 'T' still changes.", arrival.Reason);
    }

    [Fact]
    public void Doses_that_nothing_clears_are_a_status()
    {
        using var model = TestModels.Compile("model m\n compartment c = 1; substanceOnly species drug in c; drug = 0; x = 1; x' = -x;\nend", "drug");
        var arrival = Failure(model, Steady(10, 7));
        Assert.Equal((IntegrationStatus.NoSteadyState, "There is no steady state: no rate reads 'drug', so that doses add up in it for ever."), (arrival.Status, arrival.Reason));
    }

    [Fact]
    public void A_search_that_has_run_before_allocates_nothing()
    {
        using var batch = new PatientBatch(Pk, Options);
        batch.Load(0, new PatientStart());
        var time = 0.0;
        void Dose()
        {
            time += 30;
            batch.Schedule(0, Steady(10, 8, rate: 0.5, time: time), 1);
            Assert.True(batch.Advance(out _) && batch.ArrivalOf(0).Kind == PatientArrivalKind.Visit && batch.TimeOf(0) == time);
        }
        for (var i = 0; i < 20; i++) Dose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Dose();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_search_is_the_same_bits_in_any_lane_and_whoever_searched_before()
    {
        double[] Trough(int lane, bool other)
        {
            using var batch = new PatientBatch(Pk, Options);
            var parameters = new double[Pk.ParameterCount];
            Pk.DefaultParameters(parameters);
            if (other)
            {
                parameters[Pk.ParameterIndex("k")] = 0.7;
                batch.Load(7 - lane, new PatientStart { End = 3, Parameters = parameters, Events = [Steady(3, 5, rate: 0.2)] });
                parameters[Pk.ParameterIndex("k")] = 0.1;
            }
            batch.Load(lane, new PatientStart { End = 3, Parameters = parameters, Events = [Steady(10, 8)] });
            while (batch.Advance(out _))
            {
            }
            return [batch.Observe(lane, Pk.ObservableIndex("drug"))];
        }
        Assert.Equal(Trough(0, other: false), Trough(5, other: true));
    }
}

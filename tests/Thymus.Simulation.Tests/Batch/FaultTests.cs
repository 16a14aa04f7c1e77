using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>A patient who cannot be simulated is a status with a reason after a bounded number of steps, and no other patient notices.</summary>
public sealed class FaultTests
{
    /// <summary>Each kind of fault has a switch, so that one model holds all of them beside patients who are well.</summary>
    private const string Model = """
        model all
          compartment c = 1; substanceOnly species drug in c; drug = 1;
          k = 0.1; explode = 0; root = 0; huge = 0; buzz = 0; zeno = 0; ping = 0; jump = 0; V = 1; stiff = 0;
          y = 1; y' = explode*y*y - 0.01*y;
          z = 1; z' = root*(-sqrt(z) - 1);
          w = 1; w' = huge*w - 0.1*w;
          s = 1; s' = -stiff*(s - y);
          r = 1; r' = 0.1*piecewise(1, floor(buzz*time) - 2*floor(buzz*time/2) < 0.5, -1);
          h = 1; v = 0; h' = zeno*v; v' = -zeno; n = 0;
          a = 0;
          Clear: drug => ; k*drug/V;
          Bounce: at (h < 0): h = 0, v = -0.5*v, n = n + 1;
          Ping: at (ping*time >= 1 && a < 0.5): a = 1;
          Pong: at (ping*time >= 1 && a > 0.5): a = 0;
        end
        """;

    private const int MostSteps = 3000;

    private static readonly CompiledModel Compiled = TestModels.Compile(Model, "drug");

    private static readonly IntegratorOptions Stiff = new() { MaximumSteps = MostSteps };

    private sealed record Course(PatientArrival Last, double[] Rows, long Attempts);

    /// <summary>Runs patients side by side to time 20, each with some values of its own, with rows at whole times.</summary>
    private static Course[] Run(IntegratorOptions options, params (string Name, double Value)[][] patients)
    {
        using var batch = new PatientBatch(Compiled, options);
        var parameters = new double[Compiled.ParameterCount];
        var rows = new List<double>[patients.Length];
        var last = new Course[patients.Length];
        for (var lane = 0; lane < patients.Length; lane++)
        {
            Compiled.DefaultParameters(parameters);
            foreach (var (name, value) in patients[lane]) parameters[Compiled.ParameterIndex(name)] = value;
            rows[lane] = [];
            batch.Load(lane, new PatientStart { Id = lane, End = 20, Parameters = parameters, Events = [new EventRecord(3, EventId.Dose, 5, "drug", Rate: 2)] });
            for (var day = 1; day <= 20; day++) batch.VisitAt(lane, day, day);
        }
        while (batch.Advance(out var arrived))
            foreach (var lane in arrived)
            {
                foreach (var name in new[] { "drug", "y", "z", "w", "s", "r", "h" }) rows[lane].Add(batch.Observe(lane, Compiled.ObservableIndex(name)));
                last[lane] = new Course(batch.ArrivalOf(lane), [.. rows[lane]], batch.StepsOf(lane) + batch.RejectionsOf(lane));
            }
        return last;
    }

    /// <summary>The switch of each fault, what becomes of it, and when.</summary>
    public static TheoryData<string, double, IntegrationStatus[], double, string> Faults => new()
    {
        // y' = y² less a little: y has no value beyond t = 1.005.
        { "explode", 1, [IntegrationStatus.StepTooSmall, IntegrationStatus.NotFinite], 1.005, "" },
        { "explode", 1e300, [IntegrationStatus.StepTooSmall, IntegrationStatus.NotFinite, IntegrationStatus.InvalidStart], 0, "" },
        // √z has no value once z has reached 0, at t = 2 − 2·ln 2.
        { "root", 1, [IntegrationStatus.NotFinite], 0.6137, "A rate is not finite" },
        // e^{40t} overflows at t = 17.7.
        { "huge", 40.1, [IntegrationStatus.NotFinite, IntegrationStatus.StepTooSmall], 17.74, "" },
        { "k", double.NaN, [IntegrationStatus.InvalidStart], 0, "A rate is not finite at the start" },
        { "k", double.PositiveInfinity, [IntegrationStatus.InvalidStart], 0, "A rate is not finite at the start" },
        { "V", 0, [IntegrationStatus.InvalidStart], 0, "A rate is not finite at the start" },
        { "drug", double.NegativeInfinity, [IntegrationStatus.InvalidStart], 0, "'drug' is not finite." },
        // Breaks of the rates at every 1e-9: between two visits more than there may be steps.
        { "buzz", 1e9, [IntegrationStatus.TooManySteps], 0, "stretches between model events and breaks" },
        { "buzz", 1e18, [IntegrationStatus.TooManySteps], 0, "stretches between model events and breaks" },
        // A ball that keeps half its speed comes to rest at √2·(1 + 2) = 4.243 after infinitely many bounces.
        { "zeno", 1, [IntegrationStatus.TooManySteps, IntegrationStatus.StepTooSmall], 4.2426, "" },
        { "ping", 1, [IntegrationStatus.EventsWithoutEnd], 1, "triggering each other" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_a_status_with_a_reason_in_bounded_work_and_others_are_the_same_bits(
        string name, double value, IntegrationStatus[] expected, double time, string reason)
    {
        (string, double)[] well = [("k", 0.3)], other = [("y", 2.5), ("w", 7)], bad = [(name, value)];
        foreach (var method in Enum.GetValues<Method>())
        {
            var options = Stiff with { Method = method };
            var alone = Run(options, well, other);
            Assert.All(alone, c => Assert.Equal(PatientArrivalKind.End, c.Last.Kind));
            var together = Run(options, well, bad, other, bad);
            Assert.Equal(alone[0].Rows, together[0].Rows);
            Assert.Equal(alone[1].Rows, together[2].Rows);
            var failed = together[1];
            Assert.Equal(PatientArrivalKind.Failed, failed.Last.Kind);
            Assert.Contains(failed.Last.Status, expected);
            Assert.NotNull(failed.Last.Reason);
            Assert.Contains(reason, failed.Last.Reason, StringComparison.Ordinal);
            Assert.Equal(time, failed.Last.Time, 1e-3 + 1e-2 * time);
            // Twenty visits, and a dose with its end: between two of them no more than the steps allowed, and one over.
            Assert.InRange(failed.Attempts, 0, 23 * (MostSteps + 1));
            Assert.Equal(failed.Rows, together[3].Rows);
            Assert.Equal(failed.Last, together[3].Last);
        }
    }

    [Fact]
    public void A_stiff_patient_under_the_explicit_method_ends_with_too_many_steps_beside_one_who_is_well()
    {
        var options = Stiff with { Method = Method.DormandPrince5 };
        (string, double)[] well = [("k", 0.3)], bad = [("stiff", 1e7)];
        var courses = Run(options, bad, well);
        Assert.Equal(IntegrationStatus.TooManySteps, courses[0].Last.Status);
        Assert.Equal("More steps than allowed; usually a stiff model under the explicit method.", courses[0].Last.Reason);
        Assert.Equal(Run(options, well)[0].Rows, courses[1].Rows);
        Assert.Equal(IntegrationStatus.Completed, Run(Stiff, bad)[0].Last.Status);
    }

    [Theory]
    [InlineData("k", 1e300)]
    [InlineData("k", 1e-300)]
    [InlineData("k", -1e3)]
    [InlineData("V", -1)]
    [InlineData("V", 1e-300)]
    [InlineData("drug", 1e308)]
    [InlineData("drug", -5)]
    [InlineData("y", 1e-320)]
    [InlineData("stiff", 1e200)]
    [InlineData("zeno", 1e200)]
    [InlineData("zeno", 1e-200)]
    [InlineData("buzz", -1e5)]
    public void An_absurd_value_ends_in_bounded_work_whatever_comes_of_it(string name, double value)
    {
        (string, double)[] well = [("k", 0.3)], absurd = [(name, value)];
        foreach (var method in Enum.GetValues<Method>())
        {
            var options = Stiff with { Method = method };
            var courses = Run(options, absurd, well);
            Assert.Contains(courses[0].Last.Kind, new[] { PatientArrivalKind.End, PatientArrivalKind.Failed });
            if (courses[0].Last.Kind == PatientArrivalKind.Failed) Assert.NotNull(courses[0].Last.Reason);
            Assert.InRange(courses[0].Attempts, 0, 23 * (MostSteps + 1));
            Assert.Equal(Run(options, well)[0].Rows, courses[1].Rows);
        }
    }

    [Fact]
    public void A_steady_state_that_takes_too_long_is_given_up()
    {
        (string, double)[] buzzing = [("buzz", 1e5), ("explode", -1)];
        using var batch = new PatientBatch(Compiled, Stiff);
        var parameters = new double[Compiled.ParameterCount];
        Compiled.DefaultParameters(parameters);
        foreach (var (name, value) in buzzing) parameters[Compiled.ParameterIndex(name)] = value;
        batch.Load(0, new PatientStart { End = 20, Parameters = parameters, Events = [new EventRecord(0, EventId.Dose, 5, "drug", Interval: 7, SteadyState: 1)] });
        Assert.True(batch.Advance(out _));
        Assert.Equal(IntegrationStatus.NoSteadyState, batch.ArrivalOf(0).Status);
        Assert.StartsWith("The way to the steady state failed (TooManySteps)", batch.ArrivalOf(0).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_billions_of_additional_doses_is_refused()
    {
        using var batch = new PatientBatch(Compiled, Stiff);
        batch.Load(0, new PatientStart { End = 20 });
        var fault = Assert.Throws<ArgumentException>(() => batch.Schedule(0, new EventRecord(0, EventId.Dose, 1, "drug", Interval: 1e-9, AdditionalDoses: 2_000_000_000)));
        Assert.StartsWith("ADDL is 2000000000. A record gives 1000000 additional doses at most.", fault.Message, StringComparison.Ordinal);
    }
}

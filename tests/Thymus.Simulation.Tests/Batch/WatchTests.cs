using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

public sealed class WatchTests
{
    private const string Growth = """
        model growth
          C = 1; H = 0; g = 0.3; h = 0.02;
          C' = g*C;
          H' = h*C;
        end
        """;

    /// <summary>A root is bracketed to 2⁻⁴⁶ of a step; what remains is the integration at 1e-10.</summary>
    private const double RootTime = 1e-8;

    private static readonly IntegratorOptions Tight = new() { RelativeTolerance = 1e-10 };

    private static CompiledModel Compile(params string[] watched) => TestModels.Compile(Growth, new CompileOptions
    {
        DosedSpecies = [],
        Watches = [.. watched.Select(w => new Watch(w))],
        Quadratures = ["H"],
        Tolerances = new Dictionary<string, double> { ["C"] = 1e-14 },
    });

    [Fact]
    public void A_watch_arrives_where_the_quantity_crosses_its_threshold()
    {
        using var model = Compile("C", "H");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 100 });
        batch.Watch(0, 0, 1000);
        batch.Watch(0, 1, 5);
        Assert.True(batch.Advance(out _));
        // H = h/g·(e^{gt} − 1)
        AssertWatch(batch, 1, Math.Log(1 + 5 * 0.3 / 0.02) / 0.3);
        Assert.True(batch.Advance(out _));
        AssertWatch(batch, 0, Math.Log(1000) / 0.3);
        Assert.True(batch.Advance(out _));
        Assert.Equal(PatientArrivalKind.End, batch.ArrivalOf(0).Kind);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0.5, 1)]
    public void A_quantity_that_is_not_a_number_for_a_while_crosses_only_where_it_comes_back_elsewhere(double comesBack, int crossings)
    {
        using var model = TestModels.Compile($"""
            model ratio
              a = 2; b = 1; r := a/b;
              Lost: at (time >= 5): a = 0, b = 0;
              Found: at (time >= 6): a = {comesBack.ToString(System.Globalization.CultureInfo.InvariantCulture)}, b = 1;
            end
            """, new CompileOptions { Watches = [new Watch("r")] });
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 10 });
        batch.Watch(0, 0, 1);
        for (var i = 0; i < crossings; i++)
        {
            Assert.True(batch.Advance(out _));
            Assert.Equal((PatientArrivalKind.Watch, false), (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Rising));
            Assert.Equal(6, batch.TimeOf(0), RootTime);
        }
        Assert.True(batch.Advance(out _));
        Assert.Equal(PatientArrivalKind.End, batch.ArrivalOf(0).Kind);
    }

    [Fact]
    public void A_watch_can_be_set_again_when_it_has_arrived()
    {
        using var model = Compile("H");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 100 });
        for (var recurrence = 1; recurrence <= 3; recurrence++)
        {
            batch.Watch(0, 0, 2 * recurrence);
            Assert.True(batch.Advance(out _));
            AssertWatch(batch, 0, Math.Log(1 + 2 * recurrence * 0.3 / 0.02) / 0.3);
        }
    }

    [Fact]
    public void A_jump_over_a_threshold_is_a_crossing_at_the_time_of_the_jump()
    {
        using var model = Compile("C");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 100, Events = [new EventRecord(2, EventId.Multiply, 0.001, "C")] });
        batch.Watch(0, 0, 0.01);
        Assert.True(batch.Advance(out _));
        var arrival = batch.ArrivalOf(0);
        Assert.Equal((PatientArrivalKind.Watch, 0, false, 2.0), (arrival.Kind, arrival.Index, arrival.Rising, arrival.Time));
        Assert.True(batch.Advance(out _));
        arrival = batch.ArrivalOf(0);
        Assert.True(arrival.Rising);
        Assert.Equal(2 + Math.Log(0.01 / (0.001 * Math.Exp(0.6))) / 0.3, arrival.Time, RootTime);
    }

    [Fact]
    public void A_watch_that_is_not_set_never_arrives()
    {
        using var model = Compile("C", "H");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 50 });
        Assert.True(batch.Advance(out _));
        Assert.Equal(PatientArrivalKind.End, batch.ArrivalOf(0).Kind);
    }

    private static void AssertWatch(PatientBatch batch, int watch, double time)
    {
        var arrival = batch.ArrivalOf(0);
        Assert.Equal((PatientArrivalKind.Watch, watch, true), (arrival.Kind, arrival.Index, arrival.Rising));
        Assert.Equal(time, arrival.Time, RootTime);
    }
}

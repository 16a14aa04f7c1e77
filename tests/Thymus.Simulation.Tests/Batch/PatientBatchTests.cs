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

    private static readonly IntegratorOptions Tight = new() { RelativeTolerance = 1e-10 };

    [Fact]
    public void A_bolus_decays_as_the_exponential()
    {
        using var model = TestModels.Compile(OneCompartment, "drug");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 10, Events = [new EventRecord(2, EventId.Dose, 50, "drug")] });
        batch.VisitAt(0, 5, 1);
        Assert.True(batch.Advance(out var arrived));
        Assert.Equal(LaneMask.Of(0), arrived);
        Assert.Equal((PatientArrivalKind.Visit, 1, 5.0), (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Index, batch.TimeOf(0)));
        Assert.Equal(50 * Math.Exp(-0.3), batch.Observe(0, model.ObservableIndex("drug")), 50 * 1e-8);
        Assert.True(batch.Advance(out _));
        Assert.Equal((PatientArrivalKind.End, IntegrationStatus.Completed), (batch.ArrivalOf(0).Kind, batch.ArrivalOf(0).Status));
        Assert.False(batch.Advance(out _));
    }

    [Fact]
    public void A_visit_sees_the_trough_before_the_dose_of_that_time_and_a_visit_later_sees_the_dose()
    {
        using var model = TestModels.Compile(OneCompartment, "drug");
        using var batch = new PatientBatch(model, Tight);
        batch.Load(0, new PatientStart { End = 30, Events = [new EventRecord(0, EventId.Dose, 8, "drug", Interval: 7, AdditionalDoses: 2)] });
        foreach (var day in new[] { 0, 7, 14, 21 }) batch.VisitAt(0, day, day);
        var expected = 0.0;
        for (var visit = 0; visit < 4; visit++)
        {
            Assert.True(batch.Advance(out _));
            Assert.Equal(visit * 7, batch.ArrivalOf(0).Index);
            Assert.Equal(expected, batch.Observe(0, model.ObservableIndex("drug")), 1e-8);
            expected = (expected + (visit < 3 ? 8 : 0)) * Math.Exp(-0.7);
        }
    }
}

using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>A patient's bits depend on that patient alone, and going on allocates nothing.</summary>
public sealed class LaneIndependenceTests
{
    /// <summary>Target-mediated disposition with a logistic tumour, an event and a relation in its rates: stiff enough to reject
    /// steps.</summary>
    private const string Tmdd = """
        model tmdd
          compartment blood = 3;
          species drug in blood, target in blood, bound in blood;
          drug = 0; target = 10; bound = 0;
          kon = 50; koff = 0.5; kel = 0.1; kint = 2; kin = 4; kout = 0.4;
          g = 0.2; T = 1; cleared = 0;
          Bind: drug + target => bound; blood*kon*drug*target;
          Unbind: bound => drug + target; blood*koff*bound;
          Eliminate: drug => ; blood*kel*drug;
          Internalise: bound => ; blood*kint*bound;
          Make: => target; blood*kin;
          Lose: target => ; blood*kout*target;
          T' = g*T*(1 - T/100) - 0.5*T*bound/(bound + 1);
          E: at (T < 0.05): cleared = cleared + 1, T = 0;
        end
        """;

    private const int Patients = 24;

    private static readonly CompiledModel Model = TestModels.Compile(Tmdd, new CompileOptions
    {
        DosedSpecies = ["drug"],
        Watches = [new Watch("T")],
    });

    [Fact]
    public void Lane_neighbours_and_order_of_refill_change_no_bit()
    {
        var alone = Enumerable.Range(0, Patients).ToDictionary(p => p, p => Run([p], fill: 1)[p]);
        AssertSameBits(alone, Run([.. Enumerable.Range(0, Patients)], fill: 8));
        AssertSameBits(alone, Run([.. Enumerable.Range(0, Patients).Reverse()], fill: 8));
        AssertSameBits(alone, Run([.. Enumerable.Range(0, Patients).OrderBy(p => p * 7 % Patients)], fill: 3));
    }

    [Theory]
    [InlineData(Numerics.LaneWidth.One)]
    [InlineData(Numerics.LaneWidth.Two)]
    [InlineData(Numerics.LaneWidth.Four)]
    [InlineData(Numerics.LaneWidth.Eight)]
    public void The_width_of_the_hardware_changes_no_bit(Numerics.LaneWidth width)
    {
        var expected = Run([.. Enumerable.Range(0, Patients)], fill: 8);
        using var model = TestModels.Compile(Tmdd, Model.Options with { Width = width });
        AssertSameBits(expected, Run([.. Enumerable.Range(0, Patients)], fill: 8, model, new IntegratorOptions { Width = width }));
    }

    /// <summary>At width 1 stages are computed one after the other, at the others by the kernel of a whole step.</summary>
    [Theory]
    [InlineData(Method.DormandPrince5, Numerics.LaneWidth.Four)]
    [InlineData(Method.DormandPrince8, Numerics.LaneWidth.Two)]
    [InlineData(Method.DormandPrince8, Numerics.LaneWidth.Four)]
    [InlineData(Method.DormandPrince8, Numerics.LaneWidth.Eight)]
    public void A_step_computed_at_once_has_the_bits_of_its_stages(Method method, Numerics.LaneWidth width)
    {
        using var wide = TestModels.Compile(Tmdd, Model.Options with { Width = width });
        using var one = TestModels.Compile(Tmdd, Model.Options with { Width = Numerics.LaneWidth.One });
        Assert.True(wide.FusesStages);
        Assert.False(one.FusesStages);
        AssertSameBits(
            Run([.. Enumerable.Range(0, Patients)], fill: 8, one, new IntegratorOptions { Method = method, Width = Numerics.LaneWidth.One }),
            Run([.. Enumerable.Range(0, Patients)], fill: 8, wide, new IntegratorOptions { Method = method, Width = width }));
    }

    [Fact]
    public void Going_on_allocates_nothing()
    {
        using var batch = new PatientBatch(Model, new IntegratorOptions());
        for (var lane = 0; lane < 8; lane++) Load(batch, lane, lane);
        Cycle(batch, 400);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(batch, 2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Cycle(PatientBatch batch, int arrivals)
        {
            for (var i = 0; i < arrivals;)
            {
                Assert.True(batch.Advance(out var arrived));
                foreach (var lane in arrived)
                {
                    i++;
                    batch.Observe(lane, 0);
                    if (batch.ArrivalOf(lane).Kind == PatientArrivalKind.Visit) continue;
                    if (batch.ArrivalOf(lane).Kind == PatientArrivalKind.Watch) continue;
                    batch.Release(lane);
                    Load(batch, lane, lane);
                }
            }
        }
    }

    private static void Load(PatientBatch batch, int lane, int patient)
    {
        Span<double> parameters = stackalloc double[batch.Model.ParameterCount];
        batch.Model.DefaultParameters(parameters);
        parameters[batch.Model.ParameterIndex("g")] = 0.05 + 0.02 * patient;
        // Patient 5 is not a number from the first step on, patient 11 runs away: neither may touch its neighbours.
        parameters[batch.Model.ParameterIndex("kel")] = patient switch { 5 => double.NaN, 11 => -1e3, _ => 0.1 + 0.01 * patient };
        batch.Load(lane, new PatientStart
        {
            Id = patient,
            End = 60,
            Parameters = parameters,
            Events =
            [
                new EventRecord(1 + patient % 3, EventId.Dose, 40 + patient, "drug", Rate: 400, Interval: 14, AdditionalDoses: 3),
                new EventRecord(20, EventId.Dose, 5, "drug"),
            ],
        });
        batch.Watch(lane, 0, 2);
        for (var visit = 1; visit <= 5; visit++) batch.VisitAt(lane, 10 * visit + patient % 2, visit);
    }

    private static Dictionary<int, List<double>> Run(int[] patients, int fill, CompiledModel? model = null, IntegratorOptions? options = null)
    {
        using var batch = new PatientBatch(model ?? Model, options ?? new IntegratorOptions());
        var records = patients.ToDictionary(p => p, _ => new List<double>());
        var next = 0;
        for (var lane = 0; lane < fill && next < patients.Length; lane++, next++) Load(batch, lane, patients[next]);
        while (batch.Advance(out var arrived))
        {
            foreach (var lane in arrived)
            {
                var record = records[(int)batch.PatientOf(lane)];
                var arrival = batch.ArrivalOf(lane);
                record.AddRange([(double)arrival.Kind, arrival.Index, arrival.Time, (double)arrival.Status, batch.StepsOf(lane)]);
                if (arrival.Kind != PatientArrivalKind.Failed) record.AddRange(batch.Observables(lane));
                if (arrival.Kind is not (PatientArrivalKind.End or PatientArrivalKind.Failed)) continue;
                batch.Release(lane);
                if (next < patients.Length) Load(batch, lane, patients[next++]);
            }
        }
        return records;
    }

    private static void AssertSameBits(Dictionary<int, List<double>> expected, Dictionary<int, List<double>> actual)
    {
        foreach (var (patient, record) in expected)
            Assert.Equal(record.Select(BitConverter.DoubleToInt64Bits), actual[patient].Select(BitConverter.DoubleToInt64Bits));
    }
}

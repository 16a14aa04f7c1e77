using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Observables at sampled states are those that the interpreter computes from the same states and the lane's parameters.</summary>
public sealed class SampleObserverTests
{
    private const string Computed = """
        model computed
          compartment blood = 3;
          species drug in blood, bound in blood;
          drug = 5; bound = 0;
          kon = 2; koff = 0.5; kel = 0.1; weight = 70;
          total := drug + bound;
          share := piecewise(bound/total, total > 1, 0)*(weight/70)^0.75;
          wave := sin(time)*exp(-kel*time);
          Bind: drug => bound; blood*kon*drug;
          Unbind: bound => drug; blood*koff*bound;
          Eliminate: drug => ; blood*kel*drug;
        end
        """;

    /// <summary>Eight times fill a block, nine begin another; every observable is a column, states and computed ones alike.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(21)]
    public void Every_observable_has_the_bits_of_the_interpreter(int count)
    {
        using var model = TestModels.Compile(Computed, "drug");
        int[] observables = [.. Enumerable.Range(0, model.ObservableNames.Length).Where(o => SampleObserver.CanObserve(model, o))];
        Assert.Superset(new HashSet<string>(["drug", "bound", "total", "share", "wave", "time"]), observables.Select(o => model.ObservableNames[o]).ToHashSet());
        double[] times = [.. Enumerable.Range(0, count).Select(i => 0.37 * i)];
        var states = new double[count * model.StateCount];
        var parameters = new double[model.ParameterCount];
        model.DefaultParameters(parameters);
        parameters[model.ParameterIndex("weight")] = 55;
        using var batch = new PatientBatch(model, new IntegratorOptions { Method = Method.DormandPrince5 });
        batch.Load(5, new PatientStart { Id = 1, Time = 0, End = 10, Parameters = parameters });
        batch.SampleAt(5, times, states);
        while (batch.Advance(out _)) { }
        Assert.Equal(count, batch.SamplesTaken(5));

        using var observer = new SampleObserver(model, observables);
        var values = new double[count * observables.Length];
        observer.Observe(batch, 5, times, states, values);
        model.Initialise(parameters, new double[model.StateCount], 0);
        for (var t = 0; t < count; t++)
            for (var c = 0; c < observables.Length; c++)
            {
                var expected = model.Observe(observables[c], times[t], states.AsSpan(t * model.StateCount, model.StateCount), parameters);
                Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(values[t * observables.Length + c]),
                    $"{model.ObservableNames[observables[c]]} at {times[t]}: {values[t * observables.Length + c]:R}, not {expected:R}");
            }
    }

    [Fact]
    public void What_an_infusion_or_an_event_changes_cannot_be_observed_at_samples()
    {
        using var dosed = TestModels.Compile("model m; species A; A = 0; k = 1; Leave: A => ; k*A; gain := rateOf(A); twice := 2*A; end", "A");
        Assert.Equal((false, true), (Can(dosed, "gain"), Can(dosed, "twice")));
        using var eventful = TestModels.Compile("model m; species A; A = 1; k = 1; Leave: A => ; k*A; twice := k*A; E: at (time > 1): k = 2; end");
        Assert.False(Can(eventful, "twice"));

        static bool Can(CompiledModel model, string name) => SampleObserver.CanObserve(model, model.ObservableIndex(name));
    }
}

using System.Collections.Immutable;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>Jump processes against closed forms. Seeds are fixed; bounds are four standard errors of the statistic.</summary>
public sealed class StochasticSimulatorTests
{
    private const string BirthDeath = """
        model m
          compartment c = 1; substanceOnly species X in c; X = 10;
          b = 0.3; d = 0.2;
          Divide: => X; b*X;
          Die: X => ; d*X;
          extinct := piecewise(1, X < 1, 0);
        end
        """;

    [Theory]
    [InlineData(StochasticMethod.Exact)]
    [InlineData(StochasticMethod.TauLeaping)]
    public void A_birth_and_death_process_has_its_mean_variance_and_chance_of_extinction(StochasticMethod method)
    {
        const int runs = 4000;
        var summary = Run(BirthDeath, [0, 5, 10], runs, method, "X", "extinct");
        foreach (var row in new[] { 1, 2 })
        {
            var growth = Math.Exp(0.1 * summary.Times[row]);
            var variance = 10 * 0.5 / 0.1 * growth * (growth - 1);
            var extinct = Math.Pow(0.2 * (growth - 1) / (0.3 * growth - 0.2), 10);
            Assert.Equal(10 * growth, summary.Mean(row, 0), 4 * Math.Sqrt(variance / runs));
            // The kurtosis of X is near 4 here: √((κ − 1)/n) of the variance.
            Assert.Equal(1, summary.StandardDeviation(row, 0) * summary.StandardDeviation(row, 0) / variance, 4 * Math.Sqrt(3.0 / runs));
            Assert.Equal(extinct, summary.Mean(row, 1), 4 * Math.Sqrt(extinct * (1 - extinct) / runs));
        }
    }

    [Theory]
    [InlineData(0.03, 1000)]
    [InlineData(0.006, 5000)]
    public void Leaping_takes_far_fewer_steps_and_errs_by_less_than_its_tolerance(double tolerance, int steps)
    {
        // Immigration and death: Poisson with mean k/d·(1 − e^(−d·t)) from an empty start.
        const string model = """
            model m
              compartment c = 1; substanceOnly species X in c; X = 0; k = 20000; d = 1;
              In: => X; k;
              Out: X => ; d*X;
            end
            """;
        const int runs = 400;
        // An exact run takes about 60,000 steps.
        var summary = Run(model, Settings([0, 0.5, 2], runs, StochasticMethod.TauLeaping, "X") with { MaximumSteps = steps, LeapTolerance = tolerance });
        Assert.Equal(runs, summary.Completed);
        foreach (var row in new[] { 1, 2 })
        {
            var mean = 20000 * (1 - Math.Exp(-summary.Times[row]));
            // Rates are those of the leap's beginning and change by ε over it, so deaths lag by ε/2 on average while the count rises.
            Assert.Equal(mean, summary.Mean(row, 0), 4 * Math.Sqrt(mean / runs) + tolerance / 2 * mean);
            Assert.Equal(1, summary.StandardDeviation(row, 0) * summary.StandardDeviation(row, 0) / mean, 4 * Math.Sqrt(2.0 / runs));
        }
    }

    [Fact]
    public void Leaping_never_makes_a_count_negative()
    {
        const string model = """
            model m
              compartment c = 1; substanceOnly species A, B, C in c; A = 3000; B = 2900; C = 0; k = 0.01;
              Bind: A + B => C; k*A*B;
              Decay: C => ; 0.5*C;
            end
            """;
        var least = double.PositiveInfinity;
        var definition = Compile(model);
        StochasticSimulator.Run(definition, Settings(OutputTimes.Grid(0, 5, 200), 50, StochasticMethod.TauLeaping, "A", "B", "C"), run =>
        {
            Assert.Equal(IntegrationStatus.Completed, run.Status);
            least = Math.Min(least, run.Values.Min());
            for (var i = 0; i < run.Values.Length; i += 3) Assert.Equal(100, run.Values[i] - run.Values[i + 1]);
        });
        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(StochasticMethod.Exact)]
    [InlineData(StochasticMethod.TauLeaping)]
    public void Results_have_the_same_bits_for_any_number_of_threads(StochasticMethod method)
    {
        var tables = new List<string>();
        foreach (var threads in new[] { 1, 2, 5 })
        {
            using var writer = new StringWriter();
            var summary = StochasticSimulator.Run(Compile(BirthDeath), Settings([0, 3, 6], 333, method, "X") with { Threads = threads },
                run => StochasticCsv.WriteRun(run, [0, 3, 6], writer));
            StochasticCsv.Write(summary, writer);
            tables.Add(writer.ToString());
        }
        Assert.Equal(tables[0], tables[1]);
        Assert.Equal(tables[0], tables[2]);
    }

    [Fact]
    public void A_run_depends_on_seed_and_number_alone()
    {
        var first = All(Settings([0, 4, 8], 5, StochasticMethod.Exact, "X"));
        Assert.Equal(first, All(Settings([0, 4, 8], 40, StochasticMethod.Exact, "X"))[..5]);
        Assert.NotEqual(first, All(Settings([0, 4, 8], 5, StochasticMethod.Exact, "X") with { Seed = 6 }));
        Assert.Equal(5, first.Select(r => r[2]).Distinct().Count());

        static List<double[]> All(StochasticSettings settings)
        {
            var runs = new List<double[]>();
            StochasticSimulator.Run(Compile(BirthDeath), settings, run => runs.Add(run.Values));
            return runs;
        }
    }

    [Fact]
    public void A_reversible_reaction_goes_to_and_fro()
    {
        // In equilibrium each of 100 molecules is A with chance 3/4: binomial. The net rate alone would leave no noise.
        const string model = """
            model m
              compartment c = 1; substanceOnly species A, B in c; A = 75; B = 25; f = 1; r = 3;
              J: A -> B; f*A - r*B;
            end
            """;
        const int runs = 1000;
        var summary = Run(model, [0, 3], runs, StochasticMethod.Exact, "A");
        Assert.Equal(75, summary.Mean(1, 0), 4 * Math.Sqrt(18.75 / runs));
        Assert.Equal(1, summary.StandardDeviation(1, 0) * summary.StandardDeviation(1, 0) / 18.75, 4 * Math.Sqrt(2.0 / runs));
    }

    [Fact]
    public void A_reaction_without_its_reactants_does_not_happen()
    {
        var summary = Run("model m\n compartment c = 1; substanceOnly species X in c; X = 3;\n Use: 2 X => ; 5;\nend", [0, 100], 20, StochasticMethod.Exact, "X");
        Assert.Equal((1, 0), (summary.Mean(1, 0), summary.StandardDeviation(1, 0)));
    }

    [Fact]
    public void Concentrations_are_read_as_the_model_means_them()
    {
        // A + A => with concentrations in 2 litres: mean-field rate k·[A]²·V; one pair left alone must meet.
        var summary = Run("model m\n compartment V = 2; species A in V; A = 50; k = 0.3;\n Out: A => ; k*A*V;\nend", [0, 1], 4000, StochasticMethod.Exact, "A", "amount(A)");
        var mean = 100 * Math.Exp(-0.3);
        Assert.Equal(mean, summary.Mean(1, 1), 4 * Math.Sqrt(mean * (1 - Math.Exp(-0.3)) / 4000));
        Assert.Equal(summary.Mean(1, 1) / 2, summary.Mean(1, 0), 1e-9);
    }

    [Fact]
    public void Nothing_is_allocated_while_a_run_goes()
    {
        foreach (var method in new[] { StochasticMethod.Exact, StochasticMethod.TauLeaping })
        {
            var model = Compile("""
                model m
                  compartment c = 1; substanceOnly species X, Y in c; X = 500; Y = 0; b = 0.5; tick = 0;
                  tick' = 1;
                  Divide: => X; b*X;
                  Die: X => Y; 0.6*X;
                  at (tick >= 0.1): tick = 0, b = truncatedNormal(0.5, 0.1, 0.3, 0.7);
                  at (X < 400): X = X + 100;
                end
                """);
            using var probe = new RootProbe(model);
            var walk = new StochasticWalk(model, Settings([0, 1, 2, 3], 1, method), probe);
            long before = 0;
            for (var run = 0; run < 4; run++)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                walk.Begin(run);
                foreach (var time in (ReadOnlySpan<double>)[0, 1, 2, 3]) Assert.True(walk.GoTo(time));
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    internal static CompiledModel Compile(string antimony) => TestModels.Compile(antimony, new CompileOptions { Stochastic = true });

    internal static StochasticSettings Settings(ImmutableArray<double> times, int runs, StochasticMethod method, params string[] observables) =>
        new() { Times = times, Runs = runs, Method = method, Observables = [.. observables], Seed = 5 };

    [Fact]
    public void Runs_are_counted_and_can_be_called_off()
    {
        var model = Compile(BirthDeath);
        var settings = new StochasticSettings { Times = [0, 1], Runs = 500, Threads = 2 };
        var told = new List<int>();
        StochasticSimulator.Run(model, settings, null, told.Add);
        Assert.Equal(500, told[^1]);
        Assert.Equal(told.Order(), told);

        using var source = new CancellationTokenSource();
        told.Clear();
        Assert.ThrowsAny<OperationCanceledException>(() => StochasticSimulator.Run(model, settings, null, done =>
        {
            told.Add(done);
            source.Cancel();
        }, source.Token));
        Assert.Single(told);
    }

    internal static StochasticSummary Run(string antimony, StochasticSettings settings) => StochasticSimulator.Run(Compile(antimony), settings);

    internal static StochasticSummary Run(string antimony, ImmutableArray<double> times, int runs, StochasticMethod method, params string[] observables) =>
        Run(antimony, Settings(times, runs, method, observables));
}

using System.Globalization;
using Thymus.Modeling;
using Thymus.Numerics;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Tests;

/// <summary>
/// Extinction, regrowth and seeding of clones (<c>models/core/birth-death.ant</c>) against Kendall's law and against runs cell by cell. Seeds
/// are fixed; bounds are four standard errors.
/// </summary>
public sealed class CloneFateTests(ITestOutputHelper output)
{
    /// <summary>Set to a number of runs for the comparison cell by cell; 1,000,000 for the figure in docs/validation.md.</summary>
    private const string Variable = "THYMUS_CLONE_RUNS";

    /// <summary>Rates per day that change in time; {0} stands for the start and further statements.</summary>
    private const string Smooth = """
          substanceOnly species C in body;
          birth := 0.25 + 0.1*sin(time/3);
          death := 0.2 + 0.25*exp(-time/10);
          Divide: => C; birth*C;
          Die: C => ; death*C;
        """;

    [Fact]
    public void Extinction_with_rates_that_change_in_time_has_Kendalls_chance_at_every_time()
    {
        const int patients = 8000;
        double[] times = [2, 5, 10, 20, 40];
        var fates = Fates(Compile(Smooth + "C = 40;"), patients, times, "C", "fate__extinct");
        for (var i = 0; i < times.Length; i++)
        {
            var law = Kendall(t => 0.25 + 0.1 * Math.Sin(t / 3), t => 0.2 + 0.25 * Math.Exp(-t / 10), times[i]);
            var expected = Math.Pow(law.Extinct, 40);
            var found = fates.Average(f => f[i][1]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"t = {times[i]}: extinct {found:F4}, closed form {expected:F4}"));
            Assert.Equal(expected, found, 4 * Math.Sqrt(expected * (1 - expected) / patients) + 1e-9);
            Assert.All(fates, f => Assert.True(f[i][1] == 0 || f[i][0] == 0));
        }
    }

    [Fact]
    public void Sizes_after_regrowth_have_the_law_of_runs_cell_by_cell()
    {
        // Rates in steps, which the exact method follows: killing for ten days, then regrowth.
        const string steps = """
              substanceOnly species C in body; C = 40;
              birth := piecewise(0.3, time < 4, 0.2, time < 10, 0.5);
              death := piecewise(0.45, time < 10, 0.2);
              Divide: => C; birth*C;
              Die: C => ; death*C;
            """;
        // An arrival on day 20 asks for the number of the others, whatever the clone stands at.
        double[] times = [10, 20];
        var runs = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 4000;
        var patients = Math.Min(runs, 100_000);
        var drawn = Fates(Compile(steps, "fate.above = 1e6; at (time >= 20): mutants = mutants + 1;", arriving: "mutants"), patients, times, "C", "fate__extinct");
        var counted = CellByCell(steps, runs, times);
        var extinct = drawn.Average(f => f[0][1]);
        var extinctCounted = counted.Count(c => c[0] == 0) / (double)runs;
        var law = Math.Pow(Kendall(t => t < 4 ? 0.3 : 0.2, _ => 0.45, 10, 4).Extinct, 40);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"extinct on day 10: {extinct:F5} of {patients}, cell by cell {extinctCounted:F5} of {runs}, closed form {law:F5}"));
        Assert.Equal(law, extinct, 4 * Math.Sqrt(law * (1 - law) / patients));
        Assert.Equal(law, extinctCounted, 4 * Math.Sqrt(law * (1 - law) / runs));

        double[] own = [.. drawn.Select(f => f[1][0] - 1).Order()];
        double[] reference = [.. counted.Select(c => c[1]).Order()];
        Assert.All(own, c => Assert.Equal(Math.Floor(c), c));
        foreach (var q in (ReadOnlySpan<double>)[0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quantile {q}: {own[(int)(q * own.Length)]:F0}, cell by cell {reference[(int)(q * reference.Length)]:F0}"));
        // Kolmogorov and Smirnov's distance of two samples: 2.23·√(1/n + 1/m) for a chance of 1e-4.
        var distance = own.Concat(reference).Distinct().Max(x => Math.Abs(Below(own, x) - Below(reference, x)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"distance of the two distributions {distance:F5}"));
        Assert.True(distance < 2.23 * Math.Sqrt(1.0 / own.Length + 1.0 / reference.Length), $"{distance}");
    }

    [Fact]
    public void Mutants_found_a_clone_with_the_chance_of_their_law()
    {
        // 1e6 dividing cells, each birth a mutant with chance 2e-7; a mutant's line dies out by day 30 with P0 of its age.
        const string seeded = """
              substanceOnly species P in body, C in body; P = 1e6; C = 0;
              birth = 0.3; shrink = 0.1;
              Shrink: P => ; shrink*P;
              Divide: => C; birth*C;
              Die: C => ; 0.15*C;
              seeding: Seeding(P, C, birth, 2e-6, fate.few, mutants, body);
            """;
        const int patients = 3000;
        var fates = Fates(Compile(seeded, arriving: "mutants"), patients, [30], "C");
        var lines = Integral(s => 2e-6 * 0.3 * 1e6 * Math.Exp(-0.1 * s) * (1 - Kendall(_ => 0.3, _ => 0.15, 30 - s).Extinct), 0, 30);
        var none = Math.Exp(-lines);
        var found = fates.Count(f => f[0][0] == 0) / (double)patients;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"no mutant alive: {found:F4}, law {none:F4}"));
        Assert.Equal(none, found, 4 * Math.Sqrt(none * (1 - none) / patients));
    }

    [Fact]
    public void What_surgery_takes_out_at_once_is_gone_cell_by_cell()
    {
        // On day 5 a tenth is left: each line survives it if one of its cells does.
        const int patients = 8000;
        var records = new[] { new EventRecord { Time = 5, EventId = EventId.Multiply, Compartment = "C", Amount = 0.1 } };
        var fates = Fates(Compile("substanceOnly species C in body; C = 40; birth = 0.2; Divide: => C; birth*C; Die: C => ; 0.25*C;", dosed: "C"), patients, [12], records, "fate__extinct");
        // P0 after pure death of 0.9 is that of rho raised by ln 10: gone = 10·exp(rho) + ∫b·exp(rho) at day 5, then on to day 12.
        double rho5 = Math.Exp(0.05 * 5), births5 = 0.2 * (rho5 - 1) / 0.05;
        double rho12 = 10 * rho5 * Math.Exp(0.05 * 7), births12 = births5 + 0.2 * 10 * rho5 * (Math.Exp(0.05 * 7) - 1) / 0.05;
        var expected = Math.Pow(1 - 1 / (rho12 + births12), 40);
        Assert.Equal(expected, fates.Average(f => f[0][0]), 4 * Math.Sqrt(expected * (1 - expected) / patients));
    }

    [Fact]
    public void Cells_put_in_at_once_found_lines_of_their_own()
    {
        const int patients = 8000;
        var records = new[] { new EventRecord { Time = 5, EventId = EventId.Dose, Compartment = "C", Amount = 20 } };
        var fates = Fates(Compile("substanceOnly species C in body; C = 10; birth = 0.2; Divide: => C; birth*C; Die: C => ; 0.25*C;", dosed: "C"), patients, [12], records, "C");
        var expected = Math.Pow(Kendall(_ => 0.2, _ => 0.25, 12).Extinct, 10) * Math.Pow(Kendall(_ => 0.2, _ => 0.25, 7).Extinct, 20);
        Assert.Equal(expected, fates.Count(f => f[0][0] == 0) / (double)patients, 4 * Math.Sqrt(expected * (1 - expected) / patients));
    }

    [Fact]
    public void A_clone_that_only_dies_lives_as_long_as_its_last_cell()
    {
        const int patients = 4000;
        double[] times = [10, 20, 40];
        var fates = Fates(Compile("substanceOnly species C in body; C = 1e6; birth = 0; Die: C => ; 0.5*C;"), patients, times, "C", "fate__extinct");
        for (var i = 0; i < times.Length; i++)
        {
            // The switch at 1,000 cells does not show: 1,000 founders and their law, from ln(1000)/0.5 on.
            var since = times[i] - Math.Log(1000) / 0.5;
            var expected = since <= 0 ? 0 : Math.Pow(1 - Math.Exp(-0.5 * since), 1000);
            Assert.Equal(expected, fates.Average(f => f[i][1]), 4 * Math.Sqrt(expected * (1 - expected) / patients) + 1e-9);
        }
    }

    [Fact]
    public void A_fate_has_the_same_bits_at_every_width_and_in_every_lane()
    {
        const string text = Smooth + "C = 3000; $P in body; P = 1e4; seeding: Seeding(P, C, birth, 1e-5, fate.few, mutants, body);";
        double[] times = [1, 3, 10, 30, 60];
        const int patients = 32;
        var expected = Fates(Compile(text, arriving: "mutants", width: LaneWidth.Eight), patients, times, "C", "fate__founders", "fate__extinct");
        Assert.True(expected.Select(f => f[4][0]).Distinct().Count() > 10);
        foreach (var width in new[] { LaneWidth.Four, LaneWidth.Two, LaneWidth.One })
            AssertSame(expected, Fates(Compile(text, arriving: "mutants", width: width), patients, times, "C", "fate__founders", "fate__extinct"));
        // Other neighbours, another order of loading.
        AssertSame(expected, Fates(Compile(text, arriving: "mutants"), patients, times, [], ["C", "fate__founders", "fate__extinct"], lanes: 3));

        static void AssertSame(double[][][] expected, double[][][] found)
        {
            for (var i = 0; i < expected.Length; i++)
                for (var t = 0; t < expected[i].Length; t++) Assert.Equal(expected[i][t], found[i][t]);
        }
    }

    private static CompiledModel Compile(string body, string more = "", string arriving = "none", string? dosed = null, LaneWidth? width = null)
    {
        var text = $$"""
            import "birth-death.ant"
            model *m()
              compartment body = 1;
              {{body}}
              fate: BirthDeath(C, birth, {{arriving}}, body);
              {{more}}
            end
            """;
        var library = File.ReadAllText(Repository.PathOf("models", "core", "birth-death.ant"));
        var (definition, diagnostics) = AntimonyReader.Read(text, "test.ant", _ => library);
        Assert.True(definition is not null, string.Join(Environment.NewLine, diagnostics));
        var model = CompiledModel.Compile(definition, new CompileOptions { DosedSpecies = dosed is null ? [] : [dosed], Width = width }, diagnostics);
        Assert.True(model is not null, string.Join(Environment.NewLine, diagnostics));
        return model;
    }

    private static double[][][] Fates(CompiledModel model, int patients, double[] times, params string[] observables) => Fates(model, patients, times, [], observables);

    /// <summary>For each patient a row a time with the observables.</summary>
    private static double[][][] Fates(CompiledModel model, int patients, double[] times, EventRecord[] records, string observable) =>
        Fates(model, patients, times, records, [observable]);

    private static double[][][] Fates(CompiledModel model, int patients, double[] times, EventRecord[] records, string[] observables, int lanes = 8)
    {
        var rows = observables.Select(model.ObservableIndex).ToArray();
        Assert.DoesNotContain(-1, rows);
        var fates = new double[patients][][];
        using var batch = new PatientBatch(model, new IntegratorOptions());
        var next = 0;
        for (var lane = 0; lane < lanes; lane++) Load(lane);
        while (batch.Advance(out var arrived))
            foreach (var lane in arrived)
            {
                var arrival = batch.ArrivalOf(lane);
                if (arrival.Kind == PatientArrivalKind.Visit)
                {
                    fates[batch.PatientOf(lane)][arrival.Index] = [.. rows.Select(r => batch.Observe(lane, r))];
                    continue;
                }
                Assert.True(arrival.Kind == PatientArrivalKind.End, arrival.Reason);
                batch.Release(lane);
                Load(lane);
            }
        return fates;

        void Load(int lane)
        {
            if (next == patients) return;
            fates[next] = new double[times.Length][];
            batch.Load(lane, new PatientStart { Id = next++, Seed = 17, End = times[^1] + 1, Events = records });
            for (var i = 0; i < times.Length; i++) batch.VisitAt(lane, times[i], i);
        }
    }

    private static List<double[]> CellByCell(string body, int runs, double[] times)
    {
        var model = StochasticSimulatorTests.Compile($"model m\n compartment body = 1;\n{body}\nend");
        var sizes = new List<double[]>();
        StochasticSimulator.Run(model, StochasticSimulatorTests.Settings([0, .. times], runs, StochasticMethod.Exact, "C"), run => sizes.Add(run.Values[1..]));
        return sizes;
    }

    /// <summary>The chance that one founder has no descendants left, by quadrature: rho = ∫(d − b), P0 = 1 − 1/(exp(rho) + ∫b·exp(rho)).</summary>
    private static (double Extinct, double Rho) Kendall(Func<double, double> birth, Func<double, double> death, double time, params double[] breaks)
    {
        var (rho, births) = (0.0, 0.0);
        double from = 0;
        foreach (var to in breaks.Append(time))
        {
            // Simpson's rule for each of 2,000 pieces; rates are constant to 1e-4 within one.
            const int pieces = 2000;
            for (var i = 0; i < pieces; i++)
            {
                double h = (to - from) / pieces, t = from + i * h, e = 1e-12 * h;
                double Net(double s) => death(s) - birth(s);
                var middle = rho + h / 24 * (5 * Net(t + e) + 8 * Net(t + h / 2) - Net(t + h - e));
                var end = rho + h / 6 * (Net(t + e) + 4 * Net(t + h / 2) + Net(t + h - e));
                births += h / 6 * (birth(t + e) * Math.Exp(rho) + 4 * birth(t + h / 2) * Math.Exp(middle) + birth(t + h - e) * Math.Exp(end));
                rho = end;
            }
            from = to;
        }
        return (1 - 1 / (Math.Exp(rho) + births), rho);
    }

    private static double Integral(Func<double, double> f, double from, double to)
    {
        const int pieces = 300;
        var h = (to - from) / pieces;
        return Enumerable.Range(0, pieces).Sum(i => h / 6 * (f(from + i * h) + 4 * f(from + (i + 0.5) * h) + f(from + (i + 1) * h)));
    }

    private static double Below(double[] sorted, double x)
    {
        var at = Array.BinarySearch(sorted, x);
        if (at < 0) return (double)~at / sorted.Length;
        while (at + 1 < sorted.Length && sorted[at + 1] == x) at++;
        return (at + 1.0) / sorted.Length;
    }
}

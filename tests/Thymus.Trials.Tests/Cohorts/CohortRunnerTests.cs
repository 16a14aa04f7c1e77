using System.Collections.Concurrent;
using Thymus.Modeling;
using Thymus.Populations;
using Thymus.Simulation;
using Thymus.Solvers;

namespace Thymus.Trials.Tests;

/// <summary>Patients of a population without a trial: a drug that leaves one compartment, whose closed form is known.</summary>
public sealed class CohortRunnerTests
{
    private const string Decay = """
        model decay()
          compartment body = 1;
          substanceOnly species A in body = 0;
          k = 0.1; edge = 0;
          Leave: A => ; k*A;
          trap' = edge*trap*trap;
          trap = 1;
        end
        """;

    private const string Computed = """
        model computed()
          compartment body = 1;
          substanceOnly species A in body = 0;
          k = 0.1; V = 5;
          start = V*k;
          Leave: A => ; k*A;
          C := A/V;
          late := C*time/(1 + k*V);
          gain := rateOf(A);
        end
        """;

    private const string Population = """
        covariates: {WT: {distribution: normal, mean: 80, sd: 10}}
        parameters: {k: {distribution: lognormal, median: 0.1, omega: 0.5}}
        """;

    [Fact]
    public void Every_patient_follows_the_closed_form_of_the_rate_that_was_drawn_for_it()
    {
        using var model = Compile();
        var plan = Plan(model);
        var seen = 0L;
        var result = CohortRunner.Run(plan, 300, seed: 5, course =>
        {
            Assert.Equal(seen++, course.Patient);
            Assert.Equal((IntegrationStatus.Completed, 4), (course.Status, course.Reached));
            var k = plan.Cohort.Draw(5, 0, (ulong)course.Patient).Parameters[0];
            for (var t = 1; t < 4; t++) Assert.Equal(100 * Math.Exp(-k * 2 * t), course.Row(t)[0], 1e-5);
        }, threads: 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((300, 0, false), (result.Patients, result.Failed, result.Cancelled));
    }

    /// <summary>The explicit method takes outputs without stopping, so its rows come another way.</summary>
    [Fact]
    public void Samples_follow_the_closed_form_as_stops_do()
    {
        using var model = Compile();
        var diagnostics = new DiagnosticBag();
        var plan = CohortPlan.Prepare(model, Plan(model).Cohort.Specification,
            Settings() with { Method = Method.DormandPrince5, Times = [.. Enumerable.Range(0, 61).Select(i => 0.1 * i)] }, "test", diagnostics)!;
        Assert.True(plan.TakesSamples);
        CohortRunner.Run(plan, 50, seed: 5, course =>
        {
            Assert.Equal((IntegrationStatus.Completed, 61), (course.Status, course.Reached));
            var k = plan.Cohort.Draw(5, 0, (ulong)course.Patient).Parameters[0];
            Assert.Equal(0, course.Row(0)[0]);
            for (var t = 1; t < 61; t++) Assert.Equal(100 * Math.Exp(-k * 0.1 * t), course.Row(t)[0], 1e-5);
        }, threads: 2, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>The parameters of a patient's observables are its own: what is derived from them, and what initial assignments set.</summary>
    [Fact]
    public void Samples_of_computed_symbols_are_those_of_stops()
    {
        using var model = Compile(Computed);
        var population = Population.Replace("parameters: {", "parameters: {V: {distribution: lognormal, median: 5, omega: 0.5}, ", StringComparison.Ordinal);
        // Doses at 0 and 3 fall on output times: the sample, as a visit, is before the dose.
        var settings = Settings() with
        {
            Method = Method.DormandPrince5, RelativeTolerance = 1e-10, Times = [.. Enumerable.Range(0, 19).Select(i => 0.5 * i)],
            Observables = ["C", "A", "late", "start", "time"], Events = [new EventRecord(0, EventId.Dose, 100, "A"), new EventRecord(3, EventId.Dose, 50, "A")],
        };
        var (sampled, stopped) = (Plan(model, population, settings), Plan(model, population, settings with { Method = Method.Rodas5P }));
        Assert.Equal((true, false), (sampled.TakesSamples, stopped.TakesSamples));
        var (expected, actual) = (Values(stopped, 1, 20), Values(sampled, 2, 20));
        Assert.Equal(expected.Count, actual.Count);
        // Two methods at a relative tolerance of 1e-10: the continuous extension and global error leave three digits of it.
        for (var i = 0; i < expected.Count; i++) Assert.Equal(expected[i], actual[i], 1e-7 * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public void An_output_that_reads_the_rate_of_an_infusion_is_not_sampled()
    {
        using var model = Compile(Computed);
        var settings = Settings() with
        {
            Method = Method.DormandPrince5, Observables = ["gain"], Events = [new EventRecord(1, EventId.Dose, 100, "A", Rate: 25)],
        };
        var plan = Plan(model, Population, settings);
        Assert.False(plan.TakesSamples);
        CohortRunner.Run(plan, 20, seed: 5, course =>
        {
            var k = plan.Cohort.Draw(5, 0, (ulong)course.Patient).Parameters[0];
            // 25 a day from day 1 to day 5, seen on days 0, 2, 4 and 6.
            double[] expected = [0, 25 * Math.Exp(-k), 25 * Math.Exp(-3 * k), -25 * (1 - Math.Exp(-4 * k)) * Math.Exp(-k)];
            for (var t = 0; t < 4; t++) Assert.Equal(expected[t], course.Row(t)[0], 1e-5);
        }, cancellation: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void One_thread_and_three_and_a_smaller_cohort_give_the_same_bits()
    {
        using var model = Compile();
        var plan = Plan(model);
        var whole = Values(plan, 1, 500);
        Assert.Equal(whole, Values(plan, 3, 500));
        Assert.Equal(whole[..(whole.Count / 5)], Values(plan, 2, 100));
    }

    /// <summary>The same where outputs are sampled, and for a window that turns over many times.</summary>
    [Fact]
    public void One_thread_and_three_give_the_same_bits_where_outputs_are_sampled()
    {
        using var model = Compile(Computed);
        var plan = Plan(model, Population, Settings() with { Method = Method.DormandPrince5, Observables = ["C", "A", "late"] });
        var whole = Values(plan, 1, 6000);
        Assert.Equal(whole, Values(plan, 3, 6000));
        Assert.Equal(6000 * 4 * 3, whole.Count);
    }

    /// <summary>trap' = edge·trap² runs to infinity at time 1/edge: the one patient stops there, the others do not notice.</summary>
    [Fact]
    public void A_patient_that_fails_is_handed_out_with_what_it_reached_and_why()
    {
        using var model = Compile();
        var file = Path.GetTempFileName() + ".csv";
        File.WriteAllText(file, "k,edge\n0.1,0\n0.1,0.3\n0.1,0\n");
        var diagnostics = new DiagnosticBag();
        var plan = CohortPlan.Prepare(model, PopulationSpecification.Read(file, diagnostics)!, Settings(), "test", diagnostics)!;
        var courses = new List<(int Reached, IntegrationStatus Status, string? Reason, double At)>();
        var result = CohortRunner.Run(plan, 3, 1, c => courses.Add((c.Reached, c.Status, c.Reason, c.StoppedAt)), cancellation: TestContext.Current.CancellationToken);
        File.Delete(file);
        Assert.Equal([4, 2, 4], courses.Select(c => c.Reached));
        Assert.Equal(1, result.Failed);
        Assert.NotEqual(IntegrationStatus.Completed, courses[1].Status);
        Assert.NotEmpty(courses[1].Reason!);
        Assert.InRange(courses[1].At, 2, 10 / 3.0 + 1e-6);
    }

    [Fact]
    public void No_more_courses_are_held_than_the_window_is_wide_however_many_patients_there_are()
    {
        var made = 0;
        const int width = 16;
        const int size = 7;
        var window = new ConcurrentDictionary<long, int>();
        var order = new List<long>();
        var subject = new OrderedWindow(1000, size, width, c => order.Add(c.Patient), () => { Interlocked.Increment(ref made); return new PatientCourse(1, 1); });
        var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (true)
            {
                if (subject.TryTake(out var exhausted) is { } block)
                {
                    while (!block.IsStarted)
                    {
                        window.AddOrUpdate(block.Start().Patient, 1, (_, n) => n + 1);
                        block.Finish();
                    }
                    Assert.True(block.IsFinished);
                    Thread.SpinWait((int)(block.Number * 7919 % 2000));
                    subject.Add(block);
                }
                else if (exhausted) return;
                else subject.WaitForRoom();
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), order);
        Assert.All(window.Values, n => Assert.Equal(1, n));
        Assert.InRange(made, size, size * width);
        Assert.Equal(1000, subject.Delivered);
    }

    [Fact]
    public void Every_fault_of_population_and_settings_is_told_at_once()
    {
        using var model = Compile();
        var diagnostics = new DiagnosticBag();
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, "parameters: {kk: 1}\n");
        var population = PopulationSpecification.Read(file, diagnostics)!;
        Assert.Null(CohortPlan.Prepare(model, population, Settings() with { Observables = ["B"] }, "test", diagnostics));
        File.Delete(file);
        Assert.Equal(["TC0204", "TH0106"], diagnostics.Select(d => d.Code).Order());
    }

    [Fact]
    public void A_sink_that_throws_ends_the_run_with_its_own_fault()
    {
        using var model = Compile();
        var plan = Plan(model);
        Assert.Throws<IOException>(() => CohortRunner.Run(plan, 5000, 1, c => { if (c.Patient == 40) throw new IOException("disk full"); }, threads: 2,
            cancellation: TestContext.Current.CancellationToken));
    }

    private static List<double> Values(CohortPlan plan, int threads, int patients)
    {
        var values = new List<double>();
        CohortRunner.Run(plan, patients, 5, c => { for (var t = 0; t < c.Reached; t++) values.AddRange(c.Row(t)); }, threads: threads, cancellation: TestContext.Current.CancellationToken);
        return values;
    }

    private static CompiledModel Compile(string antimony = Decay)
    {
        var (definition, faults) = ModelReader.ReadAntimony(antimony, "test.ant", _ => null);
        Assert.Empty(faults.Select(d => d.ToString()));
        return CompiledModel.Compile(definition!, new CompileOptions { DosedSpecies = ["A"] }, faults)!;
    }

    private static CohortPlan Plan(CompiledModel model) => Plan(model, Population, Settings());

    private static CohortPlan Plan(CompiledModel model, string population, SimulationSettings settings)
    {
        var diagnostics = new DiagnosticBag();
        var file = Path.GetTempFileName() + ".yaml";
        File.WriteAllText(file, population);
        var plan = CohortPlan.Prepare(model, PopulationSpecification.Read(file, diagnostics)!, settings, "test", diagnostics);
        File.Delete(file);
        Assert.Empty(diagnostics.Select(d => d.ToString()));
        return plan!;
    }

    private static SimulationSettings Settings() => new()
    {
        Times = [0, 2, 4, 6], Observables = ["A"], RelativeTolerance = 1e-8, Events = [new EventRecord(0, EventId.Dose, 100, "A")],
    };
}

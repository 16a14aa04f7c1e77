using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests.Surgery;

/// <summary>Resection against what it says, and the melanoma model that it is joined to.</summary>
public sealed class SurgeryTests
{
    private const double Tolerance = 1e-6;

    private static readonly string[] Kinds = ["visible", "invisible", "dead", "effector"];

    /// <summary>A tumour of 1e9 cells a lesion, in which T cells have gathered for ten days, is operated on: the same share of every kind of cell stays.</summary>
    [Theory]
    [InlineData(0, 0.001)]
    [InlineData(1, 0.005)]
    [InlineData(2, 0.1)]
    public void An_operation_leaves_what_the_margin_says_and_the_rest_is_counted(double margin, double residual)
    {
        using var patient = Patient();
        string[] quantities = [.. Kinds.Select(k => "lesion1__" + k), "surgery1__removed", "surgery1__viable", "operations", "knife", "lesion1__volume", "gross"];
        (string, double)[] values = [("MARGIN", margin), ("residual_R0", 0.001), ("residual_R1", 0.005), ("residual_R2", 0.1), .. Large];
        // The operation is at 10; what is read then is read before it, and 1e-9 day later nothing has grown yet.
        var run = patient.RunAll([9.999999999, 10.000000001], [Operation(10)], quantities, 1e-9, values);
        for (var k = 0; k < Kinds.Length; k++)
        {
            Assert.True(run[k][0] > 1, Kinds[k]);
            Assert.Equal(residual, run[k][1] / run[k][0], 1e-7);
        }
        var living = run[0][0] + run[1][0];
        Assert.Equal(living, run[0][1] + run[1][1] + run[4][1], living * 1e-8); // no cell is lost from the books
        Assert.Equal(living * 2.53e-9 / 0.75, 1000 * run[5][1], 1e-6); // mL
        Assert.Equal((1, 0), (run[6][1], run[7][1]));
        Assert.Equal(margin > 1.5 ? 1 : 0, run[9][1]);
    }

    [Fact]
    public void A_lesion_out_of_the_field_stays()
    {
        using var patient = Patient();
        var run = patient.RunAll([9.999999999, 10.000000001], [Operation(10)], ["lesion1__cells", "lesion2__cells", "surgery2__cut"], 1e-9, [("residual_R0", 0.01), ("surgery2__within_reach", 0), .. Large]);
        Assert.Equal(0.01, run[0][1] / run[0][0], 1e-7);
        Assert.Equal(1, run[1][1] / run[1][0], 1e-6);
        Assert.Equal(0, run[2][1]);
    }

    /// <summary>
    /// n cells with births b and deaths 0.8 b, without T cells: each line dies out with chance 0.8 (Kendall 1948). The five that are left of 1e9 have 0.328.
    /// </summary>
    [Fact]
    public void A_few_cells_that_are_left_die_out_as_often_as_the_law_says()
    {
        using var patient = Patient();
        const int runs = 150;
        var gone = 0;
        for (ulong seed = 1; seed <= runs; seed++)
            gone += (int)patient.RunAll([900], [Operation(0.01)], ["surgery1__fate_visible__extinct"], 1e-5, seed,
                ("residual_R0", 5e-9), ("growth_typical", 0.02), ("priming_rate", 0), ("resistance_typical", 0), ("lesion1__seed", 1e9), ("surgery2__within_reach", 0),
                ("surgery3__within_reach", 0), ("surgery4__within_reach", 0), ("surgery5__within_reach", 0))[0][0];
        var expected = Math.Pow(0.8, 5);
        Assert.Equal(expected, (double)gone / runs, 3.3 * Math.Sqrt(expected * (1 - expected) / runs)); // one in a thousand by chance; the seeds are fixed
    }

    [Fact]
    public void Present_and_not_used_it_moves_the_melanoma_model_by_less_than_ten_tolerances()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "exhausted", "immunity__memory"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Repository.PathOf("models", "melanoma.ant"), "pembrolizumab__central");
        using var both = Patient("pembrolizumab__central");
        var antibody = Infusion("pembrolizumab__central", 200, 1 / 48.0, 0, 18, 21);
        var (without, with) = (alone.RunAll(times, [antibody], quantities, Tolerance), both.RunAll(times, [antibody], quantities, Tolerance));
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    [Fact]
    public void Every_line_of_the_melanoma_model_is_there()
    {
        var here = File.ReadAllLines(Repository.PathOf("models", "partners", "surgery", "melanoma-resected.ant")).ToHashSet(StringComparer.Ordinal);
        Assert.All(File.ReadAllLines(Repository.PathOf("models", "melanoma.ant")).SkipWhile(l => !l.StartsWith("model *", StringComparison.Ordinal)).Skip(1), l => Assert.Contains(l, here));
    }

    /// <summary>SWOG S1801 with few patients: who is not operated on, why, and that the rest of the patient does not know of it.</summary>
    [Fact]
    public void The_rules_of_the_trial_act()
    {
        var (outcomes, findings) = Run(Trial);
        var neoadjuvant = outcomes.Where(o => o.Subject.ArmIndex == 0).ToList();
        foreach (var one in outcomes)
        {
            var operation = one.Exposures.Where(e => e.Treatment == "resection").Select(e => e.Day).DefaultIfEmpty(double.NaN).First();
            var spread = one.Responses.Any(r => r.NewLesion && r.Day < operation);
            Assert.False(spread, one.Subject.SubjectId); // nobody is operated on after it has spread
            var efs = one.TimesToEvent.Single(t => t.Parameter == "EFS");
            if (one.Subject.DeathDay is var death && !double.IsNaN(death)) Assert.True(efs.Days <= death && !efs.Censored);
            if (double.IsNaN(operation)) Assert.False(efs is { Censored: true, Days: >= 126 });
            var rfs = one.TimesToEvent.SingleOrDefault(t => t.Parameter == "RFS");
            Assert.Equal(double.IsNaN(operation), rfs is null);
            // An event after surgery is one of both, and event-free survival is never the longer one.
            if (rfs is { Censored: false }) Assert.True(efs.Days <= operation + rfs.Days + 1e-9);
        }
        Assert.Contains(neoadjuvant, o => o.TimesToEvent.Any(t => t is { Parameter: "EFS", Description: "SPREAD" }) && o.Exposures.All(e => e.Treatment != "resection"));
        var (operated, complete, major) = (findings.IndexOf("operated"), findings.IndexOf("pCR"), findings.IndexOf("MPR"));
        Assert.All(outcomes, o => Assert.Equal(o.Findings[operated], o.FindingTotals[complete]));
        Assert.All(outcomes, o => Assert.True(o.Findings[complete] <= o.Findings[major]));
        Assert.Equal(neoadjuvant.Count(o => o.Findings[operated] == 1), neoadjuvant.Count(o => o.Exposures.Any(e => e.Treatment == "resection")));
    }

    /// <summary>A patient whose operation the rules have called off has the bits of one for whom none was planned.</summary>
    [Fact]
    public void A_patient_who_is_not_operated_on_has_every_bit_of_one_who_was_not_to_be()
    {
        const string operation = "      - {drug: resection, dose: 1 item, start: 10 week}\n";
        var (planned, _) = Run(Trial);
        var (never, _) = Run(Trial.Replace(operation, "", StringComparison.Ordinal));
        var pairs = planned.Zip(never).Where(p => p.First.Subject.ArmIndex == 0 && p.First.Exposures.All(e => e.Treatment != "resection")
            && p.First.TimesToEvent.Any(t => t is { Parameter: "EFS", Description: "SPREAD" or "OVERGROWN" })).ToList();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, p => Assert.Equal(TestTrial.Bits(p.First), TestTrial.Bits(p.Second)));
    }

    private static readonly (string, double)[] Large = [("lesion1__seed", 1e9), ("lesion2__seed", 1e9), ("resistance_typical", 1e-3)];

    /// <summary>With both arms in fixed slots, so that an edited arm keeps its patients.</summary>
    private static readonly string Trial = File.ReadAllText(Repository.PathOf("trials", "melanoma-s1801.yaml"))
        .Replace("  patients: 400\n", "  patients: 40\n", StringComparison.Ordinal)
        .Replace("  - id: neoadjuvant\n", "  - id: neoadjuvant\n    slot: 0\n", StringComparison.Ordinal)
        .Replace("  - id: adjuvant\n", "  - id: adjuvant\n    slot: 1\n", StringComparison.Ordinal);

    private static (List<PatientOutcome> Outcomes, List<string> Findings) Run(string text)
    {
        var read = TrialSpecification.Parse(text, Repository.PathOf("trials", "melanoma-s1801.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        using var prepared = PreparedTrial.Prepare(read.Trial!, new DiagnosticBag())!;
        var outcomes = new List<PatientOutcome>();
        TrialRunner.Run(prepared, new RunOptions { Threads = 1 }, outcomes.Add);
        return (outcomes, [.. read.Trial!.Findings.Select(f => f.Id)]);
    }

    private static ReferencePatient Patient(params string[] dosed) => new(Repository.PathOf("models", "partners", "surgery", "melanoma-resected.ant"), [.. dosed, "knife"]);

    private static EventRecord Operation(double day) => new(day, EventId.Dose, 1, "knife");
}

using Thymus.Modeling;
using Thymus.Simulation;
using Thymus.Tests;
using static Thymus.Trials.Tests.ReferencePatient;

namespace Thymus.Trials.Tests;

/// <summary>The hazard of adverse events against what it says, beside the melanoma model that a trial uses it in.</summary>
public sealed class AdverseEventTests
{
    private const double Tolerance = 1e-8;

    private static readonly string Melanoma = Repository.PathOf("models", "melanoma.ant");

    private static ReferencePatient Patient(params string[] dosed) =>
        new(Melanoma, [new ModuleUse("toxicity", Repository.PathOf("models", "core", "adverse-events.ant"), default)], dosed);

    [Fact]
    public void Without_treatment_nothing_happens_and_the_tumour_does_not_know_of_it()
    {
        string[] quantities = ["sum_of_diameters", "circulating", "immunity__memory"];
        var times = Days(0, 360, 30);
        using var alone = new ReferencePatient(Melanoma, "ipilimumab__central");
        using var both = Patient("ipilimumab__central");
        Assert.All(both.Run(times, [], "toxicity__harm", Tolerance), h => Assert.Equal(0, h, 1e-12));
        var drug = Infusion("ipilimumab__central", 240, 1.5 / 24, 0, 4, 21);
        var (without, with) = (alone.RunAll(times, [drug], quantities, Tolerance), both.RunAll(times, [drug], quantities, Tolerance));
        for (var q = 0; q < quantities.Length; q++)
            for (var i = 0; i < times.Length; i++) Assert.Equal(without[q][i], with[q][i], 10 * Tolerance * without[q].Max());
    }

    /// <summary>With an antibody that stays, the pool rises by 1 − e^(−kt) to what both brakes leave, and the hazard is its excess over health.</summary>
    [Fact]
    public void Under_a_brake_that_stays_released_it_follows_the_closed_form()
    {
        // So much antibody that occupancy is 1 to eight digits, and stays so: clearance is switched off by a receptor that binds at nothing.
        (string, double)[] values = [("nivolumab__Kd", 1e-12), ("ipilimumab__Kd", 1e-12), ("toxicity__rate", 0.002), ("toxicity__pd1_gain", 0.8), ("toxicity__frailty", 1.5), ("ctla4_strength", 0.7), ("immunity__self_turnover", 0.05)];
        var times = Days(5, 60, 5);
        foreach (var (nivolumab, ipilimumab) in ((bool, bool)[])[(true, false), (false, true), (true, true)])
        {
            using var patient = Patient("nivolumab__central", "ipilimumab__central");
            List<EventRecord> doses = [];
            if (nivolumab) doses.Add(new EventRecord(0, EventId.Dose, 1e4, "nivolumab__central"));
            if (ipilimumab) doses.Add(new EventRecord(0, EventId.Dose, 1e4, "ipilimumab__central"));
            var harm = patient.Run(times, doses, "toxicity__harm", Tolerance, values);
            var released = (nivolumab ? 1.8 : 1) * (ipilimumab ? 1 / 0.3 : 1);
            for (var i = 0; i < times.Length; i++)
            {
                var t = times[i];
                var expected = 0.002 * 1.5 * (released - 1) * (t - (1 - Math.Exp(-0.05 * t)) / 0.05);
                Assert.Equal(expected, harm[i], expected * 1e-4);
            }
        }
    }

    /// <summary>The event comes when its chance has grown past the patient's luck, and a trial counts it on that day.</summary>
    [Fact]
    public void A_trial_counts_the_event_once_with_death_beside_it()
    {
        var read = TrialSpecification.Parse(File.ReadAllText(Repository.PathOf("trials", "melanoma-ipilimumab-dose.yaml")).Replace("patients: 364", "patients: 40", StringComparison.Ordinal)
            .Replace("follow-up: 4 year", "follow-up: 1 year", StringComparison.Ordinal), Repository.PathOf("trials", "melanoma-ipilimumab-dose.yaml"));
        Assert.Empty(read.Diagnostics.Select(d => d.ToString()));
        using var prepared = PreparedTrial.Prepare(read.Trial!, new DiagnosticBag())!;
        var outcomes = new List<PatientOutcome>();
        TrialRunner.Run(prepared, new RunOptions { Threads = 1 }, outcomes.Add);
        var times = outcomes.Select(o => (Outcome: o, Time: o.TimesToEvent.Single(t => t.Parameter == "AE3"))).ToList();
        Assert.Contains(times, t => t.Time is { Censored: false, Description: "TOXICITY" });
        Assert.Contains(times, t => t.Time.Competing);
        Assert.Contains(times, t => t.Time is { Censored: true, Competing: false });
        Assert.All(times.Where(t => t.Time.Competing), t => Assert.Equal((t.Outcome.Subject.DeathDay, "DEATH", true), (t.Time.Days, t.Time.Description, t.Time.Censored)));
        // Some of those with an event stop for it: their doses end there.
        var stopped = times.Where(t => !t.Time.Censored && t.Time.Days < 60 && !t.Outcome.Exposures.Any(e => e.Day > t.Time.Days)).ToList();
        var going = times.Where(t => !t.Time.Censored && t.Time.Days < 60 && t.Outcome.Exposures.Any(e => e.Day > t.Time.Days)).ToList();
        Assert.NotEmpty(stopped);
        Assert.NotEmpty(going);
    }
}

using System.Collections.Immutable;
using Thymus.Runs;
using Thymus.Trials;

namespace Thymus.Tests;

/// <summary>
/// A made-up trial that looks like a real one: exponential shrinkage and regrowth of the sum of diameters, death by an exponential clock,
/// responses read off the sums. It stands for what Trials produces and claims nothing.
/// </summary>
public sealed class SyntheticTrial(ulong seed = 7, int patientsPerArm = 40, string assignment = "randomised", int failEvery = 97)
{
    private const double Month = 365.25 / 12;
    private const double FollowUp = 7 * 365.25;

    private sealed record Arm(string Id, string Label, string Drug, double Dose, double Interval, int Cycles, double Hazard, double Response, double HalfLife, double Volume);

    private static readonly ImmutableArray<Arm> Arms =
    [
        new("pembro-q2w", "Pembrolizumab 10 mg/kg every 2 weeks", "pembrolizumab", 10, 14, 52, 0.0195, 0.62, 23, 6.0),
        new("pembro-q3w", "Pembrolizumab 10 mg/kg every 3 weeks", "pembrolizumab", 10, 21, 35, 0.0200, 0.60, 23, 6.0),
        new("ipi-q3w", "Ipilimumab 3 mg/kg every 3 weeks, four doses", "ipilimumab", 3, 21, 4, 0.0300, 0.30, 15, 7.2),
    ];

    public RunPlan Plan { get; } = new()
    {
        Trial = "melanoma-pembrolizumab",
        Title = "Pembrolizumab versus ipilimumab in advanced melanoma (synthetic example)",
        Assignment = assignment,
        Seed = seed,
        PatientsPerArm = patientsPerArm,
        Arms = [.. Arms.Select(arm => new ArmPlan(arm.Id, arm.Label))],
        CovariateNames = ["age", "weight", "sex", "LDH"],
        Inputs =
        [
            new("trial", "trials/melanoma-pembrolizumab.yaml", new string('a', 64)),
            new("model", "models/core/melanoma.ant", new string('b', 64)),
            new("population", "populations/melanoma.yaml", new string('c', 64)),
        ],
        Settings = [new("method", "Rodas5P"), new("rtol", "1e-6")],
        Version = "0.1.0-test",
    };

    public IEnumerable<PatientOutcome> Outcomes()
    {
        for (var arm = 0; arm < Arms.Length; arm++)
            for (var i = 0; i < patientsPerArm; i++)
                yield return Patient(arm, assignment == "twins" ? i : arm * patientsPerArm + i, i);
    }

    private PatientOutcome Patient(int armIndex, long number, int position)
    {
        var arm = Arms[armIndex];
        var draw = new Draws(seed * 1_000_003 + (ulong)number);
        var id = $"{Plan.Trial}-{arm.Id}-{number:D6}";
        ImmutableArray<double> covariates = [Math.Round(60 + 13 * draw.Normal()), Math.Round(80 * Math.Exp(0.18 * draw.Normal()), 1), draw.Uniform() < 0.6 ? 1 : 0, Math.Round(220 * Math.Exp(0.4 * draw.Normal()))];
        if (failEvery > 0 && (armIndex * patientsPerArm + position) % failEvery == failEvery - 1)
            return new PatientOutcome
            {
                Subject = new Subject(id, arm.Id, armIndex, number, covariates, double.NaN, "failed integration", double.NaN, 12.5, "failed integration",
                    "StepTooSmall", "the error test asked for a step below 1e-12 d at day 12.5 (state Teff)"),
            };

        var responds = draw.Uniform() < arm.Response;
        var frailty = Math.Exp(0.5 * draw.Normal()) * (responds ? 0.45 : 1.9);
        var death = -Math.Log(draw.Uniform()) / (arm.Hazard * frailty) * Month;
        var dropOut = -Math.Log(draw.Uniform()) / 0.004 * Month;
        var last = Math.Min(Math.Min(death, dropOut), FollowUp);
        var baseline = Math.Round(15 + 60 * Math.Exp(0.6 * draw.Normal()), 0);
        var shrinking = responds ? 0.5 + 0.5 * draw.Uniform() : 0.25 * draw.Uniform();
        var (shrink, grow) = (0.012 * Math.Exp(0.4 * draw.Normal()), (responds ? 0.0006 : 0.0045) * Math.Exp(0.6 * draw.Normal()));

        var measurements = ImmutableArray.CreateBuilder<TumourMeasurement>();
        var responses = ImmutableArray.CreateBuilder<ResponseAssessment>();
        double nadir = double.NaN, progression = double.NaN, firstResponse = double.NaN;
        var best = Response.NotEvaluable;
        foreach (var week in Visits())
        {
            var day = week * 7.0;
            if (day > last) break;
            var truth = baseline * (shrinking * Math.Exp(-shrink * day) + (1 - shrinking) * Math.Exp(grow * day));
            if (responds && shrinking > 0.93) truth *= Math.Exp(-0.02 * day);
            var value = truth < 5 ? 0 : Math.Round(truth * (1 + 0.03 * draw.Normal()));
            if (week == 0) value = baseline;
            var visit = week == 0 ? "Baseline" : $"Week {week}";
            var change = week == 0 ? double.NaN : 100 * (value - baseline) / baseline;
            var fromNadir = week == 0 ? double.NaN : 100 * (value - nadir) / Math.Max(nadir, 1e-9);
            measurements.Add(new TumourMeasurement("T1", "target", visit, day, Math.Round(value * 0.6), truth * 0.6, change, fromNadir));
            measurements.Add(new TumourMeasurement("SUM", "sum", visit, day, value, truth, change, fromNadir));
            if (week > 0)
            {
                var newLesion = double.IsNaN(progression) && !responds && draw.Uniform() < 0.12;
                var overall = newLesion || value - nadir >= 5 && value >= 1.2 * nadir ? Response.ProgressiveDisease
                    : value == 0 ? Response.CompleteResponse
                    : change <= -30 ? Response.PartialResponse : Response.StableDisease;
                if (overall <= Response.PartialResponse && double.IsNaN(firstResponse)) firstResponse = day;
                if (overall < best || best == Response.NotEvaluable) best = overall;
                responses.Add(new ResponseAssessment(visit, day, overall, overall, newLesion ? Response.ProgressiveDisease : Response.StableDisease, newLesion));
                if (overall == Response.ProgressiveDisease)
                {
                    progression = day;
                    break;
                }
            }
            nadir = double.IsNaN(nadir) ? value : Math.Min(nadir, value);
        }
        responses.Add(new ResponseAssessment("BOR", last, best, best, null, false));
        var confirmed = best == Response.PartialResponse && draw.Uniform() < 0.1 ? Response.StableDisease : best;
        responses.Add(new ResponseAssessment("CBOR", last, confirmed, confirmed, null, false));

        var stop = Math.Min(last, double.IsNaN(progression) ? FollowUp : progression);
        var exposures = ImmutableArray.CreateBuilder<Exposure>();
        for (var cycle = 0; cycle < arm.Cycles && cycle * arm.Interval <= stop; cycle++)
            exposures.Add(new Exposure(arm.Drug, cycle * arm.Interval, 0.5 / 24, arm.Dose, "mg/kg", arm.Dose * covariates[1], "mg", "INTRAVENOUS", cycle + 1));
        var pfs = Math.Min(double.IsNaN(progression) ? double.PositiveInfinity : progression, death);
        var endOfTreatment = Math.Min(stop, exposures[^1].Day + arm.Interval);
        var died = death <= last;
        return new PatientOutcome
        {
            Subject = new Subject(id, arm.Id, armIndex, number, covariates, endOfTreatment,
                died && endOfTreatment >= death ? "death" : !double.IsNaN(progression) && progression <= endOfTreatment ? "progression" : "completed",
                died ? death : double.NaN, last, died ? "death" : dropOut < FollowUp ? "drop-out" : "administrative censoring", "ok", null),
            Exposures = exposures.ToImmutable(),
            Measurements = measurements.ToImmutable(),
            Responses = responses.ToImmutable(),
            TimesToEvent =
            [
                new("OS", last, !died, died ? "Death" : "Last known alive"),
                new("PFS", Math.Min(pfs, last), pfs > last, pfs > last ? "Last assessment" : progression <= death ? "Progressive disease" : "Death"),
                .. best <= Response.PartialResponse && firstResponse < last
                    ? ImmutableArray.Create(new TimeToEvent("DOR", Math.Min(pfs, last) - firstResponse, pfs > last, "Progressive disease or death"))
                    : [],
            ],
            Concentrations = [.. Concentrations(arm, covariates[1], exposures.Count, last, draw)],
        };
    }

    private static IEnumerable<Concentration> Concentrations(Arm arm, double weight, int doses, double last, Draws draw)
    {
        var (rate, volume) = (Math.Log(2) / (arm.HalfLife * Math.Exp(0.25 * draw.Normal())), arm.Volume * Math.Exp(0.2 * draw.Normal()));
        foreach (var day in SampleDays(arm).TakeWhile(day => day <= last))
        {
            var sum = 0.0;
            for (var dose = 0; dose < doses && dose * arm.Interval <= day; dose++)
                sum += arm.Dose * weight / volume * Math.Exp(-rate * (day - dose * arm.Interval));
            yield return new Concentration(arm.Drug, day, sum, "µg/mL");
        }
    }

    private static IEnumerable<double> SampleDays(Arm arm)
    {
        for (var cycle = 0; cycle < 4; cycle++)
            foreach (var offset in (double[])[0, 0.0625, 1, 4, 7, 10, 13.9])
                if (offset < arm.Interval) yield return cycle * arm.Interval + offset;
        for (var week = 12; week <= 156; week += 12) yield return week * 7;
    }

    private static IEnumerable<int> Visits()
    {
        yield return 0;
        for (var week = 12; week <= 48; week += 6) yield return week;
        for (var week = 60; week <= 360; week += 12) yield return week;
    }

    /// <summary>SplitMix64: enough chance for a make-believe trial, the same everywhere.</summary>
    private sealed class Draws(ulong state)
    {
        private ulong _state = state;

        public double Uniform()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53)) + 1e-17;
        }

        public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());
    }
}

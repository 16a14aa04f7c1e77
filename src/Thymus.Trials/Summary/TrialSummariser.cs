using System.Collections.Immutable;
using Thymus.Statistics;

namespace Thymus.Trials;

/// <summary>Estimates of a trial from its outcomes, taken one at a time: memory grows by a few numbers a patient.</summary>
public sealed class TrialSummariser
{
    private const double DaysPerMonth = Quantities.DaysPerYear / 12;

    /// <summary>Two-sided 95 % standard normal quantile, for a standard error from an interval.</summary>
    private const double Z95 = 1.959963984540054;

    private readonly TrialSpecification _trial;
    private readonly ImmutableArray<string> _covariates;
    private readonly ulong _seed;
    private readonly ArmRecord[] _arms;

    public TrialSummariser(PreparedTrial trial, RunOptions options)
        : this(trial.Trial, trial.Cohort.CovariateNames, options.Seed ?? trial.Trial.Design.Seed)
    {
    }

    internal TrialSummariser(TrialSpecification trial, ImmutableArray<string> covariates, ulong seed)
    {
        (_trial, _covariates, _seed) = (trial, covariates, seed);
        _arms = [.. trial.Arms.Select(_ => new ArmRecord())];
    }

    public void Add(PatientOutcome outcome) => _arms[outcome.Subject.ArmIndex].Add(outcome);

    /// <summary>The estimates from the outcomes so far.</summary>
    public TrialSummary Summarise(ScreeningSummary screening) => new()
    {
        Trial = _trial.Study.Id,
        Title = _trial.Study.Title.English,
        Assignment = _trial.Design.Assignment == Assignment.Twins ? "twins" : "randomised",
        Seed = _seed,
        CovariateNames = _covariates,
        Arms = [.. _trial.Arms.Select((a, i) => new ArmSummary(a.Id, a.Label.English, _arms[i].Patients, _arms[i].Failed, Estimate(_arms[i])))],
        Contrasts = [.. Pairs().SelectMany(p => Contrasts.Between(_trial, p.Arm, p.Reference, _arms[p.Arm], _arms[p.Reference]))],
        Screening = screening,
        Limits = _trial.Limits,
        Words = TrialWords.ByLanguage(_trial),
    };

    private IEnumerable<(int Arm, int Reference)> Pairs()
    {
        var pairs = new List<(int, int)>();
        var control = IndexOf(a => a.Control);
        for (var arm = 0; arm < _arms.Length; arm++)
            if (control >= 0 && arm != control) pairs.Add((arm, control));
        foreach (var request in _trial.Contrasts)
        {
            var pair = (IndexOf(a => a.Id == request.Arm), IndexOf(a => a.Id == request.Reference));
            if (!pairs.Contains(pair)) pairs.Add(pair);
        }
        return pairs;
    }

    private int IndexOf(Func<Arm, bool> matches)
    {
        for (var i = 0; i < _trial.Arms.Length; i++)
            if (matches(_trial.Arms[i])) return i;
        return -1;
    }

    private ImmutableArray<EndpointEstimate> Estimate(ArmRecord arm)
    {
        var estimates = ImmutableArray.CreateBuilder<EndpointEstimate>();
        if (!_trial.Map.Lesions.IsEmpty) AddRates(estimates, arm);
        foreach (var endpoint in _trial.Endpoints) AddSurvival(estimates, arm, endpoint);
        for (var i = 0; i < _trial.Pharmacokinetics.Length; i++) AddPharmacokinetics(estimates, arm.Pharmacokinetics(i), _trial.Pharmacokinetics[i]);
        for (var i = 0; i < _trial.Findings.Length; i++) AddFinding(estimates, _trial.Findings[i], arm.Findings(i));
        return estimates.ToImmutable();
    }

    private static void AddRate(ImmutableArray<EndpointEstimate>.Builder estimates, string id, string label, int count, int of)
    {
        var rate = ClopperPearson.Interval(count, of);
        estimates.Add(new EndpointEstimate(id, label, 100 * rate.Value, 100 * rate.Lower, 100 * rate.Upper, "%", "Clopper–Pearson", 100 * rate.StandardError) { Of = of });
    }

    private static void AddFinding(ImmutableArray<EndpointEstimate>.Builder estimates, Finding finding, SharedCount count)
    {
        if (!finding.Counts)
        {
            AddRate(estimates, finding.Id, finding.Label.English, (int)count.Held, (int)count.Total);
            return;
        }
        var share = count.Share;
        estimates.Add(new EndpointEstimate(finding.Id, finding.Label.English, 100 * share.Value, 100 * share.Lower, 100 * share.Upper, "%", "Ratio, patients as clusters", 100 * share.StandardError));
    }

    private void AddRates(ImmutableArray<EndpointEstimate>.Builder estimates, ArmRecord arm)
    {
        var confirmed = _trial.Recist.Confirmation;
        var best = confirmed ? arm.Confirmed : arm.Best;
        var kind = confirmed ? "confirmed" : "unconfirmed";
        int Of(int[] counts, params Response[] responses) => responses.Sum(r => counts[(int)r]);
        void AddRate(string id, string label, int count, int? of = null) => TrialSummariser.AddRate(estimates, id, label, count, of ?? arm.Evaluated);

        AddRate("ORR", $"Objective response, {kind}", Of(best, Response.CompleteResponse, Response.PartialResponse));
        if (confirmed)
            AddRate("ORR.unconfirmed", "Objective response, unconfirmed",
                Of(arm.Best, Response.CompleteResponse, Response.PartialResponse));
        AddRate("CR", $"Complete response, {kind}", Of(best, Response.CompleteResponse));
        AddRate("PR", $"Partial response, {kind}", Of(best, Response.PartialResponse));
        AddRate("SD", "Stable disease", Of(best, Response.StableDisease));
        AddRate("PD", "Progressive disease", Of(best, Response.ProgressiveDisease));
        AddRate("NE", "Not evaluable", Of(best, Response.NotEvaluable));
        AddRate("DCR", "Disease control", Of(best, Response.CompleteResponse, Response.PartialResponse, Response.StableDisease));
        var (any, target, other, fresh) = arm.Progressions;
        AddRate("PD.target", "Of progressions: in target lesions", target, any);
        AddRate("PD.other", "Of progressions: non-target or new lesions", other, any);
        AddRate("PD.new", "Of progressions: new lesions", fresh, any);
    }

    private static void AddSurvival(ImmutableArray<EndpointEstimate>.Builder estimates, ArmRecord arm, SurvivalEndpoint endpoint)
    {
        var (days, events) = arm.Times(endpoint.Id);
        if (days.Count == 0) return;
        if (endpoint.IncidenceDays is { } at)
        {
            AddIncidence(estimates, arm, endpoint, at);
            return;
        }
        var curve = arm.Curve(endpoint.Id);
        var median = curve.Median;
        estimates.Add(new EndpointEstimate(
            endpoint.Id + ".median", $"{endpoint.Label}: median", median.Value / DaysPerMonth, median.Lower / DaysPerMonth,
            median.Upper / DaysPerMonth, "months", "Kaplan–Meier, Brookmeyer–Crowley (log-log)",
            (median.Upper - median.Lower) / (2 * Z95 * DaysPerMonth)));
        foreach (var day in endpoint.RateDays)
        {
            var rate = IsKnownAt(curve, day) ? curve.At(day) : new Estimate(double.NaN, double.NaN, double.NaN);
            estimates.Add(new EndpointEstimate(EndpointIds.At(endpoint.Id + ".rate", day),
                $"{endpoint.Label} at {Labels.Time(day)}", 100 * rate.Value,
                100 * rate.Lower, 100 * rate.Upper, "%", "Kaplan–Meier, log-log", 100 * rate.StandardError));
        }
        foreach (var day in endpoint.RestrictedMeanDays)
        {
            var mean = IsKnownAt(curve, day) ? curve.RestrictedMean(day) : new Estimate(double.NaN, double.NaN, double.NaN);
            estimates.Add(new EndpointEstimate(EndpointIds.At(endpoint.Id + ".rmst", day),
                $"{endpoint.Label}: restricted mean to {Labels.Time(day)}",
                mean.Value / DaysPerMonth, mean.Lower / DaysPerMonth, mean.Upper / DaysPerMonth, "months",
                "Area below Kaplan–Meier", mean.StandardError / DaysPerMonth));
        }
        estimates.Add(new EndpointEstimate(endpoint.Id + ".events", $"{endpoint.Label}: events", events.Count(e => e), double.NaN,
            double.NaN, "patients", "Count", double.NaN));
    }

    private static void AddIncidence(ImmutableArray<EndpointEstimate>.Builder estimates, ArmRecord arm, SurvivalEndpoint endpoint, ImmutableArray<double> days)
    {
        var curve = arm.Incidence(endpoint.Id);
        foreach (var day in days)
        {
            var share = curve.IsKnownAt(day) ? curve.At(day) : new Estimate(double.NaN, double.NaN, double.NaN);
            estimates.Add(new EndpointEstimate(EndpointIds.At(endpoint.Id + ".incidence", day), $"{endpoint.Label}: incidence to {Labels.Time(day)}",
                100 * share.Value, 100 * share.Lower, 100 * share.Upper, "%", "Aalen–Johansen, log-log", 100 * share.StandardError));
        }
        estimates.Add(new EndpointEstimate(endpoint.Id + ".events", $"{endpoint.Label}: events", arm.Times(endpoint.Id).IsEvent.Count(e => e), double.NaN,
            double.NaN, "patients", "Count", double.NaN));
    }

    private static void AddPharmacokinetics(ImmutableArray<EndpointEstimate>.Builder estimates, IReadOnlyList<double> values, PharmacokineticParameter parameter)
    {
        var mean = GeometricMean.Of(values);
        estimates.Add(new EndpointEstimate(parameter.Id + ".mean", $"{parameter.Label}: geometric mean", mean.Value, mean.Lower, mean.Upper, parameter.Unit,
            "Log-normal", mean.StandardError));
        estimates.Add(new EndpointEstimate(parameter.Id + ".cv", $"{parameter.Label}: coefficient of variation", 100 * GeometricMean.CoefficientOfVariation(values),
            double.NaN, double.NaN, "%", "Log-normal", double.NaN));
    }

    /// <summary>A curve says nothing beyond its last patient, unless it has come to 0.</summary>
    internal static bool IsKnownAt(SurvivalCurve curve, double day) =>
        curve.Steps[^1].Time >= day || curve.Steps[^1].Survival == 0;
}

using Thymus.Statistics;

namespace Thymus.Trials;

/// <summary>What estimates need of the patients of one arm; grows by a few numbers a patient.</summary>
internal sealed class ArmRecord
{
    private readonly Dictionary<string, (List<double> Days, List<bool> IsEvent)> _times = new(StringComparer.Ordinal);

    private readonly Dictionary<string, List<bool>> _competing = new(StringComparer.Ordinal);

    private readonly List<List<double>> _pharmacokinetics = [];

    private readonly List<SharedCount> _findings = [];

    public int Patients { get; private set; }

    public int Failed { get; private set; }

    public int Evaluated => Patients - Failed;

    /// <summary>Counts of unconfirmed and confirmed best response.</summary>
    public int[] Best { get; } = new int[Enum.GetValues<Response>().Length];

    public int[] Confirmed { get; } = new int[Enum.GetValues<Response>().Length];

    /// <summary>
    /// Patients with progression by RECIST, and of these those with it in target lesions, non-target lesions or new ones, and
    /// new ones.
    /// </summary>
    public (int Any, int Target, int Other, int New) Progressions { get; private set; }

    /// <summary>Values of each pharmacokinetic parameter, of the patients who were there for it.</summary>
    public IReadOnlyList<double> Pharmacokinetics(int parameter) => parameter < _pharmacokinetics.Count ? _pharmacokinetics[parameter] : [];

    /// <summary>Of how many a finding held, and of how many it is a share.</summary>
    public SharedCount Findings(int finding) => finding < _findings.Count ? _findings[finding] : default;

    public void Add(PatientOutcome outcome)
    {
        Patients++;
        if (outcome.Subject.Status != "ok")
        {
            Failed++;
            return;
        }
        foreach (var response in outcome.Responses)
        {
            if (response.Visit == "BOR") Best[(int)response.Overall]++;
            else if (response.Visit == "CBOR") Confirmed[(int)response.Overall]++;
        }
        var progression = outcome.Responses.FirstOrDefault(r => r.Overall == Response.ProgressiveDisease);
        if (progression is { Visit: not ("BOR" or "CBOR") } first)
        {
            var other = first.NewLesion || first.NonTarget == Response.ProgressiveDisease;
            var (any, target, others, news) = Progressions;
            if (first.Target == Response.ProgressiveDisease) target++;
            if (other) others++;
            if (first.NewLesion) news++;
            Progressions = (any + 1, target, others, news);
        }
        for (var i = 0; i < outcome.Pharmacokinetics.Length; i++)
        {
            if (i == _pharmacokinetics.Count) _pharmacokinetics.Add([]);
            if (!double.IsNaN(outcome.Pharmacokinetics[i])) _pharmacokinetics[i].Add(outcome.Pharmacokinetics[i]);
        }
        for (var i = 0; i < outcome.Findings.Length; i++)
        {
            if (i == _findings.Count) _findings.Add(default);
            _findings[i] = _findings[i].Add(outcome.Findings[i], outcome.FindingTotals[i]);
        }
        foreach (var time in outcome.TimesToEvent)
        {
            var (days, events) = Times(time.Parameter);
            days.Add(time.Days);
            events.Add(!time.Censored);
            if (!_competing.TryGetValue(time.Parameter, out var competing)) _competing[time.Parameter] = competing = [];
            competing.Add(time.Competing);
        }
    }

    public (List<double> Days, List<bool> IsEvent) Times(string parameter)
    {
        if (!_times.TryGetValue(parameter, out var times)) _times[parameter] = times = ([], []);
        return times;
    }

    /// <summary>Of an endpoint that is an incidence; there is at least one patient.</summary>
    public IncidenceCurve Incidence(string parameter)
    {
        var (days, events) = Times(parameter);
        return CumulativeIncidence.Estimate([.. days], [.. events], [.. _competing[parameter]]);
    }

    public SurvivalCurve Curve(string parameter)
    {
        var (days, events) = Times(parameter);
        return KaplanMeier.Estimate([.. days], [.. events]);
    }
}

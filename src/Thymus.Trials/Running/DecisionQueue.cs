using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>The rules of a trial that one patient has not met yet, and what has happened to the patient.</summary>
internal sealed class DecisionQueue(ImmutableArray<DecisionRule> rules)
{
    private readonly List<DecisionRule> _waiting = [.. rules];
    private readonly List<DecisionRule> _reached = [];
    private readonly bool[] _happened = new bool[Enum.GetValues<Trigger>().Length];
    private double _lastProgression = double.NegativeInfinity;
    private double _lastNewLesion = double.NegativeInfinity;

    public bool HasHappened(Trigger trigger) => _happened[(int)trigger];

    public void Note(Trigger trigger) => _happened[(int)trigger] = true;

    /// <summary>Whether a scan after a day has shown it; false for NaN.</summary>
    private bool HasHappenedSince(Trigger trigger, double day) => (trigger == Trigger.NewLesion ? _lastNewLesion : _lastProgression) > day;

    /// <summary>The quantity that a rule waits for has come to its value.</summary>
    public void Note(DecisionRule rule) => _reached.Add(rule);

    /// <summary>Notes what the last scan shows.</summary>
    public void Note(TumourHistory tumours, RecistRules recist)
    {
        var points = tumours.Points;
        var last = tumours.LastResponse;
        if (last.Overall == Response.ProgressiveDisease) _lastProgression = last.Day;
        if (last.NewLesion)
        {
            _lastNewLesion = last.Day;
            Note(Trigger.NewLesion);
        }
        if (!double.IsNaN(tumours.ProgressionDay)) Note(Trigger.Progression);
        else
        {
            if (points[^1].Overall <= Response.PartialResponse) Note(Trigger.Response);
            if (points[^1].Overall == Response.CompleteResponse) Note(Trigger.CompleteResponse);
            if (BestResponse.CompleteResponseIsConfirmed(points, recist)) Note(Trigger.ConfirmedCompleteResponse);
        }
        if (BestResponse.ConfirmedProgression(points, recist) >= 0) Note(Trigger.ConfirmedProgression);
    }

    /// <summary>
    /// Takes out, in the order of the file, the rules whose trigger has come; each is judged once, at the first occasion not
    /// before its time.
    /// </summary>
    /// <param name="firstDose">Day of the first dose of a drug; NaN where none was given.</param>
    public IReadOnlyList<DecisionRule> Due(double day, Func<string, double> firstDose)
    {
        List<DecisionRule> due = [.. _waiting.Where(r => day >= r.AfterDays
            && (r.Since is { } drug ? HasHappenedSince(r.When, firstDose(drug)) : r.Reaches is null ? HasHappened(r.When) : _reached.Contains(r)))];
        _waiting.RemoveAll(due.Contains);
        return due;
    }

    /// <summary>Why treatment ended, as ADSL says it.</summary>
    public static string ReasonOf(Trigger trigger) => trigger switch
    {
        Trigger.Progression => "PROGRESSION",
        Trigger.ConfirmedProgression => "CONFIRMED PROGRESSION",
        Trigger.CompleteResponse or Trigger.ConfirmedCompleteResponse => "COMPLETE RESPONSE",
        Trigger.Response => "RESPONSE",
        Trigger.NewLesion => "NEW LESION",
        _ => "ADVERSE EVENT",
    };
}

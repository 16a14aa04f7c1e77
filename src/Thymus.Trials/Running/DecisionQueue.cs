using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>The rules of a trial that one patient has not met yet, and what has happened to the patient.</summary>
internal sealed class DecisionQueue(ImmutableArray<DecisionRule> rules)
{
    private readonly List<DecisionRule> _waiting = [.. rules];
    private readonly List<DecisionRule> _reached = [];
    private readonly bool[] _happened = new bool[Enum.GetValues<Trigger>().Length];

    public bool HasHappened(Trigger trigger) => _happened[(int)trigger];

    public void Note(Trigger trigger) => _happened[(int)trigger] = true;

    /// <summary>The quantity that a rule waits for has come to its value.</summary>
    public void Note(DecisionRule rule) => _reached.Add(rule);

    /// <summary>Notes what the last scan shows.</summary>
    public void Note(TumourHistory tumours, RecistRules recist)
    {
        var points = tumours.Points;
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
    public IReadOnlyList<DecisionRule> Due(double day)
    {
        List<DecisionRule> due = [.. _waiting.Where(r => (r.Reaches is null ? HasHappened(r.When) : _reached.Contains(r)) && day >= r.AfterDays)];
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
        _ => "ADVERSE EVENT",
    };
}

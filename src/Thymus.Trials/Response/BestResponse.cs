namespace Thymus.Trials;

/// <summary>The response of one visit, as the best overall response needs it.</summary>
public readonly record struct TimePointResponse(double Day, Response Overall);

/// <summary>
/// Best overall response over the visits of one patient (RECIST 1.1 §4.6, Table 3), with the options of admiralonco.
/// </summary>
public static class BestResponse
{
    /// <summary>The best of the visits up to and including the first progression, without confirmation.</summary>
    public static Response Unconfirmed(ReadOnlySpan<TimePointResponse> visits, RecistRules rules)
    {
        visits = UpToProgression(visits);
        var best = Fallback(visits, rules);
        foreach (var visit in visits)
            if (visit.Overall is Response.CompleteResponse or Response.PartialResponse
                && visit.Overall < best)
                best = visit.Overall;
        return best;
    }

    /// <summary>
    /// The best of the visits up to and including the first progression, where a response counts when it is confirmed.
    /// </summary>
    public static Response Confirmed(ReadOnlySpan<TimePointResponse> visits, RecistRules rules)
    {
        visits = UpToProgression(visits);
        if (FirstConfirmed(visits, Response.CompleteResponse, rules) >= 0) return Response.CompleteResponse;
        return FirstConfirmed(visits, Response.PartialResponse, rules) >= 0 ? Response.PartialResponse : Fallback(visits, rules);
    }

    /// <summary>
    /// The day on which the response that counts in ORR began, confirmed where the rules ask for it; NaN for a non-responder.
    /// </summary>
    public static double DayOfResponse(ReadOnlySpan<TimePointResponse> visits, RecistRules rules)
    {
        visits = UpToProgression(visits);
        for (var i = 0; i < visits.Length; i++)
        {
            if (visits[i].Overall is not (Response.CompleteResponse or Response.PartialResponse)) continue;
            if (!rules.Confirmation || ConfirmedBy(visits, i, Response.PartialResponse, rules) >= 0) return visits[i].Day;
        }
        return double.NaN;
    }

    /// <summary>True where the last visit is a complete response that confirms an earlier one.</summary>
    public static bool CompleteResponseIsConfirmed(ReadOnlySpan<TimePointResponse> visits, RecistRules rules) =>
        FirstConfirmed(UpToProgression(visits), Response.CompleteResponse, rules) >= 0;

    /// <summary>
    /// The first visit, at least the confirmation interval after the first progression, that is progression as well; −1 if none.
    /// </summary>
    /// <remarks>A visit in between that is neither progression nor not evaluable takes the first progression back.</remarks>
    public static int ConfirmedProgression(ReadOnlySpan<TimePointResponse> visits, RecistRules rules)
    {
        var first = -1;
        for (var i = 0; i < visits.Length; i++)
        {
            switch (visits[i].Overall)
            {
                case Response.ProgressiveDisease when first < 0:
                    first = i;
                    break;
                case Response.ProgressiveDisease when visits[i].Day - visits[first].Day >= rules.ConfirmationDays:
                    return i;
                case Response.ProgressiveDisease or Response.NotEvaluable:
                    break;
                default:
                    first = -1;
                    break;
            }
        }
        return -1;
    }

    private static int FirstConfirmed(ReadOnlySpan<TimePointResponse> visits, Response atLeast, RecistRules rules)
    {
        for (var i = 0; i < visits.Length; i++)
            if (visits[i].Overall <= atLeast && ConfirmedBy(visits, i, atLeast, rules) >= 0) return i;
        return -1;
    }

    /// <summary>
    /// The visit that confirms the response of visit <paramref name="i"/>: at least as good, at least the confirmation interval
    /// later, with
    /// nothing in between but responses as good, at most so many visits that were not evaluable, and at most one stable where
    /// the rules accept it.
    /// </summary>
    private static int ConfirmedBy(ReadOnlySpan<TimePointResponse> visits, int i, Response atLeast, RecistRules rules)
    {
        var notEvaluable = 0;
        var stable = 0;
        for (var k = i + 1; k < visits.Length; k++)
        {
            var response = visits[k].Overall;
            if (response <= atLeast)
            {
                if (visits[k].Day - visits[i].Day >= rules.ConfirmationDays) return k;
            }
            else if (response == Response.NotEvaluable)
            {
                if (++notEvaluable > rules.MaximumNotEvaluable) return -1;
            }
            else if (response != Response.StableDisease || atLeast != Response.PartialResponse || !rules.AcceptStable
                || ++stable > 1)
            {
                return -1;
            }
        }
        return -1;
    }

    /// <summary>
    /// What is left without a (confirmed) response: stable disease held long enough, progression, or nothing known.
    /// </summary>
    private static Response Fallback(ReadOnlySpan<TimePointResponse> visits, RecistRules rules)
    {
        var progressed = false;
        foreach (var visit in visits)
        {
            if (visit.Overall <= Response.StableDisease && visit.Day >= rules.MinimumStableDays) return Response.StableDisease;
            progressed |= visit.Overall == Response.ProgressiveDisease;
        }
        return progressed ? Response.ProgressiveDisease : Response.NotEvaluable;
    }

    private static ReadOnlySpan<TimePointResponse> UpToProgression(ReadOnlySpan<TimePointResponse> visits)
    {
        for (var i = 0; i < visits.Length; i++)
            if (visits[i].Overall == Response.ProgressiveDisease) return visits[..(i + 1)];
        return visits;
    }
}

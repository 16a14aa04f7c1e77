namespace Thymus.Calibration;

/// <summary>How the search for values ended.</summary>
public enum SearchEnd
{
    /// <summary>A further step would have gained next to nothing.</summary>
    Settled,

    /// <summary>The iterations, or the rounds of patients, ran out while values still moved.</summary>
    RoundsRanOut,

    /// <summary>The search ended where weights leave an arm no more effective patients than they must.</summary>
    TooFewPatients,
}

public static class SearchEnds
{
    /// <summary>Why values have not settled, for a person; empty where they have.</summary>
    public static string Reason(this SearchEnd end) => end switch
    {
        SearchEnd.RoundsRanOut => "the rounds ran out first",
        SearchEnd.TooFewPatients => "farther on, too few patients would have counted; --leave-out simulates them",
        _ => "",
    };
}

namespace Thymus.Trials;

/// <summary>What a composite endpoint counts as an event.</summary>
public enum EndpointEventKind
{
    Death,
    /// <summary>A scan with progression.</summary>
    Progression,
    /// <summary>A scan with a new lesion.</summary>
    NewLesion,
    /// <summary>A rule of <c>decisions</c> has acted.</summary>
    Decision,
    /// <summary>No dose of a drug within a time.</summary>
    Missed,
}

/// <summary>One of the events of a composite endpoint; the first that happens counts.</summary>
/// <param name="Name">Id of the decision, or the drug that is missed; empty for the others.</param>
/// <param name="Since">Of a scan: only those after the first dose of this drug. Of a missed dose: the first dose of this drug, from which <paramref name="WithinDays"/>
/// counts, and without which nothing is missed. Null: randomisation.</param>
/// <param name="WithinDays">The event is on this day where no dose was given by its end; NaN for the others.</param>
public sealed record EndpointEvent(EndpointEventKind Kind, string Name = "", string? Since = null, double WithinDays = double.NaN)
{
    /// <summary>True of what only scans show.</summary>
    public bool IsSeenOnScans => Kind is EndpointEventKind.Progression or EndpointEventKind.NewLesion;
}

using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>
/// Treatment before enrolment, and the event under it that leads into the trial: who enters was selected by it. The trial counts from enrolment,
/// with a baseline of its own.
/// </summary>
/// <param name="Share">Share of candidates who were treated so (0..1); the others are enrolled without it.</param>
/// <param name="Until">What makes a candidate ready for the trial. Who dies, leaves or stays without it is replaced by the next candidate.</param>
/// <param name="AtMostDays">From the run-in's first dose; whoever has no event by then is replaced.</param>
/// <param name="DelayDays">From the event to enrolment; nothing is given in it.</param>
public sealed record RunIn(
    ImmutableArray<Regimen> Regimens, VisitSchedule Visits, Trigger Until, double Share, double AtMostDays, double DelayDays);

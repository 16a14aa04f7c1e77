using System.Collections.Immutable;

namespace Thymus.Trials;

/// <summary>
/// Scans every <paramref name="EveryDays"/> up to and including <paramref name="UntilDays"/> since randomisation (+∞: no end).
/// </summary>
public readonly record struct VisitPeriod(double EveryDays, double UntilDays);

public enum ScanStop
{
    Progression,
    ConfirmedProgression,
    EndOfFollowUp,
}

/// <summary>When tumours are assessed: a baseline on day 0, a first scan, then periods.</summary>
/// <param name="WindowDays">Half width of the uniform window about a scheduled day.</param>
/// <param name="MissedProbability">That a scheduled scan is not done.</param>
public sealed record VisitSchedule(
    double FirstDays, ImmutableArray<VisitPeriod> Then, ScanStop StopAt, double WindowDays, double MissedProbability)
{
    /// <summary>No scan after baseline: of a trial without lesions.</summary>
    public static VisitSchedule None { get; } = new(double.PositiveInfinity, [], ScanStop.EndOfFollowUp, 0, 0);

    /// <summary>
    /// The scheduled days after baseline up to and including <paramref name="end"/>; day k of a period is a product, not a sum.
    /// </summary>
    public IEnumerable<double> Days(double end) => DaysOf(FirstDays, Then, end);

    /// <summary>Whether a scan is not done. Chance is keyed by the scheduled minute: other scans, done or not, change nothing of it.</summary>
    /// <param name="phase">Begins the purpose of the random number; empty in the trial itself.</param>
    internal bool IsMissed(double scheduled, Candidate candidate, string phase = "") =>
        MissedProbability > 0 && candidate.Chance(phase + "missed scan").Uniform(Minute(scheduled)) < MissedProbability;

    /// <summary>Days by which a scan comes late (or early, below 0).</summary>
    internal double Shift(double scheduled, Candidate candidate, string phase = "") =>
        WindowDays == 0 ? 0 : WindowDays * (2 * candidate.Chance(phase + "visit window").Uniform(Minute(scheduled)) - 1);

    private static ulong Minute(double day) => (ulong)Math.Round(day * 1440);

    internal static IEnumerable<double> DaysOf(double first, ImmutableArray<VisitPeriod> then, double end)
    {
        const double rounding = 1e-9; // days: 7 · 6.857… and 48 are the same day
        if (first > end + rounding) yield break;
        yield return first;
        var from = first;
        foreach (var period in then)
        {
            var last = from;
            for (var k = 1; ; k++)
            {
                var day = from + k * period.EveryDays;
                if (day > period.UntilDays + rounding) break;
                if (day > end + rounding) yield break;
                yield return day;
                last = day;
            }
            from = last;
        }
    }
}

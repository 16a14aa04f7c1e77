using System.Collections.Immutable;
using Thymus.Modeling;

namespace Thymus.Trials;

/// <summary>How a scan differs from the truth. Lengths in mm, standard deviations as fractions.</summary>
/// <param name="WithinReader">Of the sum of diameters between two readings by one reader: 4.1 % (Yoon 2016, PMID
/// 26687017).</param>
/// <param name="BetweenReaders">The same between readers, within-reader error included: 7.0 % (Yoon 2016).</param>
/// <param name="TooSmall">A lesion seen but below this size is recorded as this size (Eisenhauer 2009: 5 mm).</param>
/// <param name="DetectionLimit">Below it a lesion is not seen.</param>
/// <param name="NewLesion">A lesion not seen at baseline is called new from this size on.</param>
public sealed record MeasurementRules(
    double WithinReader = 0.041, double BetweenReaders = 0.070, double Rounding = 1, double TooSmall = 5,
    double DetectionLimit = 3,
    double NewLesion = 10)
{
    /// <summary>
    /// Standard deviation of a reader's bias, drawn once per patient: what between-reader spread has beyond within-reader error.
    /// </summary>
    public double ReaderBias => Math.Sqrt(Math.Max(0, BetweenReaders * BetweenReaders - WithinReader * WithinReader));
}

/// <summary>RECIST 1.1 (Eisenhauer 2009, 10.1016/j.ejca.2008.10.026); names as in admiralonco where it has one.</summary>
/// <param name="Confirmation">Response counts in ORR only when confirmed.</param>
/// <param name="ConfirmationDays">Least time between a response and its confirmation.</param>
/// <param name="MinimumStableDays">Least time from randomisation to stable disease as best response.</param>
/// <param name="MaximumNotEvaluable">Visits that were not evaluable and may lie between a response and its confirmation
/// (max_nr_ne).</param>
/// <param name="AcceptStable">One visit of stable disease may lie between a partial response and its confirmation
/// (accept_sd).</param>
/// <param name="NonTargetRelative">Rise of the non-target lesions' sum over its nadir that counts as unequivocal progression, and
/// <paramref name="NonTargetAbsolute"/> in mm that it must reach as well. RECIST gives no number.</param>
public sealed record RecistRules(
    bool Confirmation = true, double ConfirmationDays = 28, double MinimumStableDays = 42,
    int MaximumNotEvaluable = 1, bool AcceptStable = false, int MaximumTargets = 5, int MaximumPerOrgan = 2,
    bool MeasurableDisease = true, double NonTargetRelative = 0.5, double NonTargetAbsolute = 10);

public enum Trigger
{
    Progression,
    ConfirmedProgression,
    CompleteResponse,
    ConfirmedCompleteResponse,
    Response,
    Discontinuation,
    /// <summary>A scan shows a lesion that the baseline scan did not.</summary>
    NewLesion,
    /// <summary>A quantity of the model has risen to a value.</summary>
    Reached,
}

/// <summary>A quantity of the model, and the value at which it sets a decision off, in the model's unit.</summary>
public sealed record Threshold(Formula Quantity, double Value);

/// <summary>What an observation sets in motion. It speaks of what the patient received, never of an arm.</summary>
/// <param name="Id">Names the rule and its random numbers.</param>
/// <param name="Received">Drugs of which the patient got a dose before, all of them.</param>
/// <param name="NotReceived">Drugs of which the patient got none.</param>
/// <param name="Reaches">What sets it off where <paramref name="When"/> is <see cref="Trigger.Reached"/>; else null.</param>
/// <param name="Since">Only what scans show after the first dose of this drug sets the rule off; null: whenever they show it.</param>
/// <param name="StopAll">Every drug; else those of <paramref name="Stop"/>.</param>
public sealed record DecisionRule(
    string Id, Wording Label, Trigger When, Threshold? Reaches, ImmutableArray<string> Received, ImmutableArray<string> NotReceived, double AfterDays,
    bool StopAll, ImmutableArray<string> Stop, ImmutableArray<Regimen> Give, double Probability, double DelayDays,
    SourceSpan Span, string? Since = null);
